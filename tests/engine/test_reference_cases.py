"""The account of the reference cases itself: what is added to the catalogue without being compared is noticed."""

from __future__ import annotations

import pytest
from reference_cases import assert_accounted_for, now_ours

from nntui.catalog import catalog, register
from nntui.engine.activations.tanh import Tanh

ABSENT = {"tanhshrink": ("tanh_shrink",), "tanh_cubed_b2": ("tanh_cubed.beta",)}


class TanhShrink(Tanh, frozen=True):
    """What tanh takes away: `y = x - tanh(x)`."""


def test_a_component_that_came_later_is_noticed():
    """Under its stable name, however it is written."""
    register("layer", "tanh_shrink")(TanhShrink)
    try:
        assert now_ours("layer", ABSENT) == ["tanhshrink"]
        with pytest.raises(AssertionError, match="compare them"):
            assert_accounted_for("layer", ["tanh", *ABSENT], ["tanh"], ABSENT)
    finally:
        catalog.remove("layer", "tanh_shrink")
    assert_accounted_for("layer", ["tanh", *ABSENT], ["tanh"], ABSENT)


@pytest.mark.parametrize(
    ("cases", "compared", "words"),
    [
        (["tanh", "new", *ABSENT], ["tanh"], "neither compared"),
        (["tanh", "tanhshrink"], ["tanh"], "no such case"),
        (["tanhshrink", "tanh_cubed_b2"], ["tanhshrink"], "said to be absent"),
    ],
)
def test_a_case_that_is_left_out_or_made_up_is_noticed(cases, compared, words):
    """Neither a new case, nor one that is gone, nor one told twice."""
    with pytest.raises(AssertionError, match=words):
        assert_accounted_for("layer", cases, compared, ABSENT)


def test_a_field_that_came_later_is_noticed():
    """An alpha of elu, said to be absent."""
    assert now_ours("layer", {"elu_0.5": ("elu.alpha",)}) == ["elu_0.5"]
