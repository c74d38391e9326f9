"""The runner's threads: orders are acknowledged, snapshots come when asked for, nothing dies in silence."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scripted import Scripted

from nntui.errors import NntuiError
from nntui.training.messages import Change, Keep, Order, Pace, Pause, Play, Rewind, Snapshot, Steps
from nntui.training.runner import Runner


@pytest.fixture
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    assert runner.close(60.0)


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.002)


def obeyed(runner: Runner, order: Order) -> Snapshot:
    number = runner.send(order)
    until(lambda: runner.latest().acknowledged >= number)
    return runner.latest()


def settled(runner: Runner) -> Snapshot:
    until(lambda: runner.latest().status != "running")
    return runner.latest()


def test_there_is_a_snapshot_from_the_start(runner: Runner) -> None:
    assert runner.latest() is None
    runner.start(Scripted())

    assert (runner.latest().status, runner.latest().step) == ("ready", 0)


def test_orders_are_numbered_and_acknowledged(runner: Runner) -> None:
    runner.start(Scripted())

    assert [runner.send(Steps(2)), runner.send(Pace(None)), runner.send(Steps(3))] == [1, 2, 3]
    until(lambda: runner.latest().acknowledged == 3)
    assert settled(runner).status == "paused"


def test_the_snapshot_that_acknowledges_a_step_has_it_done(runner: Runner) -> None:
    runner.start(Scripted())
    runner.send(Play())
    for _ in range(20):
        snapshots = []
        number = runner.send(Steps(1))
        until(lambda seen=snapshots, wanted=number: seen.append(runner.latest()) or seen[-1].acknowledged >= wanted)

        assert snapshots[-1].status == "paused"


def test_steps_are_exact(runner: Runner) -> None:
    runner.start(Scripted(slices=2))
    for _ in range(30):
        obeyed(runner, Steps(1))
        settled(runner)

    assert (runner.latest().step, runner.latest().epoch) == (30, 3)


def test_a_flat_out_run_gives_new_snapshots_and_stops_at_once(runner: Runner) -> None:
    runner.start(Scripted())
    obeyed(runner, Play())
    first = runner.latest().step
    until(lambda: runner.latest().step > first)
    paused = obeyed(runner, Pause())

    assert paused.status == "paused"
    assert runner.latest() is runner.latest()
    assert runner.latest().step == paused.step


def test_a_paused_run_sleeps(runner: Runner) -> None:
    runner.start(Scripted())
    obeyed(runner, Steps(1))
    settled(runner)
    before = time.process_time()
    time.sleep(0.2)

    assert time.process_time() - before < 0.05


def test_a_slow_pace_still_obeys_at_once(runner: Runner) -> None:
    runner.start(Scripted())
    obeyed(runner, Pace(0.01))
    obeyed(runner, Play())
    began = time.monotonic()
    obeyed(runner, Pause())

    assert time.monotonic() - began < 1.0
    assert runner.latest().step <= 1


def test_changes_come_in_order(runner: Runner) -> None:
    trainer = Scripted()
    runner.start(trainer)
    for value in range(5):
        runner.send(Change("rate", value))
    obeyed(runner, Rewind())

    assert [entry[-1] for entry in trainer.log] == [0, 1, 2, 3, 4, "rewind"]


def test_orders_wait_for_the_end_of_a_validation(runner: Runner) -> None:
    trainer = Scripted(slices=50, slow=0.0005)
    runner.start(trainer)
    obeyed(runner, Play())
    until(lambda: trainer.busy)
    obeyed(runner, Change("rate", 2.0))
    obeyed(runner, Pause())

    assert trainer.log[0][0] % 10 != 0 or trainer.epoch * 10 >= trainer.log[0][0]
    assert not trainer.busy


def test_a_failure_is_a_status_and_not_a_silent_death(runner: Runner) -> None:
    runner.start(Scripted(fail_at=25))
    runner.send(Play())
    failed = settled(runner)

    assert (failed.status, failed.message) == ("failed", "RuntimeError: the script says so")
    number = runner.send(Play())
    assert runner.latest().acknowledged == number


def test_a_new_start_replaces_the_run(runner: Runner) -> None:
    runner.start(Scripted())
    obeyed(runner, Play())
    runner.start(Scripted(epochs=1))
    obeyed(runner, Play())

    assert settled(runner).status == "finished"
    until(lambda: sum(thread.name == "nntui-trainer" for thread in threading.enumerate()) == 1)


def test_the_state_can_be_kept_while_it_runs(runner: Runner) -> None:
    runner.start(Scripted())
    obeyed(runner, Play())
    kept = obeyed(runner, Keep()).kept

    assert kept.arrays["parameters"][0] == kept.step


def test_an_order_without_a_run_is_an_error() -> None:
    with pytest.raises(NntuiError, match="no run"):
        Runner().send(Play())


def test_close_is_quick_also_in_a_long_step() -> None:
    runner = Runner()
    runner.start(Scripted(slow=10.0))
    runner.send(Play())
    time.sleep(0.05)
    began = time.monotonic()
    ended = runner.close(0.1)

    assert time.monotonic() - began < 5
    assert not ended


def job(count: int, result: Any) -> Iterator[int]:
    yield from range(count)
    return result


def test_jobs_give_answers_and_progress(runner: Runner) -> None:
    tickets = [runner.ask(lambda: job(100, "long")), runner.ask(lambda: "at once"), runner.ask(lambda: job(0, None))]
    until(lambda: all(runner.done(ticket) for ticket in tickets))

    assert runner.progress(tickets[0]) == 99
    assert [runner.answer(ticket) for ticket in tickets] == ["long", "at once", None]


def test_a_short_job_does_not_wait_for_a_long_one(runner: Runner) -> None:
    gate = threading.Event()

    def endless() -> Iterator[None]:
        while not gate.is_set():
            yield

    long, short = runner.ask(endless), runner.ask(lambda: job(3, 7))
    until(lambda: runner.done(short))

    assert runner.answer(long) is None
    assert runner.answer(short) == 7
    gate.set()


def test_the_error_of_a_job_is_raised_where_its_answer_is_asked_for(runner: Runner) -> None:
    def broken() -> Iterator[None]:
        yield
        raise NntuiError("no such file")

    ticket = runner.ask(broken)
    until(lambda: runner.done(ticket))

    with pytest.raises(NntuiError, match="no such file"):
        runner.answer(ticket)


def test_a_cancelled_job_ends(runner: Runner) -> None:
    ended = threading.Event()

    def endless() -> Iterator[None]:
        try:
            while True:
                yield
        finally:
            ended.set()

    ticket = runner.ask(endless)
    runner.cancel(ticket)

    assert ended.wait(5.0) or runner.done(ticket)
    assert runner.answer(ticket) is None
