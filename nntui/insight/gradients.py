"""A gradient check told layer by layer: which layers have the gradient of what they compute, and which one has not."""

from __future__ import annotations

import math
from typing import Literal

import msgspec
import numpy as np

from nntui.data.progress import Progress, Slices
from nntui.engine.arrays import Array
from nntui.engine.gradcheck import GradientCheck, GradientReport, relative_error
from nntui.engine.layout import Entry
from nntui.engine.network import Network
from nntui.errors import DataError
from nntui.insight.clear_rows import clear_rows
from nntui.insight.predictions import Weights
from nntui.insight.probe import probed
from nntui.spec import limits

SAMPLES = 8
WORK = 2**19
"""Samples times parameters of one look at the loss, at most, so that it stays short."""
ENTRIES = 10
STEPS = (1e-4, 1e-5, 1e-6)
TOLERANCE = 1e-6 if np.finfo(np.longdouble).eps < np.finfo(np.float64).eps else 1e-4
"""The largest relative error of a right gradient; larger where the machine has no type finer than float64."""
_CLEAR = 1e-5
_KINK = 1e-3
"""Slopes to the left and right that differ by more than this, relatively, over the shortest step are those of a kink."""

Verdict = Literal["right", "wrong", "spoiled", "unknown"]
_WORK = "checking gradients"


class LayerGradients(msgspec.Struct, frozen=True):
    """What was found of one layer: a report for each of its arrays, and for the gradient that it hands on (`input`).

    `verdict` is right; wrong; spoiled, where what reaches the layer is wrong already; or unknown, for the `reason` given.
    """

    position: int
    name: str
    verdict: Verdict
    reports: tuple[GradientReport, ...] = ()
    reason: str = ""

    @property
    def title(self) -> str:
        """Which layer it is, in words."""
        return f"layer {self.position} ({self.name})"

    @property
    def checked(self) -> int:
        """How many derivatives were compared."""
        return sum(report.checked for report in self.reports)

    @property
    def error(self) -> float:
        """The largest relative error, NaN where nothing was compared."""
        return max((report.error for report in self.reports), default=math.nan)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.verdict in ("spoiled", "unknown"):
            return f"cannot be told: {self.reason}"
        told = f"{self.checked} derivatives, relative error at most {self.error:.1e}"
        if self.verdict == "right":
            return f"right ({told})"
        worst = max(self.reports, key=lambda report: report.error)
        place = f"{worst.key}{list(worst.index)}"
        return f"WRONG: backward says {worst.analytic:.6g} for {place}, differences say {worst.numeric:.6g} ({told})"


class GradientsFound(msgspec.Struct, frozen=True):
    """The verdict on each layer that was looked at, with so many samples; `note` says what speaks against trusting it."""

    layers: tuple[LayerGradients, ...]
    samples: int
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether nothing was found to be wrong."""
        return not any(layer.verdict in ("wrong", "spoiled") for layer in self.layers)

    @property
    def sentence(self) -> str:
        """What was found, in words: the wrong layers by name, or how many are right."""
        wrong = [layer.title for layer in self.layers if layer.verdict == "wrong"]
        if wrong:
            return f"the gradient is WRONG in {', '.join(wrong)}"
        right, count = [layer.verdict for layer in self.layers].count("right"), len(self.layers)
        if count == 1:
            return f"the gradient of {self.layers[0].title} {'is right' if right else 'cannot be told'}"
        if right == count:
            return f"the gradients of all {count} layers are right"
        return f"the gradients of {right} of {count} layers are right, {count - right} cannot be told"


def checking(
    network: Network, weights: Weights, X: Array, y: Array, *, layer: int | None = None, entries: int = ENTRIES
) -> Slices[GradientsFound]:
    """A job: compare gradients with differences of the loss, of one layer or of all, and say which are right.

    The network is worked in float64 on the samples, of encoded X and y, that are farthest from all kinks. Of each array
    `entries` numbers are compared, evenly spread: `error = |a - n| / (|a| + |n| + 1e-8)`. Penalties and noise count, and
    numbers in which the loss itself has a kink are left out. The gradient between two layers is compared too, so that one
    layer's fault is not told of the others.
    """
    positions = _positions(network, layer, len(X))
    entries = limits.whole(entries, 1, limits.PARAMETERS, where="entries")
    wanted = min(SAMPLES, max(2, WORK // max(network.layout.size, 1)))
    rows, distance = clear_rows(network, weights, X, y, wanted)
    X, y = X[rows], y[rows]
    total = 2 * len(positions)
    yield Progress(_WORK, 0, total)
    plain = _Compared(network, weights, X, y)
    yield Progress(_WORK, 0, total)
    own = {}
    for done, position in enumerate(positions):
        own[position] = yield from plain.reports(position, entries, Progress(_WORK, done, total))
    between: dict[int, GradientReport] = {}
    if 2 * len(network.layers) <= limits.LAYERS:
        between = yield from _between(_Compared(*probed(network, weights), X, y), positions, entries)
    layers = tuple(_judged(network, position, own[position], between) for position in positions)
    note = _note(distance)
    return GradientsFound(tuple(map(_doubted, layers)) if note else layers, len(rows), note)


def _positions(network: Network, layer: int | None, samples: int) -> list[int]:
    count = len(network.layers)
    if layer is not None:
        layer = limits.whole(layer, 0, count - 1, where="layer", beyond="there is no such layer")
    if not samples:
        raise DataError("there are no samples to check gradients on", where="X", allowed="at least one sample")
    return list(range(count)) if layer is None else [layer]


def _between(compared: _Compared, positions: list[int], entries: int) -> Slices[dict[int, GradientReport]]:
    """Return a report for the gradient that stands before each layer in question, and before the one behind it."""
    count, total = len(compared.network.layers) // 2, len(positions)
    wanted = sorted({near for position in positions for near in (position, position + 1) if near < count})
    found = {}
    for done, position in enumerate(wanted):
        progress = Progress(_WORK, total + min(done, total), 2 * total)
        for report in (yield from compared.reports(2 * position, entries, progress)):
            found[position] = msgspec.structs.replace(report, key=f"{position}.input")
    return found


class _Compared:
    """One network's gradients beside the differences of its loss, in a finer type where the machine has one."""

    def __init__(self, network: Network, weights: Weights, X: Array, y: Array) -> None:
        self.network = _typed(network, "float64")
        self.parameters = weights.parameters
        exact = _typed(network, "longdouble")
        with np.errstate(all="ignore"):
            self.check = GradientCheck(self.network, self.parameters, weights.statistics, X, y, exact=exact)
            self.gradients = self.check.gradients()

    def reports(self, position: int, entries: int, progress: Progress) -> Slices[tuple[GradientReport, ...]]:
        """Return a report for each array of the layer that is trained."""
        found = []
        for entry in self.network.layout.entries:
            if entry.layer == position and entry.trainable:
                compared = []
                for place in self._places(entry, entries):
                    one = self._compare(place)
                    if one[0] <= TOLERANCE or not self._on_a_kink(place):
                        compared.append((place, *one))
                    yield progress
                if compared:
                    found.append(_report(entry, compared))
        return tuple(found)

    def _places(self, entry: Entry, entries: int) -> list[int]:
        """Return places in the vector, evenly spread; an L1 penalty has a kink at 0, which is kept away from."""
        inside = np.arange(entry.size)
        if entry.parameter.l1:
            inside = np.flatnonzero(np.abs(self.parameters[entry.place]) > _CLEAR)
        spread = np.unique(np.linspace(0, len(inside) - 1, min(entries, len(inside))).astype(int))
        return [entry.offset + int(place) for place in inside[spread]]

    def _on_a_kink(self, place: int) -> bool:
        """Say whether the loss has a kink in this number: the two largest of a pooled window are equal, for one."""
        with np.errstate(all="ignore"):
            return relative_error(*self.check.slopes(place, STEPS[-1])) > _KINK

    def _compare(self, place: int) -> tuple[float, float, float]:
        """Return error, gradient and difference, with the first step that agrees: a long one may cross a kink."""
        analytic = float(self.gradients[place])
        found = (math.inf, analytic, math.nan)
        with np.errstate(all="ignore"):
            for step in STEPS:
                numeric = self.check.numeric(place, step)
                error = relative_error(analytic, numeric)
                found = min(found, (math.inf if math.isnan(error) else error, analytic, numeric), key=lambda one: one[0])
                if error <= TOLERANCE:
                    break
        return found


def _typed(network: Network, dtype: str) -> Network:
    return Network(network.layers, network.input_shape, network.loss, dtype, network.metrics)


def _report(entry: Entry, compared: list[tuple[int, float, float, float]]) -> GradientReport:
    place, error, analytic, numeric = max(compared, key=lambda one: one[1])
    index = tuple(int(one) for one in np.unravel_index(place - entry.offset, entry.shape))
    return GradientReport(entry.key, len(compared), error, index, analytic, numeric)


def _judged(
    network: Network, position: int, own: tuple[GradientReport, ...], between: dict[int, GradientReport]
) -> LayerGradients:
    name = network.layers[position].catalog_name or type(network.layers[position]).__name__
    into, reaching = between.get(position), between.get(position + 1)
    reports = own if into is None else (*own, into)
    blocked = next((later for later in range(position, len(network.layers)) if network.layers[later].no_gradient), None)
    if blocked is not None:
        reason = f"layer {blocked} has no derivative to compare with ({network.layers[blocked].no_gradient})"
        return LayerGradients(position, name, "unknown", reports, reason)
    if not reports:
        reason = "all that was compared lies on a kink of the loss" if between else "it has no numbers that are trained"
        return LayerGradients(position, name, "unknown", reports, reason)
    if reaching is not None and not _agrees(reaching):
        reason = f"the gradient that reaches it from layer {position + 1} is wrong already"
        return LayerGradients(position, name, "spoiled", reports, reason)
    verdict: Verdict = "right" if all(_agrees(report) for report in reports) else "wrong"
    return LayerGradients(position, name, verdict, reports)


def _doubted(layer: LayerGradients) -> LayerGradients:
    """Return the verdict where differences prove nothing: what they speak against cannot be told."""
    if layer.verdict not in ("wrong", "spoiled"):
        return layer
    return msgspec.structs.replace(layer, verdict="unknown", reason="the samples lie on a kink, where differences do not agree")


def _agrees(report: GradientReport) -> bool:
    return report.error <= TOLERANCE


def _note(distance: float) -> str:
    if distance > 0:
        return ""
    return (
        "every sample lies on a kink of some layer, or its outputs are so certain that the loss clips them: "
        "differences prove little there"
    )
