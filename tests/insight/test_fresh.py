"""Fresh samples of generated sets."""

import numpy as np
import pytest

from nntui.data.prepare import prepare
from nntui.data.sets.iris import Iris
from nntui.data.sets.spiral import Spiral
from nntui.errors import InputError
from nntui.insight.fresh import can_draw, fresh_part
from nntui.spec.experiment import Data


def test_fresh_samples_are_new_and_prepared_alike() -> None:
    data = Data(source=Spiral(samples=50), fresh=90, scaling="standard")
    prepared = prepare(data)

    fresh = fresh_part(data, prepared.preparation, "float32", samples=3000)

    assert prepared.validation is not None
    assert fresh.name == "fresh"
    assert np.bincount(fresh.targets).tolist() == [1000, 1000, 1000]
    assert fresh.features.dtype == np.float32
    known = {tuple(row) for one in (prepared.train, prepared.validation) for row in one.raw.tolist()}
    assert len(known & {tuple(row) for row in fresh.raw.tolist()}) <= 3  # the spiral's centre is always the same
    assert abs(fresh.features.mean()) < 0.2


def test_each_draw_gives_other_samples_and_the_same_one_the_same() -> None:
    data = Data(source=Spiral())
    preparation = prepare(data).preparation
    first, again, other = (fresh_part(data, preparation, "float32", samples=300, draw=draw).raw for draw in (2, 2, 3))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_set_that_is_not_generated_has_no_fresh_samples() -> None:
    data = Data(source=Iris())

    assert not can_draw(data)
    with pytest.raises(InputError, match="generated"):
        fresh_part(data, prepare(data).preparation, "float32")
