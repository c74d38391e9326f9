"""Whatever is thrown at the parsers, the outcome is an experiment or one sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.errors import InputError
from nntui.spec import find, line, toml
from nntui.spec.experiment import Experiment

WORDS = st.sampled_from(
    [
        *("spiral", "dense", "64", "relu", "|", ",", "(", ")", "[", "]", "=", "'", '"', "$'", "\\", "adam", "lr", "epochs"),
        *("none", "book_normal", "0.1", "seed", ".", "-", "model.dtype", "[/]", "%s", "{0}", "loss"),
        *("\n", "\x1b", "\ud800", "\u202e"),
    ]
)
KEYS = st.sampled_from(["data", "source", "type", "model", "layers", "optimizer", "seed", "version", "x", "training", "epochs"])
PLAIN = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=5), st.sampled_from(["spiral", "dense", "relu", "adam", "none"])
)
TREES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)


def _outcome(call: object, text: object) -> None:
    try:
        found = call(text)  # type: ignore[operator]
    except InputError as error:
        sentence = str(error)
    else:
        assert isinstance(found, Experiment)
        return
    assert 0 < len(sentence) < 2500
    assert "\n" not in sentence
    assert "\x1b" not in sentence


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Random characters."""
    for call in (line.parse, toml.read, find):
        _outcome(call, text)


@settings(max_examples=400)
@given(st.lists(WORDS, max_size=14), st.sampled_from(["", " "]))
def test_any_words(words: list[str], blank: str) -> None:
    """The words of the form in any order."""
    for call in (line.parse, toml.read, find):
        _outcome(call, blank.join(words))


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes(content: bytes) -> None:
    """Random bytes as a file's content."""
    _outcome(toml.read, content)


@settings(max_examples=300)
@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_any_tables(tree: dict[str, object]) -> None:
    """Tables with the right keys and anything behind them."""
    from nntui.spec.plain import from_plain

    _outcome(from_plain, tree)
