"""Distributions on the Train view, from real runs: layers, kinds, every state, and that they stay small and calm."""

import numpy as np
import pytest
from bench import application, settle, text_of
from desk import opened

from nntui.tui.screens.train import TrainView
from nntui.tui.screens.train_spread import TrainingSpread

SIZES = [(80, 24), (120, 40)]
DIVERGES = "spiral samples=20 | dense 8, relu, dense 3, softmax | sgd lr=1e29 | epochs 50 seed 0"


async def on_train(pilot, *keys):
    await settle(pilot)
    await pilot.press("2", "f")
    spread = pilot.app.query_one(TrainingSpread)
    await settle(pilot, lambda: spread.record.looks)
    if keys:
        await pilot.press(*keys)
        await pilot.pause()
    return spread


def ended(app, *statuses):
    """Whether the run stands in one of the states, and its newest weights were looked at."""
    snapshot, looks = app.workbench.snapshot, app.query_one(TrainingSpread).record.looks
    return snapshot.status in statuses and looks and looks[-1].step == snapshot.step


@pytest.mark.parametrize("size", SIZES)
async def test_before_the_first_step_the_start_weights_are_shown(size):
    app = application()
    async with app.run_test(size=size) as pilot:
        spread = await on_train(pilot, "d")
        text = text_of(app)

        assert [look.step for look in spread.record.looks] == [0]
        for word in ("layer 0", "dense, relu", "1 of 2", "median", "weights", "dead units 0 %", "step 0"):
            assert word in text, word


async def test_at_80_columns_d_goes_through_the_kinds_and_back_to_the_charts():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_train(pilot)
        titles = []
        for _ in range(4):
            await pilot.press("d")
            await pilot.pause()
            titles.append(text_of(app).splitlines()[1].split()[0].rstrip(","))

        assert titles == ["weights", "gradients", "activations", "loss"]


async def test_at_120_columns_all_three_stand_side_by_side():
    app = application()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_train(pilot, "d")
        assert text_of(app).splitlines()[2].split() == ["weights", "gradients", "activations"]

        await pilot.press("d")
        await pilot.pause()
        assert "loss" in text_of(app).splitlines()[1]


async def test_arrows_choose_the_layer_and_escape_leaves():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_train(pilot, "d", "down", "down")
        assert "layer 2 dense, softmax  2 of 2" in text_of(app)
        assert "no activation here that could die" in text_of(app)

        await pilot.press("up")
        await pilot.pause()
        assert "1 of 2" in text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "loss  T" in text_of(app) or "loss" in text_of(app).splitlines()[1]


async def test_a_run_is_looked_at_to_its_end_and_the_cursor_goes_from_look_to_look():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        spread = await on_train(pilot, "d", "n")
        await settle(pilot, lambda: ended(app, "paused"))
        await pilot.press("space")
        await settle(pilot, lambda: ended(app, "finished"))
        steps = [look.step for look in spread.record.looks]
        assert (steps[:2], steps[-1]) == ([0, 1], 50)
        assert "step 50" in text_of(app)

        await pilot.press("home")
        await pilot.pause()
        assert "step 0 " in text_of(app)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert "step 1 " in text_of(app)


async def test_what_is_shown_are_the_weights_of_the_run():
    app = application()
    async with app.run_test(size=(120, 40)) as pilot:
        spread = await on_train(pilot, "space")
        await settle(pilot, lambda: ended(app, "finished"))
        bench = app.workbench
        weights = bench.run.network.layout.arrays(bench.snapshot.parameters)["0.weights"]

        assert spread.record.looks[-1].layers[0].weights[::6] == pytest.approx([weights.min(), weights.max()])
        assert spread.record.bands(0, "weights").shape == (len(spread.record.looks), 7)


async def test_a_diverged_run_shows_its_last_good_weights():
    app = application(DIVERGES)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_train(pilot, "d", "space")
        await settle(pilot, lambda: ended(app, "diverged"))

        assert "layer 0" in text_of(app)
        assert "diverged" in text_of(app)


async def test_a_rewind_and_a_new_network_begin_anew():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        spread = await on_train(pilot, "n", "n")
        await settle(pilot, lambda: ended(app, "paused"))
        await pilot.press("r")
        await settle(pilot, lambda: [look.step for look in spread.record.looks] == [0])

        assert app.workbench.steps_done == 0


async def test_dead_and_saturated_units_are_curves_by_layer():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        spread = await on_train(pilot, "space")
        await settle(pilot, lambda: ended(app, "finished"))
        view = app.query_one(TrainView)
        assert view.subjects()[-2:] == ("dead_units", "saturated_units")

        await pilot.press("G")
        while view.slots()[0] != "dead_units":
            await pilot.press("G")
        await settle(pilot, lambda: "dead units  1 ⠒⠒ layer 1" in text_of(app))
        assert "1.0┤" in text_of(app) or "1.00┤" in text_of(app)
        np.testing.assert_array_equal(spread.curves["dead_units.1"].mean, spread.record.share(0, "dead"))


async def test_another_view_means_no_looks():
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        spread = await on_train(pilot)
        await pilot.press("1")
        app.workbench.play()
        await settle(pilot, lambda: app.workbench.snapshot.status == "finished")
        await pilot.pause(0.1)
        assert [look.step for look in spread.record.looks] == [0]

        await pilot.press("2")
        await settle(pilot, lambda: ended(app, "finished"))


@pytest.mark.parametrize("key", ["b", "d"])
async def test_training_goes_on_while_no_chart_is_shown(key):
    """A chart is drawn at a time while training goes on: of none there is none to draw."""
    app = application("spiral samples=20 | dense 8, relu, dense 3, softmax | adam lr=0.02 | epochs 300 seed 0")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_train(pilot, key, "space")
        for _ in range(5):
            await pilot.pause(0.05)
            app.workbench.poll()
            app.news()

        assert app.return_code is None
        await settle(pilot, lambda: app.workbench.snapshot.status == "finished")


async def test_ascii_draws_ascii():
    app = application(ascii=True)
    async with app.run_test(size=(120, 40)) as pilot:
        spread = await on_train(pilot, "d")

        assert all(text.isascii() for row in spread.rows for text, _ in row)
        assert {"=", "#"} <= {character for row in spread.rows for text, _ in row for character in text}


async def test_a_run_without_layers_with_weights_says_so():
    async with opened() as desk:
        await desk.press("d")

        assert "no layer with weights" in desk.text
