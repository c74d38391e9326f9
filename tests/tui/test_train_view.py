"""The Train view in an application with a scripted runner."""

import pytest
from desk import opened
from stand_in import at_step, snapshot

from nntui.charts.spans import plain
from nntui.spec import overrides
from nntui.training.messages import Change, Epochs, Pace, Pause, Play, Rewind, Steps, Stop, Undo
from nntui.tui.app import NntuiApp
from nntui.tui.calm import Rest
from nntui.tui.compositor import ExactCompositor
from nntui.tui.screens.train import TrainView
from nntui.tui.widgets.chart import ChartView
from nntui.tui.widgets.run_facts import Measured
from nntui.tui.widgets.run_panel import RunPanel

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_both_charts_and_every_value_are_on_the_screen(size):
    async with opened(size) as desk:
        await desk.press("space")
        await desk.go(40)

        charts = ["loss", "accuracy", "T ⠒⠒ train", "V •• validation", "100 epochs"]
        for word in [*charts, "epoch 40 of 100", "ETA", "pace", "speed", "learning rate", "best, epoch", "40 %", "training"]:
            assert word in desk.text, word


@pytest.mark.parametrize("size", SIZES)
async def test_before_the_first_step_it_says_what_to_press(size):
    async with opened(size) as desk:
        assert "space plays, n does one step" in desk.text


async def test_space_plays_and_pauses():
    async with opened() as desk:
        assert "space play" in desk.text
        await desk.press("space")
        assert desk.orders == [Play()]
        assert "space pause" in desk.text

        await desk.press("space")
        assert desk.orders == [Play(), Pause()]
        assert "paused" in desk.text


async def test_n_does_one_step():
    async with opened() as desk:
        await desk.press("n", "n")

        assert desk.orders == [Steps(1), Steps(1)]
        assert "step 2 of 100" in desk.text


async def test_e_asks_for_epochs_and_trains_them():
    async with opened() as desk:
        await desk.press("e")
        assert "how many epochs" in desk.text
        await desk.press("2", "5", "enter")

        assert desk.orders == [Epochs(25)]
        assert isinstance(desk.app.screen.focused, RunPanel)


async def test_more_epochs_than_planned_extend_the_plan():
    async with opened() as desk:
        await desk.press("e", "1", "5", "0", "enter")

        assert desk.orders == [Change("training.epochs", 150), Epochs(150)]


@pytest.mark.parametrize("text", ["x", "0", "1.5"])
async def test_a_number_of_epochs_that_is_none_is_refused_in_words(text):
    async with opened() as desk:
        await desk.press("e", *[{".": "full_stop"}.get(key, key) for key in text], "enter")

        assert desk.orders == []
        assert "whole number of epochs is needed" in desk.text
        await desk.press("escape", "n")
        assert desk.orders == [Steps(1)]


async def test_escape_leaves_the_field_and_changes_nothing():
    async with opened() as desk:
        await desk.press("l", "9", "escape")

        assert desk.orders == []
        assert isinstance(desk.app.screen.focused, RunPanel)
        assert "learning rate from the next step" not in desk.text


async def test_keys_in_a_field_do_not_act():
    async with opened() as desk:
        await desk.press("l", "n", "r", "2", "space")

        assert desk.orders == []
        assert desk.app.view_shown == "train"


async def test_l_changes_the_learning_rate():
    async with opened() as desk:
        await desk.press("l", "0", "full_stop", "0", "2", "enter")

        assert desk.orders == [Change("optimizer.learning_rate", 0.02)]


async def test_the_field_holds_the_rate_before_decay():
    async with opened() as desk:
        await desk.press("l", "end", "5", "enter")

        assert desk.orders == [Change("optimizer.learning_rate", 0.055)]


async def test_a_learning_rate_that_is_not_allowed_is_refused_and_can_be_corrected():
    async with opened() as desk:
        await desk.press("l", "x", "enter")
        assert "Received: 'x'" in desk.text

        await desk.press("backspace", "1", "enter")
        assert desk.orders == [Change("optimizer.learning_rate", 1.0)]


async def test_the_pace_goes_up_and_down_and_flat_out():
    async with opened() as desk:
        first = desk.app.workbench.pace
        await desk.press("plus", "minus", "f", "minus")

        paces = [order.steps_per_second for order in desk.runner.orders if isinstance(order, Pace)]
        assert paces[0] == first
        assert paces[2:] == [first, None, 5000.0]
        assert "pace: 5,000 steps/s" in desk.text


async def test_rewind_undo_and_stop():
    async with opened() as desk:
        await desk.press("n", "r", "u", "t")

        assert desk.orders == [Steps(1), Rewind(), Undo(), Stop()]


async def test_smoothing_log_axis_and_unit_change_the_charts():
    async with opened() as desk:
        await desk.press("space")
        await desk.go(40)
        await desk.press("s")
        assert "smoothed 0.6" in desk.text
        await desk.press("S", "y")
        assert "(log)" in desk.text
        assert "smoothed" not in desk.text
        await desk.press("x")
        assert "100 steps" in desk.text
        await desk.press("x")
        assert "5.0 s" in desk.text


async def test_z_enlarges_one_chart_then_the_other():
    async with opened() as desk:
        await desk.go(40)
        both = [chart.size.width for chart in desk.app.query(ChartView)]
        await desk.press("z")
        first = [chart.display for chart in desk.app.query(ChartView)]
        await desk.press("z")
        second = [chart.display for chart in desk.app.query(ChartView)]
        await desk.press("z")

        assert min(both) >= 38
        assert (first, second) == ([True, False], [False, True])
        assert all(chart.display for chart in desk.app.query(ChartView))


async def test_a_narrow_terminal_shows_one_chart_and_z_the_other():
    async with opened((62, 22)) as desk:
        await desk.go(40)
        assert "loss  T" in desk.text

        await desk.press("z")
        assert "accuracy  T" in desk.text
        assert "loss  T" not in desk.text


async def test_a_run_that_measures_its_loss_alone_has_one_chart(monkeypatch):
    monkeypatch.setattr("nntui.tui.screens.train_charts.measured_by", lambda bench: Measured(("loss",), validated=False))
    async with opened() as desk:
        await desk.press("space")
        for _ in range(3):
            await desk.go(10)

        assert [chart.display for chart in desk.app.query(ChartView)] == [True, False]
        assert "no validation part" in desk.text
        assert "accuracy" not in desk.text
        await desk.press("z", "z")
        assert [chart.display for chart in desk.app.query(ChartView)] == [True, False]


async def test_the_charts_stay_when_the_run_ends_and_when_another_screen_was_open():
    async with opened() as desk:
        await desk.go(100, status="finished")
        before = desk.text
        await desk.press("1")
        assert "loss  T" not in desk.text

        await desk.press("2")
        assert desk.text.splitlines()[1:-2] == before.splitlines()[1:-2]


async def test_the_run_before_is_a_pale_line():
    async with opened() as desk:
        await desk.go(40)
        curves = desk.runner.snapshot.curves
        desk.runner.snapshot = snapshot(previous=curves, **at_step(10, status="paused"))
        await desk.news()

        assert "T train  V validation  P before" in desk.text
        assert any(role == "previous" for row in desk.app.query(ChartView).first().rows[1:] for _, role in row)


async def test_a_new_start_leaves_the_run_before_behind():
    async with opened() as desk:
        await desk.go(40, status="paused")
        bench = desk.app.workbench
        bench.edit(overrides.apply(bench.experiment, "seed", 7))
        for _ in range(4):  # the data are loaded, the new start is said, then made
            await desk.news()
            await desk.press("space")
        await desk.go(10)

        assert len(bench.previous["loss"].mean) == 40
        assert "P before" in desk.text


async def test_the_log_axis_is_for_losses_alone():
    async with opened() as desk:
        await desk.go(40)
        await desk.press("y")

        assert "loss (log)" in desk.text
        assert "accuracy (log" not in desk.text


async def test_a_finished_run_says_what_can_be_done_instead_of_playing():
    async with opened() as desk:
        await desk.go(100, status="finished")
        await desk.press("space")

        assert desk.orders == []
        assert "e trains some more" in desk.text


async def test_a_diverged_run_tells_its_whole_story():
    async with opened() as desk:
        story = "the run diverged at step 7: weights of layer 0 is not finite. A lower learning rate usually helps"
        desk.runner.snapshot = snapshot(message=story, **at_step(7, status="diverged"))
        await desk.news()

        assert "the run diverged at step 7" in desk.text
        assert "usually helps" in desk.text
        assert "r rewinds to the start weights" in desk.text


async def test_nothing_new_means_nothing_is_drawn(monkeypatch):
    async with opened((120, 40)) as desk:
        await desk.go(40)
        drawn = []
        for widget in desk.app.query("*"):
            monkeypatch.setattr(widget, "refresh", lambda *regions, **options: drawn.append(regions), raising=False)
        desk.app.news()

        assert drawn == []


async def test_what_was_pressed_is_on_the_screen_before_a_chart_is_drawn(monkeypatch):
    """A chart takes ten milliseconds, the words one."""
    async with opened((120, 40)) as desk:
        await desk.go(40)
        sent, in_time = [], []
        render = ExactCompositor.render_partial_update

        def noting(compositor):
            picture = render(compositor)
            pieces = [piece for line in picture.lines.values() for piece in line] if picture is not None else []
            sent.extend(segment.text for piece in pieces for segment in piece.segments)
            return picture

        monkeypatch.setattr(ExactCompositor, "render_partial_update", noting)
        for chart in desk.app.query(ChartView):
            monkeypatch.setattr(chart, "show_panel", lambda title, panel: in_time.append("smoothing" in "".join(sent)))
        await desk.pilot.press("s")
        await desk.drawn()

        assert in_time == [True, True]


async def test_while_training_goes_on_the_charts_are_drawn_in_turn(monkeypatch):
    async with opened((120, 40)) as desk:
        await desk.press("space")
        await desk.go(40)
        drawn = []
        for chart in desk.app.query(ChartView):
            monkeypatch.setattr(chart, "show_panel", lambda title, panel: drawn.append(title))
        for _ in range(4):
            await desk.go(1)
        in_turn, drawn[:] = drawn[:], []
        await desk.go(0, status="paused")

        assert sorted(in_turn) == ["accuracy", "accuracy", "loss", "loss"]
        assert drawn == ["loss", "accuracy"]


async def test_charts_rest_after_they_were_drawn_but_not_when_something_else_happened(monkeypatch):
    """What a drawing took of the processor is multiplied: until then the run alone has it."""
    async with opened((120, 40)) as desk:
        await desk.press("space")
        desk.app.query_one(TrainView).rest = Rest(1e9)
        await desk.go(40)
        await desk.go(1)
        drawn = []
        for chart in desk.app.query(ChartView):
            monkeypatch.setattr(chart, "show_panel", lambda title, panel: drawn.append(title))
        await desk.go(1)
        assert drawn == []
        await desk.press("s")
        await desk.news()

        assert drawn[:2] == ["loss", "accuracy"]


async def test_a_new_point_changes_a_few_cells_only(monkeypatch):
    async with opened((120, 40)) as desk:
        await desk.go(40)
        chart = desk.app.query(ChartView).first()
        cells = []
        monkeypatch.setattr(chart, "refresh", lambda *regions, **options: cells.extend(regions))
        await desk.go(1)
        await desk.go(1)

        assert 0 < sum(region.area for region in cells) < 60


async def test_ascii_draws_ascii(monkeypatch):
    async with opened() as desk:
        monkeypatch.setattr(NntuiApp, "ascii", True)
        await desk.go(40)

        view = desk.app.query_one(TrainView)
        rows = [row for widget in view.query("ChartView, RunPanel") for row in widget.rows]
        assert plain(tuple(rows)).isascii()


async def test_names_of_curves_are_whole_or_left_out():
    async with opened() as desk:
        await desk.press("space")
        await desk.go(40)
        await desk.press("s", "y")
        title = desk.text.splitlines()[1]

        assert "loss (log, smoothed 0.6)  T  V" in title
        assert "tra" not in title


async def test_the_line_that_asks_is_whole_on_a_narrow_terminal():
    async with opened() as desk:
        await desk.press("l")

        assert "enter does it" in desk.text
        assert "esc leave" in desk.text.splitlines()[-1]


async def test_a_run_that_is_over_cannot_be_stopped():
    async with opened() as desk:
        await desk.go(100, status="finished")
        await desk.press("t")

        assert Stop() not in desk.orders
        assert "the planned epochs are done" in desk.text


async def test_a_rewind_says_how_it_is_taken_back():
    async with opened() as desk:
        await desk.go(40, status="paused")
        await desk.press("r")

        assert "u brings it back" in desk.text
