"""Every view in every state, as it looks: `python -m pytest tests/tui/test_looks.py --write-looks` writes them anew.

The runs are scripted, or real networks at their start: what is drawn does not hang on the last bits of a sum.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager, chdir
from pathlib import Path
from tempfile import TemporaryDirectory
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
from textual.pilot import Pilot

from nntui.errors import StackError
from nntui.spec import line
from nntui.training.messages import Mark
from nntui.tui import folders
from nntui.tui.app import NntuiApp
from nntui.tui.folders import Listing, Place
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
async def of_a_table(variant: Variant, *keys: str) -> Shown:
    """Build, with a table of the user's."""
    rows = [
        "leaf length;leaf width;species",
        *(f"{4 + row % 5}.{row};{1 + row % 3};{'oak' if row % 2 else 'ash'}" for row in range(40)),
    ]
    with TemporaryDirectory() as folder, chdir(folder):
        Path("leaves.csv").write_text("\n".join(rows))
        async with built(variant, "csv path=leaves.csv target=species validation=0.2 | dense 8, relu | adam", *keys) as app:
            yield app


@asynccontextmanager
async def among_files(variant: Variant, *keys: str) -> Shown:
    """A dialog over Build that shows a folder."""
    home = Path("/home/ada/models")
    found = (Place(home / "older", folder=True), *(Place(home / f"iris-{n}.safetensors", False, 9_000 * n) for n in (1, 2, 30)))

    def listing(_folder: Path, **_options: Any) -> Generator[None, None, Listing]:
        yield None
        return Listing(home, found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "listing", listing)
        async with built(variant, IRIS, *keys) as app:
            yield app


@asynccontextmanager
async def over_each_other(variant: Variant, *keys: str) -> Shown:
    """Train, with two runs before this one and the list of them open."""
    async with trained(variant, 40, "paused") as app:
        for steps, worse in ((60, 1.2), (30, 1.5)):
            losses = worse * np.exp(-np.arange(1, steps + 1) / 40)
            series = {"loss": losses, "accuracy": 1 - losses / 2}
            curves = {name: stand_in.curve(name, values) for name, values in series.items()}
            app.workbench.shelf.put(curves, app.workbench.experiment)
        pilot = Pilot(app)
        await pilot.press("o")
        await settle(pilot, lambda: not app.workbench.working)
        await pilot.press("enter", "down", "enter", *keys)
        app.news()
        await pilot.pause()
        yield app


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
    "build-table": of_a_table,
    "build-table-data": lambda variant: of_a_table(variant, "up", "up", "up", "up", "up", "up", "enter"),
    "train-start": lambda variant: trained(variant, 0, "ready"),
    "train-first-step": lambda variant: trained(variant, 1, "paused"),
    "train": lambda variant: trained(variant, 40, "running", marks=MARKS),
    "train-log-smoothed": lambda variant: trained(variant, 40, "paused", "y", "s", "x"),
    "train-finished": lambda variant: trained(variant, 100, "finished"),
    "train-diverged": lambda variant: trained(variant, 7, "diverged", message=STORY),
    "boundary": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", steps=1, status="paused"),
    "boundary-start": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b"),
    "boundary-finished": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", steps=2, status="finished"),
    "boundary-drawing": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", "p", "e", steps=1, status="paused"),
    "boundary-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "b", steps=1, status="diverged"),
    "heat-map": lambda variant: asked(variant, HEIGHTS, "2", "b", steps=1, status="paused"),
    "curve": lambda variant: asked(variant, predict_scene.SINE, "2", "b", steps=1, status="paused"),
    "predict": lambda variant: asked(variant, predict_scene.SPIRAL),
    "predict-picture": lambda variant: asked(variant, predict_scene.DIGITS),
    "predict-values": lambda variant: asked(variant, predict_scene.IRIS, "e", status="running", steps=1),
    "predict-number": lambda variant: asked(variant, predict_scene.DIABETES),
    "predict-first-step": lambda variant: asked(variant, predict_scene.SPIRAL, steps=1, status="paused"),
    "predict-finished": lambda variant: asked(variant, predict_scene.SPIRAL, steps=2, status="finished"),
    "predict-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, steps=1, status="diverged"),
    "inspect": lambda variant: asked(variant, predict_scene.SPIRAL, "6"),
    "inspect-first-step": lambda variant: asked(variant, predict_scene.IRIS, "6", "right", steps=1, status="paused"),
    "inspect-finished": lambda variant: asked(variant, predict_scene.SPIRAL, "6", steps=2, status="finished"),
    "inspect-diverged": lambda variant: asked(variant, predict_scene.SPIRAL, "6", steps=1, status="diverged"),
    "help": lambda variant: trained(variant, 40, "paused", "question_mark"),
    "palette": lambda variant: built(variant, IRIS, "ctrl+p"),
    "recipes": lambda variant: built(variant, IRIS, "R"),
    "values": lambda variant: trained(variant, 40, "paused", "h"),
    "look-closer": lambda variant: built(variant, IRIS, "m"),
    "open": lambda variant: among_files(variant, "ctrl+o", "down", "down"),
    "save": lambda variant: among_files(variant, "ctrl+s"),
    "runs": over_each_other,
    "train-over": lambda variant: over_each_other(variant, "escape"),
    "quit": lambda variant: trained(variant, 40, "running", "q"),
    "health": lambda variant: asked(variant, predict_scene.SPIRAL, "2", "i"),
}
VIEWS = ("build", "train", "predict", "inspect", "boundary", "predict-picture")
SITTINGS: list[tuple[str, tuple[Variant, ...]]] = [(name, (SMALL, USUAL)) for name in STATES]
SITTINGS += [(name, (variant,)) for name in VIEWS for variant in OTHERS]
SITTINGS += [("train", (Variant("too-small", (50, 10)),))]


def file_of(name: str, variant: Variant) -> str:
    """Return the name of the file of a look."""
    return f"{name}-{variant.name}"


@pytest.mark.parametrize(
    ("name", "variants"), SITTINGS, ids=[f"{name}-{'-'.join(one.name for one in variants)}" for name, variants in SITTINGS]
)
async def test_every_state_looks_as_it_did(
    name: str, variants: tuple[Variant, ...], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Also in a terminal that has been given another size, which looks as one that was of that size from the start."""
    for key, value in ({"TERM": "xterm-256color", "COLORTERM": "truecolor"} | variants[0].environment).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(stand_in, "NUMBERS", np.random.default_rng(0))
    async with STATES[name](variants[0]) as app:
        looks = [(variant, await seen(app, variant)) for variant in variants]

    for variant, look in looks:
        check(look, variant)
        if request.config.getoption("--write-looks"):
            write(file_of(name, variant), look)
    told = [difference(file_of(name, variant), look) for variant, look in looks]
    assert not any(told), "\n".join(told)


async def seen(app: NntuiApp, variant: Variant) -> str:
    """Return how it looks in a terminal of that size."""
    if app.size != variant.size:
        pilot = Pilot(app)
        await pilot.resize_terminal(*variant.size)
        while app._resize_event is not None:  # Textual waits for further sizes
            await asyncio.sleep(0.002)
        for _ in range(4):
            app.workbench.poll()
            app.news()
            await pilot.pause()
    return look_of(app, variant.system)


def check(look: str, variant: Variant) -> None:
    """Nothing is wider than the screen; without colours there are none; in ASCII there is nothing else."""
    width, height = variant.size
    assert len(cells_of(look)) == height
    assert max(map(cell_len, cells_of(look))) <= width
    if variant.name == "no-color":
        assert not [words for words in styles_of(look) if "#" in words and not is_grey(words)]
    if variant.ascii:
        assert "\n".join(cells_of(look)).isascii()


def is_grey(words: str) -> bool:
    """Say whether every colour in a style is a grey."""
    hexes = [word.removeprefix("#") for word in words.split() if word.startswith("#")]
    return all(one[0:2] == one[2:4] == one[4:6] for one in hexes)


def test_no_look_is_left_over() -> None:
    """Each file is that of a state there is."""
    assert {path.stem for path in FOLDER.glob(f"*{ENDING}")} == {
        file_of(name, variant) for name, variants in SITTINGS for variant in variants
    }
