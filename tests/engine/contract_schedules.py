"""The contract of schedules."""

from __future__ import annotations

import math

from contract import check, from_two_threads

from nntui.engine.optimizers.sgd import SGD
from nntui.engine.schedule import Schedule

PLACES = (0, 1, 2, 7, 99, 100, 101, 1000, 10**6, 2**40)


@check("schedule")
def is_a_number_everywhere(schedule: Schedule) -> None:
    """A finite Python float that is not negative, at any update."""
    for done in PLACES:
        rate = schedule.rate(done)
        assert type(rate) is float
        assert math.isfinite(rate)
        assert rate >= 0


@check("schedule")
def depends_on_nothing_else(schedule: Schedule) -> None:
    """Asked again, in any order, it says the same."""
    forth = [schedule.rate(done) for done in PLACES]
    back = [schedule.rate(done) for done in reversed(PLACES)]
    assert forth == back[::-1]


@check("schedule")
def gives_a_rate_to_train_with(schedule: Schedule) -> None:
    """Some rate among the first hundred is above zero."""
    assert any(schedule.rate(done) > 0 for done in range(100))


@check("schedule")
def stays_within_its_peak(schedule: Schedule) -> None:
    """No rate is above the highest of the first ten thousand updates by much."""
    peak = max(schedule.rate(done) for done in range(10_000))
    assert all(schedule.rate(done) <= peak * 1.0001 for done in PLACES)


@check("schedule")
def serves_an_optimizer(schedule: Schedule) -> None:
    """An optimizer takes it as its learning rate, and refuses a decay beside it."""
    from nntui.errors import SpecError

    optimizer = SGD(learning_rate=schedule)
    assert [optimizer.rate_at(done) for done in PLACES] == [schedule.rate(done) for done in PLACES]
    try:
        SGD(learning_rate=schedule, decay=0.1)
    except SpecError:
        return
    raise AssertionError("took a schedule and a decay")


@check("schedule")
def takes_fractions_of_epochs(schedule: Schedule) -> None:
    """Any epoch, whole or not, gives a number."""
    assert all(math.isfinite(schedule.rate(5, epoch)) for epoch in (0.0, 0.5, 3.25, 1e9))


@check("schedule")
def works_from_two_threads(schedule: Schedule) -> None:
    """Two threads get the same numbers."""
    expected = [schedule.rate(done) for done in PLACES]
    assert from_two_threads(lambda: [schedule.rate(done) for done in PLACES]) == [expected] * 40
