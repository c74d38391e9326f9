"""A snapshot of a run: the only thing that leaves the worker's thread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from nntui.training.averaging import averaged
from nntui.training.messages import Curve, Kept, Snapshot, Status
from nntui.training.state import TrainState

if TYPE_CHECKING:
    from nntui.training.trainer import Trainer


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a session adds to a snapshot: everything that the trainer does not know."""

    acknowledged: int = 0
    status: Status = "ready"
    message: str = ""
    steps_per_second: float = 0.0
    pace: float | None = None
    kept: Kept | None = None


def curves_of(state: TrainState) -> dict[str, Curve]:
    """Return the curves of a run: training series by step, validation series by epoch; those without points left out."""
    curves = state.steps.curves() | state.validations.curves()
    return {name: curve for name, curve in curves.items() if len(curve.step)}


def snapshot(trainer: Trainer, standing: Standing, previous: dict[str, Curve]) -> Snapshot:
    """Return the run as it stands; the vectors are copies."""
    state = trainer.state
    values = state.steps.last() | state.validations.last()
    return Snapshot(
        acknowledged=standing.acknowledged,
        status=standing.status,
        message=standing.message,
        epoch=state.epoch,
        step=state.step,
        planned_epochs=trainer.experiment.training.epochs,
        planned_steps=trainer.planned_steps,
        steps_per_epoch=trainer.steps_per_epoch,
        seconds=trainer.stopwatch(),
        steps_per_second=standing.steps_per_second,
        pace=standing.pace,
        values={name: value for name, value in values.items() if not math.isnan(value)},
        best=trainer.best.of(state.history),
        curves=trainer.curves(),
        marks=tuple(state.marks),
        parameters=averaged(trainer.experiment, state).copy(),
        statistics=state.statistics.copy(),
        previous=previous,
        kept=standing.kept,
        experiment=trainer.experiment,
        held=state.hands.held(),
        prepared=trainer.prepared,
    )
