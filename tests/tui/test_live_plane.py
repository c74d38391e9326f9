"""The live plane on Train and Inspect, with real networks and a runner that trains when it is told to."""

import contextlib

import numpy as np
import pytest
from predict_scene import DIABETES, DIGITS, IRIS, SINE, SIZES, SPIRAL, opened
from test_predict_files import model_file, table_file, take

from nntui.charts.layout import row_width
from nntui.charts.plane import WRONG
from nntui.charts.spans import plain
from nntui.tui.actions import of_class
from nntui.tui.dialogs.help import help_rows
from nntui.tui.plane.view import LivePlane
from nntui.tui.screens.inspect import InspectView
from nntui.tui.screens.predict_sample import Brush
from nntui.tui.screens.train import TrainView
from nntui.tui.screens.train_spread import TrainingSpread
from nntui.tui.widgets.run_health import HealthLine

THREE = "spiral samples=40 classes=3 validation=0.2 test=0.2 | dense 16, relu | adam lr=0.05 | epochs 1000"
VIEWS = {"2": TrainView, "6": InspectView}


@pytest.fixture(autouse=True)
def _no_other_jobs(monkeypatch):
    """Let nobody else ask for jobs: these tests count them."""
    monkeypatch.setattr(HealthLine, "see", lambda *_: None)
    monkeypatch.setattr(TrainingSpread, "see", lambda *_: None)


@pytest.fixture
def _colours(monkeypatch):
    """Draw as on a terminal with 256 colours."""
    monkeypatch.setattr("nntui.tui.plane.view.brush_for", lambda app: Brush(ascii=app.ascii))


async def drawn(scene):
    for _ in range(4):
        await scene.news()
    while any(view._waiting for view in scene.app.query(TrainView)):
        await scene.pilot.pause()


def plane_of(scene, key="2"):
    return scene.app.query_one(VIEWS[key]).query_one(LivePlane)


async def steered(scene, key="2"):
    """Show the plane of a view with the keys in it."""
    await scene.press(key, "p")
    await drawn(scene)
    plane = plane_of(scene, key)
    assert plane.has_focus
    assert plane.state.seen is not None
    return plane


def text_of(plane):
    return plain(plane.rows)


# on Train


async def test_three_panels_stand_beside_each_other_where_there_is_room():
    async with opened(SPIRAL, (120, 40)) as scene:
        await scene.press("2")
        await drawn(scene)
        await scene.go(300, "paused")
        await drawn(scene)

        for word in ("loss", "accuracy", "boundary", "● 0", "■ 2", "wrong", "train"):
            assert word in scene.text, word


@pytest.mark.parametrize("size", SIZES)
async def test_b_shows_the_boundary_alone_and_goes_back(size):
    async with opened(SPIRAL, size) as scene:
        await scene.press("2", "b")
        await drawn(scene)
        plane = plane_of(scene)
        assert plane.size.width == size[0]
        assert "start weights" in scene.text
        assert len(plane.rows) <= plane.size.height
        assert all(row_width(row) <= plane.size.width for row in plane.rows)

        await scene.press("b")
        await drawn(scene)
        assert scene.app.query_one(TrainView).enlarged == ""
        assert plane.wanted == (size[0] >= 110)


async def test_z_goes_through_the_charts_and_the_boundary():
    async with opened(SPIRAL, (80, 24)) as scene:
        await scene.press("2")
        seen = []
        for _ in range(4):
            await scene.press("z")
            await drawn(scene)
            seen.append(scene.app.query_one(TrainView).enlarged)
        assert seen == ["loss", "accuracy", "boundary", ""]


@pytest.mark.parametrize("key", VIEWS)
async def test_it_is_asked_only_while_it_is_shown_and_when_the_weights_changed(key, monkeypatch):
    monkeypatch.setattr(InspectView, "_ask", lambda *_: None)
    async with opened(SPIRAL, (80, 24)) as scene:
        await scene.press(key)
        await scene.go(5, "paused")
        await drawn(scene)
        asked = len(scene.runner.jobs)
        await scene.go(5, "paused")
        await drawn(scene)
        assert len(scene.runner.jobs) == asked

        await scene.press("b")
        await drawn(scene)
        assert len(scene.runner.jobs) == asked + 1
        await drawn(scene)
        assert len(scene.runner.jobs) == asked + 1
        await scene.go(5, "paused")
        await drawn(scene)
        assert len(scene.runner.jobs) == asked + 2

        await scene.press("1")
        await scene.go(5, "paused")
        await drawn(scene)
        assert len(scene.runner.jobs) == asked + 2


async def test_while_training_goes_on_it_rests_but_a_key_is_answered_at_once():
    async with opened(SPIRAL, (120, 40)) as scene:
        plane = await steered(scene)
        await scene.go(5, "running")
        await drawn(scene)
        asked = len(scene.runner.jobs)
        for _ in range(3):
            await scene.go(1, "running")
        assert len(scene.runner.jobs) <= asked + 1

        await scene.press("plus")
        await drawn(scene)
        assert plane.state.seen.asked.region == plane.state.window


@pytest.mark.parametrize("size", SIZES)
async def test_one_feature_has_the_curve_through_the_points_and_it_moves(size):
    async with opened(SINE, size) as scene:
        plane = await steered(scene)

        assert "curve" in text_of(plane)
        assert "predicted" in text_of(plane)
        assert "off by >" in text_of(plane)
        await scene.press("plus", "right")
        await drawn(scene)
        window = plane.state.window
        assert plane.state.seen.curve[0][[0, -1]].tolist() == [window.left, window.right]
        assert "shown" in text_of(plane)
        await scene.press("escape", "v")
        assert "no other points" in scene.text


async def test_b_hides_the_plane_that_has_the_keys_and_gives_them_back():
    async with opened(SPIRAL, (80, 24)) as scene:
        plane = await steered(scene)
        await scene.press("b")
        await drawn(scene)
        assert not plane.has_focus
        assert scene.app.focused is scene.app.query_one(TrainView).first_focus()


async def test_the_keys_of_train_are_the_planes_only_while_it_has_the_focus():
    async with opened(SPIRAL, (120, 40)) as scene:
        plane = await steered(scene)
        pace = scene.app.workbench.pace
        await scene.press("plus", "l", "space")
        assert scene.app.workbench.pace == pace
        assert plane.state.region is not None
        assert "learning rate from" not in scene.text
        assert scene.app.workbench.running

        await scene.press("space", "escape", "l")
        assert "learning rate from" in scene.text


# on Inspect


@pytest.mark.parametrize("size", SIZES[:1])
async def test_on_inspect_b_puts_the_whole_network_in_place_of_the_unit(size):
    async with opened(SPIRAL, size) as scene:
        await scene.press("6")
        await drawn(scene)
        assert "unit 1 of 16" in scene.text
        await scene.press("b")
        await drawn(scene)
        plane = plane_of(scene, "6")

        assert "unit 1 of 16" not in scene.text
        assert "boundary" in text_of(plane)
        assert "wrong" in text_of(plane)
        assert "1 dense relu" in scene.text
        assert all(row_width(row) <= plane.size.width for row in plane.rows)
        await scene.press("down", "b")
        assert "unit 2 of 16" in scene.text


async def test_on_inspect_the_arrows_are_the_planes_until_escape():
    async with opened(SPIRAL, (80, 24)) as scene:
        plane = await steered(scene, "6")
        seen = scene.app.query_one(InspectView).seen
        await scene.press("right", "down")
        assert (seen.stage, seen.unit) == (1, 0)
        assert plane.state.region is not None
        await scene.press("escape", "down")
        assert (seen.stage, seen.unit) == (1, 1)


# the window


@pytest.mark.parametrize("key", VIEWS)
@pytest.mark.parametrize("size", SIZES[1:])
async def test_the_window_moves_zooms_and_comes_back(key, size):
    async with opened(SPIRAL, size) as scene:
        plane = await steered(scene, key)
        home = plane.state.home
        await scene.press("right", "k")
        moved = plane.state.window
        assert (moved.left > home.left, moved.bottom > home.bottom) == (True, True)
        await scene.press("plus")
        await drawn(scene)
        near = plane.state.window
        assert near.right - near.left == pytest.approx(0.8 * (home.right - home.left))
        assert plane.state.seen.boundary.region == near
        assert "shown" in text_of(plane)

        await scene.press("0")
        await drawn(scene)
        assert plane.state.window == home
        assert "shown" not in text_of(plane)


async def test_a_window_without_points_says_so_and_the_end_is_a_sentence():
    async with opened(SPIRAL, (120, 40)) as scene:
        plane = await steered(scene)
        await scene.press(*["right"] * 15)
        await drawn(scene)
        assert "no point here: 0 shows all" in scene.text
        for _ in range(200):
            with contextlib.suppress(Exception):
                plane.state.pan(1.0, 0.0)
        await scene.press("right")
        assert "far away" in scene.text
        for _ in range(200):
            with contextlib.suppress(Exception):
                plane.state.zoom(0.5)
        await scene.press("plus")
        assert "as near" in scene.text


# discretised, points


@pytest.mark.usefixtures("_colours")
async def test_d_takes_the_doubt_out_and_back():
    async with opened(SPIRAL, (120, 40)) as scene:
        plane = await steered(scene)
        shades = lambda: {style.split(" on ")[-1][-1] for row in plane.rows for _, style in row if "shade" in style}  # noqa: E731
        smooth = shades()
        assert smooth - {"3"}
        await scene.press("d")
        assert shades() == {"3"}
        assert "boundary, discrete" in text_of(plane)
        await scene.press("d")
        assert shades() == smooth


async def test_v_goes_through_all_parts_with_their_wrong_points():
    async with opened(THREE, (120, 40)) as scene:
        plane = await steered(scene)
        await scene.go(50, "paused")
        seen = []
        for _ in range(4):
            await drawn(scene)
            part = plane.state.seen.asked.part
            forecast = plane.state.seen.forecast
            expected = int(np.count_nonzero(forecast.said != part.targets))
            assert f"{part.name} {WRONG} {expected} wrong" in plain(plane.rows[-1:])
            seen.append(part.name)
            await scene.press("v")
        assert seen == ["train", "validation", "test", "train"]


# wider data


@pytest.mark.parametrize("key", VIEWS)
@pytest.mark.parametrize("size", SIZES[:1])
async def test_any_two_features_are_chosen_and_what_is_held_is_said(key, size):
    async with opened(IRIS, size) as scene:
        plane = await steered(scene, key)
        raw = scene.app.workbench.run.prepared.train.raw
        assert plane.state.section.held == tuple(np.median(raw.astype(float), axis=0))
        assert "x sepal length" in text_of(plane)
        assert "held" in text_of(plane)

        await scene.press("x")
        await drawn(scene)
        assert (plane.state.section.across, plane.state.section.up) == (2, 1)
        assert "x petal length" in text_of(plane)
        await scene.press("y", "X")
        await drawn(scene)
        assert (plane.state.section.across, plane.state.section.up) == (1, 3)
        assert plane.state.seen.asked.section == plane.state.section


async def test_held_values_are_moved_and_the_areas_follow():
    async with opened(IRIS, (120, 40)) as scene:
        await scene.press("2")
        await scene.go(100, "paused")
        plane = await steered(scene)
        before, held = plane.state.seen.boundary.said.copy(), plane.state.section.held
        await scene.press(*["greater_than_sign"] * 10)
        await drawn(scene)
        assert plane.state.section.held[2] > held[2]
        assert (plane.state.seen.boundary.said != before).any()

        await scene.press("full_stop", "less_than_sign")
        await drawn(scene)
        assert plane.state.section.held[3] < held[3]
        assert "▸petal width" in text_of(plane)


async def test_a_held_value_has_an_end():
    async with opened(IRIS, (80, 24)) as scene:
        await steered(scene)
        await scene.press(*["less_than_sign"] * 120)
        assert "petal length (cm) goes no further" in scene.text


async def test_m_holds_at_the_first_sample_and_back():
    async with opened(IRIS, (120, 40)) as scene:
        plane = await steered(scene)
        medians = plane.state.section.held
        await scene.press("m")
        assert plane.state.section.held == tuple(scene.app.workbench.run.prepared.train.raw[0].astype(float))
        await scene.press("m")
        assert plane.state.section.held == medians


async def test_features_and_values_are_typed():
    async with opened(IRIS, (120, 40)) as scene:
        plane = await steered(scene)
        await scene.press("enter")
        assert scene.app.focused.value == "petal length (cm) = 4.2"
        await scene.type("petal width (cm) = 0.25")
        await drawn(scene)
        assert plane.state.section.held[3] == 0.25
        assert plane.has_focus
        await scene.press("enter")
        await scene.type("y = 4")
        assert plane.state.section.up == 3

        await scene.press("enter")
        await scene.type("x = petal lenght (cm)")
        assert "no such feature" in scene.text
        assert "Did you mean 'petal length (cm)'" in scene.text
        await scene.type("petal width (cm) = 3")
        assert "runs along an axis" in scene.text
        await scene.press("escape")
        assert plane.has_focus


async def test_pictures_have_a_plane_only_when_one_insists():
    async with opened(DIGITS, (120, 40)) as scene:
        await scene.press("2")
        await drawn(scene)
        plane = plane_of(scene)
        assert not plane.wanted
        await scene.press("b")
        assert "a picture has 64 pixels, and a plane of two of them says little" in scene.text
        assert not plane.wanted
        await scene.press("b")
        await drawn(scene)
        assert plane.wanted
        assert "x row " in text_of(plane)
        assert "more" in text_of(plane)


@pytest.mark.usefixtures("_colours")
@pytest.mark.parametrize("size", SIZES)
async def test_a_number_has_a_heat_map_with_its_scale(size):
    async with opened(DIABETES, size) as scene:
        plane = await steered(scene)
        targets = scene.app.workbench.run.prepared.train.raw_targets
        head = plain(plane.rows[:2])
        assert "heat map" in head
        assert f"{targets.min():g}" in head
        assert f"{targets.max():g}" in head
        assert [style for row in plane.rows[:2] for _, style in row if "heat" in style]
        assert "off by >" in text_of(plane)
        await scene.press("d")
        assert {style for row in plane.rows for _, style in row if "heat" in style and "on" in style.split()}
        heights = {word for row in plane.rows for _, style in row for word in style.split() if word.startswith("heat")}
        assert heights <= {"heat0", "heat2", "heat4", "heat6", "heat8"}


# states


@pytest.mark.parametrize("key", VIEWS)
@pytest.mark.parametrize(
    ("status", "words"),
    [("running", "step 1"), ("diverged", "diverged: the weights kept"), ("finished", "step 1, finished")],
)
async def test_the_state_of_the_run_is_said_under_it(key, status, words):
    async with opened(SPIRAL, (120, 40)) as scene:
        await scene.press(key, "b")
        await drawn(scene)
        assert "start weights" in text_of(plane_of(scene, key))
        await scene.go(1, status)
        plane_of(scene, key)._calm._until = 0.0
        await drawn(scene)
        assert words in text_of(plane_of(scene, key))


@pytest.mark.parametrize("key", VIEWS)
async def test_without_data_there_is_no_plane_and_it_says_so(key):
    async with opened("csv path=/nowhere/at-all.csv target=y | dense 4", wait=False) as scene:
        await scene.news()
        await scene.press(key, "p")
        assert "no network yet" in scene.text
        assert not plane_of(scene, key).wanted


@pytest.mark.parametrize("size", SIZES[1:])
async def test_an_opened_model_without_its_data_has_areas_and_no_points(tmp_path, size):
    data = table_file(tmp_path)
    path = model_file(tmp_path, f"csv path={data} target=kind scaling=standard | dense 8, relu | adam lr=0.05 | epochs 99", 50)
    async with opened(size=size) as scene:
        await take(scene, path)
        assert scene.app.workbench.run is None
        plane = await steered(scene, "6")

        assert "no data here: no points, step 50" in text_of(plane)
        corner = plane.state.seen.boundary.said
        assert (corner[0, -1], corner[-1, 0]) == (0, 1)
        await scene.press("plus", "right", "d")
        assert plane.state.region is not None


async def test_weights_that_are_no_numbers_are_said():
    async with opened(SPIRAL, (80, 24)) as scene:
        await scene.press("2", "b")
        scene.runner.spoil()
        with np.errstate(all="ignore"):
            await drawn(scene)
        assert "no numbers" in scene.text


async def test_a_feature_that_never_changes_is_said(tmp_path):
    file = tmp_path / "still.csv"
    file.write_text("a,b,kind\n" + "".join(f"{at},7,{'even' if at % 2 == 0 else 'odd'}\n" for at in range(30)))
    async with opened(f"csv path={file} target=kind | dense 4, relu | adam lr=0.01 | epochs 100") as scene:
        plane = await steered(scene)
        assert "b is 7 in every training sample" in text_of(plane)


async def test_one_feature_with_classes_has_neither_and_says_so(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("a,kind\n" + "".join(f"{at},{'low' if at < 15 else 'high'}\n" for at in range(30)))
    async with opened(f"csv path={file} target=kind | dense 4, relu | adam lr=0.01 | epochs 100") as scene:
        await scene.press("2", "b")
        assert "one feature with classes has no plane" in scene.text


@pytest.mark.parametrize("key", VIEWS)
@pytest.mark.parametrize("spec", [SPIRAL, DIABETES])
async def test_ascii_is_ascii(key, spec):
    async with opened(spec, (120, 40), ascii=True) as scene:
        plane = await steered(scene, key)
        assert scene.text.isascii()
        assert ("boundary" if spec == SPIRAL else "heat map") in text_of(plane)


@pytest.mark.parametrize("spec", [SPIRAL, IRIS, DIABETES, SINE])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_everything_fits(spec, size):
    async with opened(spec, size) as scene:
        plane = await steered(scene)
        assert len(plane.rows) <= plane.size.height
        assert all(row_width(row) <= plane.size.width for row in plane.rows)
        rows, columns = plane.state.seen.asked.rows, plane.state.seen.asked.columns
        assert rows * columns <= 8100


async def test_help_tells_every_key_and_the_footer_those_that_hold():
    async with opened(IRIS, (120, 40)) as scene:
        plane = await steered(scene)
        words = plain(help_rows(scene.app.chain(), 90))
        for one in of_class(type(plane)):
            assert one.help.split(".")[0][:40] in words.replace("\n", " ") or one.help.split()[0] in words
        footer = scene.lines[-1]
        for word in ("esc back", "+ in", "- out", "0 all", "d discrete"):
            assert word in footer, word
        assert "e epochs" not in footer
        assert "the plane has the keys" in scene.lines[-2]
        assert text_of(plane).startswith("▸ ")

        await scene.press("escape")
        assert "the plane has the keys" not in scene.text
        assert text_of(plane).startswith("boundary")
