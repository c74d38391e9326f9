"""The random numbers of TensorFlow Playground's page, so that its seed gives its very points and start weights.

The page seeds one stream with a text such as `0.51235` and takes everything from it in turn: positions, noise, the
shuffle, then the weights. The stream is seedrandom 2.4.3 (David Bau, MIT): ARC4 over the characters of the text, its
first 256 bytes thrown away, and 52 bits of it a number.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nntui.data.arrays import Array

_FULL = 1 << 52
_BLOCK = 4096
_LONGEST = 64
"""More bytes than a number ever takes: each beyond the seventh is taken one time in 256."""


class PageStream:
    """Numbers in the page's order, under the names that NumPy's generators have for them.

    What the page has no numbers for comes from a NumPy generator that is seeded with the same text.
    """

    def __init__(self, seed: str) -> None:
        self._state = _scheduled(seed)
        self._i = self._j = 0
        self._other = np.random.default_rng(list(seed.encode("utf-8", "replace")))
        self._bytes(256)
        self._buffer, self._at = b"", 0

    def random(self, shape: tuple[int, ...]) -> Array:
        """Return numbers in [0, 1) `shape` float64, drawn row after row."""
        return np.array([self._number() for _ in range(math.prod(shape))]).reshape(shape)

    def uniform(self, low: float, high: float, shape: tuple[int, ...]) -> Array:
        """Return numbers in [low, high) `shape` float64; those of a matrix are drawn unit by unit, down its columns."""
        drawn: Array = self.random(shape[::-1]).T * (high - low) + low
        return drawn

    def standard_normal(self, shape: tuple[int, ...]) -> Array:
        """Return normal numbers `shape` float64 by the polar method, one of each pair kept."""
        return np.array([self._normal() for _ in range(math.prod(shape))]).reshape(shape)

    def normal(self, mean: float, deviation: float, shape: tuple[int, ...]) -> Array:
        """Return normal numbers of that mean and deviation."""
        return mean + deviation * self.standard_normal(shape)

    def permutation(self, count: int) -> Array:
        """Return a shuffle of `0 .. count - 1`: Fisher and Yates's, from the end."""
        order = list(range(count))
        for last in range(count - 1, -1, -1):
            chosen = int(self._number() * (last + 1))
            order[last], order[chosen] = order[chosen], order[last]
        return np.array(order, np.intp)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)

    def _normal(self) -> float:
        while True:
            first, second = 2 * self._number() - 1, 2 * self._number() - 1
            square = first * first + second * second
            if 0 < square <= 1:
                return math.sqrt(-2 * math.log(square) / square) * first

    def _number(self) -> float:
        if self._at + _LONGEST > len(self._buffer):
            self._buffer = self._buffer[self._at :] + self._bytes(_BLOCK)
            self._at = 0
        buffer, at = self._buffer, self._at
        number, bits, last = int.from_bytes(buffer[at : at + 6], "big"), 48, 0
        at += 6
        while number < _FULL and bits < _LONGEST * 8:
            number, bits, last = (number + last) << 8, bits + 8, buffer[at]
            at += 1
        self._at = at
        over = max(0, number.bit_length() - 53)
        return ((number >> over) + (last >> over)) / (1 << (bits - over))

    def _bytes(self, count: int) -> bytes:
        state, i, j = self._state, self._i, self._j
        drawn = bytearray(count)
        for place in range(count):
            i = (i + 1) & 255
            first = state[i]
            j = (j + first) & 255
            second = state[j]
            state[i], state[j] = second, first
            drawn[place] = state[(first + second) & 255]
        self._i, self._j = i, j
        return bytes(drawn)


def _scheduled(seed: str) -> list[int]:
    """Return ARC4's state for the characters of a text."""
    key: list[int] = []
    smear = 0
    for position, character in enumerate(seed):
        place = position & 255
        smear ^= (key[place] if place < len(key) else 0) * 19
        mixed = (smear + ord(character)) & 255
        key[place : place + 1] = [mixed]
    key = key or [0]
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    return state
