"""The health of a run in plain words: what is wrong, since when, the numbers behind it, and what helps."""

from __future__ import annotations

import numpy as np

from nntui.data.progress import Progress, Slices
from nntui.data.tables import Prepared
from nntui.engine.network import Network
from nntui.engine.results import drain
from nntui.engine.squares import SquareLoss
from nntui.insight import illnesses
from nntui.insight.dead_units import DeadUnits, counting
from nntui.insight.predictions import Weights
from nntui.insight.spread import spread_samples
from nntui.insight.symptoms import ILLNESSES, Finding, Patient
from nntui.training.messages import Snapshot

__all__ = ["ILLNESSES", "Finding", "Patient", "examine", "examining", "illnesses", "patient_of"]
LOOKED_AT = 1000
"""So many samples of the training part are sent through the network to find dead units."""
_WORK = "examining the run"


def examine(patient: Patient) -> tuple[Finding, ...]:
    """Return everything that was found, alarms first, each in the order of the registry."""
    found: tuple[Finding, ...] = drain(_examining(patient))
    return found


def _examining(patient: Patient) -> Slices[tuple[Finding, ...]]:
    found = []
    for done, doctor in enumerate(ILLNESSES.values()):
        yield Progress(_WORK, done, len(ILLNESSES))
        found.append(doctor(patient))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.level != "alarm"))


def examining(network: Network, prepared: Prepared, snapshot: Snapshot) -> Slices[tuple[Finding, ...]]:
    """A job: look at the activations of a snapshot's weights, then examine its curves."""
    X, _ = spread_samples(network, prepared, LOOKED_AT)
    yield Progress(_WORK, 0, 1)
    weights = Weights(snapshot.parameters, snapshot.statistics)
    units = (yield from counting(network, weights, X)) if snapshot.step else None
    return (yield from _examining(patient_of(network, prepared, snapshot, units)))


def patient_of(network: Network, prepared: Prepared, snapshot: Snapshot, units: DeadUnits | None = None) -> Patient:
    """Return what there is to examine of a snapshot of a run on those data."""
    return Patient(
        curves=snapshot.curves,
        status=snapshot.status,
        message=snapshot.message,
        step=snapshot.step,
        steps_per_epoch=snapshot.steps_per_epoch,
        samples=len(prepared.train.targets),
        guess=_guess(prepared),
        spread=_spread(network, prepared),
        units=units,
    )


def _guess(prepared: Prepared) -> float | None:
    targets = prepared.train.targets
    if prepared.description.task != "classification" or targets.ndim != 1 or not len(targets):
        return None
    _, counts = np.unique(targets, return_counts=True)
    return float(counts.max()) / len(targets)


def _spread(network: Network, prepared: Prepared) -> float | None:
    loss = network.loss
    if not isinstance(loss, SquareLoss) or prepared.description.task != "regression":
        return None
    return loss.factor * float(np.var(prepared.train.targets, axis=0).mean())
