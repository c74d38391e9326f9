"""What one call of a trainer's `step` came to."""

from __future__ import annotations

import enum


class Event(enum.IntEnum):
    """In rising order of how much there is to do about it; at all but BUSY the run stands at a step border."""

    STEP = 0
    """One update was made."""
    EPOCH = 1
    """One update was made, and with it an epoch ended; its validation, if due, and its row in the history are there."""
    BUSY = 2
    """A slice of the validation was computed; the epoch has not ended yet."""
    FINISHED = 3
    """Nothing was done: all planned epochs are over, or a stop rule holds."""
    DIVERGED = 4
    """No update was made, since the gradient is not finite; or one was, after which a loss is not."""
