"""The figures of the main job without a screen: `python tests/benchmarks/main_job.py [--quick]`.

Every speed is a ratio of medians of runs taken in turn, in this one run of the program: nntui as a user starts it
(`nntui train`, its own report of seconds), the book's way (book_way.py) and the bare matrix products, each in a process
of its own with one BLAS thread. Accuracies are what `nntui train --json` reports.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
FASHION = PROJECT.parent / "shared" / "data" / "fashion-mnist"
ENVIRONMENT = {
    **os.environ,
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(PROJECT),
    "NNTUI_HOME": tempfile.mkdtemp(prefix="nntui-benchmark-"),
    "NNTUI_FASHION_MNIST": str(FASHION),
}


def train(spec: str, *options: str) -> dict[str, Any]:
    """Run `nntui train SPEC --json` and return its object."""
    command = [sys.executable, "-m", "nntui", "train", spec, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[2:])} failed: {done.stderr.strip()}")
    return dict(json.loads(done.stdout))


def other(name: str) -> dict[str, float]:
    """Run one of the other sides in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--side", name], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    return dict(json.loads(done.stdout))


def book_spiral() -> float:
    """Train the spiral in the book's way for 10,000 epochs; return the seconds."""
    from book_way import Adam, Network
    from nnfs.datasets import spiral_data

    from nntui.data.book import draw  # the recipe's own data

    features, targets = draw(spiral_data, 0, 100, 3)
    network = Network([2, 64, 3], Adam(0.05, 5e-7))
    start = time.perf_counter()
    for _ in range(10_000):
        network.step(features, targets)
    return time.perf_counter() - start


def bare_products(widths: list[int], batch: int, steps: int) -> float:
    """Do only the matrix products of so many training steps; return the seconds."""
    import numpy as np

    generator = np.random.default_rng(0)
    pairs = list(itertools.pairwise(widths))
    weights = [generator.standard_normal(pair).astype(np.float32) for pair in pairs]
    values = [generator.standard_normal((batch, width)).astype(np.float32) for width in widths]
    out = [np.empty_like(value) for value in values]
    gradients = [np.empty_like(weight) for weight in weights]
    start = time.perf_counter()
    for _ in range(steps):
        for position, weight in enumerate(weights):
            np.dot(values[position], weight, out=out[position + 1])
        for position in reversed(range(len(weights))):
            np.dot(values[position].T, values[position + 1], out=gradients[position])
            if position:
                np.dot(values[position + 1], weights[position].T, out=out[position])
    return time.perf_counter() - start


def steps_of_fashion(epochs: int) -> int:
    """Return the steps of the fashion recipe."""
    return epochs * -(-60_000 // 128)


SIDES = {
    "book-spiral": book_spiral,
    "products-fashion": lambda: bare_products([784, 128, 128, 10], 128, steps_of_fashion(10)),
}


def row(what: str, asked: str, measured: str, ok: bool) -> None:
    """Print one line of the table."""
    print(f"| {what} | {asked} | {measured} | {'met' if ok else 'MISSED'} |", flush=True)


def spiral_figures(rounds: int) -> None:
    """Accuracy over five seeds, and the time beside the book's way."""
    runs = [train("spiral-adam", "--seed", str(seed)) for seed in range(5)]
    accuracies = [run["accuracy"] for run in runs]
    good = sum(accuracy >= 0.87 for accuracy in accuracies)
    text = f"{good} of 5: {', '.join(f'{a:.3f}' for a in accuracies)}"
    row("spiral-adam accuracy, five seeds", ">= 0.87 for 5 of 5", text, good == 5)
    pairs = [(train("spiral-adam")["seconds"], other("book-spiral")["seconds"]) for _ in range(rounds)]
    ours, book = (statistics.median(side) for side in zip(*pairs, strict=True))
    row("spiral-adam / the book's way", "<= 0.5", f"{ours / book:.3f} ({ours:.2f} s / {book:.2f} s)", ours / book <= 0.5)


def fashion_figures(rounds: int) -> None:
    """Accuracy, time beside the products, and peak memory."""
    if not FASHION.is_dir():
        print("| fashion | the IDX files are not here | not measured | |")
        return
    pairs = [(train("fashion"), other("products-fashion")["seconds"]) for _ in range(rounds)]
    accuracy = pairs[-1][0]["val_accuracy"]
    ours, products = statistics.median(run["seconds"] for run, _ in pairs), statistics.median(s for _, s in pairs)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    row("fashion validation accuracy", ">= 0.865", f"{accuracy:.4f}", accuracy >= 0.865)
    row("fashion / bare products", "<= 3", f"{ours / products:.2f} ({ours:.1f} s / {products:.1f} s)", ours / products <= 3)
    row("fashion peak memory (largest process so far)", "<= 450 MB", f"{peak:.0f} MB", peak <= 450)
    images = train("fashion-conv")
    ahead = f"{images['val_accuracy']:.4f} after {images['seconds']:.0f} s"
    row("fashion-conv validation accuracy", "> fashion", ahead, images["val_accuracy"] > accuracy)


def small_figures() -> None:
    """Validation accuracy of the small recipes."""
    for recipe, asked in (("iris", 0.93), ("wine", 0.93), ("digits", 0.95)):
        accuracy = train(recipe)["val_accuracy"]
        row(f"{recipe} validation accuracy", f">= {asked}", f"{accuracy:.4f}", accuracy >= asked)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--side", choices=SIDES)
    options.add_argument("--quick", action="store_true", help="one round instead of three")
    chosen = options.parse_args()
    if chosen.side:
        print(json.dumps({"seconds": SIDES[chosen.side]()}))
        return
    rounds = 1 if chosen.quick else 3
    print("| what | asked | measured | |\n|---|---|---|---|")
    small_figures()
    spiral_figures(rounds)
    fashion_figures(rounds)


if __name__ == "__main__":
    main()
