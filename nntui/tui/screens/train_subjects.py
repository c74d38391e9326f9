"""What a chart of the Train view can show: every metric, each on the validation part alone, the rate, the gradient by layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from nntui.charts.lines_panel import Trace
from nntui.training.messages import Curve
from nntui.training.norms import NORM
from nntui.tui.widgets.run_facts import Measured, words

RATE = "learning_rate"
DEAD, SATURATED = "dead_units", "saturated_units"
VALIDATION = "val_"
_MOST_LAYERS = 9
_SHARES = (DEAD, SATURATED)
_RATIOS = ("precision", "recall", "f1", "auc", "r2")
_BY_LAYER = (NORM, *_SHARES)
_WORDS = {NORM: "gradient norm"}

Curves = Mapping[str, Curve]


class Other(msgspec.Struct, frozen=True, eq=False):
    """Another run laid over this one: its curves, and what it is told by."""

    curves: Curves
    role: str
    name: str
    letter: str


def subjects(measured: Measured, *, shares: bool = False) -> tuple[str, ...]:
    """Return the names of all that a chart can show of a run; `shares`: whether it has units that could be dead."""
    validated = tuple(VALIDATION + name for name in measured.names) if measured.validated else ()
    return (*measured.names, *validated, RATE, NORM, *(_SHARES if shares else ()))


def title(subject: str) -> str:
    """Return the name of a subject as people write it."""
    if subject.startswith(VALIDATION):
        return f"validation {words(subject.removeprefix(VALIDATION))}"
    return _WORDS.get(subject, words(subject))


def is_share(subject: str) -> bool:
    """Say whether the values are shares from 0 to 1, so that the axis never moves.

    An R2 below 0, worse than saying the mean, lies at the foot of the chart: a last batch of two rows may give -300.
    """
    return subject.endswith(("accuracy", *_RATIOS)) or subject in _SHARES


def traces_laid(subject: str, others: Iterable[Other]) -> tuple[Trace, ...]:
    """Return the subject's curve of each other run that has one; curves by layer are too many for several runs."""
    if subject in _BY_LAYER:
        return ()
    found = (_trace(one.curves.get(subject), one.role, one.name, one.letter) for one in others)
    return tuple(trace for trace in found if trace is not None and len(trace.curve.step))


def traces(subject: str, curves: Curves) -> tuple[Trace, ...]:
    """Return the run's own curves of a subject."""
    if subject in _BY_LAYER:
        return _by_layer(subject, curves)
    if subject.startswith(VALIDATION):
        own = [_trace(curves.get(subject), "validation", "validation", "V")]
    else:
        own = [
            _trace(curves.get(subject), "train", "train" if subject != RATE else "rate", "T" if subject != RATE else "R"),
            _trace(curves.get(VALIDATION + subject), "validation", "validation", "V"),
        ]
    return tuple(trace for trace in own if trace is not None)


def _trace(curve: Curve | None, role: str, name: str, letter: str) -> Trace | None:
    return None if curve is None else Trace(curve, role, name, letter)


def _by_layer(subject: str, curves: Curves) -> tuple[Trace, ...]:
    """Return a curve per layer that has one: of many the first and the last ones."""
    layers = sorted(int(name.rpartition(".")[2]) for name in curves if name.startswith(f"{subject}."))
    half = _MOST_LAYERS // 2
    shown = layers if len(layers) <= _MOST_LAYERS else [*layers[: half + 1], *layers[-half:]]
    return tuple(
        Trace(curves[f"{subject}.{layer}"], f"class{place}", f"layer {layer}", str(place + 1))
        for place, layer in enumerate(shown)
    )
