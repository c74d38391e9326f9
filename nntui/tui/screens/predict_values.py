"""Typed numbers, and numbers without dust."""

from __future__ import annotations

import math

from nntui.errors import InputError


def parse_values(text: str) -> list[float]:
    """Return the numbers of a typed line, separated by commas, semicolons or spaces; raises `InputError`."""
    words = [word for word in text.replace(",", " ").replace(";", " ").split() if word]
    return [parse_value(word) for word in words]


def parse_value(word: str) -> float:
    """Return one typed number; only plain finite ones are taken."""
    try:
        value = float(word) if word.isascii() and "_" not in word else float("nan")
    except ValueError:
        value = float("nan")
    if not math.isfinite(value):
        raise InputError("a number is needed here", received=word, allowed="a finite number, such as 0.5 or 1e-3")
    return value


def rounded(value: float, step: float) -> float:
    """Return the value without the dust that adding steps leaves."""
    digits = max(0, 3 - math.floor(math.log10(step))) if step > 0 else 12
    return round(value, min(digits, 300)) + 0.0
