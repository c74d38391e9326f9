"""A short batch at the end of an epoch: used, dropped, or carried over into the next epoch's first batch."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nntui import parts
from nntui.data.prepare import prepare
from nntui.spec import line
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

parts.load()
SPEC = (
    "circle samples=25 | dense 3, tanh, dense 1, sigmoid | sgd lr=0.3"
    " | epochs 4 batch 10 shuffle {} last_batch {} model.dtype=float64"
)


def trainer(last: str, *, shuffle: bool = False) -> Trainer:
    experiment = line.parse(SPEC.format(str(shuffle).lower(), last))
    return Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))


def by_hand(last: str, epochs: int = 4) -> np.ndarray:
    """Return the parameters after the batches of each rule, one gradient and one step each."""
    run = trainer(last)
    network, problem, parameters = run.network, run.problem, run.state.parameters
    X, y = run.prepared.train.features, network.encode_targets(run.prepared.train.targets)
    order = list(range(25)) * epochs
    batches = {
        "use": [slice(start, min(start + 10, 25)) for start in (0, 10, 20)] * epochs,
        "drop": [slice(0, 10), slice(10, 20)] * epochs,
        "carry": [order[:10], order[10:20]] + [order[20:35], order[35:45]] * (epochs - 1),
    }
    for rows in batches[last]:
        network.gradients(problem.bound, X[rows], y[rows], problem.workspace)
        parameters -= 0.3 * problem.gradients
    return parameters.copy()


@pytest.mark.parametrize(("last", "steps"), [("use", 12), ("drop", 8), ("carry", 8)])
def test_the_batches_are_those_of_the_rule(last, steps):
    """Carried samples come first, with the weights of the next epoch's first batch: one larger mean."""
    run = trainer(last)
    assert (run.planned_steps, run.steps_per_epoch) == (steps, steps // 4)
    run.run()

    assert (run.updates, run.epoch, run.planned_steps) == (steps, 4, steps)
    np.testing.assert_allclose(run.state.parameters, by_hand(last), rtol=1e-12)
    assert run.state.carried == ([20, 21, 22, 23, 24] if last == "carry" else [])


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("cut", range(9))
def test_a_kept_state_goes_on_to_the_bit(shuffle, cut):
    run, straight = trainer("carry", shuffle=shuffle), trainer("carry", shuffle=shuffle)
    run.run(cut)
    kept = run.keep()
    state = TrainState.from_parts(kept.arrays, json.loads(json.dumps(kept.values)))
    again = Trainer(kept.experiment, run.prepared, state)
    again.run()
    straight.run()

    assert again.state.parameters.tobytes() == straight.state.parameters.tobytes()
    assert again.history["loss"] == straight.history["loss"]
    assert again.state.carried == straight.state.carried


def test_a_shuffled_epoch_leaves_its_own_last_samples():
    """What is carried is the end of the order that was drawn, and every epoch's samples count once."""
    run = trainer("carry", shuffle=True)
    run.run(2)
    first = list(run.state.carried)
    run.run(2)

    assert len(first) == len(set(first)) == 5
    assert run.state.carried != first


def test_a_batch_size_changed_in_the_middle_of_an_epoch():
    """Where too few samples are left for a batch the epoch ends, and they are carried or dropped."""
    for last, carried in (("carry", list(range(10, 25))), ("drop", [])):
        run = trainer(last)
        run.run(1)
        run.change("training.batch_size", 20)
        run.step()
        assert (run.epoch, run.updates, run.state.carried) == (1, 1, carried)
        run.run()
        assert run.epoch == 4


def test_the_rule_changes_while_a_run_goes_on():
    run = trainer("carry")
    run.run(2)
    run.change("training.last_batch", "use")
    run.run(3)

    assert (run.epoch, run.updates, run.state.carried) == (2, 5, [])


def test_a_batch_of_the_whole_set_takes_what_was_carried_along():
    run = trainer("carry")
    run.run(2)
    run.change("training.batch_size", "none")
    run.run()

    assert (run.epoch, run.updates, run.state.carried) == (4, 5, [])
