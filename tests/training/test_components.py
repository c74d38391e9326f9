"""Every optimizer, schedule and layer of the catalog: a cut run goes on to the bit, and a change of class is taken live."""

import msgspec
import numpy as np
import pytest
from problems import NOISY, experiment, same

from nntui import parts
from nntui.catalog import Component, Entry, catalog, fields
from nntui.engine.layers.dense import Dense
from nntui.engine.optimizers.sgd import SGD
from nntui.errors import StackError
from nntui.spec.experiment import Experiment
from nntui.training.replay import replay
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

parts.load()
REASONS = {"conv2d": "pictures only", "max_pool2d": "pictures only", "flatten": "changes the shape"}


def made(kind: str) -> list[object]:
    """Return each component of a kind as it is without arguments; those that need some are tested elsewhere."""
    entries = [entry for entry in catalog.entries(kind) if not any(info.required for info in fields(entry.cls))]
    return [pytest.param(entry, id=entry.name) for entry in entries if entry.name not in REASONS]


def cut_and_whole(changed: Experiment, cut: int) -> tuple[Trainer, Trainer]:
    prepared = experiment(NOISY)[1]
    first, whole = Trainer(changed, prepared), Trainer(changed, prepared)
    first.run(cut)
    kept = first.keep()
    again = Trainer(kept.experiment, prepared, TrainState.from_parts(kept.arrays, kept.values))
    again.run()
    whole.run()
    return again, whole


@pytest.mark.parametrize("entry", made("optimizer"))
def test_every_optimizer_can_be_cut(entry: Entry) -> None:
    changed = msgspec.structs.replace(experiment(NOISY)[0], optimizer=entry.cls())
    again, whole = cut_and_whole(changed, 7)

    assert same(again, whole)
    assert not np.array_equal(whole.state.parameters, Trainer(changed, whole.prepared).state.parameters)


@pytest.mark.parametrize("entry", made("schedule"))
def test_every_schedule_can_be_cut(entry: Entry) -> None:
    changed = msgspec.structs.replace(experiment(NOISY)[0], optimizer=SGD(learning_rate=entry.cls()))
    again, whole = cut_and_whole(changed, 10)

    assert same(again, whole)


@pytest.mark.parametrize("entry", made("layer"))
def test_every_layer_can_be_cut(entry: Entry) -> None:
    base = experiment(NOISY)[0]
    stack: tuple[Component, ...] = (Dense(6), entry.cls(), Dense(3), base.model.layers[-1])
    changed = msgspec.structs.replace(base, model=msgspec.structs.replace(base.model, layers=stack))
    try:
        again, whole = cut_and_whole(changed, 9)
    except StackError:
        pytest.skip("the layer does not stand between dense layers")

    assert same(again, whole)


@pytest.mark.parametrize("entry", made("optimizer"))
def test_every_optimizer_can_be_changed_to_and_left(entry: Entry) -> None:
    run = Trainer(*experiment(NOISY))
    run.run(5)
    run.change("optimizer", entry.name)
    run.run(6)
    run.change("optimizer", "sgd 0.01")
    run.run()

    assert run.finished
    assert same(run, replay(run.experiment, run.prepared, run.state.log))
