"""What the arrow keys do to a sample while it is being changed: a point moves, a value goes up, a pixel gets lighter."""

from __future__ import annotations

from nntui.tui.screens.predict_state import Choice

_ACROSS = {"left": -1, "right": 1}
_DOWN = {"up": -1, "down": 1}
_VALUE = {"less": -1, "more": 1}


def change(choice: Choice, key: str) -> None:
    """Carry out one of up, down, left, right, more, less."""
    if not choice.columns:
        return
    if key in _VALUE:
        choice.nudge(choice.cursor, _VALUE[key])
    else:
        _CHANGES[choice.kind](choice, key)


def _picture(choice: Choice, key: str) -> None:
    known = choice.description
    if known is None or known.picture_shape is None:
        return
    height, width = known.picture_shape
    row, column = divmod(choice.cursor, width)
    row = (row + _DOWN.get(key, 0)) % height
    column = (column + _ACROSS.get(key, 0)) % width
    choice.cursor = row * width + column


def _plane(choice: Choice, key: str) -> None:
    if key in _ACROSS:
        choice.cursor = 0
        choice.nudge(0, _ACROSS[key])
    else:
        choice.cursor = 1
        choice.nudge(1, -_DOWN[key])


def _curve(choice: Choice, key: str) -> None:
    choice.nudge(0, _ACROSS.get(key, 0) - _DOWN.get(key, 0))


def _values(choice: Choice, key: str) -> None:
    if key in _DOWN:
        choice.cursor = (choice.cursor + _DOWN[key]) % len(choice.columns)
    else:
        choice.nudge(choice.cursor, _ACROSS[key])


_CHANGES = {"picture": _picture, "plane": _plane, "curve": _curve, "values": _values}
