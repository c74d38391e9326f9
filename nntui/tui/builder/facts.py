"""What the plan knows of the stack, in the words of the outline."""

from __future__ import annotations

from typing import Any

from nntui.tui.builder.outline import Facts, Opening
from nntui.tui.workbench import Workbench


def facts_of(bench: Workbench) -> Facts:
    """Return shapes, parameters, what is added and what is wrong, by position."""
    rows = tuple(row for row in bench.summary if not row.added)
    opening = next((row for row in bench.summary if row.added), None)
    counts = tuple(row.parameters for row in rows)
    added = bench.plan.added if bench.plan is not None else ()
    known = all(count is not None for count in counts) and bool(rows)
    return Facts(
        input_shape=shape_text(bench.description.input_shape) if bench.description is not None else "",
        shapes=tuple(shape_text(row.shape) for row in rows),
        counts=counts,
        total=_total(bench, sum(count or 0 for count in counts)) if known else None,
        added=tuple(
            str(one) for one in added if one.position is not None and (opening is None or one.position > opening.position)
        ),
        opening=None if opening is None else Opening(opening.position, opening.text, shape_text(opening.shape)),
        loss=_loss(bench) if added else "",
        wrong=frozenset(error.layer for error in bench.problems if error.layer is not None),
        wrong_at_all=bool(bench.problems),
    )


def _total(bench: Workbench, given: int) -> int:
    """Return the parameters of the completed stack where it is known."""
    network = bench.run.network if bench.run is not None and not bench.stale else None
    return int(network.layout.size) if network is not None else given


def _loss(bench: Workbench) -> str:
    loss = bench.plan.experiment.model.loss
    return loss.catalog_name if loss is not None else ""


def shape_text(shape: Any) -> str:
    """Return a shape without the batch axis as `64` or `28x28x1`; a question mark where it is not known."""
    return "?" if shape is None else "x".join(str(size) for size in shape) or "1"
