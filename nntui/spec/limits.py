"""All limits, in one file; they are checked with Python integers before memory is taken, and stand in the messages."""

from __future__ import annotations

import numbers

from nntui.errors import OutOfRange, SpecError

UNITS = 65_536
WINDOW = 128
LAYERS = 256
PARAMETERS = 50_000_000
EPOCHS = 1_000_000_000
BATCH_SIZE = 1_000_000
SAMPLES = 1_000_000
DRAWN = 1_000
"""Points drawn by hand; a one-line spec has room for so many."""
CLASSES = 1_000
SEED = 2**32 - 1

CSV_BYTES = 512 * 1024**2
CSV_ROWS = 2_000_000
CSV_COLUMNS = 20_000
CSV_CELL = 100_000
CSV_LINE = 16 * 1024**2
CSV_NAME = 1_000
DATA_BYTES = 2 * 1024**3
MODEL_FILE_BYTES = 2 * 1024**3
MODEL_HEADER_BYTES = 8 * 1024**2
SPEC_BYTES = 256 * 1024
SPEC_LINE = 20_000
NESTING = 16
NUMBER = 400
NAME = 200


def whole(value: object, low: int, high: int, *, where: str, beyond: str = "the value is out of range") -> int:
    """Return a whole number from `low` to `high`, or raise `OutOfRange` or, for something else, `SpecError`."""
    allowed = f"{low:,} to {high:,}"
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise SpecError("a whole number is needed here", where=where, received=value, allowed=allowed)
    number = int(value)
    if not low <= number <= high:
        raise OutOfRange(beyond, where=where, received=number, allowed=allowed)
    return number


def check(what: str, value: int, limit: int, *, where: str = "") -> int:
    """Return `value`, or raise `OutOfRange` when it is above `limit`."""
    if value > limit:
        raise OutOfRange(f"too many {what}", where=where, received=value, allowed=f"at most {limit:,}")
    return value
