"""Training as a job: in slices, so that it can share a thread with others."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from nntui.data.progress import Progress, Slices
from nntui.training.events import Event
from nntui.training.trainer import Trainer

Result = TypeVar("Result")
SLICE = 0.01
"""Seconds of training between two looks at what else there is; one step may take longer."""


def training(trainer: Trainer, progress: Progress) -> Slices[None]:
    """Train until the run ends, yielding `progress` with the finished epochs added; raises `Diverged`."""
    event = Event.STEP
    while event < Event.FINISHED:
        event = _slice(trainer)
        yield Progress(progress.text, progress.done + trainer.epoch, progress.total)
    if trainer.failure is not None:
        raise trainer.failure


def _slice(trainer: Trainer) -> Event:
    step, watch = trainer.step, trainer.stopwatch
    watch.start()
    until = watch() + SLICE
    event = step()
    while event < Event.FINISHED and watch() < until:
        event = step()
    watch.stop()
    return event


def beside(slices: Generator[Any, None, Result], progress: Progress) -> Slices[Result]:
    """Do the slices of a part of the work, yielding the `progress` of the whole between them."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield progress
