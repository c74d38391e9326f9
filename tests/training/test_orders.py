"""Whatever is ordered, in whatever rhythm: the bits are those of a headless run given the same orders at the same steps."""

import time

import hypothesis.strategies as st
import numpy as np
from hypothesis import HealthCheck, given, settings
from problems import NOISY, VALIDATED, WHOLE, experiment, same, trainer

from nntui.training.messages import (
    Change,
    Epochs,
    Freeze,
    Keep,
    NudgeWeight,
    Order,
    Pace,
    Pause,
    Play,
    Rewind,
    SetWeight,
    Silence,
    Snapshot,
    Steps,
    Stop,
    Undo,
)
from nntui.training.replay import replay
from nntui.training.runner import Runner
from nntui.training.session import Session
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

CHANGES = st.one_of(
    st.builds(Change, st.just("optimizer.learning_rate"), st.sampled_from([0.001, 0.05, 0.3, "inverse_time(0.1,decay=0.1)"])),
    st.builds(Change, st.just("training.batch_size"), st.sampled_from([None, 1, 7, 16, 60])),
    st.builds(Change, st.just("training.shuffle"), st.booleans()),
    st.builds(Change, st.just("training.epochs"), st.integers(1, 12)),
    st.builds(Change, st.just("training.validate_every"), st.integers(1, 3)),
    st.builds(Change, st.just("model.layers.0.weight_l2"), st.sampled_from([0.0, 0.01])),
    st.builds(Change, st.just("model.layers.1"), st.sampled_from(["relu", "tanh", "dropout 0.3"])),
    st.builds(Change, st.just("model.layers.0.units"), st.just(99)),
    st.builds(Change, st.just("training.last_batch"), st.sampled_from(["use", "drop", "carry"])),
    st.builds(Change, st.just("data.seed"), st.integers(0, 2)),
    st.builds(Change, st.just("data.source.samples"), st.sampled_from([2, 20, 23])),
    st.builds(Change, st.just("data.source.classes"), st.just(4)),
    st.builds(Change, st.just("data.drawn"), st.sampled_from(["", "0.5 0.5 1", "0.5 0.5 1; -0.25 0 2", "1 1 9"])),
    st.builds(Change, st.just("data.erased"), st.sampled_from(["", "0 7", "59"])),
    st.builds(Change, st.just("training.patience"), st.sampled_from([None, 1, 2])),
    st.builds(Change, st.just("training.best_weights"), st.booleans()),
    st.builds(Change, st.just("training.monitor"), st.sampled_from(["auto", "loss", "accuracy", "val_loss"])),
    st.builds(Change, st.just("training.target_loss"), st.sampled_from([None, 1.0, 0.5])),
    st.builds(
        Change,
        st.just("optimizer"),
        st.sampled_from(
            [
                "adam 0.01",
                "sgd 0.1 momentum=0.9",
                "sgd 0.2",
                "random_search",
                "adamw ema_momentum=0.9",
                "playground_sgd 0.1 regularization=l1 regularization_rate=0.1",
            ]
        ),
    ),
    st.builds(Change, st.just("model.layers.0.trainable"), st.booleans()),
)
UNITS = st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True).map(tuple)
HANDS = st.one_of(
    st.builds(SetWeight, st.just(0), st.integers(0, 8), st.sampled_from([None, 0, 1]), st.sampled_from([0.5, 0.0, -1e39])),
    st.builds(NudgeWeight, st.just(0), st.integers(0, 7), st.sampled_from([None, 0, 1]), st.sampled_from([0.1, -0.25])),
    st.builds(Freeze, st.just(0), UNITS, st.booleans()),
    st.builds(Silence, st.sampled_from([-1, 0, 2]), UNITS, st.booleans()),
)
ORDERS = st.one_of(
    st.builds(Steps, st.integers(0, 9)),
    st.builds(Epochs, st.integers(0, 3)),
    st.sampled_from([Pause(), Stop(), Keep(), Rewind(), Undo(), Pace(50_000.0), Pace(None)]),
    CHANGES,
    HANDS,
)
TEXTS = st.sampled_from([NOISY, WHOLE, VALIDATED])
quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def performed(run: Trainer, orders: list[Order]) -> Session:
    session = Session(run)
    with np.errstate(all="ignore"):
        for number, order in enumerate(orders, start=1):
            session.obey(number, order)
            while session.running:
                session.run()
    return session


@quick
@given(TEXTS, st.lists(ORDERS, max_size=12))
def test_a_run_can_be_done_again_from_its_log(text: str, orders: list[Order]) -> None:
    run = trainer(text)
    performed(run, orders)

    again = replay(run.experiment, run.prepared, run.state.log, step=run.updates)

    assert same(run, again)


@quick
@given(TEXTS, st.lists(ORDERS, max_size=8), st.lists(ORDERS, max_size=6))
def test_a_run_can_be_cut_anywhere(text: str, before: list[Order], after: list[Order]) -> None:
    after = [order for order in after if not isinstance(order, Undo)]
    run = trainer(text)
    performed(run, before)
    kept = run.keep()
    again = Trainer(kept.experiment, run.prepared, TrainState.from_parts(kept.arrays, kept.values))
    performed(run, after)
    performed(again, after)

    assert same(run, again)


def settled(runner: Runner, number: int) -> Snapshot:
    deadline = time.monotonic() + 60
    while True:
        snapshot = runner.latest()
        if snapshot.acknowledged >= number and snapshot.status != "running":
            return snapshot
        assert time.monotonic() < deadline, "the runner did not settle"
        time.sleep(0.001)


@settings(quick, max_examples=15)
@given(TEXTS, st.lists(ORDERS, max_size=8))
def test_the_thread_gives_the_same_bits(text: str, orders: list[Order]) -> None:
    threaded, straight = trainer(text), trainer(text)
    runner = Runner()
    runner.start(threaded)
    for order in orders:
        settled(runner, runner.send(order))
    assert runner.close(60.0)
    session = performed(straight, orders)

    assert same(threaded, straight)
    assert runner.latest().status == session.status


def test_pausing_rewinding_and_changing_while_it_runs_can_be_replayed() -> None:
    """Orders land at steps that nobody can foresee; the log says which, and the replay gives the same bits."""
    made, prepared = experiment(NOISY.replace("epochs 6", "epochs 100000"))
    run = Trainer(made, prepared)
    runner = Runner()
    runner.start(run)
    for rate in (0.05, 0.01):
        for order in (Play(), Change("optimizer.learning_rate", rate), Change("training.batch_size", 7), Pause(), Rewind()):
            number = runner.send(order)
            time.sleep(0.02)
            runner.latest()
    for order in (Play(), Change("optimizer.learning_rate", 0.03), Pause(), Play(), Change("training.batch_size", 11), Pause()):
        number = runner.send(order)
        time.sleep(0.02)
        runner.latest()
    settled(runner, number)
    assert runner.close(60.0)

    assert [entry.kind for entry in run.state.log] == ["change", "change"]
    assert run.updates > 0
    assert same(run, replay(run.experiment, prepared, run.state.log, step=run.updates))
