"""A session obeys orders at step borders, and knows when to stop, without any thread."""

import pytest
from scripted import Scripted

from nntui.training.messages import Change, Epochs, Keep, Order, Pace, Pause, Play, Rewind, Steps, Stop, Undo
from nntui.training.session import Session


def obeyed(session: Session, *orders: Order) -> Session:
    for order in orders:
        session.obey(session.acknowledged + 1, order)
    return session


def test_steps_pause_after_their_number() -> None:
    session = obeyed(Session(Scripted()), Steps(7))
    session.run()

    assert (session.trainer.updates, session.status, session.acknowledged) == (7, "paused", 1)


def test_steps_asked_for_one_after_the_other_add_up() -> None:
    session = obeyed(Session(Scripted()), Steps(1), Steps(1), Steps(1))
    session.run()

    assert (session.trainer.updates, session.status, session.acknowledged) == (3, "paused", 3)


def test_epochs_count_from_the_epoch_that_runs() -> None:
    session = obeyed(Session(Scripted()), Steps(3))
    session.run()
    obeyed(session, Epochs(2))
    session.run()

    assert (session.trainer.updates, session.trainer.epoch, session.status) == (20, 2, "paused")


def test_epochs_wait_for_the_validation() -> None:
    session = obeyed(Session(Scripted(slices=3)), Epochs(1))
    session.run()

    assert (session.trainer.updates, session.trainer.epoch, session.status) == (10, 1, "paused")


def test_steps_end_at_a_border_also_with_validation() -> None:
    session = obeyed(Session(Scripted(slices=3)), Steps(10))
    while session.running:
        session.run()

    assert (session.trainer.updates, session.trainer.epoch, session.trainer.busy) == (10, 1, False)


def test_play_ends_when_all_epochs_are_done() -> None:
    session = obeyed(Session(Scripted(epochs=3)), Play())
    session.run()

    assert (session.trainer.updates, session.status) == (30, "finished")
    assert not session.trainer.stopwatch.running


def test_more_epochs_after_the_end_can_be_played() -> None:
    session = obeyed(Session(Scripted(epochs=3)), Play())
    session.run()
    obeyed(session, Play())

    assert session.status == "finished"
    obeyed(session, Change("epochs", 4), Play())
    session.run()
    assert (session.trainer.updates, session.status) == (40, "finished")


def test_divergence_is_told_and_can_be_left_by_a_change() -> None:
    trainer = Scripted(diverge_at=5)
    session = obeyed(Session(trainer), Play())
    session.run()

    assert (session.status, session.message) == ("diverged", "it diverged")
    trainer.diverge_at = -1
    obeyed(session, Change("optimizer.learning_rate", 0.5))
    assert session.status == "paused"
    obeyed(session, Steps(2))
    session.run()
    assert trainer.weight == 6.0


@pytest.mark.parametrize("slices", [0, 1, 3])
def test_a_validation_that_diverges_is_told_at_its_end(slices: int) -> None:
    session = obeyed(Session(Scripted(diverge_after=2, slices=slices)), Play())
    while session.running:
        session.run()

    assert (session.trainer.updates, session.status, session.message) == (20, "diverged", "it diverged")


def test_a_run_that_diverged_at_its_end_stays_so() -> None:
    """Also where it is opened again, or played: there are no epochs left."""
    session = obeyed(Session(Scripted(epochs=2, diverge_after=2, slices=1)), Play())
    while session.running:
        session.run()
    obeyed(session, Play())

    assert (session.status, session.message) == ("diverged", "it diverged")
    assert Session(session.trainer).status == "diverged"


def test_an_order_that_cannot_be_obeyed_changes_nothing_but_the_message() -> None:
    session = obeyed(Session(Scripted()), Play(), Change("optimizer.learning_rate", -1))

    assert session.running
    assert "optimizer.learning_rate" in session.message
    assert session.acknowledged == 2


def test_pause_stop_and_rewind() -> None:
    session = obeyed(Session(Scripted()), Pause())
    assert session.status == "ready"
    obeyed(session, Steps(3))
    session.run()
    obeyed(session, Stop())
    assert session.status == "stopped"
    obeyed(session, Rewind())
    assert (session.status, session.trainer.updates) == ("ready", 0)
    obeyed(session, Undo())
    assert session.trainer.log[-1] == ("undo",)


def test_attention_ends_the_run_at_the_next_border() -> None:
    session = obeyed(Session(Scripted()), Play())
    session.attention = True
    session.run()

    assert (session.trainer.updates, session.status) == (1, "running")


def test_keep_stays_in_the_snapshots() -> None:
    session = obeyed(Session(Scripted()), Steps(2))
    session.run()
    obeyed(session, Keep(), Steps(2))
    session.run()

    assert session.snapshot().kept.step == 2


def test_pace_lets_no_more_steps_through_than_are_due() -> None:
    session = obeyed(Session(Scripted()), Pace(1.0), Play())
    session.run()
    session.run()

    assert session.trainer.updates == 1
    assert 0.5 < session.wait() <= 1.0
    obeyed(session, Pace(None))
    assert session.wait() == 0.0
