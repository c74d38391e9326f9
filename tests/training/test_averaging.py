"""Predictions with an average of the weights."""

from __future__ import annotations

import numpy as np

from nntui import Model, layers, losses, optimizers

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(40, 2))
Y = GENERATOR.integers(0, 2, 40)


def model(**options):
    return Model(
        [layers.Dense(4), layers.ReLU(), layers.Dense(2), layers.Softmax()],
        (2,),
        loss=losses.CategoricalCrossentropy(),
        optimizer=optimizers.SGD(0.5, **options),
        dtype="float64",
    )


def test_predictions_and_validation_use_the_average():
    """The weights go their way as without an average; what is predicted and validated with is their average."""
    plain, average = model(), model(ema_momentum=0.5)
    path = []
    for _ in range(5):
        plain.fit(X, Y, epochs=1)
        history = average.fit(X, Y, epochs=1, validation_data=(X, Y))
        path.append(plain.get_parameters())
    weights = 0.5 ** np.arange(5)[::-1]
    expected = model()
    expected.set_parameters({key: np.average([one[key] for one in path], axis=0, weights=weights) for key in path[0]})

    for key, array in plain.get_parameters().items():
        np.testing.assert_array_equal(average.get_parameters()[key], array)
    np.testing.assert_allclose(average.predict(X), expected.predict(X), rtol=1e-12)
    np.testing.assert_allclose(history["val_loss"][-1], expected.evaluate(X, Y)["loss"], rtol=1e-12)


def test_an_average_survives_a_file(tmp_path):
    """It is among what a model file keeps."""
    saved = model(ema_momentum=0.9)
    saved.fit(X, Y, epochs=7)
    saved.save(tmp_path / "model.safetensors")
    loaded = Model.load(tmp_path / "model.safetensors")

    np.testing.assert_array_equal(loaded.predict(X), saved.predict(X))
