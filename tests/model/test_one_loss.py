"""However a model is asked for its loss, it is the same loss: targets are put into the loss's form once."""

import numpy as np
import pytest

from nntui import Model, layers, losses, optimizers
from nntui.catalog import catalog

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(24, 3))
CLASSES = np.arange(24) % 3
PLAIN = [entry.cls() for entry in catalog.entries("loss")]
SMOOTH = [losses.CategoricalCrossentropy(label_smoothing=0.3), losses.CategoricalFocalCrossentropy(label_smoothing=0.3)]


def targets(loss) -> np.ndarray:
    return {"classification": CLASSES, "binary": CLASSES == 0, "sign": np.where(CLASSES == 0, 1, -1)}.get(loss.task, X[:, 0])


@pytest.mark.parametrize("loss", [*PLAIN, *SMOOTH], ids=str)
def test_fit_evaluate_gradients_and_folds_agree(loss) -> None:
    """The first epoch's loss is that of the start weights; at a rate of 0 so are all others, the validation's and a fold's."""
    stack = [layers.Dense(3 if loss.task == "classification" else 1), loss.output_activation]
    model = Model(stack, (3,), loss=loss, optimizer=optimizers.SGD(0.0), dtype="float64")
    y = targets(loss)
    expected = model.gradients(X, y)[0]

    history = model.fit(X, y, epochs=2, batch_size=6, validation_data=(X, y))
    folds = model.cross_validate(X, y, folds=2, epochs=1)

    assert model.evaluate(X, y)["loss"] == pytest.approx(expected, rel=1e-12)
    assert history["loss"] == pytest.approx([expected] * 2, rel=1e-12)
    assert history["val_loss"] == pytest.approx([expected] * 2, rel=1e-12)
    assert np.mean(folds["val_loss"]) == pytest.approx(expected, rel=1e-12)
