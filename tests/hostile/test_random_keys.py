"""A short walk of random keys; `python tests/hostile/random_keys.py` is the long one."""

from pathlib import Path

from random_keys import play


def test_random_keys_pastes_clicks_and_sizes_do_no_harm(tmp_path: Path) -> None:
    play(1002, 90, tmp_path)
