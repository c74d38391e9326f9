"""Copies of a model: for other processes and for `copy.deepcopy`, they go on to the bit."""

import copy
import io
import multiprocessing.reduction
import pickle

import numpy as np

from nntui import Model, layers, losses, optimizers

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(20, 3))
Y = np.arange(20) % 2


def trained() -> Model:
    stack = [layers.Dense(6), layers.Dropout(0.2), layers.ReLU(), layers.Dense(1), layers.Sigmoid()]
    model = Model(stack, (3,), loss=losses.BinaryCrossentropy(), optimizer=optimizers.Adam(0.01), seed=5)
    model.fit(X, Y, epochs=3, batch_size=8)
    return model


def sent(model: Model) -> Model:
    """Return what another process would receive."""
    stream = io.BytesIO()
    multiprocessing.reduction.ForkingPickler(stream).dump(model)
    return pickle.loads(stream.getvalue())


def test_a_copy_goes_on_to_the_bit_and_by_itself() -> None:
    model = trained()
    for other in (copy.deepcopy(model), sent(model)):
        before = model.predict(X)
        np.testing.assert_array_equal(other.predict(X), before)
        history = other.fit(X, Y, epochs=4, batch_size=8)
        np.testing.assert_array_equal(model.predict(X), before)
        again = trained()
        assert history["loss"] == again.fit(X, Y, epochs=4, batch_size=8)["loss"]
        np.testing.assert_array_equal(other.predict(X), again.predict(X))
        assert other.history.epochs == 7
