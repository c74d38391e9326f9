"""What the Predict view shows: the parts, the chosen sample, its changed values, and what the network says; no Textual."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nntui.errors import InputError
from nntui.insight.fresh import can_draw
from nntui.insight.predictions import Weights
from nntui.tui.screens.predict_model import Column, Model, columns_of, middle_of, of_file, of_run, parts_of
from nntui.tui.screens.predict_values import rounded

if TYPE_CHECKING:
    from nntui.charts.plane import Plane
    from nntui.data.arrays import Array
    from nntui.data.tables import Description, Part
    from nntui.insight.boundary import Boundary
    from nntui.insight.predictions import PartForecast
    from nntui.training.messages import Snapshot
    from nntui.tui.running import Run
    from nntui.tui.screens.predict_jobs import Predicted

Kind = Literal["picture", "plane", "curve", "values"]
Layers = Literal["both", "areas", "points"]
LAYERS: tuple[Layers, ...] = ("both", "areas", "points")
FRESH = "fresh"
UNSEEN = ("validation", "test")
MOST_TYPED = 100


class Choice:
    """The chosen sample of the model that there is, in the units of the data.

    `raw` is the sample with its changes. Where a model has no data there is no part: then the sample starts from the
    middle of the scaling, and typed values can be asked about.
    """

    def __init__(self) -> None:
        self.model: Model | None = None
        self.weights: Weights | None = None
        self.running = False
        self.parts: dict[str, Part] = {}
        self.part_name = ""
        self.predicted: dict[str, Predicted] = {}
        self.columns: tuple[Column, ...] = ()
        self.cursor = 0
        self.layers: Layers = "both"
        self.drawn: tuple[tuple[object, ...], Plane] | None = None
        self._source: object = None
        self._indices: dict[str, int] = {}
        self._changed: Array | None = None

    # the model

    def see(self, run: Run | None, snapshot: Snapshot | None, saved: Any = None) -> bool:
        """Take over a run and its newest weights, or a file without a run; returns whether anything is new."""
        before = (self.model, self.weights, self.running)
        source = run if run is not None else saved
        if source is not self._source:
            self._source = source
            self._take(of_run(run) if run is not None else of_file(saved) if saved is not None else None)
        self.weights = self._weights(snapshot)
        self.running = run is not None and snapshot is not None and snapshot.status == "running"
        return before != (self.model, self.weights, self.running)

    def _weights(self, snapshot: Snapshot | None) -> Weights | None:
        if self.model is None or self.model.weights is not None:
            return self.model.weights if self.model is not None else None
        if snapshot is None or snapshot.parameters.size != self.model.network.layout.size:
            return None
        if self.weights is not None and snapshot.parameters is self.weights.parameters:
            return self.weights
        return Weights(snapshot.parameters, snapshot.statistics, snapshot.step, snapshot.epoch)

    def _take(self, model: Model | None) -> None:
        before, self.model = self.model, model
        self.predicted, self.weights = {}, None
        if model is not None and before is not None and model.prepared is not None and model.prepared is before.prepared:
            return
        self._changed, self._indices, self.cursor = None, {}, 0
        self.parts = parts_of(model) if model is not None else {}
        self.columns = columns_of(model) if model is not None else ()
        if self.part_name not in self.parts:
            self.part_name = next((name for name in UNSEEN if name in self.parts), next(iter(self.parts), ""))

    @property
    def description(self) -> Description | None:
        """What is known of the data."""
        return self.model.description if self.model is not None else None

    @property
    def kind(self) -> Kind:
        """How a sample is drawn: as a picture, a point in the plane, a point of a curve, or named values."""
        known = self.description
        if known is None:
            return "values"
        if known.picture_shape is not None:
            return "picture"
        if not self.parts:
            return "values"
        one_output = known.task == "classification" or known.outputs == 1
        if known.sample_shape == (2,) and one_output:
            return "plane"
        return "curve" if known.sample_shape == (1,) and known.task == "regression" and one_output else "values"

    # parts and samples

    @property
    def part(self) -> Part | None:
        """The part that samples are chosen from."""
        return self.parts.get(self.part_name)

    @property
    def forecast_of_part(self) -> PartForecast | None:
        """What the network said about the whole part when it was asked last."""
        found = self.predicted.get(self.part_name)
        return found.forecast if found is not None else None

    @property
    def curve(self) -> tuple[Array, Array] | None:
        """The curve over the only feature, as it was asked for last: x and y `(points,)`."""
        found = self.predicted.get(self.part_name)
        return found.curve if found is not None else None

    @property
    def boundary(self) -> Boundary | None:
        """What the network said all over the plane when it was asked last."""
        found = self.predicted.get(self.part_name)
        return found.boundary if found is not None else None

    @property
    def areas(self) -> bool:
        """Whether the areas are wanted behind the points."""
        return self.layers != "points"

    def next_layers(self) -> None:
        """Want points on areas, areas alone, or points alone, in turn."""
        self.layers = LAYERS[(LAYERS.index(self.layers) + 1) % len(LAYERS)]

    @property
    def classifies(self) -> bool:
        """Whether samples belong to classes."""
        return self.description is not None and self.description.task == "classification"

    @property
    def outdated(self) -> bool:
        """Whether the part is to be predicted, for the first time or with newer weights."""
        found = self.predicted.get(self.part_name)
        known = self.model is not None and self.weights is not None and self.count > 0
        return known and (found is None or found.weights is not self.weights)

    def take(self, found: Predicted) -> bool:
        """Take in what was predicted, unless model or part are other ones by now."""
        fits = found.model is self.model and self.parts.get(found.part.name) is found.part
        if fits:
            self.predicted[found.part.name] = found
        return fits

    @property
    def reach(self) -> tuple[float, float] | None:
        """From where to where the curve over the only feature goes; None where the sample is drawn otherwise."""
        if self.kind != "curve":
            return None
        column = self.columns[0]
        room = (column.high - column.low) / 20
        return column.low - room, column.high + room

    @property
    def can_draw(self) -> bool:
        """Whether fresh samples can be drawn."""
        return self.model is not None and can_draw(self.model.experiment.data)

    def choose_part(self, name: str) -> None:
        """Choose samples from the part of that name."""
        self.part_name = name
        self._changed = None

    def next_part(self, direction: int = 1) -> None:
        """Go to the next part that there is."""
        names = list(self.parts)
        if names:
            place = names.index(self.part_name) if self.part_name in names else 0
            self.choose_part(names[(place + direction) % len(names)])

    def add_fresh(self, part: Part) -> None:
        """Take in newly drawn samples and show them."""
        self.parts[FRESH] = part
        self.predicted.pop(FRESH, None)
        self._indices.pop(FRESH, None)
        self.choose_part(FRESH)

    @property
    def count(self) -> int:
        """Samples in the part."""
        return len(self.part.raw) if self.part is not None else 0

    @property
    def index(self) -> int:
        """Position of the chosen sample in its part; a generated set opens inside its last class, not on its centre."""
        first = self.count * 17 // 20 if self.can_draw else 0
        return min(self._indices.get(self.part_name, first), max(0, self.count - 1))

    def go(self, index: int) -> None:
        """Choose the sample at a position; past the end it is the last one."""
        self._indices[self.part_name] = max(0, min(index, self.count - 1))
        self._changed = None

    def step(self, by: int) -> None:
        """Choose another sample, round the end."""
        if self.count:
            self.go((self.index + by) % self.count)

    def next_wrong(self, direction: int = 1) -> bool:
        """Choose the next sample that is wrong, round the end; returns whether there is one."""
        forecast = self.forecast_of_part
        if forecast is None or len(forecast.wrong) != self.count:
            return False
        wrong = np.flatnonzero(forecast.wrong)
        if not wrong.size:
            return False
        ahead = wrong[wrong > self.index] if direction > 0 else wrong[wrong < self.index][::-1]
        self.go(int(ahead[0] if ahead.size else wrong[0 if direction > 0 else -1]))
        return True

    # the sample

    @property
    def raw(self) -> Array | None:
        """The chosen sample with its changes, `(*sample_shape)` in the units of the data."""
        if self._changed is not None:
            return self._changed
        if self.part is not None and self.count:
            sample: Array = self.part.raw[self.index]
            return sample
        return middle_of(self.model) if self.model is not None else None

    @property
    def changed(self) -> bool:
        """Whether values of the sample were changed or typed."""
        return self._changed is not None

    @property
    def truth(self) -> Any:
        """The class of the chosen sample, or its values `(outputs,)`; None where it is not known."""
        if self.part is None or not self.count:
            return None
        target = self.part.raw_targets[self.index]
        return int(target) if np.ndim(target) == 0 else target

    @property
    def can_type(self) -> bool:
        """Whether a sample has few enough values to type them all."""
        return 0 < len(self.columns) <= MOST_TYPED

    def reset(self) -> bool:
        """Take the changes back; returns whether there were any."""
        there, self._changed = self._changed is not None, None
        return there

    def set_value(self, position: int, value: float) -> None:
        """Change one value of the sample."""
        values = self._copy()
        values.reshape(-1)[position] = value
        self._changed = values

    def set_values(self, values: list[float]) -> None:
        """Change all values of the sample."""
        fresh = self._copy()
        if len(values) != fresh.size:
            raise InputError("another number of values is needed", received=len(values), allowed=f"{fresh.size}, one a feature")
        fresh.reshape(-1)[:] = values
        self._changed = fresh

    def _copy(self) -> Array:
        raw = self.raw
        if raw is None:
            raise InputError("there is no sample yet", where="sample")
        return np.array(raw, dtype=np.float64)

    def value(self, position: int) -> float:
        """Return one value of the sample."""
        raw = self.raw
        return float(raw.reshape(-1)[position]) if raw is not None else float("nan")

    def nudge(self, position: int, direction: int) -> None:
        """Change one value by a step, within half a range beyond what the training part has."""
        column = self.columns[position]
        steps = math.floor((column.high / 2 - column.low / 2) / column.step + 1e-9)
        room = 0.0 if self.kind == "picture" else steps * column.step
        moved = self.value(position) + direction * column.step
        self.set_value(position, rounded(min(max(moved, column.low - room), column.high + room), column.step))
