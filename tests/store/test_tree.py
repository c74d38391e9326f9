"""Plain values and arrays come back from their text as they were."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.errors import FileError
from nntui.store import tree

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5).filter(lambda key: not key.startswith("$")), inner, max_size=4)
    ),
    max_leaves=12,
)


def back(value: object) -> object:
    text, tensors = tree.encode(value, "state")
    return tree.decode(text, tensors, "state", where="here")


@given(TREES)
def test_plain_values_come_back(value: object) -> None:
    assert back(value) == value


def test_a_generators_state_comes_back() -> None:
    state = np.random.default_rng(7).bit_generator.state

    assert back(state) == state


def test_numbers_that_json_does_not_know() -> None:
    values = back([math.nan, math.inf, -math.inf, -0.0, np.float64(0.1), np.int64(3), np.bool_(True)])

    assert math.isnan(values[0])
    assert values[1:3] == [math.inf, -math.inf]
    assert math.copysign(1, values[3]) == -1
    assert values[4:] == [0.1, 3, True]


def test_arrays_come_back_where_they_stood() -> None:
    value = {"slots": {"momentum": np.arange(3.0)}, "list": [np.zeros((2, 2), np.float32)]}
    text, tensors = tree.encode(value, "state")

    assert set(tensors) == {"state/slots/momentum", "state/list/0"}
    found = tree.decode(text, tensors, "state", where="here")
    np.testing.assert_array_equal(found["slots"]["momentum"], np.arange(3.0))
    np.testing.assert_array_equal(found["list"][0], np.zeros((2, 2)))


@pytest.mark.parametrize("value", [object(), {1: 2}, {"$array": "x"}, 1j, b"x", {1, 2}])
def test_other_values_are_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        tree.encode(value, "state")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 100 + "]" * 100,
        '{"$array":"state/missing"}',
        '{"$array":["state"]}',
        '{"$array":"other/x"}',
        '{"$float":"1e5"}',
        '{"$int":"' + "f" * 2_000 + '"}',
        '{"$int":"x"}',
        '{"$int":3}',
        '{"$code":"import os"}',
        '{"$a":1,"b":2}',
    ],
    ids=lambda text: text[:30],
)
def test_texts_that_are_wrong_are_refused(text: str) -> None:
    with pytest.raises(FileError, match="state in the file cannot be read"):
        tree.decode(text, {"other/x": np.zeros(1)}, "state", where="here")


def test_each_tensor_is_used_once() -> None:
    text, tensors = tree.encode([np.zeros(1)], "state")

    with pytest.raises(FileError, match="too many"):
        tree.decode(text, {**tensors, "state/9": np.zeros(1)}, "state", where="here")
    with pytest.raises(FileError, match="cannot be read"):
        tree.decode('[{"$array":"state/0"},{"$array":"state/0"}]', tensors, "state", where="here")
