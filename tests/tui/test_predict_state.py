"""The chosen sample and its values, without a screen."""

from types import SimpleNamespace

import numpy as np
import pytest
from stand_in import prepared, snapshot

from nntui.data.tables import Prepared, Table
from nntui.errors import InputError
from nntui.insight.predictions import PartForecast
from nntui.insight.readings import Reading
from nntui.tui.screens.predict_changing import change
from nntui.tui.screens.predict_jobs import Predicted
from nntui.tui.screens.predict_state import Choice
from nntui.tui.screens.predict_values import parse_value, parse_values


def run(data: Prepared, parameters: int = 4):
    network = SimpleNamespace(layout=SimpleNamespace(size=parameters))
    experiment = SimpleNamespace(data=SimpleNamespace(source=None, fresh=0))
    return SimpleNamespace(prepared=data, network=network, experiment=experiment, number=1)


class Seeing(Choice):
    """A choice that remembers its run."""

    def __init__(self, data: Prepared) -> None:
        super().__init__()
        self.run = run(data)
        self.see(self.run, snapshot())


def choice(table: Table | None = None) -> Seeing:
    return Seeing(prepared(table))


def numbers_table(features, picture_shape=None) -> Table:
    features = np.asarray(features, dtype=np.float64)
    return Table(
        name="numbers",
        task="classification",
        features=features,
        targets=np.arange(len(features), dtype=np.int64) % 2,
        feature_names=tuple(f"x{place}" for place in range(features.shape[1])),
        target_names=("class",),
        class_names=("a", "b"),
        picture_shape=picture_shape,
    )


def predicted(chosen: Choice, wrong) -> Predicted:
    forecast = PartForecast(chosen.part_name, Reading("distribution"), 0, np.zeros(len(wrong)), np.array(wrong), 0.5)
    return Predicted(chosen.model, chosen.part, chosen.weights, forecast)


@pytest.mark.parametrize(
    ("text", "values"),
    [("1 2", [1, 2]), ("1,2", [1, 2]), (" 1 ; -2.5e-1,", [1, -0.25]), ("", []), ("0x", None), ("nan", None), ("inf", None)],
)
def test_typed_values_are_numbers_apart_by_commas_or_spaces(text, values):
    if values is None:
        with pytest.raises(InputError, match="number"):
            parse_values(text)
    else:
        assert parse_values(text) == values


@pytest.mark.parametrize("word", ["1_0", "٣", "1e999", "-inf", "NaN", "½", "1,5", "TRUE", "", "0x10", "1 2"])
def test_only_plain_finite_numbers_are_taken(word):
    with pytest.raises(InputError, match="finite"):
        parse_value(word)


def test_samples_that_no_training_saw_come_first():
    assert choice().part_name == "validation"


def test_weights_of_another_network_are_not_used():
    made = choice()
    made.see(made.run, snapshot(parameters=np.zeros(5, dtype=np.float32)))

    assert made.weights is None


def test_the_same_snapshot_is_no_news():
    made = choice()
    same = snapshot()
    made.see(made.run, same)

    assert not made.see(made.run, same)


def test_another_number_of_values_is_refused_and_nothing_changes():
    made = choice()

    with pytest.raises(InputError, match="2, one a feature"):
        made.set_values([1.0])
    assert not made.changed


def test_the_data_are_never_changed():
    made = choice()
    before = made.part.raw.copy()
    made.set_value(0, 99.0)
    made.nudge(1, 1)

    assert np.array_equal(made.part.raw, before)


def test_the_wrong_ones_are_gone_through_round_the_end():
    made = choice()
    made.take(predicted(made, [False, True, False, False, True, False, False, False, False, False]))
    seen = []
    for _ in range(3):
        made.next_wrong()
        seen.append(made.index)
    made.next_wrong(-1)

    assert seen == [1, 4, 1]
    assert made.index == 4


def test_what_was_predicted_for_another_run_is_dropped():
    made = choice()
    old = predicted(made, [True] * 10)
    made.see(run(made.run.prepared), snapshot())

    assert not made.take(old)
    assert made.forecast_of_part is None


def test_the_chosen_sample_stays_when_only_the_network_is_new():
    made = choice()
    made.go(7)
    made.see(run(made.run.prepared), snapshot())

    assert made.index == 7


def test_steps_stay_near_the_range_of_the_data_and_leave_no_dust():
    made = choice(numbers_table([[0.0, 1.5], [1.0, 3.0], [0.5, 2.0]] * 7))
    for _ in range(1000):
        made.nudge(0, 1)
    assert made.value(0) == 1.5
    made.reset()
    for _ in range(7):
        made.nudge(0, 1)
    assert made.value(0) == 0.14


def test_whole_numbers_move_by_whole_steps():
    made = choice(numbers_table([[1, 0], [2, 500]] * 10))
    made.nudge(0, 1)
    made.nudge(1, 1)

    assert (made.value(0), made.value(1)) == (2, 10)


@pytest.mark.parametrize("column", [[0, 0], [5, 5], [1e38, 1e38], [1e-38, 3e-38], [-1e308, 1e308]])
def test_odd_columns_can_be_changed(column):
    made = choice(numbers_table([[value, 0.0] for value in column] * 10))
    for direction in (1, 1, -1, -1, -1):
        made.nudge(0, direction)

    assert np.isfinite(made.value(0))


def test_the_pixel_cursor_goes_round_the_picture():
    made = choice(numbers_table(np.arange(60.0).reshape(10, 6), picture_shape=(2, 3)))
    for key in ("up", "left"):
        change(made, key)

    assert made.kind == "picture"
    assert made.cursor == 5
    assert made.columns[5].name == "row 2, column 3"


def test_without_a_run_nothing_happens():
    made = Choice()
    made.step(1)
    made.next_part()
    change(made, "up")

    assert made.raw is None
    assert not made.next_wrong()
    assert not made.can_type
