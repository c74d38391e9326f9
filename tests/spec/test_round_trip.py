"""Every experiment survives each of its text forms."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from strategies import experiments, texts
from throwaway import registered

from nntui.catalog import catalog, fields
from nntui.spec import line, plain, toml
from nntui.spec.experiment import Experiment
from nntui.spec.words import quote, split

pytestmark = pytest.mark.usefixtures("_throwaway")


@pytest.fixture(scope="module")
def _throwaway() -> Iterator[None]:
    with registered():
        yield


@settings(max_examples=150)
@given(experiments())
def test_toml_gives_the_same_experiment(experiment: Experiment) -> None:
    """What is written as TOML is read as the same value."""
    assert toml.read(toml.write(experiment)) == experiment


@settings(max_examples=150)
@given(experiments())
def test_one_line_gives_the_same_experiment(experiment: Experiment) -> None:
    """What is written as one line is one line, and is read as the same value."""
    text = line.write(experiment)

    assert "\n" not in text
    assert text.isprintable()
    assert line.parse(text) == experiment


@settings(max_examples=50)
@given(experiments())
def test_plain_values_give_the_same_experiment(experiment: Experiment) -> None:
    """Plain values keep everything, and hold nothing but plain types."""
    written = plain.to_plain(experiment)

    assert plain.from_plain(written) == experiment
    assert _plain_types(written) <= {dict, list, str, int, float, bool}


@settings(max_examples=50)
@given(experiments())
def test_both_texts_say_the_same(experiment: Experiment) -> None:
    """One line of what was read from TOML is the one line of the experiment."""
    assert line.write(toml.read(toml.write(experiment))) == line.write(experiment)


@given(texts())
def test_quoting_gives_the_text_back(text: str) -> None:
    """A quoted text is one word, and that text."""
    words = split(quote(text))

    assert [word.text for word in words] == [text]


@given(texts().filter(lambda text: text.isprintable()))
def test_quoting_is_the_shells(text: str) -> None:
    """A shell reads a quoted printable text the same, unless it needs the $'' form."""
    quoted = quote(text)

    assert quoted.startswith("$'") or shlex.split(quoted) == [text]


def test_every_component_can_be_written() -> None:
    """No field of a component is named type, and nothing stands under the word none where a text may stand."""
    for entry in catalog.entries():
        for info in fields(entry.cls):
            assert info.name != plain.TYPE, entry.name
            assert not (info.optional and str in info.types and info.default is not None), entry.name


def _plain_types(value: object) -> set[type]:
    if isinstance(value, dict):
        return {dict}.union(*(_plain_types(item) for item in value.values()))
    if isinstance(value, list):
        return {list}.union(*(_plain_types(item) for item in value))
    return {type(value)}
