"""Whether a stack has shapes, is small enough, and has something to train."""

from __future__ import annotations

import math

import numpy as np

from nntui.engine.workspace import bytes_wanted
from nntui.errors import StackError
from nntui.spec import limits
from nntui.training.plan_case import Case, Problems


def shapes(case: Case) -> Problems:
    """Yield what the first layer that cannot take its input says."""
    if case.stack.error is not None:
        yield case.stack.error


def size(case: Case) -> Problems:
    """Yield the largest layer when there are too many parameters."""
    if case.stack.parameters > limits.PARAMETERS:
        sizes = [counts[0] if counts else 0 for counts in case.stack.counts]
        largest = sizes.index(max(sizes))
        yield StackError(
            "there are too many parameters",
            layer=largest,
            received=case.stack.parameters,
            allowed=f"at most {limits.PARAMETERS:,} in all",
            advice=f"Give this layer, which has {sizes[largest]:,} of them, or the one before it fewer units.",
        )


def memory(case: Case) -> Problems:
    """Yield the first of the widest layers when a batch needs more memory than the limit."""
    rows = min(case.planned.training.batch_size or case.description.rows, case.description.rows)
    dtype = np.dtype(case.planned.model.dtype)
    wanted = [layer.buffers(shape) for layer, shape in case.stack.inputs]
    needed = bytes_wanted(wanted, dtype, rows)
    if needed > limits.DATA_BYTES:
        sizes = [math.prod(shape) for shape in case.stack.shapes if shape is not None]
        fitting = max(1, rows * limits.DATA_BYTES // needed)
        yield StackError(
            f"a batch of {rows:,} samples needs too much memory",
            layer=sizes.index(max(sizes)),
            received=f"{needed / 2**30:.1f} GiB",
            allowed=f"at most {limits.DATA_BYTES / 2**30:.0f} GiB",
            advice=f"Set training.batch_size to {fitting:,} or less, or make this layer smaller.",
        )


def nothing_to_train(case: Case) -> Problems:
    """Yield the last layer with units when no parameter is trained."""
    if case.stack.error is None and not case.stack.trained:
        frozen = case.stack.parameters > 0
        yield StackError(
            "nothing in the stack can be trained",
            layer=0 if case.end.dense is None else case.end.dense,
            advice="Set trainable of this layer to true." if frozen else "Add a dense layer before it.",
        )
