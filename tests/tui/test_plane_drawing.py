"""Points drawn into the plane and rubbed out with the keys and the mouse, while a real run goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench import application, settle, text_of
from textual.geometry import Offset

from nntui.data.prepare import prepare
from nntui.errors import InputError
from nntui.insight.section import Section
from nntui.insight.window import Region
from nntui.spec import drawn, line
from nntui.store import modelfile
from nntui.training.replay import replay
from nntui.tui.plane.drawing import Drawing
from nntui.tui.plane.view import LivePlane

CIRCLE = "circle samples=60 | dense 4, tanh, dense 1, sigmoid | adam 0.05 | epochs 400 batch_size 10 seed 0"
HEIGHTS = "reg-plane samples=60 | dense 4, tanh, dense 1 | adam 0.05 | epochs 400 batch_size 10 seed 0"


def pen_on(spec: str) -> Drawing:
    """A pen on prepared data, without an application."""
    data = line.parse(spec).data
    return Drawing(data, prepare(data, 0), Section(0, 1, (0.0, 0.0)), Region(-6.0, 6.0, -6.0, 6.0))


async def drawing(pilot, app) -> LivePlane:
    """Take the pen on Train."""
    await settle(pilot)
    app.workbench.set_pace(None)
    await pilot.press("2", "p")
    plane = next(one for one in app.query(LivePlane) if one.has_focus)
    await settle(pilot, lambda: plane.state.seen is not None)
    await pilot.press("e")
    await settle(pilot, lambda: plane.drawing is not None and ", drawing" in text_of(app))
    return plane


# the pen alone


def test_a_point_has_the_class_and_the_place_of_the_pen() -> None:
    pen = pen_on(CIRCLE)
    pen.move(Region(-6.0, 6.0, -6.0, 6.0), (0.5, 1.0), 2, -1)
    pen.next_class(1)
    pen.put()

    assert drawn.points_of(pen.texts[0]) == (drawn.Point(1.0, -1.0, 1.0),)


def test_the_pen_stays_in_the_window() -> None:
    pen = pen_on(CIRCLE)
    for _ in range(50):
        pen.move(Region(-6.0, 6.0, -6.0, 6.0), (0.5, 1.0), 1, 1)

    assert (pen.x, pen.y) == (6.0, 6.0)


def test_the_nearest_point_is_rubbed_out_be_it_drawn_or_of_the_set() -> None:
    pen = pen_on(f"{CIRCLE.replace('samples=60', 'samples=60 drawn=' + chr(39) + '5.9 5.9 0' + chr(39))}")
    pen.x, pen.y = 5.8, 5.8
    pen.rub_out((0.2, 0.2))
    assert pen.texts == ("", "")
    row = 7
    pen.x, pen.y = pen._places[row].tolist()
    pen.rub_out((0.2, 0.2))
    assert pen.texts == ("", "7")
    pen.undo()
    pen.undo()

    assert pen.texts == ("5.9 5.9 0", "")


def test_what_cannot_be_drawn_is_said() -> None:
    pen = pen_on(CIRCLE)
    pen.x, pen.y = 5.9, 5.9
    with pytest.raises(InputError, match="no training point is near enough"):
        pen.rub_out((0.01, 0.01))
    with pytest.raises(InputError, match="nothing was drawn"):
        pen.undo()
    with pytest.raises(InputError, match="two features"):
        pen_on("iris | dense 3 | epochs 1")


# on the screen


@pytest.mark.parametrize("size", [(80, 24)])
async def test_points_are_drawn_while_it_trains_and_are_trained_on(size, tmp_path: Path) -> None:
    """To the bit what a headless run gives that is given them at the same steps; and they stand in the file."""
    app = application(CIRCLE)
    async with app.run_test(size=size) as pilot:
        bench = app.workbench
        plane = await drawing(pilot, app)
        await pilot.press("space")
        await settle(pilot, lambda: bench.steps_done > 5)
        await pilot.press("right", "right", "up", "enter")
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 61)
        await pilot.press("c", "left", "enter")
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 62)
        assert plane.drawing is not None
        assert "2 points drawn" in text_of(app)
        assert [point.target for point in drawn.points_of(bench.experiment.data.drawn)] == [0.0, 1.0]
        await pilot.press("u")
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 61)
        await pilot.press("escape")
        await settle(pilot, lambda: ", drawing" not in text_of(app))
        assert plane.has_focus
        await settle(pilot, lambda: bench.snapshot.status == "finished")
        saved: list[bool] = []
        bench.keeping.save(tmp_path / "run.safetensors", lambda: saved.append(True))
        await settle(pilot, lambda: bool(saved))
        after = bench.snapshot

    file = modelfile.load(tmp_path / "run.safetensors")
    again = replay(file.experiment, prepare(file.experiment.data, 0), _log(file))
    assert again.state.parameters.tobytes() == after.parameters.tobytes()
    assert len(drawn.points_of(file.experiment.data.drawn)) == 1


def _log(file: modelfile.Saved):
    from nntui.store.saving import state_of

    return state_of(file).log


async def test_a_click_draws_where_the_mouse_is_and_x_rubs_it_out() -> None:
    app = application(CIRCLE)
    async with app.run_test(size=(120, 40)) as pilot:
        bench = app.workbench
        plane = await drawing(pilot, app)
        await pilot.click(plane, offset=Offset(plane.size.width // 2, plane.size.height // 2))
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 61)
        x, y = bench.run.prepared.train.raw[-1]
        region, (width, height) = plane.state.window, plane.cell()
        assert region.left <= x <= region.right
        assert abs(y - (region.top + region.bottom) / 2) < 3 * height
        assert abs(x - (region.left + region.right) / 2) < 6 * width
        await pilot.press("x")
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 60)

        assert bench.experiment.data.drawn == ""


async def test_a_number_is_typed_where_one_is_predicted() -> None:
    app = application(HEIGHTS)
    async with app.run_test(size=(120, 40)) as pilot:
        bench = app.workbench
        await drawing(pilot, app)
        await pilot.press("c", "ctrl+u", *"0.75", "enter")
        await settle(pilot, lambda: "enter draws 0.75" in text_of(app))
        await pilot.press("enter")
        await settle(pilot, lambda: len(bench.run.prepared.train.rows) == 61)

        assert np.isclose(bench.run.prepared.train.raw_targets[-1, 0], 0.75)


async def test_data_of_more_features_say_why_not() -> None:
    app = application("iris | dense 4, relu | adam 0.05 | epochs 9 seed 0")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2", "p", "e")
        await settle(pilot, lambda: "two features" in text_of(app))

        assert "4 features" in text_of(app)


async def test_the_window_stays_while_points_are_drawn() -> None:
    """Neither zoom nor place is lost with the new data."""
    app = application(CIRCLE)
    async with app.run_test(size=(120, 40)) as pilot:
        plane = await drawing(pilot, app)
        await pilot.press("plus", "plus")
        before = plane.state.window
        await pilot.press("enter")
        await settle(pilot, lambda: len(app.workbench.run.prepared.train.rows) == 61)

        assert plane.state.window == before
        assert plane.drawing is not None
