"""The size of the gradient by layer, as a screen has it noted."""

import numpy as np
import pytest
from problems import experiment, trainer

from nntui.training.messages import Order, Play, Rewind, Steps, Undo
from nntui.training.norms import apart, norm_series
from nntui.training.session import Session
from nntui.training.trainer import Trainer

PLAIN = "spiral samples=20 classes=3 | dense 8, relu, dense 3, softmax | sgd lr=0.5 | epochs 3000"


def watched(trained: Trainer, *orders: Order) -> Session:
    session = Session(trained)
    for number, order in enumerate(orders, 1):
        session.obey(number, order)
        while session.running:
            session.run()
    return session


def test_the_norm_is_what_plain_descent_moved_divided_by_the_rate() -> None:
    """With `w -= rate * g` the step itself tells the size of the gradient."""
    trained = trainer(PLAIN)
    before = trained.state.parameters.astype(np.float64)
    curves = watched(trained, Steps(1)).snapshot().curves

    moved = (trained.state.parameters - before) / 0.5
    first = trained.network.layout.arrays(moved)
    for layer in (0, 2):
        expected = np.sqrt(sum(float((first[f"{layer}.{name}"] ** 2).sum()) for name in ("weights", "biases")))
        assert curves[norm_series(layer)].mean == pytest.approx([expected], rel=1e-3)
        assert curves[norm_series(layer)].epoch == pytest.approx([1.0])


def test_notes_are_further_and_further_apart_so_that_a_million_steps_need_few() -> None:
    step = notes = 0
    while step < 1_000_000:
        step += apart(step)
        notes += 1

    assert [apart(step) for step in (0, 1, 1024, 1025, 2048, 2049, 4096, 4097)] == [1, 1, 1, 2, 2, 4, 4, 8]
    assert notes < 7_000


def test_a_long_run_is_noted_at_those_steps_and_no_others() -> None:
    curve = watched(trainer(PLAIN), Play()).snapshot().curves[norm_series(0)]

    assert np.diff(curve.step[curve.step <= 1024]).max() <= 2
    assert curve.step[-1] == 2049 + (3000 - 2049) // 4 * 4


def test_training_without_a_screen_notes_nothing() -> None:
    trained = trainer(PLAIN)
    trained.run(50)

    assert not [name for name in trained.snapshot().curves if name.startswith("gradient_norm")]


def test_a_run_that_is_watched_has_the_same_bits() -> None:
    alone, seen = trainer(PLAIN), trainer(PLAIN)
    alone.run(40)
    watched(seen, Steps(40))

    assert alone.state.parameters.tobytes() == seen.state.parameters.tobytes()


def test_a_rewind_leaves_the_norms_behind_and_undo_brings_them_back() -> None:
    trained = trainer(PLAIN)
    session = watched(trained, Steps(5), Rewind())
    rewound = session.snapshot()
    session.obey(3, Undo())

    assert norm_series(0) not in rewound.curves
    assert len(rewound.previous[norm_series(0)].mean) == 5
    assert len(session.snapshot().curves[norm_series(0)].mean) == 5


def test_a_frozen_layer_has_no_curve() -> None:
    curves = watched(trainer(PLAIN.replace("dense 8", "dense 8 trainable=false")), Steps(2)).snapshot().curves

    assert norm_series(0) not in curves
    assert norm_series(2) in curves


def test_an_optimizer_that_asks_for_no_gradient_has_none() -> None:
    made = experiment(PLAIN.replace("sgd lr=0.5", "random_search"))

    assert norm_series(0) not in watched(Trainer(*made), Steps(3)).snapshot().curves
