"""The value cursor: it goes from drawn column to drawn column, and tells what lies in each."""

import numpy as np
import pytest

from nntui.charts import lines, lines_cursor
from nntui.charts.lines_axes import Extent
from nntui.charts.lines_panel import Look, Panel, Trace
from nntui.charts.plotext_chart import draw
from nntui.charts.spans import plain
from nntui.training.messages import Curve

WIDTH = 60
EPOCHS = 1000


def curve(values, every=1):
    mean = np.asarray(values, dtype=np.float64)
    step = np.arange(1, len(mean) + 1, dtype=np.float64) * every
    return Curve("loss", step, step / 4, step / 10, mean - 1, mean + 1, mean)


def panel(*traces, steps=4 * EPOCHS, **look):
    extent = Extent(steps / 4, steps, steps / 10, planned_epochs=EPOCHS, planned_steps=4 * EPOCHS)
    return Panel(traces=traces, extent=extent, look=Look(**look))


def train(values, every=1):
    return Trace(curve(values, every), "train", "train", "T")


def walk(one, by):
    step = lines_cursor.moved(one, WIDTH, by)
    return Panel(traces=one.traces, extent=one.extent, look=Look(unit=one.look.unit, cursor=step)), step


def test_the_first_move_stands_on_the_newest_point_and_then_goes_column_by_column():
    one = panel(train(np.arange(4000)))

    one, newest = walk(one, -1)
    one, before = walk(one, -1)
    one, again = walk(one, 1)
    _, beyond = walk(one, 1)

    assert (newest, again, beyond) == (4000, 4000, 4000)
    columns = WIDTH - 6 - 3
    assert newest - before == pytest.approx(4000 / (columns - 1) / 2, abs=5)  # the last column is half as wide


def test_home_and_end_are_the_first_and_the_last_column():
    one, first = walk(panel(train(np.arange(4000))), -(10**6))
    _, last = walk(one, 10**6)

    assert 1 <= first < 4000 / 50
    assert last == 4000


def test_few_points_are_gone_through_one_by_one():
    one = panel(train([5, 6, 7], every=1000), steps=3000)
    seen = []
    for _ in range(4):
        one, step = walk(one, -1)
        seen.append(step)

    assert seen == [3000, 2000, 1000, 1000]


def test_nothing_drawn_means_no_cursor():
    assert lines_cursor.moved(panel(train([])), WIDTH, -1) is None
    assert lines_cursor.moved(panel(), WIDTH, -1) is None
    assert lines_cursor.reading(panel(train([]), cursor=3.0), WIDTH) is None


def test_it_tells_mean_least_and_greatest_of_the_column_and_the_place_on_all_axes():
    one = panel(train([2.0, 4.0, 8.0], every=1000), steps=3000, cursor=2000.0)

    told = lines_cursor.reading(one, WIDTH)

    assert (told.epoch, told.step, told.seconds) == (500.0, 2000, 200.0)
    assert [(value.mean, value.low, value.high) for value in told.values] == [(4.0, 3.0, 5.0)]


def test_of_a_column_with_many_steps_the_extremes_are_those_of_all():
    values = np.zeros(4000)
    values[3990] = 50.0
    told = lines_cursor.reading(panel(train(values), cursor=4000.0), WIDTH)

    assert told.values[0].low == -1
    assert told.values[0].high == 51
    assert 0 < told.values[0].mean < 5


def test_a_sparse_curve_tells_its_newest_value_by_then_and_nothing_before_its_first():
    sparse = Trace(curve([9.0, 7.0], every=1000), "validation", "validation", "V")
    dense = train(np.arange(2500))

    early = lines_cursor.reading(panel(dense, sparse, cursor=500.0), WIDTH)
    later = lines_cursor.reading(panel(dense, sparse, cursor=1700.0), WIDTH)

    assert [value.trace.letter for value in early.values] == ["T"]
    assert [(value.trace.letter, value.mean) for value in later.values][1] == ("V", 9.0)


def test_the_cursor_keeps_its_step_on_every_axis():
    for unit, place in (("epoch", 500.0), ("step", 2000.0), ("time", 200 / 60)):
        one = panel(train(np.arange(4000)), unit=unit, cursor=2000.0)
        chart, _ = lines.chart(one, None, WIDTH, 20)

        assert [(sign.letter, sign.x) for sign in chart.signs] == [("▼", pytest.approx(place))]


def test_a_cursor_out_of_sight_is_not_drawn_and_begins_at_the_end_again():
    one = panel(train(np.arange(4000)), tail=0.05, cursor=100.0)

    assert lines.chart(one, None, WIDTH, 20)[0].signs == ()
    assert lines_cursor.reading(one, WIDTH) is None
    assert lines_cursor.moved(one, WIDTH, -1) == 4000


def test_what_is_told_is_what_is_drawn_when_curves_are_smoothed():
    one = panel(train([1.0, 4.0], every=1000), steps=2000, cursor=2000.0, smoothing=0.5)

    assert lines_cursor.reading(one, WIDTH).values[0].mean == pytest.approx((0.25 * 1 + 0.5 * 4) / 0.75)


@pytest.mark.parametrize("width", [20, 38, 60, 118])
def test_the_numbers_are_whole_in_every_width(width):
    traces = [train(np.full(100, 0.12345))]
    traces += [Trace(curve(np.full(100, 0.5 + k)), f"class{k}", f"a run with a long name {k}", "abcdef"[k]) for k in range(6)]
    one = panel(*traces, steps=100, cursor=100.0)

    rows = lines_cursor.rows("loss", lines_cursor.reading(one, width), width)

    text = plain(rows)
    assert {len(line) for line in text.split("\n")} == {width}
    for part in ("epoch 25", "step 100", "T 0.1235", "a 0.5000", "f 5.500"):
        assert part in text or f"{part[0]} a run" in text or f"{part[0]} train" in text


def test_the_cursor_is_a_letter_in_ascii_too():
    one = panel(train(np.arange(400)), steps=400, cursor=300.0)

    text = plain(draw(lines.chart(one, None, WIDTH, 12)[0], WIDTH, 12, ascii=True))
    assert text.isascii()
    assert "v" in text
