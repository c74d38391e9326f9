"""Schedules, gradient clipping and starts against PyTorch."""

from __future__ import annotations

import json

import numpy as np
import pytest
from open_loop import OpenLoop
from reference_cases import assert_accounted_for

from nntui.engine.initializers.glorot_normal import GlorotNormal
from nntui.engine.initializers.glorot_uniform import GlorotUniform
from nntui.engine.initializers.he_normal import HeNormal
from nntui.engine.initializers.he_uniform import HeUniform
from nntui.engine.initializers.lecun_normal import LecunNormal
from nntui.engine.initializers.lecun_uniform import LecunUniform
from nntui.engine.initializers.orthogonal import Orthogonal
from nntui.engine.optimizers.sgd import SGD
from nntui.engine.schedules.constant import Constant
from nntui.engine.schedules.cosine_decay import CosineDecay
from nntui.engine.schedules.cosine_restarts import CosineRestarts
from nntui.engine.schedules.exponential_decay import ExponentialDecay
from nntui.engine.schedules.inverse_time import InverseTime
from nntui.engine.schedules.one_cycle import OneCycle
from nntui.engine.schedules.polynomial_decay import PolynomialDecay
from nntui.engine.schedules.reduce_on_plateau import ReduceOnPlateau
from nntui.engine.schedules.step_decay import StepDecay
from nntui.engine.schedules.warm_up import WarmUp
from nntui.errors import SpecError

CASES = {
    "step_10_0.5": StepDecay(0.1, every=10, factor=0.5),
    "exponential_0.9": ExponentialDecay(0.1, factor=0.9),
    "cosine_T30": CosineDecay(0.1, steps=30, end=0.001),
    "cosine_restarts_10x2": CosineRestarts(0.1, steps=10, growth=2),
    "linear_warmup5": WarmUp(0.1, steps=5, start=0.1),
    "polynomial_p2": PolynomialDecay(0.1, steps=30, power=2.0),
    "onecycle_40": OneCycle(0.1, steps=40),
    "book_inverse_time_0.1": InverseTime(1.0, decay=0.1),
}
ABSENT = {"multistep": ("multi_step", "multi_step_decay", "piecewise_constant", "step_decay.milestones")}
BY_NORM = {1.0: "norm_1", 100.0: "norm_100"}
STARTS = [
    (GlorotUniform(), "xavier_uniform", True),
    (GlorotNormal(), "xavier_normal", False),
    (HeUniform(), "kaiming_uniform", True),
    (HeNormal(), "kaiming_normal", False),
    (LecunNormal(), "lecun_normal_formula", False),
    (LecunUniform(), "lecun_normal_formula", True),
]


@pytest.fixture(scope="module")
def figures(reference):
    return json.loads((reference / "torch_schedules_clip_init.json").read_text())


def test_every_reference_is_named(figures):
    """Each schedule of the file is compared, or is none of the catalogue's; so is each start and way of clipping."""
    assert_accounted_for("schedule", figures["schedules"], CASES, ABSENT)
    assert_accounted_for("initializer", figures["initialisers"], {name for _, name, _ in STARTS}, {})
    assert set(figures["gradient_clipping"]["results"]) == {*BY_NORM.values(), "value_0.5"}


@pytest.mark.parametrize("name", CASES)
def test_rate_of_each_update(name, figures):
    """The rate used by each update."""
    expected = figures["schedules"][name]["lr"]

    np.testing.assert_allclose([CASES[name].rate(update) for update in range(len(expected))], expected, rtol=1e-12, atol=1e-17)


def test_counting_epochs():
    """The same schedule counts epochs when told so, whatever the number of updates."""
    schedule = StepDecay(0.1, every=10, factor=0.5, counts="epochs")

    assert [schedule.rate(10**6, epoch) for epoch in (0, 9.9, 10, 25)] == [0.1, 0.1, 0.05, 0.025]


def test_warm_up_before_another_schedule():
    """What comes after begins at its own start when the warm-up is over."""
    schedule = WarmUp(InverseTime(1.0, decay=0.5), steps=4, start=0.0)

    np.testing.assert_allclose([schedule.rate(update) for update in range(7)], [0, 0.25, 0.5, 0.75, 1, 1 / 1.5, 0.5])


def test_warm_up_needs_a_schedule():
    """Something else in its place is an error."""
    with pytest.raises(SpecError):
        WarmUp(SGD())


def test_reduce_on_plateau():
    """After more than `patience` epochs without a fall the rate is multiplied, and not below the end."""
    schedule = ReduceOnPlateau(1.0, factor=0.5, patience=2, end=0.3)
    values: dict[str, float] = {}
    rates = []
    for loss in (5.0, 4.0, 4.0, 4.0, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0):
        schedule.observe(loss, values)
        rates.append(schedule.rate(0, 0.0, values))

    assert rates == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3]
    assert schedule.rate(0) == 1.0
    assert Constant(0.2).rate(5) == 0.2


def both_arrays(clipping):
    """Return the gradients of both arrays as one vector, as far as they are there."""
    return np.concatenate([np.ravel(clipping[name]) for name in ("g1", "g2") if name in clipping])


@pytest.mark.parametrize(("longest", "name"), BY_NORM.items())
def test_clipping_by_the_global_norm(longest, name, figures):
    """The step of SGD at rate 1 is the clipped gradient."""
    clipping = figures["gradient_clipping"]
    gradient = both_arrays(clipping)
    loop = OpenLoop(SGD(1.0, global_clipnorm=longest), np.zeros(len(gradient)))

    np.testing.assert_allclose(-loop.step(gradient), both_arrays(clipping["results"][name]), rtol=1e-12)


def test_clipping_by_value_and_by_the_norm_of_an_array(figures):
    """Entries are cut off; an array's gradient is shortened."""
    clipping = figures["gradient_clipping"]
    gradient = np.ravel(clipping["g1"])
    by_value = OpenLoop(SGD(1.0, clipvalue=0.5), np.zeros(len(gradient)))
    by_norm = OpenLoop(SGD(1.0, clipnorm=0.5), np.zeros(len(gradient)))

    np.testing.assert_allclose(-by_value.step(gradient), np.ravel(clipping["results"]["value_0.5"]["g1"]), rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(by_norm.step(gradient)), 0.5, rtol=1e-5)


def test_the_average_of_the_parameters():
    """The average is corrected for its start at zero; parameters that stay are their own average."""
    loop = OpenLoop(SGD(0.1, ema_momentum=0.9), np.array([1.0, 2.0]))
    gradient = np.array([1.0, 0.0])
    path = [loop.step(gradient) for _ in range(20)]
    weights = 0.9 ** np.arange(20)[::-1]
    expected = np.average(path, axis=0, weights=weights)

    np.testing.assert_allclose(loop.optimizer.averaged(loop.problem.parameters, loop.state), expected, rtol=1e-12)
    assert SGD(0.1).averaged(loop.problem.parameters, loop.state) is loop.problem.parameters


@pytest.mark.parametrize(("initializer", "name", "uniform"), STARTS)
def test_spread_of_starts(initializer, name, uniform, figures):
    """The standard deviation of the formula within 2 per cent, and the bound of the uniform ones."""
    case = figures["initialisers"][name]
    values = initializer.sample((case["fan_in"], case["fan_out"]), case["fan_in"], case["fan_out"], np.random.default_rng(0))

    assert abs(values.std() / case["std_formula"] - 1) < 0.02
    assert abs(values.mean()) < 4 * case["std_formula"] / np.sqrt(values.size)
    if uniform:
        bound = case.get("uniform_bound", case["std_formula"] * np.sqrt(3))
        assert 0.999 * bound < np.abs(values).max() <= bound


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5)])
def test_orthogonal(shape):
    """Columns (rows, where they are fewer) at right angles, of length gain."""
    values = Orthogonal(gain=2.0).sample(shape, *shape, np.random.default_rng(0))
    square = values.T @ values if shape[0] >= shape[1] else values @ values.T

    np.testing.assert_allclose(square, 4 * np.eye(min(shape)), atol=1e-12)
