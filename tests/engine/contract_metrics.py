"""The contract of metrics."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from contract import check, from_two_threads, peak_of
from stacks import sample, targets

from nntui.catalog import catalog
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.network import Network


class Measured:
    """A metric beside a loss it goes with: outputs of its activation on normal numbers."""

    def __init__(self, metric: Metric, samples: int = 40, dtype: str = "float64") -> None:
        self.metric = metric
        self.loss = next(loss for loss in _losses() if loss.task in metric.tasks)
        self.network = Network([self.loss.output_activation], (3,), self.loss, dtype, [metric])
        self.bound = self.network.bind(*[np.zeros(0, dtype)] * 3)
        self.X = self.network.encode_inputs(sample(samples))
        self.y = self.network.encode_targets(targets(self.loss, samples, 3, np.random.default_rng(3)))
        self.reference = metric.reference(self.y)

    def value(self, rows: Any = slice(None), weights: Any = None) -> float:
        """Return the metric of those rows."""
        found = self.network.evaluate(
            self.bound, self.X[rows], self.y[rows], self.network.workspace(), weights=weights, references=(self.reference,)
        )
        return found[self.network.metric_names[0]]

    def outputs(self) -> np.ndarray:
        """Return the network's outputs."""
        return self.network.predict(self.bound, self.X, self.network.workspace())


def _losses() -> list[Loss]:
    return [entry.cls() for entry in catalog.entries("loss")]  # type: ignore[misc]


@check("metric")
def is_a_number(metric: Metric) -> None:
    """A finite Python float, in both types."""
    for dtype in ("float32", "float64"):
        value = Measured(metric, dtype=dtype).value()
        assert type(value) is float
        assert math.isfinite(value)


@check("metric")
def allocates_nothing_in_a_steady_step(metric: Metric) -> None:
    """Once the buffers are made, a batch's sums allocate nothing of the batch's size, with weights too."""
    samples = 200_000
    measured = Measured(metric, samples, "float32")
    network, workspace = measured.network, measured.network.workspace()
    for weights in (None, np.random.default_rng(0).uniform(0.5, 2, samples)):
        given = {"weights": weights, "references": (measured.reference,)}
        peak = peak_of(lambda given=given: network.losses(measured.bound, measured.X, measured.y, workspace, **given))
        assert peak < samples, f"{peak} bytes, weights: {weights is not None}"


@check("metric")
def adds_up_over_batches(metric: Metric) -> None:
    """Sums of slices give the value of the whole."""
    measured = Measured(metric)
    whole = measured.value()
    measured.network.slice_rows = lambda: 7
    np.testing.assert_allclose(measured.value(), whole, rtol=1e-9, atol=1e-12)


@check("metric")
def counts_a_weight_of_two_as_two_rows(metric: Metric) -> None:
    """Weighted rows count as rows given several times."""
    measured = Measured(metric)
    weights = np.arange(40) % 3 + 1.0
    rows = np.repeat(np.arange(40), weights.astype(int))
    np.testing.assert_allclose(measured.value(weights=weights), measured.value(rows), rtol=1e-9)


@check("metric")
def takes_one_sample(metric: Metric) -> None:
    """One row gives a number or NaN, without an error."""
    assert type(Measured(metric).value(slice(0, 1))) is float


@check("metric")
def leaves_outputs_and_targets(metric: Metric) -> None:
    """Outputs and targets are not changed, and may be read-only."""
    measured = Measured(metric)
    outputs = measured.outputs()
    before = outputs.copy(), measured.y.copy()
    outputs.flags.writeable = measured.y.flags.writeable = False
    context = measured.network.workspace().plan(measured.bound, 40, training=False).loss
    metric.sums(outputs, measured.y, measured.reference, context)
    np.testing.assert_array_equal(outputs, before[0])
    np.testing.assert_array_equal(measured.y, before[1])


@check("metric")
def takes_any_memory_order(metric: Metric) -> None:
    """Fortran order gives the same sums."""
    measured = Measured(metric)
    context = measured.network.workspace().plan(measured.bound, 40, training=False).loss
    found = [
        metric.sums(order(measured.outputs()), measured.y, measured.reference, context)
        for order in (np.ascontiguousarray, np.asfortranarray)
    ]
    np.testing.assert_allclose(*found, rtol=1e-12)


@check("metric")
def repeats_itself(metric: Metric) -> None:
    """The same rows give the same bits."""
    assert Measured(metric).value() == Measured(metric).value()


@check("metric")
def does_not_mind_the_order(metric: Metric) -> None:
    """Rows in another order give the same value."""
    measured = Measured(metric)
    np.testing.assert_allclose(
        measured.value(np.random.default_rng(1).permutation(40)), measured.value(), rtol=1e-9, atol=1e-12
    )


@check("metric")
def has_a_name_in_the_history(metric: Metric) -> None:
    """It is reported under a name of its own, and says which targets it reads."""
    assert metric.label
    assert metric.tasks


@check("metric")
def works_from_two_threads(metric: Metric) -> None:
    """Two threads get what one gets."""
    measured = Measured(metric)
    assert from_two_threads(measured.value, 10) == [measured.value()] * 10
