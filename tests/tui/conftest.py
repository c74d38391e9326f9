"""Pilot waits for what its keys cause, not for the machine to be quiet; what every application reads is read once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from textual._context import active_app
from textual.css.stylesheet import Stylesheet

from nntui.training.runner import Runner

LOOK_SECONDS = 0.001


@pytest.fixture(autouse=True)
def _threads_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End the threads of every runner after its test: hundreds of them, each with its run, make later tests slow."""
    made: list[Runner] = []
    start = Runner.__init__

    def kept(self: Runner) -> None:
        start(self)
        made.append(self)

    monkeypatch.setattr(Runner, "__init__", kept)
    yield
    for runner in made:
        runner.close(0)


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Pilot's keys and pauses wait until nothing is left to do, at most a second as Textual's own do.

    Textual's watch the time that the process takes: 20 ms at least for each key, which says little on a busy machine
    and nothing while a thread trains. That every widget has nothing left to do is known without a message to each of
    them, which were half of all messages of the tests.
    """
    monkeypatch.setattr("textual.app.wait_for_idle", calm)
    monkeypatch.setattr("textual.pilot.wait_for_idle", calm)
    monkeypatch.setattr("textual.pilot.Pilot._wait_for_screen", screen_is_calm)


async def screen_is_calm(_pilot: Any, _timeout: float = 1.0) -> bool:
    """Wait as above; in place of Textual's own."""
    await calm()
    return True


async def calm(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until no callback can run, nothing is to be drawn, and no order or job is on its way."""
    until = time.monotonic() + max_sleep
    while time.monotonic() < until:
        await asyncio.sleep(0)
        if asyncio.get_running_loop()._ready or drew(active_app.get()):  # type: ignore[attr-defined]
            continue
        if not expects(active_app.get()):
            break
        await asyncio.sleep(LOOK_SECONDS)


def drew(app: Any) -> bool:
    """Draw at once what waits for the screen's timer; say whether something did."""
    screen = app._screen_stack[-1] if app._running and app._screen_stack else None
    if screen is None or not screen._is_mounted or not screen._update_timer._active.is_set():
        return False
    screen._on_timer_update()
    return True


def expects(app: Any) -> bool:
    """Say whether the workbench waits for its runner; a scripted one answers when the test wants it to."""
    bench = getattr(app, "workbench", None)
    if bench is None or not app._running or not isinstance(bench._runner, Runner):
        return False
    return bool(bench.ordered or bench.working)


@pytest.fixture(scope="session", autouse=True)
def _one_style_sheet() -> Iterator[None]:
    """Parse every style sheet once, instead of once for each of the hundreds of applications."""
    parse, parsed = Stylesheet._parse_rules, {}

    def parse_once(self: Stylesheet, css: str, *where: Any, **options: Any) -> Any:
        key = (css, where, tuple(options.items()), tuple(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, css, *where, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
