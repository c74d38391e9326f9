"""What the tests of the application share: experiments from one line, and waiting for jobs without a screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.events import Paste

from nntui import parts
from nntui.spec import line
from nntui.tui.app import NntuiApp
from nntui.tui.options import Options
from nntui.tui.workbench import Workbench

parts.load()
SMALL = "spiral samples=20 | dense 8, relu, dense 3, softmax | adam lr=0.02 | epochs 50 seed 0"


def workbench(spec: str = SMALL, services: Any = None, *, ready: bool = True) -> Workbench:
    """A workbench on an experiment, its data loaded and its run made."""
    bench = Workbench(line.parse(spec), services)
    bench.set_pace(None)
    bench.open()
    if ready:
        wait(bench, lambda: bench.run is not None or bool(bench.problems) or bool(bench.data_error))
    return bench


def wait(bench: Workbench, done: Callable[[], object], seconds: float = 60.0) -> None:
    """Poll until something is so."""
    until = time.monotonic() + seconds
    while not done():
        bench.poll()
        assert time.monotonic() < until, f"it did not come: {bench.take_messages()}"
        time.sleep(0.002)


def application(spec: str = SMALL, services: Any = None, **options: Any) -> NntuiApp:
    """The application on an experiment, to be run by Pilot."""
    return NntuiApp(Workbench(line.parse(spec), services), Options(**options))


async def settle(pilot: Any, done: Callable[[], object] | None = None, seconds: float = 60.0) -> None:
    """Let jobs and messages come until something is so (default: data and run, or what is wrong with them)."""
    bench = pilot.app.workbench
    ready = done or (lambda: bench.run is not None or bool(bench.problems) or bool(bench.data_error))
    until = time.monotonic() + seconds
    while not ready():
        await pilot.pause(0.002)
        assert time.monotonic() < until, f"it did not come; the screen:\n{text_of(pilot.app)}"
    await pilot.pause()


async def paste(pilot: Any, text: str) -> None:
    """Put a text into the field that is being edited, as a terminal sends what is pasted."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


def text_of(app: NntuiApp) -> str:
    """What stands on the screen, without colours."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
