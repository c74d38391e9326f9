"""The illnesses of a training run, each one function: what it looks for, from which number on, and what helps.

The bounds were set by the table of `tests/benchmarks/health.py`: no alarm on a recipe that is healthy by its numbers.
"""

from __future__ import annotations

import math

import numpy as np

from nntui.engine.arrays import Array
from nntui.errors import Diverged
from nntui.insight.health_series import Track, medians
from nntui.insight.symptoms import Finding, Patient, illness, newest

_RATE, _BUILD = "train.rate", "view.build"
_FEWEST_STEPS = 200
"""Before so many steps nothing is said of how a run goes."""
MANY_DEAD, MOST_DEAD, SOME_DEAD = 0.15, 0.6, 0.05
"""Shares of a layer: an alarm where the run does not do well, an alarm in any case, a note."""
MANY_SATURATED = 0.5
FLAT_BAND, FLAT_SHARE, FLAT_STRETCHES = 0.02, 0.3, 10
"""The loss is flat while it stays within 2 % of what it is now, for so much of the run."""
JUMP, JUMP_SHARE = 1.3, 0.05
"""A stretch jumps where it is so many times the median around it; so many of the second half must."""
UP, UP_SHARE = 1.1, 0.1
"""With batches an epoch jumps where its mean is so many times that of the one before."""
RISE, LARGE_RISE, LOST_ACCURACY, TRAIN_FALL = 0.2, 1.5, 0.03, 0.1
_AFTER_LOWEST = 5


@illness("diverged")
def diverged(patient: Patient) -> Finding | None:
    """The gradient or the loss is not finite any more."""
    if patient.status != "diverged":
        return None
    epoch = patient.step // max(patient.steps_per_epoch, 1)
    step = patient.step if Diverged.AFTER in patient.message else patient.step + 1
    return Finding(
        name="diverged",
        level="alarm",
        what=f"the run diverged at step {step:,}",
        since=epoch,
        numbers={"step": step, "last loss": _last(patient.track("loss"))},
        advice="lower the rate and rewind, or scale the data",
        action=_RATE,
    )


@illness("overfitting")
def overfitting(patient: Patient) -> Finding | None:
    """The validation loss has risen from its lowest while the training loss went on falling."""
    validation, training = patient.track("val_loss"), patient.track("loss")
    if validation is None or training is None or len(validation) < 2 * _AFTER_LOWEST:
        return None
    calm = medians(validation.mean, 2)
    lowest = int(calm.argmin())
    rise, fall = _grown(calm, lowest), -_grown(_at(training, validation), lowest)
    if len(calm) - lowest <= _AFTER_LOWEST or rise < RISE or fall < TRAIN_FALL:
        return None
    lost = _lost_accuracy(patient)
    epoch = int(validation.epoch[lowest])
    return Finding(
        name="overfitting",
        level="alarm" if lost >= LOST_ACCURACY or rise >= LARGE_RISE else "note",
        what=f"validation rises while training falls: overfitting since epoch {epoch:,}",
        since=epoch,
        numbers={"lowest val_loss": float(calm[lowest]), "val_loss": float(calm[-1]), "rise": rise, "training fell": fall},
        advice="stop there, or add dropout, L2 or data",
        action=_BUILD,
    )


def _at(training: Track, validation: Track) -> Array:
    values: Array = np.interp(validation.epoch, training.epoch, training.calm)
    return values


def _grown(values: Array, since: int) -> float:
    return float(values[-1] / max(abs(float(values[since])), 1e-9) - 1)


def _lost_accuracy(patient: Patient) -> float:
    """Return by how much the validation accuracy fell from its best; of a regression that is everything."""
    accuracy = patient.track("val_accuracy") if patient.guess is not None else None
    if accuracy is None:
        return 1.0
    calm = accuracy.calm
    return float(calm.max() - calm[-1])


@illness("dead_units")
def dead_units(patient: Patient) -> Finding | None:
    """Units that pass no gradient for any sample that was looked at; said of the layer that has most of them."""
    layers = patient.units.layers if patient.units is not None else ()
    worst = max(layers, key=lambda layer: len(layer.dead) / layer.units, default=None)
    if worst is None or len(worst.dead) / worst.units < SOME_DEAD:
        return None
    dead, share = len(worst.dead), len(worst.dead) / worst.units
    grave = share >= MOST_DEAD or (share >= MANY_DEAD and not patient.well)
    return Finding(
        name="dead_units",
        level="alarm" if grave else "note",
        what=f"{dead:,} of {worst.units:,} units in layer {worst.position} {'is' if dead == 1 else 'are'} dead",
        numbers={"dead": dead, "units": worst.units, "layer": worst.position, "samples": _looked_at(patient)},
        advice="lower the rate and rewind, or use LeakyReLU" if grave else "the run does well without them",
        action=_RATE,
    )


def _looked_at(patient: Patient) -> int:
    return patient.units.samples if patient.units is not None else 0


@illness("guessing")
def guessing(patient: Patient) -> Finding | None:
    """The training accuracy is that of always saying the most frequent class; of a regression, the loss that of the mean."""
    if patient.step < _FEWEST_STEPS or patient.status == "diverged":
        return None
    return _guesses_class(patient) if patient.guess is not None else _guesses_mean(patient)


def _guesses_class(patient: Patient) -> Finding | None:
    accuracy, guess = patient.track("accuracy"), patient.guess
    if accuracy is None or guess is None or guess > 0.95 or len(accuracy) < 3:
        return None
    margin = min(max(0.02, 2 * math.sqrt(guess * (1 - guess) / max(patient.samples, 1))), (1 - guess) / 4)
    if newest(accuracy) > guess + margin:
        return None
    numbers = {"training accuracy": newest(accuracy), "accuracy of guessing": guess}
    what = f"accuracy is at the level of guessing ({newest(accuracy):.1%}, always saying one class gives {guess:.1%})"
    return _at_guess(patient, what, numbers, _below_since(accuracy, guess + margin))


def _guesses_mean(patient: Patient) -> Finding | None:
    loss, spread = patient.track("loss"), patient.spread
    if loss is None or spread is None or len(loss) < 3 or newest(loss) < 0.97 * spread:
        return None
    numbers = {"loss": newest(loss), "loss of the mean": spread}
    what = f"the network does no better than always saying the mean (loss {newest(loss):.3g}, the mean gives {spread:.3g})"
    return _at_guess(patient, what, numbers, None)


def _at_guess(patient: Patient, what: str, numbers: dict[str, float], since: int | None) -> Finding:
    rises = _rises(patient)
    advice = "lower the rate and rewind" if rises else "raise the rate, or use other starts or fewer layers"
    return Finding(name="guessing", level="alarm", what=what, since=since, numbers=numbers, advice=advice, action=_RATE)


def _rises(patient: Patient) -> bool:
    loss = patient.track("loss")
    return loss is not None and newest(loss) > 1.05 * float(loss.mean.min())


def _below_since(accuracy: Track, bound: float) -> int:
    above = np.flatnonzero(accuracy.calm > bound)
    return accuracy.since(min(int(above[-1]) + 1, len(accuracy) - 1)) if len(above) else 0


@illness("saturated_units")
def saturated_units(patient: Patient) -> Finding | None:
    """Units that pass hardly any gradient for any sample; said of the layer that has most of them."""
    layers = patient.units.layers if patient.units is not None else ()
    worst = max(layers, key=lambda layer: len(layer.saturated) / layer.units, default=None)
    if worst is None or len(worst.saturated) / worst.units < MANY_SATURATED:
        return None
    return Finding(
        name="saturated_units",
        level=patient.level,
        what=f"{len(worst.saturated):,} of {worst.units:,} units in layer {worst.position} are saturated",
        numbers={"saturated": len(worst.saturated), "units": worst.units, "samples": _looked_at(patient)},
        advice="scale the data, or use smaller starts or relu",
        action=_BUILD,
    )


@illness("jumps")
def jumps(patient: Patient) -> Finding | None:
    """The loss leaps up again and again in the second half of the run."""
    loss = patient.track("loss")
    if loss is None or patient.step < _FEWEST_STEPS or len(loss) < 2 * FLAT_STRETCHES:
        return None
    leaps = _leaps(loss) if patient.steps_per_epoch <= 1 else _ups(loss)
    share = float(leaps[len(loss) // 2 :].mean())
    if share < (JUMP_SHARE if patient.steps_per_epoch <= 1 else UP_SHARE):
        return None
    return Finding(
        name="jumps",
        level=patient.level,
        what=f"the loss jumps ({share:.0%} of the time up by {(JUMP if patient.steps_per_epoch <= 1 else UP) - 1:.0%} or more)",
        since=loss.since(int(np.flatnonzero(leaps)[0])),
        numbers={"share that jumps": share, "loss": newest(loss), "highest": float(loss.high[len(loss) // 2 :].max())},
        advice="the rate is high, lower it or let it fall",
        action=_RATE,
    )


def _leaps(loss: Track) -> Array:
    leaps: Array = loss.high > JUMP * np.maximum(loss.calm, 1e-12)
    return leaps


def _ups(loss: Track) -> Array:
    before = np.concatenate([loss.mean[:1], loss.mean[:-1]])
    ups: Array = loss.mean > UP * np.maximum(before, 1e-12)
    return ups


@illness("flat")
def flat(patient: Patient) -> Finding | None:
    """The loss has stayed where it is for a good part of the run."""
    loss = patient.track("loss")
    if loss is None or patient.step < _FEWEST_STEPS or patient.status == "diverged":
        return None
    since = _flat_since(loss.calm)
    if len(loss) - since < max(FLAT_STRETCHES, FLAT_SHARE * len(loss)):
        return None
    return Finding(
        name="flat",
        level=patient.level,
        what=f"loss is flat since epoch {loss.since(since):,} (at {newest(loss):.3g})",
        since=loss.since(since),
        numbers={"loss": newest(loss), "skill": patient.skill, "learning rate": _last(patient.track("learning_rate"))},
        advice="it has settled, and more epochs will hardly help" if patient.well else _against_flat(patient),
        action="train.stop" if patient.well else _RATE,
    )


def _flat_since(calm: Array) -> int:
    away = np.flatnonzero(np.abs(calm - calm[-1]) > FLAT_BAND * abs(float(calm[-1])))
    return int(away[-1]) + 1 if len(away) else 0


def _against_flat(patient: Patient) -> str:
    rate = patient.track("learning_rate")
    if _rises(patient) or _many_dead(patient):
        return "lower the rate and rewind"
    if rate is not None and _last(rate) < float(rate.high.max()) / 20:
        return f"the rate has fallen to {_last(rate):.2g}, raise it or let it fall more slowly"
    return "raise the rate, or use more units or other starts"


def _many_dead(patient: Patient) -> bool:
    layers = patient.units.layers if patient.units is not None else ()
    return any(len(layer.dead) >= MANY_DEAD * layer.units for layer in layers)


def _last(found: Track | None) -> float:
    return math.nan if found is None else float(found.mean[-1])
