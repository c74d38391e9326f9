"""Wines of three cultivators."""

from __future__ import annotations

from nntui.catalog import register
from nntui.data.builtin import BuiltIn


@register("dataset", "wine")
class Wine(BuiltIn, frozen=True):
    """178 Italian wines of three cultivars, told by 13 chemical measurements of very different size: Forina, 1991."""
