"""The pace of a run on the screen: a ladder from one step a second to flat out, and where a newcomer starts on it."""

from __future__ import annotations

LADDER = (1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0)
_TO_WATCH = 40.0
"""Seconds in which a run is well watched: what opens without arguments should take 20 to 60 seconds."""
_LONG = 20.0
_LONGEST = 60.0
_STEP_SECONDS = 60e-6
_OPERATIONS_PER_SECOND = 1e10


def first_pace(planned_steps: int, parameters: int, batch: int) -> float | None:
    """Return the pace at which a new run opens: so slow that it can be watched, or None (flat out) where it is long.

    Flat out is estimated as 60 microseconds a step and six operations a parameter and sample, 10^10 a second.
    """
    alone = planned_steps * (_STEP_SECONDS + 6 * parameters * batch / _OPERATIONS_PER_SECOND)
    if alone > _LONG or planned_steps <= 0:
        return None
    pace = min(LADDER, key=lambda rate: abs(rate - planned_steps / _TO_WATCH))
    return pace if planned_steps / pace <= _LONGEST else None


def faster(pace: float | None) -> float | None:
    """Return the next pace up; above the ladder it is flat out."""
    return next((rate for rate in LADDER if pace is not None and rate > pace), None)


def slower(pace: float | None) -> float:
    """Return the next pace down; below flat out stands the top of the ladder."""
    below = [rate for rate in LADDER if pace is None or rate < pace]
    return below[-1] if below else LADDER[0]
