"""The pace counts seconds that are given to it, so no test has to wait."""

import pytest

from nntui.training.pacing import Pacer, Speed
from nntui.training.stopwatch import Clock, Stopwatch


@pytest.mark.parametrize("rate", [0.5, 1.0, 30.0, 1000.0, 20_000.0])
def test_as_many_steps_as_the_pace_says(rate: float) -> None:
    pacer, now, steps = Pacer(), 100.0, 0
    pacer.set(rate, now)
    while now < 110.0:
        steps += pacer.allow(now) or 0
        now += max(pacer.wait(now), 0.001)

    assert steps == pytest.approx(10 * rate, rel=0.01, abs=1)


def test_lost_time_is_not_caught_up() -> None:
    pacer = Pacer()
    pacer.set(1000.0, 0.0)

    assert pacer.allow(0.0) == 1
    assert pacer.allow(50.0) <= 22


def test_flat_out_allows_any_number() -> None:
    pacer = Pacer()

    assert pacer.allow(0.0) is None
    assert pacer.wait(0.0) == 0.0


def test_speed_is_over_the_last_two_seconds() -> None:
    speed = Speed()
    for tenth in range(100):
        speed.look(tenth * 5, tenth / 10)
    for tenth in range(100, 130):
        speed.look(500 + (tenth - 100) * 10, tenth / 10)

    assert speed.steps_per_second == pytest.approx(100.0, rel=0.01)


def test_a_watch_counts_only_while_it_runs() -> None:
    time = [10.0]
    watch = Stopwatch(5.0, now=lambda: time[0])
    time[0] = 20.0
    assert watch() == 5.0
    watch.start()
    watch.start()
    time[0] = 21.5
    assert watch() == 6.5
    watch.stop()
    watch.stop()
    time[0] = 99.0
    assert watch() == 6.5


def test_a_clock_stands_still_while_the_process_is_stopped() -> None:
    """Also for a thread that reads it between coming back and the end of the block; twice in a row."""
    time = [10.0]
    clock = Clock(lambda: time[0])
    watch = Stopwatch(now=clock)
    watch.start()
    time[0] = 12.0
    for _ in range(2):
        with clock.stopped():
            time[0] += 100.0
            assert watch() == 2.0
        assert watch() == 2.0
    time[0] += 1.0
    assert watch() == 3.0
