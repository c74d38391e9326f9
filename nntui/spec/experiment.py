"""An experiment as one frozen value: data, model, optimizer, training and seed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from nntui.catalog import Component, Field, check_value, fields
from nntui.spec import drawn, formulas, limits


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an experiment whose fields are checked like a component's."""

    def __post_init__(self) -> None:
        for info in fields(type(self)):
            value = getattr(self, info.name)
            checked = check_value(info, value, where=f"{type(self).__name__.lower()}.{info.name}")
            if checked is not value:
                msgspec.structs.force_setattr(self, info.name, checked)


class Data(Section, frozen=True, kw_only=True):
    """Which data set, how it is split and how it is scaled."""

    source: Annotated[Component, Field("The data set.", kind="dataset")]
    seed: Annotated[int, Field("Seed of generated data; 0 is the book's own draw.", low=0, high=limits.SEED, live=True)] = 0
    validation: Annotated[
        float, Field("Share of the rows kept aside to validate on.", low=0, high=0.9, unit="share of rows")
    ] = 0.0
    test: Annotated[float, Field("Share of the rows kept aside as a test part.", low=0, high=0.9, unit="share of rows")] = 0.0
    split: Annotated[
        str,
        Field("Which rows are kept aside: drawn, every class alike, or the last ones as they lie.", choices=("drawn", "last")),
    ] = "drawn"
    fresh: Annotated[
        int,
        Field(
            "New samples drawn from the next seed to validate on (generated sets).", low=0, high=limits.SAMPLES, unit="samples"
        ),
    ] = 0
    features: Annotated[
        tuple[str, ...],
        Field(
            "What the network sees of two-feature data.",
            choices=formulas.NAMES,
            none="both features as they are",
        ),
    ] = ()
    drawn: Annotated[
        str,
        Field(
            "Points of your own in two-feature data: both features and the class, from 0, or the number; ; between.", live=True
        ),
    ] = ""
    erased: Annotated[
        str, Field("Rows of two-feature data that are left out, by their numbers from 0, spaces between.", live=True)
    ] = ""
    scaling: Annotated[
        str,
        Field(
            "How features are scaled, fitted on the training part: standard is mean 0 and deviation 1, minmax is -1 to 1.",
            choices=("none", "standard", "minmax"),
        ),
    ] = "none"
    target_scaling: Annotated[
        str, Field("How a regression target is scaled; predictions are turned back.", choices=("none", "standard"))
    ] = "none"

    def __post_init__(self) -> None:
        Section.__post_init__(self)
        drawn.points_of(self.drawn)
        drawn.rows_of(self.erased)


class Network(Section, frozen=True, kw_only=True):
    """The stack of layers, the loss and the metrics; a loss of None is inferred from the data."""

    layers: Annotated[tuple[Component, ...], Field("The layers, from the input on.", kind="layer")] = ()
    loss: Annotated[Component | None, Field("What training makes small.", kind="loss", none="chosen from the data")] = None
    metrics: Annotated[
        tuple[Component, ...], Field("What is reported beside the loss; empty: what suits the loss.", kind="metric")
    ] = ()
    dtype: Annotated[str, Field("Precision of the arithmetic.", choices=("float32", "float64"))] = "float32"


class Training(Section, frozen=True, kw_only=True):
    """How long, in which batches, how often validation is computed, and when training ends before its epochs."""

    epochs: Annotated[int, Field("Passes over the training data.", low=0, high=limits.EPOCHS, unit="epochs", live=True)] = 100
    batch_size: Annotated[
        int | None,
        Field(
            "Samples that are worked on at once.",
            low=1,
            high=limits.BATCH_SIZE,
            unit="samples",
            live=True,
            none="the whole set in one batch",
        ),
    ] = None
    accumulate: Annotated[
        int,
        Field(
            "Batches whose gradients make one update together: the mean of all their samples, in the memory of one batch.",
            low=1,
            high=limits.BATCH_SIZE,
            unit="batches",
            live=True,
        ),
    ] = 1
    balance: Annotated[
        bool,
        Field("Let every class count the same: a sample counts samples / (classes * samples of its class).", live=True),
    ] = False
    shuffle: Annotated[bool, Field("Draw a new order of the samples each epoch (batches only).", live=True)] = True
    last_batch: Annotated[
        str,
        Field(
            "A short batch at the end of an epoch is used, dropped, or carried over into the next epoch's first batch.",
            choices=("use", "drop", "carry"),
            live=True,
        ),
    ] = "use"
    validate_every: Annotated[
        int, Field("Validation is computed after every so many epochs.", low=1, high=limits.EPOCHS, unit="epochs", live=True)
    ] = 1
    patience: Annotated[
        int | None,
        Field(
            "Stop when the watched series has not become better for so many epochs.",
            low=1,
            high=limits.EPOCHS,
            unit="epochs",
            live=True,
            none="never stop for that",
        ),
    ] = None
    min_change: Annotated[
        float, Field("What counts as better for patience must be better by more than this.", low=0, high=1e30, live=True)
    ] = 0.0
    best_weights: Annotated[bool, Field("Put the weights of the best epoch back when patience is over.", live=True)] = False
    monitor: Annotated[
        str,
        Field(
            "The series of the history that patience watches; auto is val_loss where there is a validation part, else loss.",
            live=True,
        ),
    ] = "auto"
    target_loss: Annotated[
        float | None,
        Field(
            "Stop when the loss of an epoch is this or less (of the validation part where there is one).",
            low=-1e30,
            high=1e30,
            live=True,
            none="no such end",
        ),
    ] = None
    target_accuracy: Annotated[
        float | None,
        Field(
            "Stop when the accuracy of an epoch is this or more (of the validation part where there is one).",
            low=0,
            high=1,
            live=True,
            none="no such end",
        ),
    ] = None
    time_limit: Annotated[
        float | None,
        Field(
            "Stop after so many seconds of training; the step depends on the machine.",
            low=0,
            low_open=True,
            high=1e9,
            unit="seconds",
            live=True,
            none="no limit",
        ),
    ] = None


class Experiment(Section, frozen=True, kw_only=True):
    """Everything that says what is trained and how; the same value gives the same bits on the same machine."""

    data: Data
    model: Network
    optimizer: Annotated[Component, Field("How the parameters are moved.", kind="optimizer")]
    training: Training = Training()
    seed: Annotated[int, Field("Seed of the start weights, the split, the order and the noise.", low=0, high=limits.SEED)] = 0
    name: Annotated[str, Field("A name for people.")] = ""
    why: Annotated[str, Field("One line that says what the experiment shows.")] = ""
