"""A short walk of random keys; `python tests/hostile/random_keys.py` is the long one."""

from pathlib import Path

import pytest
from random_keys import play


@pytest.mark.parametrize("seed", [1001, 1002])
def test_random_keys_pastes_clicks_and_sizes_do_no_harm(seed: int, tmp_path: Path) -> None:
    play(seed, 60, tmp_path)
