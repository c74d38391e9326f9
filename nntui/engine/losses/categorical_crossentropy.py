"""Categorical cross-entropy."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.distributions import DistributionLoss
from nntui.engine.layer import Buffer, Context, Layer
from nntui.engine.targets import smoothed
from nntui.engine.weighing import weigh, weighted_sum
from nntui.errors import StackError

CLIP = 1e-7


@register("loss", "categorical_crossentropy")
class CategoricalCrossentropy(DistributionLoss, frozen=True):
    """Categorical cross-entropy: `-log(p[target])`, mean over samples; through softmax the gradient is `(p - y) / n`.

    Targets are class indices `(samples,)` or one-hot rows. The reported value clips probabilities to
    `[1e-7, 1 - 1e-7]` as the book does (chapter 5); gradients are not clipped. With `class_weights` the mean is
    `sum(w * l) / sum(w)` over the samples of the batch, as in PyTorch.
    """

    label_smoothing: Annotated[
        float, Field("Share of each target that is spread evenly over all classes.", low=0, high=1, high_open=True, live=True)
    ] = 0.0
    class_weights: Annotated[
        tuple[float, ...],
        Field("How much a sample of each class counts, in the order of the classes.", low=0, high=1e6, none="all alike"),
    ] = ()

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise unless the last layer gives a distribution over at least two classes, with a weight for each."""
        super().check(last, output_shape)
        if self.class_weights and len(self.class_weights) != output_shape[0]:
            raise StackError(
                "there are not as many class weights as outputs",
                where="class_weights",
                received=len(self.class_weights),
                allowed=f"{output_shape[0]} weights",
                advice="Give one weight for each class, or none.",
            )
        if self.class_weights and not any(self.class_weights):
            raise StackError(
                "the class weights are all zero",
                where="class_weights",
                received=self.class_weights,
                allowed="one above 0",
                advice="Give one weight for each class, or none.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return class indices `(samples,)`, or shares `(samples, classes)`."""
        return smoothed(super().encode(targets, output_shape, dtype, where=where), self.label_smoothing, output_shape[0], dtype)

    def sample_weights(self, targets: Array, context: Context) -> Array | None:
        """Return the weight of each sample's class `(batch,)`, or None."""
        if not self.class_weights:
            return None
        classes = targets if targets.ndim == 1 else targets.argmax(axis=1, out=context.own_classes)
        weights: Array = context.own_weights
        return np.asarray(self.class_weights).take(classes, None, weights, "clip")

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, where each target lies in the outputs as they lie in memory, and numbers a sample."""
        own: dict[str, Shape | Buffer] = {"own_weights": Buffer((), "float64"), "own_classes": Buffer((), "intp")}
        return (own if self.class_weights else {}) | {
            "dy": output_shape,
            "places": Buffer((), "intp"),
            "picked": (),
            "logarithm": (),
            "losses": (),
            "low": Buffer((), constant=CLIP),
            "high": Buffer((), constant=1 - CLIP),
        }

    def value(self, outputs: Array, targets: Array, context: Context) -> float:
        """Return the mean of `-log(p[target])`, with p clipped."""
        losses = self.per_sample(outputs, targets, context)
        if context.weights is None:
            return float(np.add.reduce(losses)) / len(losses)  # in pairs, as the book's mean: a dot differs by machine
        return weighted_sum(losses, context) / context.weight_total

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `-log(clip(p[target]))` `(batch,)`."""
        losses: Array = context.losses
        if targets.ndim == 2:
            _logarithms_of_shares(outputs, targets, context)
            return np.negative(losses, losses)
        picked: Array = context.picked
        context.target_outputs = picked
        outputs.ravel("K").take(_places(outputs, targets, context), None, picked, "clip")
        if context.logarithms:
            context.target_outputs = context.logarithm
            np.copyto(context.logarithm, picked)
            np.exp(picked, picked)
        np.maximum(picked, context.low, out=losses)
        np.minimum(losses, context.high, out=losses)
        np.log(losses, losses)
        return np.negative(losses, losses)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `-y / p / n` `(batch, classes)`."""
        dy: Array = context.dy
        scale = -1 / len(outputs)
        if targets.ndim == 2:
            np.divide(targets, outputs, dy)
            np.multiply(dy, scale, dy)
        else:
            dy.fill(0)
            picked: Array = context.picked
            dy.ravel("K")[_places(dy, targets, context)] = np.divide(scale, picked, picked)
        return weigh(dy, context)

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `(p - y) / n` `(batch, classes)`, the gradient with respect to the logits."""
        dy: Array = context.dy
        scale = context.met
        if scale is None:
            scale = context.met = np.asarray(1 / len(outputs), dy.dtype)
        if context.logarithms:
            outputs = np.exp(outputs, dy)
        if targets.ndim == 2:
            np.subtract(outputs, targets, dy)
            np.multiply(dy, scale, dy)
            return weigh(dy, context)
        picked: Array = context.picked
        places = context.places if dy.strides == outputs.strides else _places(dy, targets, context)
        np.subtract(picked, context.ones, picked)
        np.multiply(picked, scale, picked)
        np.multiply(outputs, scale, dy)
        dy.ravel("K")[places] = picked
        return weigh(dy, context)


def _logarithms_of_shares(outputs: Array, targets: Array, context: Context) -> None:
    """Write `sum(y * log(clip(p)))` of each sample into `losses`, using `dy` as scratch."""
    scratch: Array = context.dy
    np.maximum(np.exp(outputs, scratch) if context.logarithms else outputs, CLIP, out=scratch)
    np.minimum(scratch, 1 - CLIP, out=scratch)
    np.log(scratch, scratch)
    np.multiply(scratch, targets, scratch)
    np.add.reduce(scratch, axis=1, out=context.losses)


def _places(array: Array, targets: Array, context: Context) -> Array:
    """Return where the target class of each row lies in `array` `(batch, classes)` as it lies in memory."""
    places: Array = context.places
    samples, classes = array.shape
    if array.flags.c_contiguous:
        return np.add(targets, _steps(context, samples, classes), places)
    np.multiply(targets, samples, places)
    return np.add(places, _steps(context, samples, 1), places)


def _steps(context: Context, count: int, step: int) -> Array:
    name = "rows" if step == 1 else "starts"
    steps: Array | None = context.__dict__.get(name)
    if steps is None:
        steps = context.__dict__[name] = np.arange(0, count * step, step, dtype=np.intp)
    return steps
