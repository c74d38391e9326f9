import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.charts import lines, lines_axes, lines_points
from nntui.charts.lines_axes import Bounds, Extent, x_axis, x_window, y_axis, y_bounds
from nntui.charts.lines_grid import as_seen
from nntui.charts.lines_panel import Look, Panel, Trace
from nntui.charts.lines_points import Window, by_column
from nntui.charts.plotext_chart import Axis, Chart, Series, draw
from nntui.charts.spans import plain
from nntui.training.messages import Curve, Mark


def curve(values, *, spread=0.0, every=1):
    mean = np.asarray(values, dtype=np.float64)
    step = np.arange(1, len(mean) + 1, dtype=np.float64) * every
    return Curve("loss", step, step / 2, step / 10, mean - spread, mean + spread, mean)


def panel(values, role="train", **parts):
    one = curve(values)
    extent = Extent(
        len(values) / 2, len(values), len(values) / 10, planned_epochs=max(len(values) // 2, 1), planned_steps=len(values)
    )
    return Panel(traces=(Trace(one, role, role, role[0].upper()),), extent=parts.pop("extent", extent), **parts)


# thinning


def test_at_most_two_points_a_column_reach_the_chart_and_nothing_extreme_is_lost():
    values = np.random.default_rng(0).normal(size=4096) + 5
    values[1000], values[2000] = 99.0, -7.0
    chart, _ = lines.chart(panel(values), None, 60, 20)

    (series,) = chart.series
    assert len(series.x) <= 2 * 60
    assert max(series.y) == 99.0
    assert min(series.y) == -7.0


def test_the_least_and_greatest_of_a_column_come_in_their_order():
    falling = by_column(curve([4, 3, 2, 1]), Window("step", 0, 100, 2))
    rising = by_column(curve([1, 2, 3, 4]), Window("step", 0, 100, 2))

    assert lines_points.line(falling) == ((1.0, 4.0), (4.0, 1.0))
    assert lines_points.line(rising) == ((1.0, 4.0), (1.0, 4.0))


def test_points_that_are_not_finite_are_left_out():
    columns = by_column(curve([1.0, math.nan, math.inf, 2.0]), Window("step", 0, 10, 11))

    assert list(columns.mean) == [1.0, 2.0]


def test_a_curve_without_a_finite_point_draws_nothing():
    assert by_column(curve([math.nan, math.inf]), Window("step", 0, 10, 11)) is None
    assert by_column(curve([]), Window("step", 0, 10, 11)) is None


def test_what_lies_beyond_the_axis_is_left_out():
    columns = by_column(curve([1, 2, 3, 4]), Window("step", 0, 2, 11))

    assert list(columns.last) == [1.0, 2.0]


def test_a_log_axis_takes_powers_of_ten_and_leaves_out_what_is_not_above_zero():
    columns = by_column(curve([0.0, -1.0, 0.01, 100.0]), Window("step", 0, 4, 5), log=True)

    assert columns.mean == pytest.approx([-2, 2])


def test_smoothing_is_that_of_tensorboard():
    x, mean = np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0, 2.0])

    smooth = lines_points.smoothed(x, mean, Window("step", 0, 3, 4), 0.5)
    assert smooth == pytest.approx((1.0, 0.25 / 0.75, (0.125 + 1.0) / 0.875))


def test_smoothing_does_not_depend_on_how_many_points_a_curve_is_kept_in():
    window = Window("step", 0, 4000, 100)
    fine, coarse = np.arange(1.0, 4001.0), np.arange(2.0, 4001.0, 2)
    smooth = [lines_points.smoothed(x, np.sin(x / 300), window, 0.9) for x in (fine, coarse)]

    assert smooth[0][1::2] == pytest.approx(smooth[1], abs=0.02)


def test_smoothing_on_a_log_axis_smooths_the_values_themselves():
    columns = by_column(curve([1.0, 4.0]), Window("step", 0, 2, 3), log=True, smoothing=0.5)

    assert 10**columns.newest == pytest.approx([1.0, (0.25 + 2.0) / 0.75])


def test_dots_stand_in_every_second_column_and_at_the_end():
    window = Window("step", 0, 10, 11)
    x = tuple(float(place) for place in range(10))

    kept, _ = lines_points.dots(x, x, window)
    assert kept == (0.0, 2.0, 4.0, 6.0, 8.0, 9.0)


def test_sparse_dots_are_all_kept():
    window = Window("step", 0, 10, 11)

    assert lines_points.dots((1.0, 4.0, 7.0), (0.0, 0.0, 0.0), window)[0] == (1.0, 4.0, 7.0)


# the y axis


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.3, 1.0986, (0, 1.5)),
        (0.0, 1.0, (0, 1.5)),
        (2.0, 2.0, (0, 3)),
        (-1.2, 1.1, (-2, 2)),
        (0.0, 0.0, (0, 1.5)),
        (90, 99, (0, 150)),
    ],
)
def test_bounds_are_round_and_hold_the_data(low, high, expected):
    bounds = y_bounds(low, high, None)

    assert bounds.low <= low
    assert bounds.high >= high
    assert (bounds.low, bounds.high) == pytest.approx(expected)


def test_bounds_stay_until_the_data_leave_them_or_fill_too_little():
    before = Bounds(0.0, 1.5)

    assert y_bounds(0.2, 1.1, before) is before
    assert y_bounds(0.3, 0.7, before) is before
    assert y_bounds(0.2, 1.6, before) is not before
    assert y_bounds(0.2, 0.5, before).high < 1.5


def test_small_wiggles_at_the_border_move_the_axis_once():
    bounds, seen = None, set()
    for high in np.linspace(0.9, 1.0, 50):
        for wiggle in (high, high * 1.01, high * 0.99):
            bounds = y_bounds(0.0, wiggle, bounds)
            seen.add(bounds)

    assert len(seen) <= 2


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(-2.5, 0.04, (0.002, 2)), (-2, 0, (0.01, 1)), (0.1, 0.1, (1, 2)), (0, 0, (10**-0.5, 10**0.5))]
)
def test_log_bounds_are_one_two_five(low, high, expected):
    bounds = y_bounds(low, high, None, log=True)

    assert (10**bounds.low, 10**bounds.high) == pytest.approx(expected)


def test_changing_to_the_log_axis_makes_new_bounds():
    assert y_bounds(-1, 0, Bounds(0, 1), log=True).log


@pytest.mark.parametrize(
    "bounds", [Bounds(0, 1), Bounds(0, 1.5), Bounds(-5, 3, log=True), Bounds(0, 0.7, log=True), Bounds(-40, 30, log=True)]
)
@pytest.mark.parametrize("rows", [3, 8, 20])
def test_the_y_axis_has_a_few_ticks_of_one_width(bounds, rows):
    axis = y_axis(bounds, rows)

    assert 1 <= len(axis.ticks) <= 8
    assert len({len(text) for _, text in axis.ticks}) == 1
    assert all(bounds.low - 1e-6 <= place <= bounds.high + 1e-6 for place, _ in axis.ticks)


def test_shares_never_move_their_axis():
    _, bounds = lines.chart(panel([0.97, 0.98], share=True), None, 60, 20)

    assert (bounds.low, bounds.high) == (0, 1)


# the x axis


def test_the_x_axis_runs_to_the_planned_end():
    extent = Extent(3.0, 30, 1.0, planned_epochs=10_000, planned_steps=100_000)

    assert x_window(extent, "epoch", 80).high == 10_000
    assert x_window(extent, "step", 80).high == 100_000


def test_the_first_steps_of_a_long_plan_can_be_seen():
    extent = Extent(3.0, 3, 1.0, planned_epochs=10_000, planned_steps=10_000, zoom=True)

    assert x_window(extent, "epoch", 80).high == 10
    assert x_window(lines_axes.Extent(70.0, 70, 1.0, 10_000, 10_000, zoom=True), "epoch", 80).high == 100
    assert x_window(lines_axes.Extent(101.0, 101, 1.0, 10_000, 10_000, zoom=True), "epoch", 80).high == 10_000


@pytest.mark.parametrize(
    ("seconds", "high", "text"),
    [(0, 5, "5.0 s"), (61, 120, "100 s"), (200, 5, "5.0 min"), (7300, 5, "5.0 h"), (200_000, 72, " h")],
)
def test_the_time_axis_ends_at_a_round_time(seconds, high, text):
    window = x_window(Extent(seconds=seconds), "time", 60)

    assert window.high == pytest.approx(high)
    assert x_axis(window).ticks[-1][1].endswith(text)


def test_the_time_axis_scales_the_curve_too():
    seconds = panel(np.ones(2000), look=Look(unit="time"))

    chart, _ = lines.chart(seconds, None, 60, 20)
    assert chart.x.high == 5
    assert chart.series[0].x[-1] == pytest.approx(200 / 60)


@pytest.mark.parametrize(
    ("planned", "last"),
    [(1, "1 epoch"), (10, "10 epochs"), (333, "300 epochs"), (10_000, "10,000 epochs"), (10**9, "1e9 epochs")],
)
def test_the_last_tick_carries_the_unit(planned, last):
    window = x_window(Extent(planned_epochs=planned), "epoch", 60)

    assert x_axis(window).ticks[-1][1] == last


# the whole


def test_equal_input_gives_an_equal_chart_so_that_nothing_need_be_drawn():
    one, bounds = lines.chart(panel([3, 2, 1]), None, 60, 20)
    other, _ = lines.chart(panel([3, 2, 1]), bounds, 60, 20)

    assert one == other


@given(
    start=st.floats(0.1, 9.9),
    least=st.sampled_from([0.0, -5.0]),
    share=st.floats(-0.12, 0.12),
    size=st.sampled_from([(30, 9), (60, 20)]),
)
def test_what_moves_by_less_than_a_dot_is_seen_as_the_same_chart(start, least, share, size):
    """And what moves by a whole dot is not: the last value of a curve, up or down."""
    width, height = size
    axis = Axis(least, 10.0)
    place = (10.0 - least) / (height * 8)
    value = least + round((start - least) / place) * place

    def seen(last):
        return as_seen(Chart(Axis(0.0, 1.0), axis, (Series((0.0, 0.5), (5.0, last)),)), width, height)

    assert seen(value) == seen(value + share * place)
    assert seen(value) != seen(value + 2 * place) != seen(value - 2 * place)


def test_a_chart_without_points_is_seen_too():
    chart, _ = lines.chart(Panel(), None, 60, 12)

    assert as_seen(chart, 60, 12) == chart


def test_an_empty_chart_says_what_to_do():
    chart, _ = lines.chart(Panel(note="space plays"), None, 60, 12)

    assert "space plays" in plain(draw(chart, 60, 12))


def test_training_validation_and_the_run_before_differ_without_colour():
    traces = tuple(Trace(curve(np.linspace(start, 0, 50)), role, role, letter) for start, role, letter in
                   ((3, "previous", "P"), (2, "train", "T"), (1, "validation", "V")))  # fmt: skip
    one = Panel(traces=traces, extent=Extent(25, 50, 5, 25, 50))

    text = plain(draw(lines.chart(one, None, 60, 20)[0], 60, 20))
    assert {"·", "•", "P", "T", "V"} <= set(text)
    header = plain((lines.header("loss", one, 70),))
    assert "T ⠒⠒ train" in header
    assert "V •• validation" in header
    assert plain((lines.header("loss", one, 70, ascii=True),)).isascii()


@pytest.mark.parametrize("width", [0, 3, 20, 60])
def test_header_and_legend_have_the_width_they_get(width):
    marks = (Mark(10, 5.0, 1.0, "rate 0.05 → 0.02"), Mark(20, 10.0, 2.0, "rate 0.02 → 0.01"))

    assert len(plain((lines.header("loss", panel([1, 2]), width),))) == width
    assert len(plain((lines.marks_line(marks, width),))) == width


def test_marks_have_letters_on_the_chart_and_words_below_it():
    marks = (Mark(10, 5.0, 1.0, "rate 0.05 → 0.02"), Mark(20, 10.0, 2.0, "rate 0.02 → 0.01"))
    chart, _ = lines.chart(panel(np.ones(60), marks=marks), None, 60, 20)

    assert [(sign.letter, sign.x) for sign in chart.signs] == [("A", 5.0), ("B", 10.0)]
    text = plain((lines.marks_line(marks, 80),))
    assert "A rate 0.05 → 0.02 at epoch 5" in text
    assert "B rate 0.02 → 0.01 at epoch 10" in text
    assert "A " not in plain((lines.marks_line(marks, 45),))


def test_a_diverged_run_has_its_place_marked():
    chart, _ = lines.chart(panel([1, 2, 3], trouble=Mark(3, 1.5, 0.3, "diverged")), None, 60, 20)

    assert [(sign.letter, sign.role) for sign in chart.signs] == [("!", "bad")]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", [[1e300, 1e-300], [-1e30, 1e30], [0.0, 0.0], [5e-324], [math.nan], [1e308, -1e308]])
def test_wild_values_are_drawn_without_an_error(values, log):
    one = panel(values, look=Look(log=log))

    chart, _ = lines.chart(one, None, 60, 20)
    assert len(plain(draw(chart, 60, 20)).split("\n")) == 20


# the tail


def tail(values, share, **look):
    return panel(values, look=Look(unit="step", tail=share, **look))


@pytest.mark.parametrize("share", [0.2, 0.05])
def test_the_tail_is_at_least_the_last_share_of_what_is_done(share):
    for done in (1, 7, 100, 1234, 56_789):
        window = x_window(Extent(done / 2, done, done / 10, done, 10**6), "step", 60, tail=share)

        assert window.low <= done * (1 - share)
        assert window.high >= done
        assert done < 100 or window.high - window.low <= 2 * share * done


def test_the_tail_moves_now_and_then_and_not_at_every_step():
    windows = [x_window(Extent(step, step, step, 10**6, 10**6), "step", 60, tail=0.05) for step in range(10_000, 10_400)]

    assert len(set(windows)) <= 6


def test_the_y_axis_follows_the_tail():
    values = [*np.linspace(5, 1, 79), *np.linspace(0.30, 0.28, 21)]

    whole, _ = lines.chart(tail(values, 1.0), None, 60, 20)
    near, bounds = lines.chart(tail(values, 0.2), None, 60, 20)
    back, _ = lines.chart(tail(values, 1.0), bounds, 60, 20)

    assert (whole.y.low, whole.y.high) == (back.y.low, back.y.high) == (0, 6)
    assert 0.2 < near.y.low <= 0.28 < 0.30 <= near.y.high < 0.4
    assert min(near.series[0].x) >= 80


def test_shares_stay_shares_in_the_tail():
    chart, _ = lines.chart(panel([0.9, 0.95, 0.99, 1.0], share=True, look=Look(unit="step", tail=0.2)), None, 60, 20)

    assert chart.y.low > 0
    assert chart.y.high == 1


def test_marks_before_the_tail_are_out_of_sight():
    marks = (Mark(10, 5.0, 1.0, "early"), Mark(95, 47.5, 9.5, "late"))
    chart, _ = lines.chart(panel(np.ones(100), marks=marks, look=Look(tail=0.2)), None, 60, 20)

    assert [sign.letter for sign in chart.signs] == ["B"]


def test_smoothing_in_the_tail_is_that_of_the_whole():
    values = np.random.default_rng(0).normal(size=1000)
    whole = lines.chart(tail(values, 1.0, smoothing=0.9), None, 600, 20)[0].series[0]
    part = lines.chart(tail(values, 0.2, smoothing=0.9), None, 600, 20)[0].series[0]
    known = dict(zip(part.x, part.y, strict=True))
    shared = [(known[x], y) for x, y in zip(whole.x, whole.y, strict=True) if x in known]

    assert len(shared) > 50
    assert all(one == pytest.approx(other) for one, other in shared)


@pytest.mark.parametrize("unit", ["epoch", "step", "time"])
@pytest.mark.parametrize("done", [0, 1, 2, 3, 49, 1000])
def test_the_tail_of_any_run_has_a_tick_with_the_unit(unit, done):
    window = x_window(Extent(done / 50, done, done / 10, 20, 1000), unit, 30, tail=0.05)

    assert x_axis(window).ticks
    assert x_axis(window).ticks[-1][1].split()[-1] in {"epochs", "epoch", "steps", "step", "s", "min", "h"}


# many curves


def test_many_curves_are_told_by_letters_and_in_ascii_by_characters():
    traces = tuple(Trace(curve(np.linspace(k + 1, k, 50)), f"class{k}", f"layer {k}", str(k + 1)) for k in range(6))
    one = Panel(traces=traces, extent=Extent(25, 50, 5, 25, 50))

    text = plain(draw(lines.chart(one, None, 60, 20)[0], 60, 20, ascii=True))
    assert set("123456") | set("x+#@%&") <= set(text)
    assert all(letter in plain((lines.header("gradient norm", one, 38),)) for letter in "123456")


def test_letters_that_end_in_one_row_stand_side_by_side():
    traces = tuple(Trace(curve(np.ones(50)), f"class{k}", "", "abcdef"[k]) for k in range(6))

    text = plain(draw(lines.chart(Panel(traces=traces, extent=Extent(25, 50, 5, 25, 50)), None, 60, 20)[0], 60, 20))
    assert "abcdef" in text
