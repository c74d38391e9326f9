"""How fast a training step is: `python tests/benchmarks/engine.py [work ...] [--rounds N]`.

Each contestant trains the same network on the same data, in turn, in this one process with one BLAS thread; the figures
are medians over the rounds of microseconds a step, and ratios of those medians. nntui trains through `Model.fit`, all
that it does at a step included. scikit-learn and PyTorch run where they are installed; it is said which are not.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import gzip
import importlib.util
import itertools
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
FASHION = PROJECT.parent / "shared" / "data" / "fashion-mnist"
sys.path[:0] = [str(PROJECT), str(HERE.parent)]

import book_way

from nntui import Model, layers, losses, optimizers

Run = Callable[[], float]


class Work:
    """One row of the table: a network, data, and how many steps are timed at once.

    `must` are the highest ratios to each contestant, `aim` that to the bare products.
    """

    def __init__(self, widths: list[int], batch: int, samples: int, must: dict[str, float], *, epochs: int = 1) -> None:
        self.widths = widths
        self.batch = batch
        self.samples = samples
        self.must = must
        self.epochs = epochs
        self.tanh = widths[-1] == 1

    @property
    def steps(self) -> int:
        """Updates timed at once."""
        return self.epochs * -(-self.samples // self.batch)

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return inputs `(samples, features)` float32 and targets."""
        generator = np.random.default_rng(0)
        if self.widths[0] == 784:
            return fashion(self.samples)
        X = generator.normal(size=(self.samples, self.widths[0])).astype(np.float32)
        if self.tanh:
            return X, np.sign(X[:, :1] * X[:, 1:2]).astype(np.float32)
        return X, generator.integers(0, self.widths[-1], self.samples)


WORKS = {
    "spiral": Work([2, 64, 3], 300, 300, {"torch": 0.30, "sklearn": 0.5, "book": 0.45, "products": 3.5}, epochs=400),
    "fashion": Work([784, 128, 128, 10], 128, 12_800, {"torch": 0.85, "sklearn": 0.65, "book": 0.62, "products": 1.8}),
    "wide": Work([784, 512, 512, 10], 256, 5_120, {"torch": 1.0, "sklearn": 0.6, "products": 1.25}),
    "tiny": Work([2, 4, 2, 1], 10, 500, {"sequence": 25 / 14}, epochs=40),
}


def fashion(samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Return Fashion-MNIST scaled to -1..1, or noise of its shape where the files are missing."""
    if not FASHION.is_dir():
        print("the Fashion-MNIST files are not here: noise in their place", file=sys.stderr)
        generator = np.random.default_rng(0)
        return generator.uniform(-1, 1, (samples, 784)).astype(np.float32), generator.integers(0, 10, samples)
    images = gzip.decompress((FASHION / "train-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((FASHION / "train-labels-idx1-ubyte.gz").read_bytes())
    X = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 784)[:samples]
    return ((X.astype(np.float32) - 127.5) / 127.5), np.frombuffer(labels, np.uint8, offset=8)[:samples].astype(np.int64)


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
clock = CLOCKS["wall"]


def timed(work: Work, run: Callable[[], object]) -> Run:
    """Return a function that runs and returns microseconds a step."""

    def once() -> float:
        start = clock()
        run()
        return (clock() - start) / work.steps * 1e6

    return once


def nntui(work: Work) -> Run:
    """Train through `Model.fit`."""
    X, y = work.data()
    hidden = [
        part for width in work.widths[1:-1] for part in (layers.Dense(width), layers.Tanh() if work.tanh else layers.ReLU())
    ]
    if work.tanh:
        stack, loss, optimizer = [*hidden, layers.Dense(1)], losses.MeanSquaredError(), optimizers.SGD(learning_rate=0.03)
    else:
        stack = [*hidden, layers.Dense(work.widths[-1]), layers.Softmax()]
        loss, optimizer = losses.CategoricalCrossentropy(), optimizers.Adam(learning_rate=0.001)
    model = Model(stack, (work.widths[0],), loss=loss, optimizer=optimizer)
    batch = None if work.batch == work.samples else work.batch
    return timed(work, lambda: model.fit(X, y, epochs=work.epochs, batch_size=batch))


def bare(work: Work) -> Run:
    """Do the matrix products that the network needs, and nothing else."""
    generator = np.random.default_rng(0)
    acts = [generator.normal(size=(work.batch, width)).astype(np.float32) for width in work.widths]
    products = []
    for position, (rows, columns) in enumerate(itertools.pairwise(work.widths)):
        weights = generator.normal(size=(rows, columns)).astype(np.float32)
        products.append((acts[position], weights, acts[position + 1].copy()))
        products.append((acts[position].T, acts[position + 1], np.empty_like(weights)))
        if position:
            products.append((acts[position + 1], weights.T, np.empty_like(acts[position])))

    def run() -> None:
        for _ in range(work.steps):
            for left, right, out in products:
                np.dot(left, right, out)

    return timed(work, run)


def sequence(work: Work) -> Run | None:
    """Do, for the tiny net, the NumPy calls of one step written out by hand, over batches that lie ready: the prototype."""
    if not work.tanh:
        return None
    X, y = work.data()
    generator = np.random.default_rng(0)
    vector = generator.normal(size=sum((rows + 1) * columns for rows, columns in itertools.pairwise(work.widths))).astype(
        np.float32
    )
    slopes = np.zeros_like(vector)
    stretches = _stretches(work.widths)
    weights, biases = (_views(vector, stretches, part) for part in (0, 1))
    dw, db = (_views(slopes, stretches, part) for part in (0, 1))
    outs = [np.empty((work.batch, width), np.float32) for width in work.widths[1:]]
    downs = [np.empty((work.batch, width), np.float32) for width in work.widths[1:]]
    ones, rate = np.ones(work.batch, np.float32), np.asarray(0.03, np.float32)
    two = np.asarray(2 / work.batch, np.float32)
    pairs = [(X[start : start + work.batch], y[start : start + work.batch]) for start in range(0, work.samples, work.batch)]
    last = len(outs) - 1

    def run() -> None:
        for _ in range(work.epochs):
            for x, target in pairs:
                below = x
                for place, out in enumerate(outs):
                    np.dot(below, weights[place], out)
                    np.add(out, biases[place], out)
                    below = out if place == last else np.tanh(out, out)
                dy = np.subtract(outs[last], target, downs[last])
                float(np.vdot(dy, dy))
                np.multiply(dy, two, dy)
                for place in range(last, -1, -1):
                    np.dot((outs[place - 1] if place else x).T, dy, dw[place])
                    np.dot(ones, dy, db[place])
                    if place:
                        above, dy = dy, downs[place - 1]
                        np.dot(above, weights[place].T, dy)
                        below = outs[place - 1]
                        np.multiply(below, below, below)
                        np.subtract(1, below, below)
                        np.multiply(dy, below, dy)
                np.multiply(slopes, rate, slopes)
                np.subtract(vector, slopes, vector)

    return timed(work, run)


def _stretches(widths: list[int]) -> list[tuple[int, int, int]]:
    """Return where each layer's weights begin in one vector, and their shape."""
    sizes = [(rows, columns) for rows, columns in itertools.pairwise(widths)]
    begins = itertools.accumulate((((rows + 1) * columns) for rows, columns in sizes), initial=0)
    return [(begin, rows, columns) for begin, (rows, columns) in zip(begins, sizes, strict=False)]


def _views(vector: np.ndarray, stretches: list[tuple[int, int, int]], part: int) -> list[np.ndarray]:
    """Return the weights (part 0) or the biases (part 1) of each layer as views of the vector."""
    both = [
        (vector[begin : begin + rows * columns].reshape(rows, columns), vector[begin + rows * columns :][:columns])
        for begin, rows, columns in stretches
    ]
    return [pair[part] for pair in both]


def batches(work: Work, generator: np.random.Generator) -> Iterator[np.ndarray | None]:
    """Yield the positions of each batch, or None for the whole."""
    for _ in range(work.epochs):
        if work.batch == work.samples:
            yield None
            continue
        order = generator.permutation(work.samples)
        yield from (order[start : start + work.batch] for start in range(0, work.samples, work.batch))


def book(work: Work) -> Run | None:
    """Train in the book's way: objects that remember, new arrays at every step."""
    if work.tanh:
        return None
    X, y = work.data()
    network = book_way.Network(work.widths, book_way.Adam(0.001))
    generator = np.random.default_rng(0)

    def run() -> None:
        for chosen in batches(work, generator):
            network.step(X if chosen is None else X[chosen], y if chosen is None else y[chosen])

    return timed(work, run)


def sklearn(work: Work) -> Run | None:
    """Train scikit-learn's MLP."""
    if importlib.util.find_spec("sklearn") is None:
        return None
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    X, y = work.data()
    settings: dict[str, Any] = {
        "hidden_layer_sizes": work.widths[1:-1],
        "batch_size": work.batch,
        "max_iter": work.epochs,
        "n_iter_no_change": 10**6,
        "tol": 0.0,
        "alpha": 0.0,
    }
    if work.tanh:
        model = MLPRegressor(activation="tanh", solver="sgd", momentum=0.0, learning_rate_init=0.03, **settings)
        return timed(work, lambda: model.fit(X, y[:, 0]))
    model = MLPClassifier(solver="adam", **settings)
    return timed(work, lambda: model.fit(X, y))


def torch(work: Work) -> Run | None:
    """Train in PyTorch's usual eager loop."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch as library

    library.set_num_threads(1)
    nn = library.nn
    X, y = (library.from_numpy(np.array(part)) for part in work.data())
    act = nn.Tanh if work.tanh else nn.ReLU
    parts: list[Any] = []
    for rows, columns in itertools.pairwise(work.widths):
        parts += [nn.Linear(rows, columns), act()]
    model = nn.Sequential(*parts[:-1])
    loss_of: Any = nn.MSELoss() if work.tanh else nn.CrossEntropyLoss()
    optimizer: Any = library.optim.SGD if work.tanh else library.optim.Adam
    optimizer = optimizer(model.parameters(), lr=0.001)
    generator = np.random.default_rng(0)

    def run() -> None:
        for chosen in batches(work, generator):
            x, t = (X, y) if chosen is None else (X[chosen], y[chosen])
            optimizer.zero_grad()
            loss = loss_of(model(x), t)
            loss.backward()
            optimizer.step()

    return timed(work, run)


CONTESTANTS = {"nntui": nntui, "products": bare, "sequence": sequence, "book": book, "sklearn": sklearn, "torch": torch}
INSTALLED = ("sklearn", "torch")
NAMES = {
    "products": "the bare products",
    "sequence": "bare NumPy calls",
    "book": "the book's way",
    "sklearn": "scikit-learn",
    "torch": "PyTorch eager",
}


def measure(work: Work, rounds: int) -> dict[str, float]:
    """Return the median microseconds a step of each contestant, timed in turn."""
    runs = {name: make(work) for name, make in CONTESTANTS.items()}
    present = {name: run for name, run in runs.items() if run is not None}
    times: dict[str, list[float]] = {name: [] for name in present}
    for number in range(rounds + 1):
        for name, run in present.items():
            value = run()
            if number:
                times[name].append(value)
    return {name: statistics.median(values) for name, values in times.items()}


def report(name: str, work: Work, found: dict[str, float]) -> None:
    """Print one row: the step, and what it is of each other contestant's."""
    shape = "-".join(map(str, work.widths))
    print(f"{name}: {shape}, batch {work.batch}: {found['nntui']:.1f} microseconds a step")
    for other, title in NAMES.items():
        if other not in found:
            if other in INSTALLED:
                print(f"    {title:18} not installed here")
            continue
        ratio = found["nntui"] / found[other]
        limit = work.must.get(other)
        word = "aim" if other == "products" else "must"
        verdict = "" if limit is None else f"  ({word} <= {limit:g}: {'met' if ratio <= limit else 'missed'})"
        least = found["products"] / found[other]
        if limit is not None and least > limit:
            verdict += f": the bare products alone take {least:.2f} on this machine"
        print(f"    {title:18} {found[other]:9.1f}   ratio {ratio:5.2f}{verdict}")


def main() -> None:
    """Time the works asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("works", nargs="*", choices=[[], *WORKS], metavar="work", help=f"of {', '.join(WORKS)}; all by default")
    parser.add_argument("--rounds", type=int, default=9, help="how often each is timed")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="cpu: this process's own time, on a busy machine")
    options = parser.parse_args()
    globals()["clock"] = CLOCKS[options.clock]
    warnings.filterwarnings("ignore", module="sklearn")
    for name in options.works or WORKS:
        report(name, WORKS[name], measure(WORKS[name], options.rounds))


if __name__ == "__main__":
    main()
