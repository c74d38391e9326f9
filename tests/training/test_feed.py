"""However the samples lie in memory, the network is fed the same numbers."""

import msgspec
import numpy as np
import pytest
from problems import NOISY, experiment, same, trainer

from nntui.data.tables import Part, Prepared
from nntui.training import feed
from nntui.training.trainer import Trainer

PICTURES = "digits validation=0.2 scaling=minmax | dense 12, relu, dense 10, softmax | adam lr=0.01 | epochs 3"


def as_bytes(prepared: Prepared) -> Prepared:
    """Return the same pictures as uint8, to be scaled as they are gathered."""

    def part(given: Part) -> Part:
        return msgspec.structs.replace(given, features=(given.raw * 15).astype(np.uint8))

    preparation = prepared.preparation
    one = {"feature_offset": np.array([7.5 * 15]), "feature_factor": np.array([8.0 * 15])}
    return msgspec.structs.replace(
        prepared,
        train=part(prepared.train),
        validation=part(prepared.validation),
        preparation=msgspec.structs.replace(preparation, **one),
    )


def as_numbers(prepared: Prepared) -> Prepared:
    """Return pictures of bytes as the numbers that they are scaled to."""
    offset, factor = prepared.preparation.feature_offset, prepared.preparation.feature_factor

    def part(given: Part) -> Part:
        return msgspec.structs.replace(given, features=((given.features - offset) / factor).astype(np.float32))

    return msgspec.structs.replace(prepared, train=part(prepared.train), validation=part(prepared.validation))


@pytest.mark.parametrize("batch", ["", " batch 64", " batch 64 shuffle false"])
@pytest.mark.parametrize("small", [0, 2**20])
def test_pictures_of_bytes_are_scaled_as_they_are_gathered(batch: str, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SMALL", small)
    made, prepared = experiment(PICTURES + batch)
    pictures = as_bytes(prepared)
    late, early = Trainer(made, pictures), Trainer(made, as_numbers(pictures))
    late.run()
    early.run()

    assert pictures.train.features.dtype == np.uint8
    assert same(late, early)
    assert late.evaluate() == early.evaluate()


@pytest.mark.parametrize("text", [NOISY, NOISY + " shuffle false", NOISY.replace("batch 16", "batch 1")])
def test_large_sets_give_the_bits_of_small_ones(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small = trainer(text)
    small.run()
    monkeypatch.setattr(feed, "SMALL", 0)
    large = trainer(text)
    large.run()

    assert same(small, large)


def test_many_batches_need_no_view_each(monkeypatch: pytest.MonkeyPatch) -> None:
    few = trainer(NOISY.replace("batch 16", "batch 2"))
    monkeypatch.setattr(feed, "KEPT_VIEWS", 3)
    run = trainer(NOISY.replace("batch 16", "batch 2"))
    few.run()
    run.run()

    assert same(few, run)


def test_data_is_never_written_into() -> None:
    made, prepared = experiment(NOISY)
    before = prepared.train.features.copy()
    prepared.train.features.flags.writeable = False
    prepared.train.targets.flags.writeable = False
    Trainer(made, prepared).run()

    assert np.array_equal(prepared.train.features, before)
