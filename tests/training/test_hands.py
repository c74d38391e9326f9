"""What is done by hand: against the arithmetic, against networks without the unit, and against layers that are frozen."""

import json
import subprocess
import sys
from typing import Any

import msgspec
import numpy as np
import pytest
from problems import experiment, same, trainer

from nntui.catalog import catalog
from nntui.engine import links
from nntui.errors import FileError, InputError
from nntui.store import modelfile, saving
from nntui.training.messages import Change, Freeze, NudgeWeight, Rewind, SetWeight, Silence, Undo
from nntui.training.replay import replay
from nntui.training.session import Session
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

NET = "spiral samples=20 classes=3 | dense 8 weight_l2=0.01, tanh, dense 6, relu, dense 3, softmax"
NET += " | {} | model.dtype=float64 | epochs 40 batch 16"
ADAM = NET.format("adamw lr=0.02 weight_decay=0.1")
OPTIMIZERS = sorted(set(catalog.names("optimizer")) - {"random_search"})


def arrays(run: Trainer) -> dict[str, Any]:
    return {key: array.copy() for key, array in run.network.layout.arrays(run.state.parameters).items()}


def predictions(run: Trainer) -> Any:
    network = run.network
    return network.predict(run.problem.bound, run.prepared.train.features.astype(network.dtype), network.workspace())


def through_json(run: Trainer) -> Trainer:
    kept = run.keep()
    return Trainer(kept.experiment, run.prepared, TrainState.from_parts(kept.arrays, json.loads(json.dumps(kept.values))))


# a weight


def test_a_weight_goes_on_from_its_new_value() -> None:
    """Second route: the same number written into the vector of a run without orders."""
    run, other = trainer(ADAM), trainer(ADAM)
    run.run(5)
    other.run(5)
    before = arrays(run)["2.weights"][3, 4]
    run.by_hand(SetWeight(2, 4, 3, 0.5))
    arrays_of_other = other.network.layout.arrays(other.state.parameters)
    arrays_of_other["2.weights"][3, 4] = 0.5

    assert arrays(run)["2.weights"][3, 4] == 0.5
    assert run.state.marks[-1].text == f"weight 4 to unit 5 of layer 2: {before:.4g} to 0.5"
    run.run(7)
    other.run(7)
    np.testing.assert_array_equal(other.state.parameters, run.state.parameters)


def test_a_bias_can_be_nudged_and_nudges_at_one_step_are_one_mark() -> None:
    run = trainer(ADAM)
    run.run(3)
    before = arrays(run)["0.biases"][7]
    for _ in range(3):
        run.by_hand(NudgeWeight(0, 7, None, 0.1))

    assert arrays(run)["0.biases"][7] == pytest.approx(before + 0.3)
    assert [mark.text for mark in run.state.marks] == [f"bias of unit 8 of layer 1: {before:.4g} to {before + 0.3:.4g}"]
    assert len(run.state.log) == 1


@pytest.mark.parametrize("optimizer", ["adam lr=0.02 ema_momentum=0.9", "sgd lr=0.1 momentum=0.9 ema_momentum=0.5"])
def test_averaged_weights_begin_anew_where_one_was_set(optimizer: str) -> None:
    run = trainer(NET.format(optimizer))
    run.run(9)
    run.by_hand(SetWeight(0, 2, 1, 0.75))
    run.by_hand(Silence(0, (5,)))
    shown = run.network.layout.arrays(run.snapshot().parameters)

    assert shown["0.weights"][1, 2] == pytest.approx(0.75)
    assert not shown["2.weights"][5].any()
    run.run(6)
    assert not run.network.layout.arrays(run.snapshot().parameters)["2.weights"][5].any()


def test_a_dead_link_lives_again_when_it_is_given_a_value() -> None:
    run = trainer(NET.format("playground_sgd 0.1 regularization=l1 regularization_rate=0.3"))
    run.run(30)
    dead = run.network.layout.arrays(run.state.optimizer.slots["dead"])["0.weights"]
    source, unit = (int(place[0]) for place in np.nonzero(dead))
    run.by_hand(SetWeight(0, unit, source, 5.0))
    run.run(1)

    assert 0 < abs(arrays(run)["0.weights"][source, unit] - 5.0) < 1


# frozen


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_frozen_unit_stays_to_the_bit_and_the_others_move(name: str) -> None:
    run = trainer(
        NET.format(
            f"{name} weight_decay=0.1" if name != "playground_sgd" else f"{name} 0.1 regularization=l1 regularization_rate=0.1"
        )
    )
    run.run(5)
    run.by_hand(Freeze(0, (4, 6)))
    before = arrays(run)
    run.run(9)
    after = arrays(run)
    others = [0, 1, 2, 3, 5, 7]

    for key in ("0.weights", "0.biases"):
        np.testing.assert_array_equal(before[key][..., [4, 6]], after[key][..., [4, 6]])
        assert (before[key][..., others] != after[key][..., others]).any()
    assert (before["2.weights"] != after["2.weights"]).any()


@pytest.mark.parametrize("optimizer", ["adamw lr=0.02 global_clipnorm=0.1", "sgd lr=0.1 momentum=0.9 clipnorm=0.05", "adagrad"])
def test_all_units_frozen_are_the_layer_frozen(optimizer: str) -> None:
    """Also when they move again: what the optimizer remembers of them was held with them."""
    by_unit, by_layer = trainer(NET.format(optimizer)), trainer(NET.format(optimizer))
    path = "model.layers.0.trainable"
    for frozen in (True, False):
        by_unit.run(4)
        by_layer.run(4)
        by_unit.by_hand(Freeze(0, tuple(range(8)), frozen))
        by_layer.change(path, not frozen)
    by_unit.run(6)
    by_layer.run(6)

    np.testing.assert_allclose(by_unit.state.parameters, by_layer.state.parameters, rtol=1e-12, atol=1e-14)
    assert [mark.text for mark in by_unit.state.marks] == [
        "all units of layer 1 frozen",
        "all units of layer 1 no longer frozen",
    ]
    assert [mark.text for mark in by_layer.state.marks] == ["layer 1 frozen", "layer 1 no longer frozen"]


def test_the_gradient_of_a_frozen_unit_is_nothing() -> None:
    run = trainer(ADAM)
    run.by_hand(Freeze(2, (1,)))
    run.run(3)
    gradients = run.network.layout.arrays(run.problem.gradients)

    assert not gradients["2.weights"][:, 1].any()
    assert gradients["2.weights"][:, 0].any()


# silenced


def without(run: Trainer, unit: int, text: str) -> Trainer:
    """Return a run of the network that never had that unit in its second layer, with the other weights of `run`."""
    other = trainer(text.replace("dense 6", "dense 5"))
    found = arrays(run)
    cut = {"2.weights": 1, "2.biases": 0, "4.weights": 0}
    other.network.layout.write(
        other.state.parameters, {key: np.delete(array, unit, cut[key]) if key in cut else array for key, array in found.items()}
    )
    return other


@pytest.mark.parametrize("optimizer", ["adam lr=0.02", "sgd lr=0.1 momentum=0.9 global_clipnorm=0.1", "adamw weight_decay=0.3"])
def test_a_silenced_unit_is_as_if_it_were_not_there(optimizer: str) -> None:
    text = NET.format(optimizer)
    run = trainer(text)
    run.by_hand(Silence(2, (3,)))
    other = without(run, 3, text)

    np.testing.assert_allclose(predictions(other), predictions(run), rtol=1e-12)
    run.run(25)
    other.run(25)
    np.testing.assert_allclose(predictions(other), predictions(run), rtol=1e-9)
    np.testing.assert_allclose(without(run, 3, text).state.parameters, other.state.parameters, rtol=1e-9, atol=1e-12)


def test_a_unit_that_speaks_again_is_as_it_was() -> None:
    run = trainer(ADAM)
    run.run(4)
    before = arrays(run)
    run.by_hand(Silence(0, (3,)))
    run.run(6)
    assert not arrays(run)["2.weights"][3].any()
    run.by_hand(Silence(0, (3,), silenced=False))
    after = arrays(run)

    np.testing.assert_array_equal(before["2.weights"][3], after["2.weights"][3])
    np.testing.assert_array_equal(before["0.weights"][:, 3], after["0.weights"][:, 3])
    assert before["0.biases"][3] == after["0.biases"][3]
    run.run(2)
    assert (arrays(run)["2.weights"][3] != after["2.weights"][3]).all()


def test_a_unit_named_twice_in_one_order_is_silenced_once() -> None:
    run = trainer(ADAM)
    before = arrays(run)["2.weights"][3]
    run.by_hand(Silence(0, (3, 3)))
    run.by_hand(Silence(0, (3,), silenced=False))

    np.testing.assert_array_equal(before, arrays(run)["2.weights"][3])


def test_a_whole_layer_and_an_input_can_be_silent() -> None:
    run = trainer(ADAM)
    run.by_hand(Silence(0, tuple(range(8))))
    run.run(5)
    assert np.ptp(predictions(run), axis=0) == pytest.approx(0, abs=1e-12)
    run.rewind()
    run.by_hand(Silence(0, tuple(range(8)), silenced=False))
    run.by_hand(Silence(-1, (1,)))
    features = run.prepared.train.features.astype("float64")
    moved = features + np.array([0.0, 0.7])
    network = run.network
    outputs = [network.predict(run.problem.bound, X, network.workspace()) for X in (features, moved)]

    np.testing.assert_array_equal(*outputs)
    assert [mark.text for mark in run.state.marks][-2:] == ["all units of layer 1 no longer silenced", "input 2 silenced"]


IMAGES = (
    "digits validation=0.2 | reshape height=8 width=8 channels=1, conv2d 3 3, relu, batch_normalization, max_pool2d 2,"
    " flatten, dense 10, softmax | sgd lr=0.05 momentum=0.9 | model.dtype=float64 | epochs 3 batch 64"
)


def test_a_silent_channel_reaches_no_output_by_way_of_pooling_and_flattening() -> None:
    """Second route: a filter that is changed beyond recognition changes no output while its channel is silent."""
    run = trainer(IMAGES.replace("reshape height=8 width=8 channels=1, ", ""))
    layer = links.kernels(run.network)[0].layer
    run.by_hand(Silence(layer, (1,)))
    run.run(3)
    scale = arrays(run)
    silent = predictions(run)
    run.network.layout.arrays(run.state.parameters)[f"{layer}.weights"][..., 1] = 3.0

    np.testing.assert_array_equal(silent, predictions(run))
    gamma = next(key for key in scale if key.endswith("gamma"))
    assert scale[gamma][1] == 1.0
    assert (scale[gamma][[0, 2]] != 1.0).all()


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        (ADAM, Silence(4, (1,)), "unit 2 of layer 3 is an output"),
        (ADAM.replace("relu", "softmax"), Silence(2, (1,)), "softmax behind it mixes units"),
        (ADAM.replace("relu", "layer_normalization"), Silence(2, (1,)), "layer_normalization behind it mixes units"),
        (ADAM, Freeze(-1, (0,)), "an input has no weights into it"),
        (ADAM, Freeze(0, (8,)), "layer 1: there is no such unit. Received: 9. Allowed: 1 to 8"),
        (ADAM, Freeze(1, (0,)), "that layer has no weights"),
        (ADAM, SetWeight(0, 2, 2, 0.1), "unit 3 of layer 1: there is no such weight. Received: 3. Allowed: 1 to 2"),
        (ADAM, SetWeight(0, 2, 0, float("nan")), "a weight must be a finite number"),
        (ADAM.replace("float64", "float32"), SetWeight(0, 2, 0, 1e39), "a weight must be a finite number"),
        (ADAM.replace("dense 6", "dense 6 use_bias=no"), SetWeight(2, 2, None, 0.1), "unit 3 of layer 2 has no bias"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(text: str, order: Any, words: str) -> None:
    run, other = trainer(text), trainer(text)
    session = Session(run)
    session.obey(1, order)

    assert words in session.message
    assert same(run, other)


def test_a_weight_out_of_a_silenced_unit_is_held() -> None:
    run = trainer(ADAM)
    run.by_hand(Silence(0, (3,)))
    with pytest.raises(InputError, match="unit 4 of layer 1 is silenced"):
        run.by_hand(SetWeight(2, 0, 3, 0.5))
    with pytest.raises(InputError, match="softmax behind it mixes units"):
        run.change("model.layers.1", "softmax")


# random search


def test_random_search_holds_what_is_held() -> None:
    run = trainer("spiral samples=20 classes=3 | dense 8, relu, dense 3, softmax | random_search | epochs 60")
    run.run(5)
    run.by_hand(Freeze(0, (1,)))
    run.by_hand(SetWeight(0, 1, 0, 0.5))
    run.by_hand(Silence(0, (2,)))
    run.by_hand(SetWeight(2, 0, 7, 3.0))
    before = arrays(run)
    run.run(50)
    after = arrays(run)

    assert before["0.weights"][0, 1] == 0.5
    np.testing.assert_array_equal(before["0.weights"][:, [1, 2]], after["0.weights"][:, [1, 2]])
    assert not after["2.weights"][2].any()
    assert abs(after["2.weights"][7, 0] - 3.0) < 2
    assert (before["0.weights"][:, 3] != after["0.weights"][:, 3]).all()


# replay, files, rewinds


def handled(text: str) -> Trainer:
    run = trainer(text)
    run.by_hand(Silence(-1, (1,)))
    run.run(3)
    run.by_hand(SetWeight(0, 1, 0, -0.3))
    run.by_hand(Freeze(0, (1, 2)))
    run.by_hand(Silence(2, (0, 5)))
    run.run(5)
    run.by_hand(Silence(2, (5,), silenced=False))
    run.by_hand(Silence(-1, (1,), silenced=False))
    run.by_hand(NudgeWeight(4, 2, None, 0.125))
    return run


@pytest.mark.parametrize(
    "optimizer",
    [
        "adam lr=0.02",
        "random_search",
        "sgd lr=0.1 momentum=0.9",
        "playground_sgd 0.1 regularization=l1 regularization_rate=0.1",
    ],
)
def test_the_log_gives_the_same_bits_again(optimizer: str) -> None:
    run = handled(NET.format(optimizer))
    run.run()

    assert same(run, replay(run.experiment, run.prepared, run.state.log))


@pytest.mark.parametrize("optimizer", ["adam lr=0.02", "random_search", "adamw ema_momentum=0.9"])
def test_kept_and_gone_on_is_never_stopped(optimizer: str) -> None:
    run = handled(NET.format(optimizer))
    again = through_json(run)
    for one in (run, again):
        one.run(4)
        one.by_hand(Silence(2, (0,), silenced=False))
        one.by_hand(Freeze(0, (1,), frozen=False))
        one.run()

    assert same(run, again)


PROGRAM = """
import sys
sys.path.insert(0, "tests/training")
import test_hands
from pathlib import Path
from nntui.store import modelfile, saving
from nntui.training.trainer import Trainer
made, prepared = test_hands.experiment(test_hands.ADAM)
run = Trainer(made, prepared, saving.state_of(modelfile.load(Path(sys.argv[1]))))
run.run()
print(saving.parameters_sha256(run.state.parameters, run.state.statistics))
"""


def test_a_new_process_holds_what_was_held(tmp_path) -> None:
    run = handled(ADAM)
    path = tmp_path / "held.safetensors"
    modelfile.save(path, saving.saved_of(run.keep(), run.network, run.prepared.preparation))
    run.run()
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.strip() == saving.parameters_sha256(run.state.parameters, run.state.statistics)


@pytest.mark.parametrize(
    "hands",
    [
        {"frozen": [[0, 8]]},
        {"frozen": [[1, 0]]},
        {"frozen": "all"},
        {"frozen": [[0, -1]]},
        {"silenced": [[4, 0, 3]]},
        {"silenced": [[2, 0, 4]]},
        {"silenced": [[2, 0, 2**60]]},
    ],
)
def test_a_file_that_holds_what_its_network_has_not_is_refused(hands: dict[str, Any]) -> None:
    run = handled(ADAM)
    saved = saving.saved_of(run.keep(), run.network, run.prepared.preparation)
    saved = msgspec.structs.replace(saved, values={**saved.values, "hands": hands})
    with pytest.raises(FileError, match="the state of training in the file"):
        saving.state_of(saved)


def test_rewinding_keeps_what_is_held_and_takes_set_weights_back() -> None:
    run, start = handled(ADAM), trainer(ADAM)
    left = run.keep()
    session = Session(run)
    session.obey(1, Rewind())
    begun, found = arrays(start), arrays(run)

    assert run.state.hands.held().frozen == {(0, 1), (0, 2)}
    assert run.state.hands.held().silenced == {(2, 0)}
    assert not found["4.weights"][0].any()
    np.testing.assert_array_equal(begun["4.weights"][1:], found["4.weights"][1:])
    np.testing.assert_array_equal(begun["0.weights"], found["0.weights"])
    run.run(6)
    assert same(run, replay(run.experiment, run.prepared, run.state.log, step=run.updates))

    session.obey(2, Undo())
    np.testing.assert_array_equal(left.arrays["parameters"], run.state.parameters)
    assert msgspec.to_builtins(run.state.log) == left.values["log"]
    assert run.state.hands.to_plain() == left.values["hands"]


def test_going_back_to_the_best_weights_does_not_undo_what_was_done_by_hand() -> None:
    made, prepared = experiment(ADAM)
    training = msgspec.structs.replace(made.training, patience=1, best_weights=True, min_change=10.0)
    run = Trainer(msgspec.structs.replace(made, training=training), prepared)
    run.run(5)
    run.by_hand(Silence(2, (0,)))
    run.by_hand(SetWeight(0, 0, 0, 0.9))
    run.by_hand(Freeze(0, (0,)))
    run.run()

    assert "are back" in run.outcome
    assert not arrays(run)["4.weights"][0].any()
    assert arrays(run)["0.weights"][0, 0] == 0.9


def test_what_is_held_outlives_a_change_of_the_optimizer() -> None:
    run = handled(ADAM)
    session = Session(run)
    session.obey(1, Change("optimizer", "sgd 0.1 momentum=0.9"))
    before = arrays(run)
    run.run(4)

    np.testing.assert_array_equal(before["0.weights"][:, [1, 2]], arrays(run)["0.weights"][:, [1, 2]])
    assert not arrays(run)["4.weights"][0].any()
