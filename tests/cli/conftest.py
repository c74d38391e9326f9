"""The command line, called in this process: exit code, stdout and stderr."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from nntui.cli.main import run


class Said(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Opened:
    """Stands in for the application: keeps what it was opened with."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, object]] = []

    def __call__(self, subject: object, wishes: object) -> int:
        self.calls.append((subject, wishes))
        return 0


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def nntui(capsys: pytest.CaptureFixture[str], opened: Opened) -> Callable[..., Said]:
    """Run the program with these arguments."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(list(arguments), opened)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def refused(nntui: Callable[..., Said]) -> Callable[..., str]:
    """Run the program, which must refuse with one sentence on stderr and exit code 2, and return the sentence."""

    def call(*arguments: str, code: int = 2) -> str:
        said = nntui(*arguments)
        assert said.code == code, said
        assert said.out == ""
        sentence = said.err.splitlines()[-1]
        assert sentence.startswith("nntui: ")
        assert "Traceback" not in said.err
        return sentence

    return call
