"""What the terminal sends is cut into pieces anywhere; what is pasted is text, what is typed stays as it is."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.pasting import END, MOST, START, Pasting

TYPED = st.text(st.sampled_from("ab\x1b[20~1;5C\r\x03"), max_size=12)
PASTED = st.text(st.sampled_from("ab \n\t\x1b[201~;31m\x07\x9b\x00"), max_size=20).filter(lambda text: END not in text)


def whole(text: str) -> str:
    return Pasting().feed(text)


def in_pieces(text: str, cuts: list[int]) -> str:
    pasting, places = Pasting(), sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return "".join(pasting.feed(text[start:end]) for start, end in itertools.pairwise(places))


@given(TYPED.filter(lambda text: START not in text))
def test_keys_stay_as_they_are_and_are_not_kept_back(keys: str) -> None:
    pasting = Pasting()

    assert [pasting.feed(key) for key in keys] == list(keys)


@given(PASTED)
def test_a_paste_is_text_without_codes(pasted: str) -> None:
    text = "".join(letter for letter in pasted if letter not in "\x1b\x07\x9b\x00")

    assert whole(f"{START}{pasted}{END}q") == f"{START}{text}{END}q"


@given(TYPED, PASTED, TYPED, st.lists(st.integers(0, 99), max_size=6))
def test_where_it_is_cut_does_not_matter(before: str, pasted: str, after: str, cuts: list[int]) -> None:
    sent = f"{before}{START}{pasted}{END}{after}"

    assert in_pieces(sent, cuts) == whole(sent)


def test_two_pastes_and_keys_between() -> None:
    assert whole(f"{START}\x1b[31mred{END}j{START}\x07b{END}k") == f"{START}[31mred{END}j{START}b{END}k"


def test_a_huge_paste_is_cut() -> None:
    pasting = Pasting()
    passed = pasting.feed(START) + "".join(pasting.feed("x" * 4096) for _ in range(1000)) + pasting.feed(END + "q")

    assert passed == START + "x" * MOST + END + "q"
