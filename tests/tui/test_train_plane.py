"""The decision boundary on the Train view, with real networks and a runner that trains when it is told to."""

import numpy as np
import pytest
from predict_scene import IRIS, SINE, SIZES, SPIRAL, opened

from nntui.charts.layout import row_width
from nntui.tui.screens.train import TrainView
from nntui.tui.screens.train_plane import TrainingPlane
from nntui.tui.widgets.run_health import HealthLine


@pytest.fixture(autouse=True)
def _no_other_jobs(monkeypatch):
    """Let nobody else ask for jobs: these tests count them."""
    monkeypatch.setattr(HealthLine, "see", lambda *_: None)


def plane_of(scene):
    return scene.app.query_one(TrainingPlane)


async def drawn(scene):
    for _ in range(4):
        await scene.news()
    while any(view._waiting for view in scene.app.query(TrainView)):
        await scene.pilot.pause()


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


async def test_it_is_asked_only_while_it_is_shown_and_when_the_weights_changed():
    async with opened(SPIRAL, (80, 24)) as scene:
        await scene.press("2")
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


async def test_while_training_goes_on_it_rests_between_two_looks():
    async with opened(SPIRAL, (120, 40)) as scene:
        await scene.press("2")
        await scene.go(5, "running")
        await drawn(scene)
        asked = len(scene.runner.jobs)
        for _ in range(3):
            await scene.go(1, "running")
        assert len(scene.runner.jobs) <= asked + 1


async def test_wrong_points_are_those_of_the_part_that_is_shown():
    async with opened(SPIRAL, (120, 40)) as scene:
        await scene.press("2")
        await scene.go(50, "paused")
        await drawn(scene)
        plane = plane_of(scene)
        assert plane.choice.part_name == "train"
        assert f"{plane.choice.forecast_of_part.wrong_count:,} wrong" in scene.text

        await scene.press("v")
        await drawn(scene)
        assert plane.choice.part_name == "validation"
        assert "validation" in "".join(text for text, _ in plane.rows[-1])
        await scene.press("v")
        assert plane.choice.part_name == "train"


@pytest.mark.parametrize("size", SIZES)
async def test_one_feature_has_the_curve_through_the_points(size):
    async with opened(SINE, size) as scene:
        await scene.press("2", "b")
        await drawn(scene)

        assert "curve" in scene.text
        assert "predicted" in scene.text
        await scene.press("v")
        assert "no validation points" in scene.text


async def test_more_features_have_no_plane_and_it_says_so():
    async with opened(IRIS, (120, 40)) as scene:
        await scene.press("2", "b")
        assert "two features" in scene.text
        await scene.press("v")
        assert "two features" in scene.text
        assert not plane_of(scene).available


async def test_weights_that_are_no_numbers_are_said():
    async with opened(SPIRAL, (80, 24)) as scene:
        await scene.press("2", "b")
        scene.runner.spoil()
        with np.errstate(all="ignore"):
            await drawn(scene)
        assert "no numbers" in scene.text


async def test_ascii_draws_the_boundary_in_ascii():
    async with opened(SPIRAL, (120, 40), ascii=True) as scene:
        await scene.press("2")
        await drawn(scene)
        assert scene.text.isascii()
        assert "boundary" in scene.text
