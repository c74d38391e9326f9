"""Diabetes patients."""

from __future__ import annotations

from nntui.catalog import register
from nntui.data.builtin import BuiltIn


@register("dataset", "diabetes")
class Diabetes(BuiltIn, frozen=True):
    """442 diabetes patients, a regression: ten measurements, and the progression a year later: Efron and others, 2004."""
