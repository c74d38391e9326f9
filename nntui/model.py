"""The public Python face: a network that is fitted, asked, saved and loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec

from nntui import parts
from nntui.catalog import Component
from nntui.data.progress import finish
from nntui.data.scaling import from_network
from nntui.data.tables import Preparation
from nntui.engine.arrays import Array
from nntui.engine.network import Bound, Network
from nntui.engine.optimizers.adam import Adam
from nntui.engine.overflow import check_loss, check_outputs
from nntui.engine.problem import Problem
from nntui.errors import DataError
from nntui.insight.dead_units import DeadUnits, counting
from nntui.insight.gradients import GradientsFound, checking
from nntui.insight.predictions import Weights
from nntui.spec.experiment import Data, Experiment
from nntui.spec.experiment import Network as NetworkSection
from nntui.training.averaging import predicting
from nntui.training.finder import Found, finding
from nntui.training.folds import CrossValidation, Given, cross_validating_arrays
from nntui.training.generators import copied
from nntui.training.given import (
    Pair,
    components_of,
    encode,
    encode_inputs,
    encode_weights,
    make_training,
    prepared_from,
    shape_of,
    source_for,
)
from nntui.training.history import History
from nntui.training.messages import Kept
from nntui.training.state import TrainState
from nntui.training.task import network_of, optimizer_of
from nntui.training.trainer import Trainer


class Model:
    """A stack of layers with loss and optimizer, for samples of `input_shape`.

    Layers are counted from 0, activations and dropout included; `"0.weights"` names the weights of the first one.
    Metrics are those that suit the loss unless given; start weights, order and noise come from `seed`. `fit` goes on
    where the last one ended; `reset` goes back to the start.
    """

    def __init__(
        self,
        layers: Sequence[Component],
        input_shape: Sequence[int] | int,
        *,
        loss: Component,
        optimizer: Component | None = None,
        metrics: Sequence[Component] | None = None,
        dtype: str = "float32",
        seed: int = 0,
    ) -> None:
        parts.load()
        section = NetworkSection(
            layers=components_of(layers, "layers", where="layers"),
            loss=loss,
            metrics=components_of(() if metrics is None else metrics, "metrics", where="metrics"),
            dtype=dtype,
        )
        network = network_of(section, shape_of(input_shape))
        data = Data(source=source_for(network))
        self._set(
            Experiment(data=data, model=section, optimizer=Adam() if optimizer is None else optimizer, seed=seed), network, None
        )
        self.reset()

    def _set(self, experiment: Experiment, network: Network, preparation: Preparation | None) -> None:
        self.experiment = experiment
        self.network = network
        self.preparation = preparation
        self._workspace = network.workspace()

    @property
    def history(self) -> History:
        """Every epoch since the start, whichever call of `fit` did it."""
        return self._state.history

    def reset(self) -> None:
        """Go back to the start weights and generators, and forget the history."""
        optimizer_of(self.experiment)
        self._take(TrainState.fresh(self.network, self.experiment.seed))

    def _take(self, state: TrainState) -> None:
        self._state = state
        self._bound = self.network.bind(state.parameters, None, state.statistics)

    def _predicting(self) -> Bound:
        return predicting(self.network, self.experiment, self._state, self._bound)

    def get_parameters(self) -> dict[str, Array]:
        """Return copies of all arrays that are trained, by position and name: `{"0.weights": (inputs, units), ...}`."""
        return {key: array.copy() for key, array in self.network.layout.arrays(self._state.parameters).items()}

    def set_parameters(self, arrays: Mapping[str, Any]) -> None:
        """Replace some arrays; names, shapes and finite values are checked before the first is changed."""
        self.network.layout.write(self._state.parameters, arrays)

    def gradients(self, X: Any, y: Any) -> tuple[float, dict[str, Array]]:
        """Return the loss (penalties included) of one batch in training mode, and its gradients by name.

        Nothing of the model moves, not even its generators: noise is that which the next step of `fit` would draw, so
        that the same arguments give the same result. Raises `RunError` where the loss is not finite.
        """
        network, state = self.network, self._state
        noise = {position: copied(generator) for position, generator in state.noise.items()}
        problem = Problem(network, state.parameters, state.statistics.copy(), network.workspace(noise))
        inputs, targets = encode(network, self.preparation, X, y)
        result = network.gradients(problem.bound, inputs, targets, problem.workspace)
        check_loss(result.loss, self._bound, inputs, self._workspace)
        return result.loss + result.penalty, network.layout.arrays(problem.gradients)

    def fit(
        self,
        X: Any,
        y: Any,
        *,
        epochs: int = 100,
        batch_size: int | None = None,
        shuffle: bool = True,
        validation_data: tuple[Any, ...] | None = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        **training: Any,
    ) -> History:
        """Train for `epochs` more epochs and return what they gave, one value an epoch in each series.

        `X` is `(samples, *input_shape)`, `y` class indices `(samples,)`, one-hot rows, or numbers `(samples, outputs)`.
        Without a `batch_size` the whole set is one batch, never shuffled or gathered. `history["loss"][k]` is what the
        batches of epoch k gave as they were trained, penalties included. Raises `Diverged` when a gradient is not
        finite, with the last good weights kept, or a loss on the validation data, or after the last update, is not.

        `validation_data` is `(X, y)` or `(X, y, sample_weight)`. The loss is `sum(w * l) / sum(w)` with `sample_weight`
        `(samples,)` times `class_weight` (a weight per class, or "balanced"). `training` are further fields of an
        experiment's training section: accumulate, balance, last_batch, validate_every, patience, min_change,
        best_weights, monitor, target_loss, target_accuracy, time_limit.
        """
        state = self._state
        section = make_training({"epochs": epochs, "batch_size": batch_size, "shuffle": shuffle, **training})
        section = msgspec.structs.replace(section, epochs=state.epoch + section.epochs)
        train = encode(self.network, self.preparation, X, y)
        weights = encode_weights(self.network, train[1], sample_weight, class_weight)
        validation, validation_weights = self._validation(validation_data)
        state.begin_again(len(train[0]))
        experiment = msgspec.structs.replace(self.experiment, training=section)
        prepared = prepared_from(self.network, self.preparation, train, validation)
        return self._run(Trainer(experiment, prepared, state, exact=True, weights=(weights, validation_weights)))

    def _validation(self, data: tuple[Any, ...] | None) -> tuple[Pair | None, Array | None]:
        if data is None:
            return None, None
        if not isinstance(data, (tuple, list)) or len(data) not in {2, 3}:
            raise DataError(
                "inputs and targets are needed", where="validation_data", received=data, allowed="2 or 3 arrays: (X, y)"
            )
        pair = encode(self.network, self.preparation, data[0], data[1], name="validation ")
        return pair, encode_weights(self.network, pair[1], data[2] if len(data) == 3 else None, None, name="validation ")

    def _run(self, trainer: Trainer) -> History:
        before = trainer.epoch
        self.experiment = trainer.experiment
        trainer.run()
        self._state.seconds = trainer.stopwatch()
        if trainer.failure is not None:
            raise trainer.failure
        return trainer.history.since(before)

    def find_learning_rate(
        self,
        X: Any,
        y: Any,
        *,
        low: float = 1e-6,
        high: float = 10.0,
        steps: int = 100,
        batch_size: int | None = None,
        shuffle: bool = True,
        sample_weight: Any = None,
        class_weight: Any = None,
    ) -> Found:
        """Train `steps` updates on a copy, at rates that rise from `low` to `high`, and say which rate suits.

        The result has `rates`, `losses`, `smoothed` `(updates,)`, the `suggestion` (where the loss falls fastest, None
        where it never does) and the `lowest`. The copy begins with the present weights; the model itself stays as it is.
        """
        section = make_training({"batch_size": batch_size, "shuffle": shuffle})
        experiment = msgspec.structs.replace(self.experiment, training=section)
        train = encode(self.network, self.preparation, X, y)
        weights = encode_weights(self.network, train[1], sample_weight, class_weight)
        prepared = prepared_from(self.network, self.preparation, train, None)
        job = finding(experiment, prepared, self._state, low=low, high=high, steps=steps, exact=True, weights=weights)
        return finish(job)

    def cross_validate(
        self,
        X: Any,
        y: Any,
        *,
        folds: int = 5,
        epochs: int = 100,
        batch_size: int | None = None,
        shuffle: bool = True,
        sample_weight: Any = None,
        class_weight: Any = None,
        **training: Any,
    ) -> CrossValidation:
        """Train this network anew for each fold, on all samples but the fold's, and measure it on those.

        The samples are dealt out by the model's seed, classes evenly. `result["val_loss"]` has a figure for each fold,
        `result.mean` and `result.deviation` those over the folds. The model itself stays as it is. The other arguments
        are those of `fit`.
        """
        section = make_training({"epochs": epochs, "batch_size": batch_size, "shuffle": shuffle, **training})
        experiment = msgspec.structs.replace(self.experiment, training=section)
        pair = encode(self.network, self.preparation, X, y)
        weights = encode_weights(self.network, pair[1], sample_weight, None)
        given = Given(self.network, self.preparation, pair, weights, class_weight)
        return finish(cross_validating_arrays(experiment, given, folds))

    def evaluate(self, X: Any, y: Any, *, sample_weight: Any = None, class_weight: Any = None) -> dict[str, float]:
        """Return `{"loss": ..., "accuracy": ...}`: penalties included, without noise; weighted as in `fit`.

        Raises `RunError` where the loss is not finite.
        """
        X, y = encode(self.network, self.preparation, X, y)
        weights = encode_weights(self.network, y, sample_weight, class_weight)
        bound = self._predicting()
        values = self.network.evaluate(bound, X, y, self._workspace, weights=weights)
        check_loss(values["loss"], bound, X, self._workspace)
        return values

    def predict(self, X: Any) -> Array:
        """Return the outputs `(samples, outputs)`; those of a regression whose targets were scaled are turned back.

        Raises `RunError` where one of them is not finite.
        """
        inputs = encode_inputs(self.network, self.preparation, X)
        bound = self._predicting()
        outputs = check_outputs(bound, inputs, self.network.predict(bound, inputs, self._workspace), self._workspace)
        return outputs if self.preparation is None else from_network(self.preparation, outputs)

    def check_gradients(self, X: Any, y: Any, *, layer: int | None = None, entries: int = 10) -> GradientsFound:
        """Compare gradients with differences of the loss, of one layer (by position) or of all, and say which are right.

        `result.right` says whether all are; `result.layers` has a verdict and a `sentence` for each. Of every array
        `entries` numbers are compared in float64: `|a - n| / (|a| + |n| + 1e-8)`, on a few samples away from kinks.
        """
        X, y = encode(self.network, self.preparation, X, y)
        return finish(checking(self.network, self._weights(), X, y, layer=layer, entries=entries))

    def dead_units(self, X: Any) -> DeadUnits:
        """Return which units of the activations pass no gradient back, or hardly any, for every sample of X."""
        return finish(counting(self.network, self._weights(), encode_inputs(self.network, self.preparation, X)))

    def _weights(self) -> Weights:
        return Weights(self._state.parameters, self._state.statistics, self._state.step, self._state.epoch)

    def save(self, path: str | PathLike[str]) -> None:
        """Write everything into one file, whole or not at all: also what `fit` needs to go on to the bit."""
        from nntui.store import modelfile, saving  # noqa: PLC0415 - training does not need files

        kept = Kept(self._state.step, self.experiment, *self._state.to_parts())
        modelfile.save(Path(path), saving.saved_of(kept, self.network, self.preparation))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Model:
        """Return the model in a file; `predict` and `evaluate` take raw rows if its data was scaled."""
        from nntui.store import modelfile, saving  # noqa: PLC0415

        parts.load()
        saved = modelfile.load(Path(path))
        model = cls.__new__(cls)
        model._set(saved.experiment, saved.network, saved.preparation)
        model._take(saving.state_of(saved, where=str(path)))
        return model

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and other processes need: plain values and arrays, without working memory."""
        return {
            "experiment": self.experiment,
            "input_shape": self.network.input_shape,
            "preparation": self.preparation,
            "parts": self._state.to_parts(),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        parts.load()
        self._set(state["experiment"], network_of(state["experiment"].model, state["input_shape"]), state["preparation"])
        self._take(TrainState.from_parts(*state["parts"]))

    def __repr__(self) -> str:
        names = ", ".join(layer.catalog_name for layer in self.network.layers)
        return f"Model({names}; {self.network.layout.size:,} parameters, {self._state.epoch} epochs trained)"
