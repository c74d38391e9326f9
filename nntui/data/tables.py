"""What a data set gives, and what training sees of it: arrays and names, nothing that reads or draws."""

from __future__ import annotations

from typing import Literal

import msgspec

from nntui.data.arrays import Array
from nntui.spec.formulas import FORMULAS

Task = Literal["classification", "regression"]
PARTS = ("train", "validation", "test")


class Table(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A data set as it was loaded, before split and scaling.

    `features` is `(rows, *sample_shape)` float32, float64 or uint8; `targets` is `(rows,)` int64 class indices for a
    classification, `(rows, outputs)` float64 for a regression. `test_features`, `test_targets` are a test part that
    the data set itself defines. `picture_shape` is `(height, width)` when a sample is a grey picture laid flat.
    """

    name: str
    task: Task
    features: Array
    targets: Array
    feature_names: tuple[str, ...]
    target_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    picture_shape: tuple[int, int] | None = None
    test_features: Array | None = None
    test_targets: Array | None = None
    notes: tuple[str, ...] = ()


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of data without its arrays: enough to infer output layer and loss and to draw the builder.

    `inputs` are the formulas that the network sees in place of the two features (see `spec.formulas`); empty: it sees
    the features themselves.
    """

    name: str
    task: Task
    rows: int
    sample_shape: tuple[int, ...]
    outputs: int
    feature_names: tuple[str, ...]
    target_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    picture_shape: tuple[int, int] | None = None
    inputs: tuple[str, ...] = ()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample as the network sees it."""
        return (len(self.inputs),) if self.inputs else self.sample_shape

    @property
    def input_names(self) -> tuple[str, ...]:
        """The names of what the network sees: the features, or formulas of them such as `x1*x2`."""
        first, second, *_ = (*self.feature_names, "x1", "x2")
        return tuple(FORMULAS[name].written((first, second)) for name in self.inputs) or self.feature_names


class Preparation(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """How raw rows become what the network sees, and its outputs become values; kept in the model file.

    Features: `(x - feature_offset) / feature_factor`, each `(inputs,)` or `(1,)` float64, after the formulas of
    `description.inputs`; targets of a regression likewise. Names are those of the data the network was trained on.
    """

    description: Description
    scaling: str
    target_scaling: str
    feature_offset: Array
    feature_factor: Array
    target_offset: Array
    target_factor: Array


class Part(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Train, validation or test: raw rows (as the user knows them) and targets as the network sees them.

    `features` `(rows, *input_shape)` is what the network is fed: formulas made, scaled, in the network's dtype; pictures
    may stay uint8 with a scaling in the preparation. `raw` are the rows before all that, `rows` their positions in the
    table. `encoded` says that the targets are in the loss's own form already.
    """

    name: str
    features: Array
    targets: Array
    raw: Array
    raw_targets: Array
    rows: Array
    encoded: bool = False


class Prepared(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Data ready for training: parts, and how they were made."""

    table: Table
    train: Part
    validation: Part | None
    test: Part | None
    preparation: Preparation

    @property
    def description(self) -> Description:
        """What is known of the data without its arrays."""
        return self.preparation.description
