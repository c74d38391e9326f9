"""Fresh samples of a generated set: drawn from later seeds than any that the experiment uses, never trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nntui.data.dataset import Generated
from nntui.data.prepare import to_part
from nntui.data.tables import Part
from nntui.errors import InputError
from nntui.spec import limits

if TYPE_CHECKING:
    from nntui.data.tables import Preparation
    from nntui.spec.experiment import Data

SAMPLES = 3000
FIRST_DRAW = 2
"""Draw 0 has the data seed itself, draw 1 is what `fresh` in the data section takes for validation."""


def can_draw(data: Data) -> bool:
    """Say whether the data section's set is generated, so that fresh samples can be drawn."""
    return isinstance(data.source, Generated)


def fresh_part(data: Data, preparation: Preparation, dtype: str, *, samples: int = SAMPLES, draw: int = FIRST_DRAW) -> Part:
    """Return a part named `fresh` of new samples, drawn after `draw` seeds more and scaled as `preparation` says."""
    source = data.source
    if not isinstance(source, Generated):
        raise InputError(
            f"fresh samples cannot be drawn: {source.catalog_name} is not a generated set",
            where="data.source",
            allowed="a generated set, such as spiral",
        )
    table = source.draw_fresh(samples, (data.seed + draw) % (limits.SEED + 1))
    features, targets = to_part(preparation, table.features, table.targets, dtype)
    rows = np.arange(len(features))
    return Part(name="fresh", features=features, targets=targets, raw=table.features, raw_targets=table.targets, rows=rows)
