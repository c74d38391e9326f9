"""Choosing what the charts of Train show: curves, the cursor, the zoom to the end, several runs."""

import numpy as np
import pytest
from bench import application, settle, text_of
from desk import opened
from stand_in import at_step, curve, snapshot

from nntui.cli.main import run
from nntui.training.messages import Mark
from nntui.tui.app import NntuiApp
from nntui.tui.drafts import told
from nntui.tui.screens.train import TrainView
from nntui.tui.screens.train_subjects import is_share
from nntui.tui.widgets.chart import ChartView

SIZES = [(80, 24), (120, 40)]


def rates(steps):
    return {
        "learning_rate": curve("learning_rate", np.full(steps, 0.05)),
        "gradient_norm.0": curve("gradient_norm.0", np.linspace(2, 1, steps)),
        "gradient_norm.2": curve("gradient_norm.2", np.linspace(4, 3, steps)),
    }


async def stand_at(desk, steps, **changes):
    state = at_step(steps, status="paused")
    desk.runner.snapshot = snapshot(**(state | {"curves": state["curves"] | rates(steps)} | changes))
    await desk.news()


def heads(desk):
    """The line above each chart that is shown."""
    shown = [chart for chart in desk.app.query(ChartView) if chart.display]
    return ["".join(text for text, _ in chart.rows[0]).strip() for chart in shown]


def first_axis(desk):
    return desk.app.query(ChartView).first()._key[0].x


def signs(desk):
    return [sign for chart in desk.app.query(ChartView) if chart.display for sign in chart._key[0].signs]


# curves


@pytest.mark.parametrize("size", SIZES)
async def test_g_goes_through_all_curves_and_leaves_out_what_the_other_chart_shows(size):
    async with opened(size) as desk:
        await stand_at(desk, 40)
        seen = []
        for _ in range(5):
            await desk.press("g")
            seen.append(heads(desk)[1].split("  ")[0])

        assert seen == ["validation loss", "validation accuracy", "learning rate", "gradient norm", "accuracy"]
        assert all(head.startswith("loss") for head in heads(desk)[:1])


async def test_capital_g_changes_the_first_chart():
    async with opened() as desk:
        await stand_at(desk, 40)
        await desk.press("G")

        assert [head.split("  ")[0] for head in heads(desk)] == ["validation loss", "accuracy"]


async def test_of_one_chart_alone_g_goes_on_and_capital_g_goes_back():
    async with opened() as desk:
        await stand_at(desk, 40)
        await desk.press("z", "g")
        assert [head.split("  ")[0] for head in heads(desk)] == ["validation loss"]

        await desk.press("G")
        assert [head.split("  ")[0] for head in heads(desk)] == ["loss"]


async def test_the_gradient_has_a_line_and_a_letter_for_every_layer():
    async with opened() as desk:
        await stand_at(desk, 40)
        await desk.press("g", "g", "g", "g")

        assert heads(desk)[1] == "gradient norm  1 layer 0  2 layer 2"
        assert [series.letter for series in list(desk.app.query(ChartView))[1]._key[0].series] == ["1", "2"]


@pytest.mark.parametrize("keys", ["g", "gg", "ggg", "gggg"])
async def test_a_curve_without_values_says_so(keys):
    async with opened() as desk:
        await desk.press(*keys)
        assert "space plays, n does one step" in desk.text

        desk.runner.snapshot = snapshot(step=1, status="paused")
        await desk.news()
        assert "no values yet" in desk.text


# the cursor


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursor_tells_the_numbers_of_every_curve_and_goes(size):
    async with opened(size) as desk:
        await stand_at(desk, 40)
        losses = np.exp(-np.arange(1, 41) / 40) * 1.1
        await desk.press("left_square_bracket")
        assert f"{losses[39]:.4f}" in heads(desk)[0]
        assert f"{losses[39] * 1.1:.4f}" in heads(desk)[0]
        assert all("epoch 40" in head for head in heads(desk))
        assert [sign.letter for sign in signs(desk)] == ["▼", "▼"]

        await desk.press("home")
        assert f"{losses[0]:.3f}" in heads(desk)[0]
        await desk.press("escape")
        assert signs(desk) == []
        assert "train" in heads(desk)[0]


async def test_brackets_and_arrows_go_the_same_way():
    async with opened() as desk:
        await stand_at(desk, 40)
        await desk.press("end", "left", "left_square_bracket")
        here = desk.app.query_one(TrainView).look.cursor
        await desk.press("right", "right_square_bracket")

        assert here < 40
        assert desk.app.query_one(TrainView).look.cursor == 40


async def test_the_cursor_stays_at_its_step_while_training_goes_on():
    async with opened() as desk:
        await desk.press("space")
        await desk.go(40)
        await desk.press("left_square_bracket")
        await desk.go(30)
        await desk.go(0, status="paused")

        assert desk.app.query_one(TrainView).look.cursor == 40
        assert "epoch 40" in heads(desk)[0]


async def test_without_a_curve_there_is_no_cursor():
    async with opened() as desk:
        await desk.press("left_square_bracket")

        assert "nothing is drawn" in desk.text
        assert signs(desk) == []


# the end of the run


@pytest.mark.parametrize("size", SIZES)
async def test_w_zooms_to_the_end_and_back(size):
    async with opened(size) as desk:
        await stand_at(desk, 80, marks=(Mark(10, 10.0, 0.1, "early"), Mark(75, 75.0, 0.75, "late")))
        await desk.press("w")
        assert "last 20%" in heads(desk)[0]
        assert {sign.letter for sign in signs(desk)} == {"B"}
        assert first_axis(desk).low >= 60

        await desk.press("w")
        assert "last 5%" in heads(desk)[0]
        await desk.press("w")
        assert "last" not in heads(desk)[0]
        assert {sign.letter for sign in signs(desk)} == {"A", "B"}


@pytest.mark.parametrize(("step", "status"), [(0, "ready"), (1, "paused"), (7, "diverged"), (100, "finished")])
async def test_every_state_of_a_run_can_be_looked_at_in_every_way(step, status):
    async with opened() as desk:
        desk.runner.snapshot = snapshot(message="it is so", **at_step(step, status=status))
        await desk.news()
        for key in ("w", "left_square_bracket", "g", "y", "x", "w", "home", "g", "s", "x", "z", "w", "end", "o", "escape"):
            await desk.press(key)

        assert desk.app.return_code is None
        assert "epoch" in desk.text


# several runs


async def run_before(desk, losses):
    curves = {"loss": curve("loss", losses), "accuracy": curve("accuracy", np.full(len(losses), 0.5))}
    desk.runner.snapshot = snapshot(previous=curves, **at_step(10, status="paused"))
    await desk.news()


async def test_runs_of_this_session_are_listed_and_laid_over():
    async with opened() as desk:
        await run_before(desk, [3.0] * 50)
        await run_before(desk, [2.0] * 60)
        assert "P before" in heads(desk)[0]

        await desk.press("o")
        assert "run 2" in desk.text
        assert "60 steps, loss 2.000, the same experiment" in desk.text
        await desk.press("enter", "down", "enter")
        assert "a run 2" in desk.text
        assert "b run 1" in desk.text
        await desk.press("escape")

        assert "a run 2  b run 1" in heads(desk)[0]
        assert "before" not in heads(desk)[0]
        roles = {role for row in desk.app.query(ChartView).first().rows[1:] for _, role in row}
        assert {"class0", "class1"} <= roles


async def test_enter_again_takes_a_run_off():
    async with opened() as desk:
        await run_before(desk, [3.0] * 50)
        await desk.press("o", "enter", "enter", "escape")

        assert "P before" in heads(desk)[0]
        assert desk.app.workbench.shelf.laid == ()


async def test_a_longer_run_makes_the_axis_longer():
    async with opened() as desk:
        await run_before(desk, [3.0] * 250)

        assert first_axis(desk).high == 250


async def test_nothing_to_lay_over_says_where_runs_come_from(tmp_path, monkeypatch):
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))
    async with opened((120, 40)) as desk:
        await desk.press("o")
        await desk.news()

        assert "another file" in desk.text
        assert "No other run yet" in desk.text


async def test_a_saved_run_is_found_read_and_laid_over(tmp_path, monkeypatch):
    """From a real run's folder: its curve has as many epochs as it was trained."""
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))
    spec = "spiral samples=20 | dense 8, relu, dense 3, softmax | adam lr=0.02 | epochs 30 seed 0"
    assert run(["train", spec], lambda *_: 1) == 0
    app = application()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2", "o")
        await settle(pilot, lambda: "saved 20" in text_of(app))
        await pilot.press("enter")
        await settle(pilot, lambda: app.workbench.shelf.laid)
        await pilot.press("escape")
        await settle(pilot)

        ((letter, past),) = app.workbench.shelf.laid
        assert (letter, past.name, len(past.curves["loss"].mean)) == ("a", "spiral", 30)
        assert "epochs 30" in told(app.workbench.run.experiment, past.experiment)


async def test_a_file_that_is_no_run_is_said_and_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))
    folder = tmp_path / "runs" / "broken"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"no model")
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "o")
        await settle(pilot, lambda: "broken" in text_of(app))
        await pilot.press("enter")
        await settle(pilot, lambda: "reading" not in text_of(app))

        assert app.workbench.shelf.laid == ()
        assert "model.safetensors" in text_of(app)


async def test_all_of_it_is_ascii_where_that_is_wanted(monkeypatch):
    async with opened() as desk:
        monkeypatch.setattr(NntuiApp, "ascii", True)
        await run_before(desk, [3.0] * 50)
        await desk.press("o", "enter", "escape", "left_square_bracket", "w")

        text = "".join(text for chart in desk.app.query(ChartView) for row in chart.rows for text, _ in row)
        assert text.isascii()


def test_ratios_have_an_axis_that_never_moves() -> None:
    """From 0 to 1, for every metric that is a ratio, on the validation part too."""
    assert all(map(is_share, ("accuracy", "val_accuracy", "top_k_accuracy", "val_r2", "f1", "roc_auc", "recall", "precision")))
    assert not any(map(is_share, ("loss", "val_loss", "mae", "rmse", "learning_rate")))
