import pytest

from nntui.charts.cells import cut, fit, width_of


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("a\u200bb", 2), ("", 0), ("█", 1)])
def test_the_width_of_a_text_is_its_cells(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize("text", ["", "a", "abcdef", "日本語の名前", "a日b本c", "x" * 50])
@pytest.mark.parametrize("width", range(9))
@pytest.mark.parametrize("ascii", [False, True])
def test_fitted_text_has_exactly_the_width(text: str, width: int, ascii: bool) -> None:
    for align in ("left", "right", "centre"):
        assert width_of(fit(text, width, align, ascii=ascii)) == width


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert cut("petal length", 8) == "petal l…"
    assert cut("petal length", 8, ascii=True) == "petal l~"
    assert cut("日本語", 4) == "日…"
    assert cut("abc", 3) == "abc"


def test_ascii_text_holds_only_ascii() -> None:
    assert cut("größe", 9, ascii=True) == "gr??e"
