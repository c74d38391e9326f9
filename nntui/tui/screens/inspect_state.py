"""What the Inspect view shows: the stages of the network, the chosen unit, and what was found of all units; no Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nntui.charts.boundary import Ground
from nntui.charts.graph import response
from nntui.data import scaling
from nntui.insight.boundary import places
from nntui.insight.units import Stage, Units, looking, stages_of, window
from nntui.training.feed import Rows
from nntui.tui.screens.inspect_links import Links
from nntui.tui.screens.predict_plane import region_of
from nntui.tui.screens.predict_state import Choice
from nntui.tui.text import safe

if TYPE_CHECKING:
    from collections.abc import Generator

    from nntui.charts.graph import HeldWord
    from nntui.data.arrays import Array
    from nntui.insight.predictions import Weights
    from nntui.training.messages import Held
    from nntui.tui.screens.predict_model import Model
    from nntui.tui.workbench import Workbench

GRID_ROWS, GRID_COLUMNS = 24, 32
SAMPLES = 4096
"""So many training samples are enough to say what a unit does on average."""
_NAME = 20
_EMPTY = Ground(np.zeros((1, 1), np.int64), np.zeros((1, 1)))


class Inspection:
    """The chosen stage, and in every stage the chosen unit; `found` is what is known of all units.

    `held` are the units held by hand, `links` the links of the chosen unit.
    """

    def __init__(self) -> None:
        self.choice = Choice()
        self.stages: tuple[Stage, ...] = ()
        self.stage = 0
        self.units: list[int] = []
        self.found: Units | None = None
        self.held: Held | None = None
        self.frozen_layers: frozenset[int] = frozenset()
        self.links = Links(self)
        self._grounds: dict[tuple[int, int], Ground] = {}

    def see(self, bench: Workbench) -> bool:
        """Take over the run, or the opened file, and its newest weights; returns whether there is another network."""
        run, before = bench.run, self.choice.model
        self.choice.see(run if run is not None and run.network is not None else None, bench.snapshot, bench.opened_model)
        if "train" in self.choice.parts:
            self.choice.choose_part("train")
        model = self.choice.model
        holding = self._see_held(bench)
        if model is before:
            return holding
        stages = stages_of(model.network) if model is not None else ()
        if stages != self.stages:
            self.stages, self.stage, self.units = stages, min(1, max(len(stages) - 1, 0)), [0] * len(stages)
        self.found, self.links.place = None, 0
        return True

    def _see_held(self, bench: Workbench) -> bool:
        """Take over what is held; returns whether that is new."""
        before = (self.held, self.frozen_layers)
        snapshot, run = bench.snapshot, bench.run
        self.held = snapshot.held if snapshot is not None and run is not None else None
        layers = run.experiment.model.layers if run is not None else ()
        self.frozen_layers = frozenset(at for at, layer in enumerate(layers) if not getattr(layer, "trainable", True))
        return before != (self.held, self.frozen_layers)

    def held_unit(self, stage: int, unit: int) -> HeldWord:
        """Return how a unit is held by hand; what is silent is told before what is frozen."""
        place = (self.stages[stage].weights_at, unit)
        if self.held is not None and place in self.held.silenced:
            return "silent"
        frozen = place[0] in self.frozen_layers or (self.held is not None and place in self.held.frozen)
        return "frozen" if frozen else ""

    @property
    def pictures(self) -> bool:
        """Whether units are drawn as pictures: the data have two features."""
        return self.choice.kind == "plane" and self.choice.part is not None

    @property
    def unit(self) -> int:
        """The chosen unit of the chosen stage, from 0."""
        return self.units[self.stage] if self.units else 0

    def go_unit(self, unit: int) -> None:
        """Choose a unit of the stage; beyond the ends it is the first or the last."""
        if self.stages:
            self.units[self.stage] = max(0, min(unit, self.stages[self.stage].units - 1))

    def go_stage(self, by: int) -> None:
        """Choose a stage to the left or right."""
        self.stage = max(0, min(self.stage + by, len(self.stages) - 1))
        self.links.place = 0

    @property
    def weights(self) -> Weights | None:
        """The weights that are shown: those of what was found, or the newest before anything was."""
        return self.found.weights if self.found is not None else self.choice.weights

    @property
    def firsts(self) -> tuple[int, ...]:
        """The first unit of each stage whose picture is kept."""
        return tuple(window(stage.units, unit) for stage, unit in zip(self.stages, self.units, strict=True))

    @property
    def outdated(self) -> bool:
        """Whether there are newer weights, or units in sight whose pictures are not there."""
        if self.choice.weights is None or not self.stages:
            return False
        found = self.found
        if found is None or found.weights is not self.choice.weights:
            return True
        return self.pictures and tuple(one.first for one in found.stages) != self.firsts

    def asking(self) -> Generator[None, None, tuple[Model, Units]] | None:
        """Return a job that finds out what all units do; None where there is nothing to ask."""
        model, weights, part = self.choice.model, self.choice.weights, self.choice.part
        if model is None or weights is None:
            return None
        region = region_of(self.choice)
        features = part.features[:SAMPLES] if part is not None else None
        return _job(model, weights, features, None if region is None else places(region, GRID_ROWS, GRID_COLUMNS), self.firsts)

    def take(self, answer: tuple[Model, Units]) -> bool:
        """Take in what was found, unless there is another network by now."""
        model, found = answer
        if model is not self.choice.model:
            return False
        self.found, self._grounds = found, {}
        return True

    def picture(self, stage: int, unit: int) -> Ground | None:
        """Return a unit's response over the plane, empty until it was asked for; None where there is no plane."""
        if not self.pictures:
            return None
        found = self.found.stages[stage] if self.found is not None else None
        kept = found.pictures if found is not None else None
        if found is None or kept is None or not found.first <= unit < found.first + len(kept):
            return _EMPTY
        if (stage, unit) not in self._grounds:
            self._grounds[stage, unit] = response(kept[unit - found.first], GRID_ROWS, GRID_COLUMNS)
        return self._grounds[stage, unit]

    def names(self, stage: int, *, ascii: bool) -> list[str]:
        """Return the names of a stage's units where they have any (features, classes), made harmless; else none."""
        known = self.choice.description
        if known is None or not self.stages:
            return []
        named: tuple[str, ...] = ()
        if stage == 0:
            named = known.input_names
        elif stage == len(self.stages) - 1:
            named = known.class_names if known.task == "classification" else known.target_names
        names = [safe(name, _NAME, ascii=ascii) for name in named]
        return names if len(names) == self.stages[stage].units else []

    def name(self, stage: int, unit: int, *, ascii: bool) -> str:
        """Return the name of a unit, or its number from 1."""
        names = self.names(stage, ascii=ascii)
        return names[unit] if names else f"{unit + 1}"


def _job(
    model: Model, weights: Weights, features: Array | None, raw_grid: Array | None, firsts: tuple[int, ...]
) -> Generator[None, None, tuple[Model, Units]]:
    network, preparation = model.network, model.preparation
    given = np.zeros((0, *network.input_shape), network.dtype) if features is None else features
    grid = None if raw_grid is None else scaling.to_network(preparation, raw_grid, network.dtype.name)
    rows = given if features is None else Rows(given, network, preparation)
    found = yield from looking(network, weights, rows, grid, firsts)  # type: ignore[arg-type]
    return model, found
