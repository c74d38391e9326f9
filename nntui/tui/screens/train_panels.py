"""From a snapshot to what the Train view shows: the panel of each chart, and the state of the run in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from nntui.charts.lines_axes import Extent
from nntui.charts.lines_panel import Look, Panel
from nntui.training.messages import Curve, Mark, Snapshot
from nntui.tui.screens.train_subjects import Other, is_share, traces, traces_laid
from nntui.tui.widgets.run_facts import Measured

if TYPE_CHECKING:
    from nntui.tui.workbench import Workbench

_SEEN_SOON = 3.0
"""Seconds within which a run leaves the first hundredth of its plan: then the axis need not be shortened for it."""

READY = "space plays, n does one step"
_WORDS = {
    "ready": READY + ", + and - change the pace",
    "running": "training: space pauses, + and - change the pace, f goes flat out",
    "paused": "paused: space goes on, n does one step, e some epochs, r rewinds",
    "finished": "finished: e trains on, r rewinds, 3 predicts",
    "stopped": "stopped: space goes on, r rewinds",
    "diverged": "diverged: l changes the learning rate, r rewinds to the start weights",
    "failed": "failed: 1 changes the network",
}


def status_words(snapshot: Snapshot | None) -> str:
    """Return the state of the run and the keys that matter now."""
    return _WORDS[snapshot.status] if snapshot is not None else "getting ready"


def measured_by(workbench: Workbench) -> Measured:
    """Return what the run measures: its network's loss and metrics."""
    run = workbench.run
    if run is None or run.network is None:
        return Measured()
    return Measured(("loss", *run.network.metric_names), run.prepared.validation is not None)


def panel_of(
    subject: str, snapshot: Snapshot, others: Iterable[Other], look: Look, more: Mapping[str, Curve] | None = None
) -> Panel:
    """Return the chart of one subject, the other runs under this one; shares keep their axis from 0 to 1.

    `more` are curves of the run that its snapshot does not have.
    """
    share = is_share(subject)
    laid = traces_laid(subject, others)
    return Panel(
        traces=(*laid, *traces(subject, {**snapshot.curves, **(more or {})})),
        marks=snapshot.marks,
        look=msgspec.structs.replace(look, log=look.log and not share),
        extent=extent_of(snapshot, [trace.curve for trace in laid]),
        share=share,
        note=READY if snapshot.status == "ready" else "no values yet",
        trouble=_trouble(snapshot),
    )


def extent_of(snapshot: Snapshot, others: Sequence[Curve]) -> Extent:
    """Return how far the run is; a run that is laid over it and went further makes the axis longer.

    A short axis is for a run alone that stands or creeps at its beginning.
    """
    soon = snapshot.status == "running" and snapshot.steps_per_second * _SEEN_SOON > snapshot.planned_steps / 100
    return Extent(
        epoch=snapshot.step / max(snapshot.steps_per_epoch, 1),
        step=snapshot.step,
        seconds=snapshot.seconds,
        planned_epochs=max([snapshot.planned_epochs, *(math.ceil(curve.epoch[-1]) for curve in others)]),
        planned_steps=max([snapshot.planned_steps, *(int(curve.step[-1]) for curve in others)]),
        zoom=not (others or soon),
    )


def _trouble(snapshot: Snapshot) -> Mark | None:
    if snapshot.status != "diverged":
        return None
    return Mark(snapshot.step, snapshot.step / max(snapshot.steps_per_epoch, 1), snapshot.seconds, snapshot.message)
