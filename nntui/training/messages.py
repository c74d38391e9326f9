"""What passes between a screen and a runner: orders, marks, snapshots, questions and answers, all plain data."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from nntui.data.tables import Prepared
from nntui.engine.arrays import Array
from nntui.spec.experiment import Experiment

Status = Literal["ready", "running", "paused", "finished", "stopped", "diverged", "failed"]


class Play(msgspec.Struct, frozen=True, tag="play"):
    """Train on until something stops it."""


class Pause(msgspec.Struct, frozen=True, tag="pause"):
    """Stop at the next step border and wait."""


class Steps(msgspec.Struct, frozen=True, tag="steps"):
    """Do `count` steps, then pause."""

    count: int = 1


class Epochs(msgspec.Struct, frozen=True, tag="epochs"):
    """Train to the end of the `count`-th epoch from here, then pause."""

    count: int = 1


class Pace(msgspec.Struct, frozen=True, tag="pace"):
    """Do at most `steps_per_second` steps a second; None is flat out. Belongs to the screen, never to the spec."""

    steps_per_second: float | None = None


class Rewind(msgspec.Struct, frozen=True, tag="rewind"):
    """Go back to the start weights and generators; the run so far stays behind as the previous run."""


class Undo(msgspec.Struct, frozen=True, tag="undo"):
    """Take the last rewind back: the run that was left behind goes on where it was, and this one is dropped."""


class Change(msgspec.Struct, frozen=True, tag="change"):
    """Set a live field, such as `optimizer.learning_rate`, from the next step on (batch size: the next batch)."""

    path: str
    value: Any


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """End the run at the next step border."""


class Keep(msgspec.Struct, frozen=True, tag="keep"):
    """Copy the whole state, so that it can be saved: the snapshot that acknowledges this carries it as `kept`."""


class SetWeight(msgspec.Struct, frozen=True, tag="set-weight"):
    """Give a weight into a unit, or its bias (`source` None), another value, from which training goes on.

    `layer` is the position of the layer, `unit` its unit and `source` the weight among those into it, from 0, in reading
    order of the axes before the last: for a dense layer the number of the input.
    """

    layer: int
    unit: int
    source: int | None
    value: float


class NudgeWeight(msgspec.Struct, frozen=True, tag="nudge-weight"):
    """Add `by` to a weight or a bias, told as in `SetWeight`."""

    layer: int
    unit: int
    source: int | None
    by: float


class Freeze(msgspec.Struct, frozen=True, tag="freeze"):
    """Keep the weights into these units of a layer, and their biases, as they are; or let them move again."""

    layer: int
    units: tuple[int, ...]
    frozen: bool = True


class Silence(msgspec.Struct, frozen=True, tag="silence"):
    """Let these units of a layer (-1: the input) pass nothing on, or what they passed on before."""

    layer: int
    units: tuple[int, ...]
    silenced: bool = True


Hand: TypeAlias = SetWeight | NudgeWeight | Freeze | Silence
Order: TypeAlias = Play | Pause | Steps | Epochs | Pace | Rewind | Undo | Change | Stop | Keep | Hand


class Held(msgspec.Struct, frozen=True):
    """Units held by hand, by (position of the layer, number from 0)."""

    frozen: frozenset[tuple[int, int]] = frozenset()
    silenced: frozenset[tuple[int, int]] = frozenset()


class Mark(msgspec.Struct, frozen=True):
    """Something that happened at a step and is drawn on the charts: what, and the value before and after."""

    step: int
    epoch: float
    seconds: float
    text: str
    path: str = ""
    before: Any = None
    after: Any = None
    by_hand: bool = False


class Curve(msgspec.Struct, frozen=True, eq=False):
    """One series, at most 4,096 points: each covers the steps up to `step`, and has their minimum, maximum and mean.

    `epoch` (fractional) and `seconds` (of training) are the same places on the other axes; all `(points,)` float64.
    """

    name: str
    step: Array
    epoch: Array
    seconds: Array
    minimum: Array
    maximum: Array
    mean: Array


class Kept(msgspec.Struct, frozen=True, eq=False):
    """The whole state at one step border, as a file may hold it, and the experiment with all changes so far.

    `arrays` are copies; `values` are plain: numbers, texts, lists and dictionaries.
    """

    step: int
    experiment: Experiment
    arrays: dict[str, Array]
    values: dict[str, Any]


class Snapshot(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The run at one step border, as a frozen value; arrays are copies.

    `acknowledged` is the number of the last order carried out; `values` the newest of each series (loss, accuracy,
    val_loss, val_accuracy, learning_rate, ...), `best` the best of each with the epoch it was seen in. `previous` are the
    curves of the run that the last rewind left behind; `kept` is the newest copy of the whole state that was ordered;
    `experiment` is what is trained from here on, with all changes so far; `held` are the units held by hand,
    `prepared` the data that it is trained on.
    """

    acknowledged: int
    status: Status
    message: str = ""
    epoch: int
    step: int
    planned_epochs: int
    planned_steps: int
    steps_per_epoch: int
    seconds: float
    steps_per_second: float
    pace: float | None
    values: dict[str, float]
    best: dict[str, tuple[float, int]]
    curves: dict[str, Curve]
    marks: tuple[Mark, ...]
    parameters: Array
    statistics: Array
    previous: dict[str, Curve] = {}
    kept: Kept | None = None
    experiment: Experiment | None = None
    held: Held = Held()
    prepared: Prepared | None = None
