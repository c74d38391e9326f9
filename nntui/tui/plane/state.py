"""What the live plane shows: which features, which window, what is held, and the last answer; no Textual."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nntui.charts import axes
from nntui.charts.axes import Axis
from nntui.errors import InputError
from nntui.insight import window
from nntui.insight.plane import Asked, Looking, Seen
from nntui.insight.section import Section, feature_named, first_axes, medians
from nntui.insight.window import Region
from nntui.tui.plane.typed import understood
from nntui.tui.screens.predict_model import middle_of
from nntui.tui.screens.predict_state import Choice
from nntui.tui.screens.predict_values import rounded

if TYPE_CHECKING:
    from nntui.data.tables import Description, Part
    from nntui.tui.screens.predict_model import Column, Model
    from nntui.tui.workbench import Workbench

TRAIN = "train"
MEDIANS, FIRST = "the medians", "the first sample"
MOST_CELLS = 8000
"""So many places are asked about at most; a larger picture has each answer in more than one place."""
Kind = Literal["", "plane", "curve"]


class PlaneState:
    """The chosen features, window and part of the network that there is; `seen` is the last answer, which is drawn.

    `region` is None while the whole plane is shown; `insists` says that a plane of pixels was asked for all the same.
    """

    def __init__(self) -> None:
        self.choice = Choice()
        self.status = ""
        self.section: Section | None = None
        self.region: Region | None = None
        self.sharp = False
        self.insists = False
        self.held_from = MEDIANS
        self.seen: Seen | None = None
        self._held_at = 0
        self._part = TRAIN
        self._homes: dict[tuple[int, int], Region] = {}
        self._looking: Looking | None = None
        self._failed: tuple[Asked, Any] | None = None

    # the model

    def see(self, bench: Workbench) -> bool:
        """Take over the run, or the opened file, and its newest weights; returns whether there is another network."""
        run, before = bench.run, self.choice.model
        self.status = bench.snapshot.status if bench.snapshot is not None else ""
        self.choice.see(run if run is not None and run.network is not None else None, bench.snapshot, bench.opened_model)
        model = self.choice.model
        if model is before:
            return False
        self._failed, self._homes = None, {}
        self._looking = Looking(model.network, model.preparation) if model is not None else None
        if model is None or before is None or model.network is not before.network:
            self.seen = None  # what is drawn of the same network stays until it is known what it says of other data
        if not _alike(model, before):
            self._begin(model)
        self.choose_part(self._part)
        return True

    def _begin(self, model: Model | None) -> None:
        """Begin anew with other data."""
        self.section, self.region, self._homes, self._held_at, self.insists = None, None, {}, 0, False
        self.held_from = MEDIANS
        if model is not None and self.kind == "plane":
            raw = model.prepared.train.raw if model.prepared is not None else middle_of(model)[np.newaxis]
            held = medians(raw) if len(raw) else tuple(middle_of(model).reshape(-1).tolist())
            self.section = Section(*first_axes(raw, alike=self.pictures), held)

    @property
    def known(self) -> Description | None:
        """What is known of the data."""
        return self.choice.description

    @property
    def classifies(self) -> bool:
        """Whether samples belong to classes."""
        return self.choice.classifies

    @property
    def pictures(self) -> bool:
        """Whether the features are the pixels of pictures."""
        return self.known is not None and self.known.picture_shape is not None

    @property
    def kind(self) -> Kind:
        """What can be drawn: a plane, the curve over one feature, or nothing."""
        if self.known is None:
            return ""
        if math.prod(self.known.sample_shape) > 1:
            return "plane"
        return "" if self.classifies else "curve"

    @property
    def available(self) -> bool:
        """Whether there is something to draw; a plane of pixels only when it was asked for."""
        return self.kind != "" and (self.insists or not self.pictures)

    @property
    def refusal(self) -> str:
        """Why nothing is drawn, in a sentence."""
        if self.known is None:
            return "there is no network yet whose plane could be drawn"
        if self.kind == "":
            return "one feature with classes has no plane: two features have, or one and a number"
        return (
            f"a picture has {len(self.choice.columns):,} pixels, and a plane of two of them says little: "
            "the same key again draws it all the same"
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """Name, range and step of each feature."""
        return self.choice.columns

    # parts

    def choose_part(self, name: str) -> None:
        """Show the points of a part; the training points where there is no such part."""
        self._part = name
        self.choice.choose_part(name if name in self.choice.parts else TRAIN)

    def next_part(self) -> bool:
        """Show the points of the next part; returns whether there is another one."""
        names = list(self.choice.parts)
        if len(names) < 2:
            return False
        self.choose_part(names[(names.index(self.choice.part_name) + 1) % len(names)])
        return True

    # features

    @property
    def held(self) -> tuple[int, ...]:
        """The positions of the features that are held."""
        return self.section.others if self.section is not None else ()

    @property
    def held_at(self) -> int:
        """The position of the held feature that is moved."""
        return self.held[self._held_at % len(self.held)]

    def _plane(self) -> Section:
        if self.section is None or not self.held:
            raise InputError("all features of these data are on the axes: there is no other one to choose or to hold")
        return self.section

    def next_axis(self, axis: Literal["x", "y"], direction: int) -> None:
        """Let the next feature that is held run along an axis."""
        section = self._plane()
        here = section.across if axis == "x" else section.up
        ahead = sorted(section.others, key=lambda position: (position - here) * direction % len(section.held))
        self.set_axis(axis, ahead[0])

    def set_axis(self, axis: Literal["x", "y"], position: int) -> None:
        """Let the feature at a position run along an axis."""
        section = self._plane()
        other = section.up if axis == "x" else section.across
        self.section = section.with_axes(*((position, other) if axis == "x" else (other, position)))
        self.region = None

    def next_held(self, direction: int) -> None:
        """Choose which held feature is moved."""
        self._plane()
        self._held_at = (self._held_at + direction) % len(self.held)

    def move_held(self, direction: int) -> None:
        """Hold the chosen feature at a value a step away, at most a range beyond what the training part has."""
        section, column = self._plane(), self.columns[self.held_at]
        room = column.high - column.low or 10 * column.step
        moved = section.held[self.held_at] + direction * column.step
        value = rounded(min(max(moved, column.low - room), column.high + room), column.step)
        if value == section.held[self.held_at]:
            raise InputError(f"{column.name} goes no further")
        self.section = section.holding(self.held_at, value)

    def hold_otherwise(self) -> None:
        """Hold all features at the first sample of the part instead of the medians of the training part, or back."""
        section, part, model = self._plane(), self.choice.part, self.choice.model
        if part is None or model is None or model.prepared is None:
            raise InputError("there are no samples here at whose values features could be held")
        first = self.held_from == MEDIANS
        held = part.raw[0].reshape(-1).astype(np.float64).tolist() if first else medians(model.prepared.train.raw)
        self.held_from = FIRST if first else MEDIANS
        self.section = Section(section.across, section.up, tuple(held))

    def typed(self, text: str) -> None:
        """Do what was typed: `NAME = VALUE` holds a feature there, `x = NAME` or `y = NAME` chooses an axis."""
        section, names = self._plane(), [column.name for column in self.columns]
        told = understood(text, names)
        if told.axis:
            self.set_axis(told.axis, feature_named(names, told.right))
            return
        position = feature_named(names, told.left)
        if position not in section.others:
            raise InputError(f"{names[position]} runs along an axis and is not held", allowed="a feature that is held")
        self.section = section.holding(position, told.value)
        self._held_at = self.held.index(position)

    # the window

    @property
    def home(self) -> Region:
        """The whole plane: around all points of all parts."""
        section = self.section
        key = (section.across, section.up) if section is not None else (0, 0)
        if key not in self._homes:
            sides = [self._side(position) for position in key] if section is not None else [self._side(0), self._heights()]
            self._homes[key] = Region(sides[0].low, sides[0].high, sides[1].low, sides[1].high)
        return self._homes[key]

    def _side(self, position: int) -> Axis:
        column = self.columns[position]
        found = [part.raw.reshape(len(part.raw), -1)[:, position].astype(np.float64) for part in self.choice.parts.values()]
        return axes.around(np.array([column.low, column.high]), *found)

    def _heights(self) -> Axis:
        targets = [first_target(part) for part in self.choice.parts.values()]
        ends = axes.around(*targets) if targets else axes.between(-1.0, 1.0)
        room = (ends.high / 2 - ends.low / 2) / 3
        return axes.between(ends.low - room, ends.high + room)

    @property
    def window(self) -> Region:
        """The part of the plane that is wanted."""
        return self.region or self.home

    def pan(self, right: float, up: float) -> None:
        """Move the window by shares of its sides."""
        self._look_at(window.panned(self.window, self.home, right, up), "the data are far away: 0 goes back to them")

    def zoom(self, factor: float) -> None:
        """Make the window's sides so many times as long."""
        self._look_at(window.zoomed(self.window, self.home, factor), "this is as near or as far as it goes: 0 shows all")

    def _look_at(self, region: Region, end: str) -> None:
        if region == self.window:
            raise InputError(end)
        self.region = region

    # what is asked

    def question(self, rows: int, columns: int) -> Asked:
        """Return what is to be known for a picture of so many places."""
        shrink = min(1.0, math.sqrt(MOST_CELLS / max(1, rows * columns)))
        return Asked(self.choice.part, self.section, self.window, max(1, round(rows * shrink)), max(1, round(columns * shrink)))

    def asking(self, rows: int, columns: int) -> Callable[[], Generator[None, None, Seen]] | None:
        """Return the job that finds out what is to be drawn; None where it is known already."""
        weights, looking = self.choice.weights, self._looking
        if not self.available or weights is None or looking is None:
            return None
        asked = self.question(rows, columns)
        seen = self.seen
        if seen is not None and seen.weights is weights and asked.same(seen.asked):
            return None
        if self._failed is not None and self._failed[1] is weights and asked.same(self._failed[0]):
            return None
        self._asked = (asked, weights)
        return lambda: looking.asking(asked, weights)

    def take(self, seen: Seen) -> bool:
        """Take in an answer, unless there is another network by now."""
        fits = self.choice.model is not None and seen.network is self.choice.model.network
        if fits:
            self.seen, self._failed = seen, None
        return fits

    def fail(self) -> None:
        """Note that the last question has no answer, so that it is not asked again and again."""
        self._failed = self._asked


def _alike(model: Model | None, before: Model | None) -> bool:
    """Return whether the data are the same, or others of the same kind under the same network."""
    if model is None or before is None or model.prepared is None or before.prepared is None:
        return False
    same = model.network is before.network and model.description.feature_names == before.description.feature_names
    return same or model.prepared is before.prepared


def first_target(part: Part) -> Any:
    """Return the first target of each row of a part, `(rows,)` float64."""
    return part.raw_targets.reshape(len(part.raw_targets), -1)[:, 0].astype(np.float64)
