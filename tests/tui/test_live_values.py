"""The list of what can change while it trains: every live field stands in it, and setting one steers the run."""

from __future__ import annotations

import msgspec
import pytest
from bench import application, settle, text_of

from nntui.catalog import Component, fields
from nntui.data.prepare import prepare
from nntui.spec import line
from nntui.training.log import Entry as Logged
from nntui.training.replay import replay
from nntui.tui.builder.form import Entry
from nntui.tui.builder.live import live_values, with_formula

SPEC = "spiral samples=20 | dense 8, relu, dropout 0.1, dense 3, softmax | adam lr=0.02 | epochs 400 batch_size 10 seed 0"


def live_paths(value, path: str) -> set[str]:
    """Return every live field of a value and of all that it is made of, found without the form."""
    found: set[str] = set()
    for info in fields(type(value)):
        inner, item = f"{path}.{info.name}" if path else info.name, getattr(value, info.name)
        if info.field.live:
            found.add(inner)
        for part, below in [(item, inner)] if isinstance(item, msgspec.Struct) else []:
            found |= live_paths(part, below)
        if isinstance(item, tuple):
            for place, part in enumerate(item):
                found |= live_paths(part, f"{inner}.{place}") if isinstance(part, Component) else set()
    return found


def place_of(form, path: str) -> int:
    """Return the row of a value in the list."""
    return next(place for place, item in enumerate(form.items) if getattr(item.value, "path", "") == path)


@pytest.mark.parametrize("optimizer", ["adam lr=0.02", "sgd lr=1 momentum=0.9", "rmsprop lr=cosine_decay(0.1,steps=500)"])
def test_every_live_field_stands_in_the_list(optimizer: str) -> None:
    """Also those of a schedule in place of a rate; of the rest only optimizer and loss, which can be exchanged whole.

    Points are drawn on the plane.
    """
    experiment = line.parse(SPEC.replace("adam lr=0.02", optimizer))
    wanted = {path for path in live_paths(experiment, "") if path not in {"data.drawn", "data.erased"}}
    listed = {entry.path for entry in live_values(experiment) if isinstance(entry, Entry)}

    assert wanted <= listed
    assert listed - wanted <= {"optimizer", "model.loss"}


@pytest.mark.parametrize("size", [(120, 40)])
async def test_a_value_set_there_is_marked_logged_and_gives_the_bits_of_a_headless_run(size) -> None:
    """Momentum of the second kind, while the run is paused after some steps; then to the end."""
    app = application(SPEC)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.workbench.set_pace(None)
        await pilot.press("2", *["n"] * 5)
        await settle(pilot, lambda: app.workbench.steps_done == 5)
        await pilot.press("h")
        await settle(pilot, lambda: "Change while it trains" in text_of(app))
        assert "when training ends" in text_of(app)
        await pilot.press("down", "down", "down", "enter", "ctrl+u", *"0.7", "enter")
        await settle(pilot, lambda: bool(app.workbench.snapshot.marks))
        await settle(pilot, lambda: "0.7" in text_of(app))
        await pilot.press("escape")
        await settle(pilot, lambda: "Change while it trains" not in text_of(app))
        await pilot.press("space")
        await settle(pilot, lambda: app.workbench.snapshot.status == "finished")
        after = app.workbench.snapshot

    assert [(mark.step, mark.path, mark.before, mark.after) for mark in after.marks] == [(5, "optimizer.beta_1", 0.9, 0.7)]
    experiment = line.parse(SPEC)
    headless = replay(after.experiment, prepare(experiment.data, 0), (Logged(5, "change", "optimizer.beta_1", 0.7, 0.9),))
    assert headless.updates == after.step
    assert headless.state.parameters.tobytes() == after.parameters.tobytes()


async def test_what_is_wrong_is_said_and_can_be_corrected() -> None:
    """The field stays open; a series that the run does not have is told by the run itself."""
    app = application(SPEC)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n", "h")
        await settle(pilot, lambda: "Change while it trains" in text_of(app))
        await pilot.press("down", "enter", *"-1", "enter")
        await settle(pilot, lambda: "at least 0" in " ".join(text_of(app).split()))
        await pilot.press("ctrl+u", *"0.5", "enter")
        await settle(pilot, lambda: bool(app.workbench.snapshot.marks))

    assert [mark.after for mark in app.workbench.snapshot.marks] == [0.5]


async def test_the_rules_that_end_a_run_are_set_and_shown() -> None:
    """Typed into the list, then told under the charts, and obeyed."""
    app = application(SPEC)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n", "h")
        await settle(pilot, lambda: "Change while it trains" in text_of(app))
        form = app.shell.dialog.form
        place = next(
            place for place, item in enumerate(form.items) if getattr(item.value, "path", "") == "training.target_loss"
        )
        form.move_to(place)
        await pilot.press("enter", *"5", "enter")
        await settle(pilot, lambda: app.workbench.snapshot.experiment.training.target_loss == 5.0)
        await pilot.press("escape")
        await settle(pilot, lambda: "ends early at loss 5 or less" in text_of(app))
        await pilot.press("space")
        await settle(pilot, lambda: app.workbench.snapshot.status == "finished")

    assert app.workbench.snapshot.epoch == 1
    assert "the target was 5" in app.workbench.snapshot.message


async def test_what_the_network_sees_is_switched_as_a_new_start_that_is_said_first() -> None:
    """For data of two features only."""
    app = application(SPEC)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n")
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("h")
        await settle(pilot, lambda: "Change while it trains" in text_of(app))
        form = app.shell.dialog.form
        form.move_to(place_of(form, "data.features.x1_x2"))
        await settle(pilot, lambda: "begins at step 0" in text_of(app))
        await pilot.press("enter")
        await settle(pilot, lambda: app.workbench.experiment.data.features == ("x1", "x2", "x1_x2"))
        await settle(pilot, lambda: app.workbench.stale)

    assert app.workbench.steps_done == 1


def test_a_formula_is_switched_on_and_off() -> None:
    """The two features alone are no formulas at all."""
    experiment = line.parse("circle")
    with_sine = with_formula(experiment, "data.features.sin_x1")

    assert with_sine.data.features == ("x1", "x2", "sin_x1")
    assert with_formula(with_sine, "data.features.sin_x1") == experiment
