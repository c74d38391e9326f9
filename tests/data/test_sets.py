"""The data sets of the catalog: the book's own numbers, the built-in files, and what every set must do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nntui.catalog import catalog
from nntui.data.prepare import describe, prepare
from nntui.data.sets.line import Line
from nntui.data.sets.logic import Logic
from nntui.data.sets.sine import Sine
from nntui.data.sets.spiral import Spiral
from nntui.data.sets.vertical import Vertical
from nntui.errors import OutOfRange, SpecError
from nntui.spec.experiment import Data

HERE = ["spiral", "vertical", "sine", "line", "logic", "iris", "wine", "digits", "diabetes"]


def test_spiral_seed_0_is_the_books_own_draw():
    """The figures of the notes on nnfs: rows, one point of the second arm, and the sum."""
    table = Spiral(samples=100, classes=3).draw(0)

    assert table.features.dtype == np.float32
    np.testing.assert_allclose(table.features[:3], [[0, 0], [0.0029956, 0.0096466], [0.0128810, 0.0155628]], atol=5e-8)
    np.testing.assert_allclose(table.features[150], [0.3220981, -0.3890101], atol=5e-8)
    assert float(table.features.sum()) == pytest.approx(-15.34764, abs=1e-5)
    assert table.targets.tolist() == [0] * 100 + [1] * 100 + [2] * 100


def test_vertical_seed_0_is_the_books_own_draw():
    table = Vertical(samples=100, classes=3).draw(0)

    np.testing.assert_allclose(table.features[0], [0.1764052, 0.6883151], atol=5e-8)
    assert float(table.features.sum()) == pytest.approx(246.70297, abs=1e-4)


def test_book_sets_are_those_after_nnfs_init_to_the_bit(tmp_path: Path):
    """nnfs.init() changes NumPy for the whole process, so that the book's side runs in a process of its own."""
    code = (
        "import sys, numpy as np, nnfs\n"
        "from nnfs.datasets import spiral_data, vertical_data\n"
        "nnfs.init(); a = spiral_data(100, 3)[0]\n"
        "np.random.seed(7); b = vertical_data(50, 4)[0]\n"
        "np.savez(sys.argv[1], a=a, b=b)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "book.npz")], check=True)
    with np.load(tmp_path / "book.npz") as book:
        assert np.array_equal(Spiral().draw(0).features, book["a"])
        assert np.array_equal(Vertical(samples=50, classes=4).draw(7).features, book["b"])


def test_drawing_leaves_numpys_global_generator_alone():
    before = np.random.get_state()[1].copy()
    Spiral().draw(5)
    Vertical().draw(5)

    assert np.array_equal(before, np.random.get_state()[1])


def test_more_classes_than_a_byte_holds():
    assert Spiral(samples=2, classes=300).draw(0).targets.max() == 299


def test_sine_is_the_books(reference: Path):
    cases = json.loads((reference / "seed_cases.json").read_text())["cases"]
    expected = next(case["expected"] for case in cases if case["id"] == "sine_data")
    table = Sine(samples=1000).draw(0)

    assert list(table.features.shape) == expected["shape"]
    np.testing.assert_allclose(table.features[:3, 0], expected["X_first3"], atol=1e-12)
    np.testing.assert_allclose(table.targets[:3, 0], expected["y_first3"], atol=1e-12)
    assert table.targets[-1, 0] == pytest.approx(expected["y_last"], abs=1e-12)
    assert table.targets.std() == pytest.approx(expected["y_std"], abs=1e-12)


@pytest.mark.parametrize(
    ("gate", "says"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("xor", lambda a, b: a != b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("xnor", lambda a, b: a == b),
    ],
)
def test_a_truth_table_is_pythons(gate, says):
    """Every row once, in the order of counting."""
    table = Logic(gate=gate).load()

    assert table.features.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert table.targets.tolist() == [int(says(bool(a), bool(b))) for a, b in table.features]


def test_a_gate_that_is_none_is_told_with_the_nearest():
    with pytest.raises(SpecError, match=r"logic\.gate.*'nandd'.*nand"):
        Logic(gate="nandd")


def test_a_line_runs_through_its_ends():
    """y = 3x - 1 from -1 to 1, without noise the same for every seed and for fresh samples."""
    line = Line(samples=5, slope=3.0, intercept=-1.0, low=-1.0, high=1.0)

    assert line.draw(0).features[:, 0].tolist() == [-1, -0.5, 0, 0.5, 1]
    assert line.draw(7).targets[:, 0].tolist() == [-4, -2.5, -1, 0.5, 2]
    assert line.draw_fresh(3, 1).targets[:, 0].tolist() == [-4, -1, 2]
    assert line.draw_fresh(1, 1).targets[:, 0].tolist() == [-4]


def test_the_noise_of_a_line_has_the_asked_deviation():
    """Ten thousand points: the deviation is within four standard errors, and each seed has its own."""
    line = Line(samples=10_000, noise=0.5)
    off = line.draw(0).targets - 2 * line.draw(0).features

    assert abs(off.std() - 0.5) < 4 * 0.5 / np.sqrt(2 * len(off))
    assert abs(off.mean()) < 4 * 0.5 / np.sqrt(len(off))
    assert not np.array_equal(line.draw(0).targets, line.draw(1).targets)


def test_samples_times_classes_is_limited():
    with pytest.raises(OutOfRange, match="too many samples in all"):
        Spiral(samples=1_000_000, classes=1000)


@pytest.mark.parametrize("name", HERE)
def test_description_is_known_before_loading(name: str):
    data = Data(source=catalog.build("dataset", name, {}))

    assert describe(data) == prepare(data).description


@pytest.mark.parametrize("name", HERE)
def test_same_seed_same_bits(name: str):
    data = Data(source=catalog.build("dataset", name, {}), validation=0.2, test=0.1, scaling="standard")
    first, second = prepare(data, seed=3), prepare(data, seed=3)

    assert first.train.features.tobytes() == second.train.features.tobytes()
    assert first.train.features.flags.c_contiguous
    assert first.train.features.dtype == np.float32
    if first.description.task == "classification":
        assert first.train.targets.dtype == np.int64
    else:
        assert first.train.targets.dtype == np.float32


@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [("iris", (150, 4), 3), ("wine", (178, 13), 3), ("digits", (1797, 64), 10), ("diabetes", (442, 10), 1)],
)
def test_built_in_sets_are_scikit_learns(name: str, shape: tuple[int, int], classes: int):
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    expected = datasets.load_diabetes(scaled=False) if name == "diabetes" else getattr(datasets, f"load_{name}")()
    table = catalog.build("dataset", name, {}).load()

    assert table.features.shape == shape
    assert np.array_equal(table.features, expected.data)
    assert np.array_equal(table.targets.ravel(), expected.target)
    assert (len(table.class_names) or 1) == classes
