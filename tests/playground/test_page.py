"""The slow page prints what TensorFlow Playground prints, and training here follows both number by number."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from page import Page, Settings, Stream

from nntui import parts
from nntui.data.page_stream import PageStream
from nntui.data.prepare import prepare
from nntui.spec import address
from nntui.spec.page import INPUTS, SETS
from nntui.training.trainer import Trainer

parts.load()
# What its own engine prints for the seed 0.12345 and its defaults: the first training point, the first two weights, and
# training and test loss after so many epochs.
PRINTED = {
    "circle": (
        (4.618077, -1.835440, -1),
        (0.151190, 0.339542),
        {
            0: (0.501581, 0.518106),
            1: (0.496359, 0.509423),
            10: (0.476346, 0.496310),
            100: (0.008898, 0.011450),
            500: (0.000563, 0.001096),
        },
    ),
    "xor": (
        (5.096362, -2.197912, -1),
        (0.151190, 0.339542),
        {
            0: (0.517370, 0.513811),
            1: (0.496778, 0.503408),
            10: (0.485080, 0.496811),
            100: (0.006558, 0.033430),
        },
    ),
    "gauss": (
        (1.472733, 1.668472, 1),
        (-0.101931, -0.314045),
        {
            0: (0.391593, 0.401328),
            1: (0.125829, 0.129357),
            10: (0.006733, 0.006830),
            100: (0.000503, 0.000489),
        },
    ),
    "reg-plane": (
        (4.247774, 1.455119, 0.570289),
        (0.189437, 0.072883),
        {
            0: (0.164811, 0.168754),
            1: (0.056479, 0.056736),
            10: (0.004485, 0.004670),
            100: (0.000399, 0.000447),
        },
    ),
}
ROUNDED = 6e-7


def address_of(settings: Settings) -> str:
    """Return the page's address for its settings."""
    set_key = "regDataset" if settings.regression else "dataset"
    keys = {
        "activation": settings.activation,
        "regularization": settings.regularization,
        "batchSize": settings.batch_size,
        set_key: settings.dataset,
        "learningRate": settings.learning_rate,
        "regularizationRate": settings.regularization_rate,
        "noise": settings.noise,
        "networkShape": ",".join(map(str, settings.shape)),
        "seed": settings.seed,
        "percTrainData": settings.percent_train,
        **{key: str(key in settings.inputs).lower() for key in INPUTS},
        "problem": "regression" if settings.regression else "classification",
        "initZero": str(settings.zero).lower(),
    }
    return "https://playground.tensorflow.org/#" + "&".join(f"{key}={value}" for key, value in keys.items())


def trainer_on(page: Page) -> Trainer:
    """Return a trainer of the page's address at its start."""
    experiment = address.read(address_of(page.settings)).experiment
    return Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))


def weights_of(page: Page) -> dict[str, np.ndarray]:
    arrays = {}
    for number, layer in enumerate(page.layers):
        arrays[f"{2 * number}.weights"] = np.array([[link.weight for link in unit.links] for unit in layer]).T
        arrays[f"{2 * number}.biases"] = np.array([unit.bias for unit in layer])
    return arrays


def losses(trainer: Trainer) -> tuple[float, float]:
    found = trainer.evaluate()
    return found["loss"], found["val_loss"]


@pytest.mark.parametrize("name", PRINTED)
def test_the_slow_page_is_the_page(name):
    """Its points, its weights, and its losses of the first ten epochs, to the last printed digit."""
    first, weights, printed = PRINTED[name]
    page = Page(Settings(dataset=name))

    assert page.train[0] == pytest.approx(first, abs=ROUNDED)
    assert [link.weight for link in page.layers[0][0].links] == pytest.approx(weights, abs=ROUNDED)
    for epoch in range(11):
        if epoch in printed:
            assert (page.loss(page.train), page.loss(page.test)) == pytest.approx(printed[epoch], abs=ROUNDED)
        page.epoch()


@pytest.mark.parametrize("name", PRINTED)
def test_training_prints_what_the_page_prints(name):
    """Training and test loss up to epoch 500, to the last printed digit."""
    printed = PRINTED[name][2]
    trainer = trainer_on(Page(Settings(dataset=name)))

    for epoch, expected in printed.items():
        trainer.run((epoch - trainer.epoch) * trainer.steps_per_epoch) if epoch else None
        assert trainer.epoch == epoch
        assert losses(trainer) == pytest.approx(expected, abs=ROUNDED)


@pytest.mark.parametrize("seed", ["0.12345", "0.00000", "7", "4294867295"])
@pytest.mark.parametrize("name", SETS)
def test_an_address_gives_the_pages_points_and_weights(name, seed):
    page = Page(Settings(name, seed, noise=35, percent_train=30))
    trainer = trainer_on(page)
    prepared = trainer.prepared
    assert prepared.validation is not None

    for part, points in ((prepared.train, page.train), (prepared.validation, page.test)):
        expected = np.array(points)
        np.testing.assert_allclose(part.raw, expected[:, :2], atol=1e-13)
        np.testing.assert_allclose(labels(part.raw_targets, page.settings), expected[:, 2], atol=1e-13)
    found = trainer.network.layout.arrays(trainer.state.parameters)
    for key, weights in weights_of(page).items():
        np.testing.assert_array_equal(found[key], weights)


def labels(targets: np.ndarray, settings: Settings) -> np.ndarray:
    """Return class indices as labels of +1 and -1, numbers as they are, `(rows,)`."""
    return targets.reshape(-1) if settings.regression else targets * 2.0 - 1


@pytest.mark.parametrize("seed", ["0.12345", "a long text " * 40, "é"])
def test_the_stream_is_the_pages_to_the_bit(seed):
    """Over more numbers than any data set takes, so that the rare long ones occur."""
    slow = Stream(seed)

    assert PageStream(seed).random((5000, 4)).ravel().tolist() == [slow() for _ in range(20_000)]


def test_the_page_stream_stands_in_for_a_generator():
    """Other starts of weights than the page's take what it has no numbers for from NumPy, with the same seed."""
    one, other = PageStream("0.5"), PageStream("0.5")

    assert one.integers(0, 1000) == other.integers(0, 1000)
    assert np.array_equal(one.normal(2, 0.1, (3, 2)), other.normal(2, 0.1, (3, 2)))
    assert sorted(one.permutation(9)) == list(range(9))
    assert PageStream("").random((3,)).shape == (3,)


ALL = tuple(INPUTS)
ODD = {
    "a short batch carried over": Settings("xor", batch_size=30, percent_train=50),
    "L1 kills links": Settings("circle", inputs=ALL, regularization="L1", regularization_rate=0.03, shape=(4,), batch_size=7),
    "L2 and relu": Settings("gauss", activation="relu", regularization="L2", regularization_rate=0.1, batch_size=30),
    "no hidden layer": Settings("reg-plane", shape=(), batch_size=11, noise=20, percent_train=30),
    "six layers of sigmoid": Settings("spiral", shape=(3, 3, 3, 3, 3, 3), activation="sigmoid", learning_rate=0.3, noise=10),
    "hills, all inputs, relu": Settings(
        "reg-gauss", inputs=ALL, activation="relu", shape=(5, 3), learning_rate=0.1, percent_train=10
    ),
    "from zero": Settings("circle", zero=True, batch_size=1, percent_train=90, noise=50),
    "linear": Settings("gauss", activation="linear", regularization="L1", regularization_rate=0.01, noise=35),
}


@pytest.mark.parametrize("case", ODD)
def test_training_follows_the_page_step_by_step(case):
    """The same weights and losses after each of five epochs, up to rounding; a dead link stays dead."""
    page = Page(ODD[case])
    trainer = trainer_on(page)

    for _ in range(5):
        page.epoch()
        trainer.run(trainer.steps_per_epoch)
        found = trainer.network.layout.arrays(trainer.state.parameters)
        for key, expected in weights_of(page).items():
            np.testing.assert_allclose(found[key], expected, rtol=1e-7, atol=1e-10)
        assert losses(trainer) == pytest.approx((page.loss(page.train), page.loss(page.test)), rel=1e-8)
    dead = sum(link.dead for layer in page.layers for unit in layer for link in unit.links)
    slots = trainer.state.optimizer.slots
    assert dead == (np.count_nonzero(slots["dead"]) if "dead" in slots else 0)
    if case == "L1 kills links":
        assert dead > 3


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("noise", [0, 30])
def test_numpys_points_are_distributed_as_the_pages(name, noise):
    """Means and deviations of position and label over 20 draws of each."""
    page = address.read(address_of(Settings(name, noise=noise))).experiment.data.source
    ours = msgspec.structs.replace(page, stream="numpy")
    found, expected = (
        np.concatenate([np.column_stack([table.features, table.targets]) for table in map(source.draw, range(20))])
        for source in (ours, page)
    )

    error = 5 / np.sqrt(len(found))
    assert not np.array_equal(found, expected)
    np.testing.assert_allclose((found.mean(axis=0) - expected.mean(axis=0)) / expected.std(axis=0), 0, atol=error)
    np.testing.assert_allclose(found.std(axis=0) / expected.std(axis=0), 1, atol=error)
