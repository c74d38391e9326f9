"""What the checks of a plan look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import msgspec

from nntui.data.tables import Description
from nntui.engine.layer import Layer
from nntui.engine.loss import Loss
from nntui.errors import StackError, shorten
from nntui.spec.experiment import Experiment
from nntui.training.plan_output import End, end_of, wanted_width
from nntui.training.plan_stack import Stack, stack_of

Problems = Iterator[StackError]


class Case(msgspec.Struct, frozen=True):
    """What the checks look at: the given experiment, the completed one, its layers, their end and shapes, the data."""

    given: Experiment
    planned: Experiment
    description: Description
    layers: tuple[Layer, ...]
    loss: Loss
    end: End
    stack: Stack

    @property
    def wanted(self) -> int:
        """How many outputs the data and the given loss ask for."""
        given = cast("Loss | None", self.given.model.loss)
        return wanted_width(self.layers, given, self.description)

    @property
    def classes(self) -> str:
        """The classes in words."""
        return f"{shorten(self.description.name)} has {self.description.outputs} classes"


def case_of(given: Experiment, planned: Experiment, description: Description) -> Case:
    """Return what the checks need to know of an experiment, as given and as completed; it has layers and a loss."""
    layers = cast("tuple[Layer, ...]", planned.model.layers)
    loss = cast("Loss", planned.model.loss)
    return Case(given, planned, description, layers, loss, end_of(layers), stack_of(layers, description))
