"""The Predict view with real networks and a runner that trains when it is told to."""

import numpy as np
import pytest
from predict_scene import DIABETES, DIGITS, IRIS, SINE, SIZES, SPIRAL, opened

from nntui.charts.layout import row_width
from nntui.charts.spans import plain
from nntui.tui.screens.train_spread import TrainingSpread
from nntui.tui.widgets.rows import RowsView
from nntui.tui.widgets.run_health import HealthLine
from nntui.tui.widgets.sample import SampleView

SETS = {"spiral": SPIRAL, "iris": IRIS, "digits": DIGITS, "sine": SINE, "diabetes": DIABETES}


SIZED = [(name, size) for name in SETS for size in SIZES] + [("digits", (60, 20)), ("diabetes", (200, 60))]


@pytest.mark.parametrize(("name", "size"), SIZED)
async def test_every_kind_of_data_fits_the_screen(name, size):
    """Nothing is wider or higher than its place, and the answer is there."""
    async with opened(SETS[name], size) as scene:
        for shown in scene.view.query(RowsView):
            assert len(shown.rows) <= shown.size.height, shown
            assert all(row_width(row) <= shown.size.width for row in shown.rows), shown
        for word in ("predicted", "sample", "start weights", "all "):
            assert word in scene.text, word


@pytest.mark.parametrize("size", SIZES)
async def test_a_sample_of_the_spiral_is_a_point_with_probabilities(size):
    async with opened(SPIRAL, size) as scene:
        await scene.go(300, "paused")

        assert "weights of step 300" in scene.text
        for word in ("◉", "class 0", "class 1", "class 2", "accuracy", "x1", "x2", "%"):
            assert word in scene.text, word
        assert ("✓ right: it is class" in scene.text) != ("✗ wrong: it is class" in scene.text)


async def test_right_and_wrong_agree_with_the_data():
    async with opened() as scene:
        await scene.go(200, "paused")
        forecast = scene.choice.forecast_of_part

        for index in range(scene.choice.count):
            scene.choice.go(index)
            scene.view.chosen()
            assert ("✗ wrong" in plain(scene.view.query_one("#answer", RowsView).rows)) == bool(forecast.wrong[index])


async def test_arrows_and_letters_choose_samples_round_the_end():
    async with opened(IRIS) as scene:
        await scene.press("down", "j", "right", "l", "right_square_bracket")
        assert scene.choice.index == 5
        await scene.press("up", "k", "left", "h", "left_square_bracket", "k")
        assert scene.choice.index == 29
        await scene.press("home")
        await scene.press("pagedown")
        assert scene.choice.index == 10
        await scene.press("end")
        assert "sample 30 of 30" in scene.text


async def test_a_sample_is_chosen_by_its_number():
    async with opened(IRIS) as scene:
        await scene.press("g")
        await scene.type("17")
        assert "sample 17 of 30" in scene.text

        for wrong in ("0", "31", "x"):
            await scene.press("g")
            await scene.type(wrong)
            assert "no sample of that number" in scene.text
            await scene.press("escape")
        assert "sample 17 of 30" in scene.text


async def test_parts_are_gone_through_by_p():
    async with opened(IRIS) as scene:
        assert scene.choice.part_name == "validation"
        await scene.press("p")
        assert scene.choice.part_name == "train"
        assert "sample 1 of 120" in scene.text
        await scene.press("P")
        assert scene.choice.part_name == "validation"


async def test_w_goes_to_the_next_wrong_one_and_says_when_there_is_none():
    async with opened(IRIS) as scene:
        wrong = np.flatnonzero(scene.choice.forecast_of_part.wrong).tolist()
        assert wrong
        await scene.press("w")
        assert scene.choice.index in wrong
        assert "✗ wrong" in scene.text
        await scene.press("w", "W")
        assert scene.choice.index in wrong

        scene.choice.forecast_of_part.wrong[:] = False
        await scene.pilot.press("w")
        await scene.pilot.pause()
        assert "none of validation is wrong" in scene.text


async def test_fresh_samples_are_drawn_and_plotted_with_the_wrong_ones():
    async with opened("spiral | dense 8, relu | adam") as scene:
        await scene.press("f")
        assert scene.choice.part_name == "fresh"
        assert "fresh 3,000" in scene.text
        first = scene.choice.part.raw.copy()
        assert f"{scene.choice.forecast_of_part.wrong_count:,} wrong" in scene.text
        assert "\u00d7" in scene.text

        await scene.press("f")
        assert not np.array_equal(first, scene.choice.part.raw)


async def test_a_part_of_fresh_samples_is_shown_first():
    async with opened("spiral fresh=3000 | dense 8, relu | sgd") as scene:
        assert "validation 3,000 fresh" in scene.text
        assert "all 3,000 of validation" in scene.text


async def test_sets_that_are_not_generated_offer_no_fresh_samples():
    async with opened(IRIS) as scene:
        assert "fresh" not in scene.text
        await scene.press("f")
        assert "fresh" not in scene.choice.parts


async def test_values_are_changed_one_at_a_time_and_taken_back():
    async with opened(IRIS) as scene:
        before = scene.choice.value(1)
        await scene.press("e", "down", "right", "right")

        assert scene.choice.value(1) > before
        assert "changed" in scene.text
        assert "✓ right" not in scene.text
        assert "up down choose a value" in scene.text

        await scene.press("u")
        assert scene.choice.value(1) == before
        await scene.press("escape", "down")
        assert scene.choice.index == 1


async def test_arrows_move_the_point_in_the_plane():
    async with opened() as scene:
        x, y = scene.choice.value(0), scene.choice.value(1)
        forecast = scene.view.forecast
        await scene.press("e", "right", "up", "up")

        assert scene.choice.value(0) > x
        assert scene.choice.value(1) > y
        assert scene.view.forecast is not forecast


async def test_pixels_are_chosen_and_made_lighter():
    async with opened(DIGITS) as scene:
        await scene.press("e", "down", "right", "right", "plus", "plus")

        assert scene.choice.cursor == 8 + 2
        assert "row 2, column 3: " in scene.text
        await scene.press(*["plus"] * 7)
        assert scene.choice.value(10) == 16


@pytest.mark.parametrize(("spec", "typed"), [(SPIRAL, "0.5, -0.25"), (IRIS, "5 3.5; 1.4 0.2"), (SINE, "0.25")])
async def test_all_values_can_be_typed(spec, typed):
    async with opened(spec) as scene:
        await scene.press("v")
        await scene.type(typed)

        wanted = [float(word) for word in typed.replace(",", " ").replace(";", " ").split()]
        assert scene.choice.raw.reshape(-1).tolist() == wanted
        assert "changed" in scene.text


async def test_values_that_are_wrong_are_told_and_change_nothing():
    async with opened(IRIS) as scene:
        await scene.press("v")
        await scene.type("1 2 three 4")

        assert not scene.choice.changed
        assert "Received: 'three'" in scene.text
        await scene.press("escape")
        assert scene.app.focused is scene.view


async def test_one_value_is_typed_and_the_cursor_stays():
    async with opened(IRIS) as scene:
        await scene.press("e", "down", "down", "enter")
        await scene.type("7.25")

        assert scene.choice.value(2) == 7.25
        assert isinstance(scene.app.focused, SampleView)


async def test_a_value_too_large_for_the_network_is_said():
    async with opened(IRIS) as scene:
        await scene.press("v")
        await scene.type("1e300 1 1 1")

        assert "too large" in scene.text


async def test_a_regression_tells_how_far_off_it_is():
    async with opened(DIABETES) as scene:
        await scene.go(100, "paused")

        for word in ("predicted", "true", "off by", "too ", "on average", "progression"):
            assert word in scene.text, word


async def test_a_curve_goes_through_the_points_of_one_feature():
    async with opened(SINE, (120, 40)) as scene:
        before = scene.choice.curve[1].copy()
        await scene.go(300, "paused")

        assert not np.array_equal(before, scene.choice.curve[1])
        assert "━ predicted" in scene.text


async def test_the_answer_follows_the_training_at_a_calm_rate():
    async with opened() as scene:
        before = scene.view.forecast
        await scene.go(10)
        assert "training goes on" in scene.text
        assert scene.view.forecast != before
        jobs = len(scene.runner.jobs)
        for _ in range(5):
            await scene.go(10)
        assert len(scene.runner.jobs) <= jobs + 1

        await scene.go(10, "paused")
        assert scene.choice.forecast_of_part.step == 70


async def test_nothing_is_asked_while_another_view_is_shown(monkeypatch):
    for one in (HealthLine, TrainingSpread):  # Train has the run examined
        monkeypatch.setattr(one, "see", lambda *_: None)
    async with opened() as scene:
        await scene.press("2")
        jobs = len(scene.runner.jobs)
        await scene.go(10, "paused")
        assert len(scene.runner.jobs) == jobs

        await scene.press("3")
        assert "weights of step 10" in scene.text
        assert scene.choice.forecast_of_part.step == 10


async def test_space_and_n_train_from_here():
    async with opened() as scene:
        await scene.press("n")
        assert "weights of step 1," in scene.text
        await scene.press("space")
        assert scene.app.workbench.running
        await scene.press("space")
        assert not scene.app.workbench.running


@pytest.mark.parametrize("name", ["spiral", "digits", "sine"])
async def test_ascii_draws_ascii_only(name):
    async with opened(SETS[name], ascii=True) as scene:
        await scene.press("e", "down", "right")

        assert scene.text.isascii(), [line for line in scene.lines if not line.isascii()]


async def test_the_drawing_is_enlarged_and_the_answer_still_said():
    async with opened() as scene:
        await scene.press("z")
        assert "predicted class" in scene.text
        assert scene.view.query_one(SampleView).size.width >= 78
        await scene.press("z")
        assert scene.view.query_one(SampleView).size.width < 60


async def test_weights_that_are_not_finite_are_said():
    async with opened() as scene:
        scene.runner.spoil()
        await scene.news()

        assert "not finite" in scene.text


async def test_without_data_it_says_why():
    async with opened("csv /nowhere/missing.csv target=y | dense 4 | adam", wait=False) as scene:
        for _ in range(5):
            await scene.news()
        assert "There are no data to predict" in scene.text
        await scene.press("down", "w", "p", "f", "e", "v", "g", "u", "z", "space")
        assert scene.app.is_running


async def test_a_stack_that_does_not_fit_is_told():
    async with opened("spiral | dense 8, softmax, dense 5, softmax | adam", wait=False) as scene:
        for _ in range(5):
            await scene.news()
        assert "no network to ask" in scene.text


async def test_areas_show_what_the_network_says_all_over_the_plane():
    async with opened(SPIRAL, (120, 40)) as scene:
        await scene.go(200, "paused")
        assert "▒" in scene.text
        assert "a ● class 0" in scene.text

        await scene.press("b")
        drawn = plain(scene.view.query_one(SampleView).rows[:-1])
        assert "▒" in drawn
        assert not set("●▲■") & set(drawn)

        await scene.press("b")
        assert "▒" not in scene.text
        assert "a ● class 0" not in scene.text


async def test_a_regression_over_two_features_is_a_plane_too():
    async with opened("reg-gauss validation=0.2 | dense 8, tanh | adam lr=0.03 | epochs 100") as scene:
        await scene.go(20, "paused")

        for word in ("● above 0", "▲ below", "predicted", "true", "off by"):
            assert word in scene.text, word
        assert scene.choice.boundary.values is not None


async def test_choosing_another_point_draws_the_points_once():
    async with opened() as scene:
        drawn = scene.choice.drawn
        before = scene.view.query_one(SampleView).rows
        await scene.press("j")

        assert scene.choice.drawn is drawn
        assert scene.view.query_one(SampleView).rows != before
