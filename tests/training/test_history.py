"""The table of epochs: one value an epoch, NaN where a value was not computed."""

import math

import numpy as np

from nntui.training.best import Best
from nntui.training.history import History


def test_holds_one_value_an_epoch() -> None:
    history = History(("loss", "accuracy"))
    for epoch in range(5000):
        history.append((epoch / 2, 1.0))

    assert history.epochs == 5000
    assert history["loss"][4999] == 2499.5
    assert len(history["accuracy"]) == 5000
    assert list(history) == ["loss", "accuracy"]
    assert history.last() == {"loss": 2499.5, "accuracy": 1.0}


def test_an_unknown_series_is_a_key_error() -> None:
    assert History(("loss",)).get("speed") is None


def test_since_leaves_out_what_was_before() -> None:
    history = History(("loss",))
    for epoch in range(10):
        history.append((float(epoch),))

    assert history.since(7)["loss"] == [7.0, 8.0, 9.0]
    assert history.since(10)["loss"] == []
    assert history.since(10).last() == {}


def test_copies_do_not_change_with_it() -> None:
    history = History(("loss",), np.array([[1.0], [2.0]]))
    table = history.table()
    history.append((3.0,))
    table[0] = 9.0

    assert history["loss"] == [1.0, 2.0, 3.0]
    assert table.shape == (2, 1)


def test_new_columns_are_nan_so_far() -> None:
    history = History(("loss",), np.array([[1.0], [2.0]])).with_names(("accuracy", "loss"))

    assert history["loss"] == [1.0, 2.0]
    assert np.isnan(history["accuracy"]).all()


def test_best_is_low_for_losses_and_high_for_scores() -> None:
    best = Best()
    history = History(("loss", "accuracy", "val_loss", "learning_rate"))
    for row in [(3.0, 0.1, math.nan, 0.1), (1.0, 0.7, 5.0, 0.2), (2.0, 0.5, math.nan, 0.3)]:
        history.append(row)
        best.of(history)

    assert best.of(history) == {"loss": (1.0, 2), "accuracy": (0.7, 2), "val_loss": (5.0, 2)}
