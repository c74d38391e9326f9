"""The contract of losses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from contract import check, from_two_threads, peak_of
from stacks import sample, targets

from nntui.engine.loss import Loss
from nntui.engine.network import Network
from nntui.errors import DataError, StackError

OUTPUTS = 3


class Lost:
    """A loss behind the activation it goes with, on normal numbers."""

    def __init__(self, loss: Loss, samples: int = 7, dtype: str = "float64", X: Any = None, y: Any = None) -> None:
        self.network = Network([loss.output_activation], (OUTPUTS,), loss, dtype)
        self.X = self.network.encode_inputs(sample(samples, dtype=dtype) if X is None else X)
        generator = np.random.default_rng(11)
        self.y = self.network.encode_targets(targets(loss, len(self.X), OUTPUTS, generator) if y is None else y)
        self.bound = self.network.bind(*[np.zeros(0, dtype)] * 3)
        self.workspace = self.network.workspace()
        self.plan = self.workspace.plan(self.bound, len(self.X), training=True)
        self.plan.loss.weights = None
        run, parameters, context = self.plan.forwards[0]
        self.outputs = self.workspace.quiet(run, self.X, parameters, context).copy()

    def weigh(self, weights: np.ndarray) -> Lost:
        """Give the samples weights."""
        self.plan.loss.weights = weights
        self.plan.loss.weight_total = float(weights.sum())
        return self

    def value(self) -> float:
        """Return the loss."""
        return self.workspace.quiet(self.network.loss.value, self.outputs, self.y, self.plan.loss)

    def gradient(self) -> np.ndarray:
        """Return the gradient with respect to the outputs, or the activation's input where the loss fuses the two."""
        loss = self.network.loss
        self.value()
        run = loss.fused_gradient if self.network.fused else loss.gradient
        return self.workspace.quiet(run, self.outputs, self.y, self.plan.loss).copy()


@check("loss")
def keeps_the_type(loss: Loss) -> None:
    """The value is a Python float, the gradient has the type and shape of the outputs."""
    for dtype in ("float32", "float64"):
        lost = Lost(loss, dtype=dtype)
        gradient = lost.gradient()
        assert type(lost.value()) is float
        assert gradient.dtype == dtype
        assert gradient.shape == lost.outputs.shape


@check("loss")
def is_the_mean_over_samples(loss: Loss) -> None:
    """The value is the mean of `per_sample`."""
    lost = Lost(loss)
    losses = lost.workspace.quiet(loss.per_sample, lost.outputs, lost.y, lost.plan.loss)
    np.testing.assert_allclose(lost.value(), np.mean(losses), rtol=1e-12)


@check("loss")
def counts_a_weight_of_two_as_two_rows(loss: Loss) -> None:
    """Weighted value and gradient are those of the data with rows given twice."""
    once = Lost(loss)
    weights = np.array([2.0, 1, 1, 3, 1, 1, 2])
    rows = np.repeat(np.arange(7), weights.astype(int))
    twice = Lost(loss, X=once.X[rows], y=once.y[rows])
    once.weigh(weights)
    np.testing.assert_allclose(once.value(), twice.value(), rtol=1e-12)
    added = np.zeros_like(once.outputs)
    np.add.at(added, rows, twice.gradient())
    np.testing.assert_allclose(once.gradient(), added, rtol=1e-10, atol=1e-14)


@check("loss")
def takes_one_sample(loss: Loss) -> None:
    """A batch of one gives the loss of that sample."""
    many = Lost(loss)
    losses = many.workspace.quiet(loss.per_sample, many.outputs, many.y, many.plan.loss)
    first = float(losses[0])
    np.testing.assert_allclose(Lost(loss, X=many.X[:1], y=many.y[:1]).value(), first, rtol=1e-12)


@check("loss")
def refuses_no_samples(loss: Loss) -> None:
    """An evaluation of nothing is an error."""
    lost = Lost(loss)
    with pytest.raises(DataError, match="no samples"):
        lost.network.evaluate(lost.bound, lost.X[:0], lost.y[:0], lost.workspace)


@check("loss")
def leaves_outputs_and_targets(loss: Loss) -> None:
    """Outputs and targets are not changed, and may be read-only."""
    lost = Lost(loss)
    before = lost.outputs.copy(), lost.y.copy()
    lost.outputs.flags.writeable = lost.y.flags.writeable = False
    lost.gradient()
    np.testing.assert_array_equal(lost.outputs, before[0])
    np.testing.assert_array_equal(lost.y, before[1])


@check("loss")
def takes_any_memory_order(loss: Loss) -> None:
    """Fortran order gives the same numbers."""
    one, two = Lost(loss), Lost(loss)
    one.outputs = np.ascontiguousarray(one.outputs)
    two.outputs = np.asfortranarray(two.outputs)
    np.testing.assert_allclose(one.value(), two.value(), rtol=1e-12)
    np.testing.assert_allclose(one.gradient(), two.gradient(), rtol=1e-12)


@check("loss")
def repeats_itself(loss: Loss) -> None:
    """The same numbers give the same bits, however often it is asked."""
    lost = Lost(loss)
    first = lost.value(), lost.gradient().tobytes()
    assert (lost.value(), lost.gradient().tobytes()) == first
    assert (Lost(loss).value(), Lost(loss).gradient().tobytes()) == first


@check("loss")
def works_from_two_threads(loss: Loss) -> None:
    """Two threads, each with its workspace, get what one gets."""
    lost = Lost(loss)
    expected = lost.network.evaluate(lost.bound, lost.X, lost.y, lost.workspace)

    def work() -> dict[str, float]:
        return lost.network.evaluate(lost.bound, lost.X, lost.y, lost.network.workspace())

    assert from_two_threads(work) == [expected] * 40


@check("loss")
def is_finite_for_extreme_logits(loss: Loss) -> None:
    """Inputs of +-1000 to the last activation give a finite loss and gradient."""
    X = np.array([[1000.0, -1000, 0], [-1000, 1000, 1000], [0, 0, 0]])
    for dtype in ("float32", "float64"):
        lost = Lost(loss, X=X.astype(dtype), dtype=dtype)
        assert np.isfinite(lost.value())
        assert np.isfinite(lost.gradient()).all()


@check("loss")
def allocates_nothing_in_a_steady_step(loss: Loss) -> None:
    """Once the buffers are made, value, metrics and gradient allocate nothing of a batch's size, with weights or shares too."""
    samples = 150_000
    generator = np.random.default_rng(2)
    kinds = [targets(loss, samples, OUTPUTS, generator), targets(loss, samples, OUTPUTS, generator, shares=True)]
    for y in kinds:
        lost = Lost(loss, samples, dtype="float32", y=y)
        plan, references = lost.plan, lost.network.references(lost.y)
        run = loss.fused_gradient if lost.network.fused else loss.gradient
        for weights in (None, generator.uniform(0.5, 2, samples)):

            def step(
                plan: Any = plan, y: Any = lost.y, run: Any = run, weights: Any = weights, known: Any = references
            ) -> None:
                plan.ahead(lost.X, y, weights, known)  # noqa: B023 - called in this turn of the loop
                run(plan.outputs, y, plan.loss)

            peak = lost.workspace.quiet(peak_of, step)
            assert peak < samples, f"{peak} bytes, weights: {weights is not None}"


@check("loss")
def falls_along_its_gradient(loss: Loss) -> None:
    """A small step against the gradient does not raise the loss."""
    lost = Lost(loss)
    gradient = lost.gradient()
    moved = lost.X if lost.network.fused else lost.outputs
    if np.abs(gradient).max() > 0:
        step = 1e-5 * gradient / np.abs(gradient).max()
        if lost.network.fused:
            after = Lost(loss, X=moved - step, y=lost.y).value()
        else:
            before = lost.value()
            lost.outputs = moved - step
            after = lost.value()
            assert after <= before
            return
        assert after <= lost.value()


@check("loss")
def refuses_wrong_targets(loss: Loss) -> None:
    """Targets of another shape, not finite, or out of range are errors that say where."""
    lost = Lost(loss)
    wrong: list[Any] = [np.zeros((7, OUTPUTS + 4)), np.full((7, OUTPUTS), np.nan), np.array(["a"] * 7)]
    if loss.task != "regression":
        wrong.append(np.full((7, OUTPUTS), 9))
    if loss.task == "classification":
        wrong += [np.full(7, OUTPUTS), np.full(7, -1), np.full(7, 0.5)]
    for targets_ in wrong:
        with pytest.raises(DataError, match=r"^y: "):
            lost.network.encode_targets(targets_)


@check("loss")
def names_what_goes_with_it(loss: Loss) -> None:
    """Its metrics and its last activation suit it, and a stack that does not end well is refused with advice."""
    assert loss.default_metrics
    loss.check(loss.output_activation, (3,))
    with pytest.raises(StackError) as caught:
        loss.check(loss.output_activation, (2, 2))
    assert caught.value.advice


@check("loss")
def gives_a_gradient_that_matches(loss: Loss) -> None:
    """Differences of the loss agree, behind dense layers and its own activation."""
    from stacks import last_stack
    from test_gradients import TOLERANCE
    from test_gradients import check as worst

    assert worst(last_stack(loss.output_activation, OUTPUTS), loss, seed=9) < TOLERANCE
