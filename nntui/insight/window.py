"""The window through which a plane is looked at: moved, brought nearer, and never lost."""

from __future__ import annotations

import msgspec

NEAREST, FARTHEST = 1e-4, 16.0
"""The window's sides are between these shares of the whole plane's."""
LARGEST = 1e300


class Region(msgspec.Struct, frozen=True):
    """The part of the plane that is looked at, in the units of the data: x from left to right, y from bottom to top."""

    left: float
    right: float
    bottom: float
    top: float


def panned(region: Region, home: Region, right: float, up: float) -> Region:
    """Return the window moved by shares of its own sides; its middle stays within 16 sides of the whole plane `home`."""
    left_right = _moved((region.left, region.right), (home.left, home.right), right)
    return Region(*left_right, *_moved((region.bottom, region.top), (home.bottom, home.top), up))


def zoomed(region: Region, home: Region, factor: float) -> Region:
    """Return the window with its sides times `factor` around its middle, from a ten-thousandth to 16 times `home`'s."""
    left_right = _scaled((region.left, region.right), (home.left, home.right), factor)
    return Region(*left_right, *_scaled((region.bottom, region.top), (home.bottom, home.top), factor))


def _moved(side: tuple[float, float], whole: tuple[float, float], share: float) -> tuple[float, float]:
    half, middle = side[1] / 2 - side[0] / 2, side[0] / 2 + side[1] / 2
    around, room = whole[0] / 2 + whole[1] / 2, FARTHEST * (whole[1] / 2 - whole[0] / 2)
    moved = min(max(middle + 2 * half * share, around - 2 * room), around + 2 * room)
    return _side(moved, half)


def _scaled(side: tuple[float, float], whole: tuple[float, float], factor: float) -> tuple[float, float]:
    half, most = side[1] / 2 - side[0] / 2, whole[1] / 2 - whole[0] / 2
    return _side(side[0] / 2 + side[1] / 2, min(max(half * factor, most * NEAREST), most * FARTHEST))


def _side(middle: float, half: float) -> tuple[float, float]:
    return max(middle - half, -LARGEST), min(middle + half, LARGEST)
