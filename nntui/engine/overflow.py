"""Answers of a network whose weights are so large that they are no numbers any more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from nntui.engine.arrays import Array
from nntui.errors import RunError

if TYPE_CHECKING:
    from nntui.engine.network import Bound
    from nntui.engine.workspace import Workspace

ADVICE = "Go back to the start weights, or to a file saved before; a lower learning rate or scaled inputs usually help"


def check_outputs(bound: Bound, X: Array, outputs: Array, workspace: Workspace) -> Array:
    """Return the outputs `(samples, *output_shape)` for encoded inputs; raise `RunError` where one is not finite."""
    good = np.isfinite(outputs)
    if not good.all():
        _raise(bound, X, int(np.argwhere(~good)[0][0]), workspace)
    return outputs


def check_loss(loss: float, bound: Bound, X: Array, workspace: Workspace) -> None:
    """Raise `RunError` where the loss of encoded inputs is not finite, for the outputs' sake if they are not."""
    if not math.isfinite(loss):
        check_outputs(bound, X, workspace.network.predict(bound, X, workspace), workspace)
        raise RunError(f"the loss is not finite: the outputs are too far from the targets. {ADVICE}", received=loss)


def _raise(bound: Bound, X: Array, sample: int, workspace: Workspace) -> NoReturn:
    """Send the sample through once more, to name the first layer whose outputs are not finite."""
    plan = workspace.plan(bound, 1, training=False)
    layers = workspace.network.layers
    x, position = X[sample : sample + 1], len(layers) - 1
    for number, (forward, parameters, context) in enumerate(plan.forwards):
        x = workspace.quiet(forward, x, parameters, context)
        if not np.isfinite(x).all():
            position = number
            break
    name = layers[position].catalog_name
    raise RunError(f"what layer {position} ({name}) makes of sample {sample} is not finite: weights are too large. {ADVICE}")
