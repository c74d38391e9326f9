"""Every view in every state, as it looks: `python -m pytest tests/tui/test_looks.py --write-looks` writes them anew.

The runs are scripted, or real networks at their start: what is drawn does not hang on the last bits of a sum.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import desk
import numpy as np
import predict_scene
import pytest
import stand_in
from bench import application, settle
from looked_at import ENDING, FOLDER, cells_of, difference, look_of, styles_of, write
from rich.cells import cell_len
from rich.color import ColorSystem

from nntui.errors import StackError
from nntui.spec import line
from nntui.training.messages import Mark
from nntui.tui.app import NntuiApp
from nntui.tui.options import Options
from nntui.tui.workbench import Workbench

IRIS = "iris scaling=standard validation=0.2 | dense 8, relu, dense 3, softmax | adam lr=0.05 | epochs 100 seed 0"
HEIGHTS = "reg-plane samples=80 validation=0.25 | dense 8, relu | adam lr=0.05 | epochs 1000"
STORY = "the run diverged at step 7: weights of layer 0 is not finite. A lower learning rate usually helps"
Shown = AsyncIterator[NntuiApp]


class Variant(NamedTuple):
    """A terminal: its size, its colours, and whether only ASCII may be drawn."""

    name: str
    size: tuple[int, int]
    system: ColorSystem = ColorSystem.TRUECOLOR
    environment: dict[str, str] = {}  # noqa: RUF012 - nobody writes into it
    ascii: bool = False


SMALL, USUAL = Variant("80x24", (80, 24)), Variant("120x40", (120, 40))
OTHERS = (
    Variant("200x60", (200, 60)),
    Variant("16-colours", (80, 24), ColorSystem.STANDARD, {"TERM": "xterm-16color"}),
    Variant("256-colours", (80, 24), ColorSystem.EIGHT_BIT, {"TERM": "screen-256color"}),
    Variant("no-color", (80, 24), ColorSystem.TRUECOLOR, {"NO_COLOR": "1"}),
    Variant("ascii", (80, 24), ascii=True),
)


# how a state is reached


@asynccontextmanager
async def built(variant: Variant, spec: str = IRIS, *keys: str) -> Shown:
    """Build, with real data and a run that nobody starts."""
    app = application(spec, ascii=variant.ascii)
    async with app.run_test(size=variant.size) as pilot:
        await settle(pilot)
        await settle(pilot, lambda: app.workbench.snapshot is not None or bool(app.workbench.problems))
        await pilot.press(*keys)
        await settle(pilot, lambda: not app.workbench.working)
        yield app


@asynccontextmanager
async def trained(variant: Variant, steps: int, status: str, *keys: str, **changes: Any) -> Shown:
    """Train, with a scripted run at a step."""
    services = stand_in.Services()
    app = NntuiApp(Workbench(line.parse(IRIS), services), Options(ascii=variant.ascii))
    async with app.run_test(size=variant.size) as pilot:
        seat = desk.Desk(app, pilot, services)
        await pilot.press("2")
        app.query_one(desk.TrainView).rest = desk.Rest(0)
        while app.workbench.snapshot is None:
            await seat.news()
        seat.runner.snapshot = stand_in.snapshot(
            status=status, acknowledged=len(seat.runner.orders), **(stand_in.at_step(steps) | changes)
        )
        await seat.news()
        await pilot.press(*keys)
        await seat.news()
        yield app


@asynccontextmanager
async def asked(variant: Variant, spec: str, *keys: str, steps: int = 0, status: str = "ready") -> Shown:
    """A view of a real network, after a few steps at most."""
    async with predict_scene.opened(spec, variant.size, ascii=variant.ascii) as scene:
        if steps or status != "ready":
            await scene.go(steps, status)
        for key in keys:
            await scene.press(key)
        for _ in range(4):
            await scene.news()
        yield scene.app


@asynccontextmanager
async def broken(variant: Variant) -> Shown:
    """Build, with a stack that cannot be."""
    services = stand_in.Services()
    services.wrong = [StackError("softmax stands in the middle of the stack", layer=1, advice="Change it to relu or tanh.")]
    app = NntuiApp(Workbench(line.parse(IRIS), services), Options(ascii=variant.ascii))
    async with app.run_test(size=variant.size) as pilot:
        await settle(pilot, lambda: bool(app.workbench.problems))
        yield app


State = Callable[[Variant], Any]
MARKS = (Mark(10, 10.0, 0.1, "learning_rate 0.05 to 0.01"), Mark(30, 30.0, 0.3, "data seed 0 to 1"))
STATES: dict[str, State] = {
    "build": built,
    "build-empty": lambda variant: built(variant, "iris"),
    "build-broken": broken,
    "build-values": lambda variant: built(variant, IRIS, "down", "down", "down", "enter"),
    "build-typing": lambda variant: built(variant, IRIS, "down", "down", "enter", "down", "enter"),
    "train-start": lambda variant: trained(variant, 0, "ready"),
    "train-first-step": lambda variant: trained(variant, 1, "paused"),
    "train": lambda variant: trained(variant, 40, "running", marks=MARKS),
    "train-log-smoothed": lambda variant: trained(variant, 40, "paused", "y", "s", "x"),
    "train-finished": lambda variant: trained(variant, 100, "finished"),
    "train-diverged": lambda variant: trained(variant, 7, "diverged", message=STORY),
    "boundary": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", steps=1, status="paused"),
    "boundary-drawing": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", "p", "e", steps=1, status="paused"),
    "boundary-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", steps=1, status="diverged"),
    "heat-map": lambda variant: asked(variant, HEIGHTS, "2", "b", steps=1, status="paused"),
    "curve": lambda variant: asked(variant, predict_scene.SINE, "2", "b", steps=1, status="paused"),
    "predict": lambda variant: asked(variant, predict_scene.SPIRAL),
    "predict-picture": lambda variant: asked(variant, predict_scene.DIGITS),
    "predict-values": lambda variant: asked(variant, predict_scene.IRIS, "e", status="running", steps=1),
    "predict-number": lambda variant: asked(variant, predict_scene.DIABETES),
    "predict-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, steps=1, status="diverged"),
    "inspect": lambda variant: asked(variant, predict_scene.SPIRAL, "6"),
    "inspect-first-step": lambda variant: asked(variant, predict_scene.IRIS, "6", "right", steps=1, status="paused"),
    "inspect-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, "6", steps=1, status="diverged"),
    "help": lambda variant: trained(variant, 40, "paused", "question_mark"),
    "palette": lambda variant: built(variant, IRIS, "ctrl+p"),
    "recipes": lambda variant: built(variant, IRIS, "R"),
    "values": lambda variant: trained(variant, 40, "paused", "h"),
    "look-closer": lambda variant: built(variant, IRIS, "m"),
    "quit": lambda variant: trained(variant, 40, "running", "q"),
    "health": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "i"),
}
VIEWS = ("build", "train", "predict", "inspect", "boundary", "predict-picture")
LOOKS = [(name, variant) for name in STATES for variant in (SMALL, USUAL)]
LOOKS += [(name, variant) for name in VIEWS for variant in OTHERS]
LOOKS += [("train", Variant("too-small", (50, 10)))]
Taken = Callable[[str, Variant], Awaitable[str]]


def file_of(name: str, variant: Variant) -> str:
    """Return the name of the file of a look."""
    return f"{name}-{variant.name}"


@pytest.mark.parametrize(("name", "variant"), LOOKS, ids=[file_of(*look) for look in LOOKS])
async def test_every_state_looks_as_it_did(
    name: str, variant: Variant, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """And nothing is wider than the screen; without colours there are none; in ASCII there is nothing else."""
    for key, value in ({"TERM": "xterm-256color", "COLORTERM": "truecolor"} | variant.environment).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(stand_in, "NUMBERS", np.random.default_rng(0))
    async with STATES[name](variant) as app:
        look = look_of(app, variant.system)
    width, height = variant.size

    assert len(cells_of(look)) == height
    assert max(map(cell_len, cells_of(look))) <= width
    if variant.name == "no-color":
        assert not [words for words in styles_of(look) if "#" in words and not is_grey(words)]
    if variant.ascii:
        assert "\n".join(cells_of(look)).isascii()
    if request.config.getoption("--write-looks"):
        write(file_of(name, variant), look)
    told = difference(file_of(name, variant), look)
    assert not told, told


def is_grey(words: str) -> bool:
    """Say whether every colour in a style is a grey."""
    hexes = [word.removeprefix("#") for word in words.split() if word.startswith("#")]
    return all(one[0:2] == one[2:4] == one[4:6] for one in hexes)


def test_no_look_is_left_over() -> None:
    """Each file is that of a state there is."""
    assert {path.stem for path in FOLDER.glob(f"*{ENDING}")} == {file_of(*look) for look in LOOKS}
