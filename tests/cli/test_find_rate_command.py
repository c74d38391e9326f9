"""`nntui find-rate SPEC`."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nntui.cli import rates

SPEC = "iris scaling=standard | dense 8, relu | adam | batch 16"


def test_stdout_is_the_rate_alone(nntui) -> None:
    said = nntui("find-rate", SPEC)

    assert said.code == 0
    assert 1e-3 < float(said.out) < 0.5
    assert said.out.count("\n") == 1
    assert "the loss falls fastest at a rate of" in said.err


def test_the_rate_can_be_trained_with(nntui, tmp_path: Path) -> None:
    rate = nntui("find-rate", SPEC).out.strip()
    said = nntui("train", SPEC, "--set", f"optimizer.learning_rate={rate}", "--out", str(tmp_path / "run"))

    assert said.code == 0
    assert f"learning_rate = {float(rate)}" in (tmp_path / "run" / "spec.toml").read_text()


def test_one_json_object(nntui) -> None:
    told = json.loads(nntui("find-rate", SPEC, "--low", "1e-4", "--high", "1", "--steps", "40", "--json").out)

    assert list(told) == ["suggestion", "lowest", "outcome", "rates", "losses", "smoothed"]
    assert told["rates"] == pytest.approx(np.geomspace(1e-4, 1, 40)[: len(told["rates"])])
    assert len(told["losses"]) == len(told["smoothed"]) == len(told["rates"])
    assert told["suggestion"] in told["rates"]


def test_where_there_is_no_rate_the_command_fails(nntui, refused) -> None:
    arguments = ("find-rate", SPEC, "--low", "1e-12", "--high", "1e-11")
    assert "does not fall at any rate" in refused(*arguments, code=1)

    said = nntui(*arguments, "--json")
    assert said.code == 1
    assert json.loads(said.out)["suggestion"] is None


def test_a_picture_on_a_terminal(nntui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "narrates_live", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    said = nntui("find-rate", SPEC)
    picture = said.err.splitlines()

    assert any("loss over learning rate   S fastest at" in line for line in picture)
    assert any("1e-3" in line for line in picture)


def test_what_cannot_be(refused) -> None:
    assert "high" in refused("find-rate", SPEC, "--low", "2", "--high", "1")
    assert "low" in refused("find-rate", SPEC, "--low", "0")
    assert "steps" in refused("find-rate", SPEC, "--steps", "1")
    assert "random_search" in refused("find-rate", SPEC.replace("adam", "random_search"))
    assert "Did you mean" in refused("find-rate", "iriss")


def test_nothing_of_a_picture_is_loaded_where_nobody_looks(project: Path) -> None:
    code = (
        f"import sys; sys.argv = ['nntui', 'find-rate', {SPEC!r}]\n"
        "from nntui.__main__ import main\nassert main() == 0\n"
        "assert not {'plotext', 'textual', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=project, check=True, capture_output=True)
