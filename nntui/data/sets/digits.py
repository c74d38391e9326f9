"""Small pictures of handwritten digits."""

from __future__ import annotations

from nntui.catalog import register
from nntui.data.builtin import BuiltIn


@register("dataset", "digits")
class Digits(BuiltIn, frozen=True):
    """1,797 handwritten digits as grey pictures of 8 by 8 pixels from 0 (paper) to 16 (ink): Alpaydin and Kaynak, 1998."""
