"""What the experiments of the book come to, in the book's way and in nntui, from the same start weights:

    python tests/benchmarks/book_bands.py [--starts 8] [--only spiral-l2]

Start 0 is the book's own: the weights that NumPy's legacy stream gives behind the data after `nnfs.init()`. A run is the
book's loop, 10,001 updates; loss and accuracy are those of the last one, validation is of 300 (two classes: 200) fresh
samples and counts the loss of the data alone. So long a run is chaotic in float32: two right ways part. What is asked is
that the median of nntui lies in the band of the book's way, from its least to its greatest figure and half of that wider
on both sides. Step by step, as long as rounding lets the two go together, they are compared by
tests/spec/test_recipes_beside_the_book.py.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import numpy as np
from book_way import SGD, Adagrad, Adam, Classes, Network, Numbers, Optimizer, RMSprop, TwoClasses
from nnfs.datasets import sine_data, spiral_data

from nntui import parts
from nntui.data.book import draw
from nntui.data.prepare import prepare
from nntui.spec import overrides, recipes
from nntui.training.trainer import Trainer

UPDATES = 10_001
FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Chapter:
    """An experiment with the book's settings, beside the recipe of it; `printed` is what the book shows of its own run."""

    recipe: str
    optimizer: Callable[[], Optimizer]
    samples: int = 100
    widths: tuple[int, ...] = (2, 64, 3)
    end: Callable[[], Any] = Classes
    l2: float = 0.0
    dropout: float = 0.0
    scale: float = 0.01
    printed: dict[str, float] = field(default_factory=dict)

    @property
    def arms(self) -> int:
        """How many arms the spiral has; 0 where the data is the sine."""
        return 0 if self.end is Numbers else self.widths[-1] if self.end is Classes else 2

    def data(self, seed: int, dtype: str = "float32") -> tuple[Any, Any]:
        """Return features and targets of that seed, as the book's code shapes them; all but seed 0 are 100 samples an arm.

        Under `nnfs.init()` all products are float32, whatever the type of the data.
        """
        if not self.arms:
            features, targets = draw(sine_data, seed, self.samples)
            return features.astype(dtype), targets.astype(dtype)
        features, targets = draw(spiral_data, seed, 100 if seed else self.samples, self.arms)
        return features.astype(dtype), targets.reshape(-1, 1).astype(dtype) if self.end is TwoClasses else targets

    def network(self, start: int, dtype: str = "float32") -> Network:
        """Return the book's network with the start weights of that number."""
        generator = np.random.RandomState(start)
        generator.standard_normal(self.samples * self.arms)  # the book draws its data first
        options = {"end": self.end(), "l2": self.l2, "dropout": self.dropout, "scale": self.scale}
        return Network(list(self.widths), self.optimizer(), dtype=dtype, generator=generator, **options)

    def trainer(self, like: Network, updates: int, dtype: str = "float32", **settings: Any) -> Trainer:
        """Return a trainer of the recipe with the start weights of that network."""
        experiment = recipes.read(self.recipe)
        given = {"training.epochs": updates, "data.source.samples": self.samples, "data.fresh": 0, "model.dtype": dtype}
        for path, value in (given | settings).items():
            experiment = overrides.apply(experiment, path, value)
        trainer = Trainer(experiment, prepare(experiment.data, 0, dtype))
        views = trainer.network.layout.arrays(trainer.state.parameters)
        starts = [array for layer in like.dense for array in (layer.weights, layer.biases)]
        for array, start in zip(views.values(), starts, strict=True):
            array[...] = start.reshape(array.shape)
        return trainer


CHAPTERS = {
    "spiral-sgd": Chapter("spiral-sgd", lambda: SGD(1.0)),
    "spiral-decay": Chapter("spiral-decay", lambda: SGD(0.5, decay=1e-2)),
    "spiral-momentum": Chapter("spiral-momentum", lambda: SGD(1.0, decay=1e-3, momentum=0.9)),
    "spiral-adagrad": Chapter("spiral-adagrad", lambda: Adagrad(1.0, decay=1e-4)),
    "spiral-rmsprop": Chapter("spiral-rmsprop", lambda: RMSprop(0.02, decay=1e-5, rho=0.999)),
    "spiral-adam": Chapter(
        "spiral-adam",
        lambda: Adam(0.05, decay=5e-7),
        printed={"loss": 0.074, "accuracy": 0.983, "val_loss": 0.858, "val_accuracy": 0.803},
    ),
    "spiral-l2, 100 samples": Chapter(
        "spiral-l2",
        lambda: Adam(0.02, decay=5e-7),
        l2=5e-4,
        printed={"loss": 0.217, "accuracy": 0.947, "val_loss": 0.435, "val_accuracy": 0.830},
    ),
    "spiral-l2": Chapter("spiral-l2", lambda: Adam(0.02, decay=5e-7), samples=1000, l2=5e-4),
    "spiral-dropout": Chapter(
        "spiral-dropout",
        lambda: Adam(0.05, decay=5e-5),
        samples=1000,
        l2=5e-4,
        dropout=0.1,
        printed={"loss": 0.727, "accuracy": 0.688, "val_loss": 0.712, "val_accuracy": 0.757},
    ),
    "spiral-binary": Chapter(
        "spiral-binary",
        lambda: Adam(0.001, decay=5e-7),
        widths=(2, 64, 1),
        end=TwoClasses,
        l2=5e-4,
        printed={"loss": 0.219, "accuracy": 0.965, "val_loss": 0.207, "val_accuracy": 0.945},
    ),
    "sine": Chapter("sine", lambda: Adam(0.005, decay=1e-3), samples=1000, widths=(1, 64, 64, 1), end=Numbers, scale=0.1),
}


def book_run(chapter: Chapter, start: int) -> dict[str, float]:
    """Train in the book's way."""
    network, data = chapter.network(start), chapter.data(0)
    for _ in range(UPDATES):
        loss, accuracy = network.step(*data)
    return dict(zip(FIGURES, (loss, accuracy, *network.evaluate(*chapter.data(1))), strict=True))


def our_run(chapter: Chapter, start: int) -> dict[str, float]:
    """Train the recipe from the same weights."""
    trainer = chapter.trainer(chapter.network(start), UPDATES, **{"data.fresh": 100 * chapter.arms or chapter.samples})
    trainer.change("training.validate_every", UPDATES)
    trainer.run()
    last = trainer.history.last()
    penalty = trainer.problem.bound.penalties.value()
    return {name: last[name] - (penalty if name == "val_loss" else 0) for name in FIGURES}


def compare(name: str, starts: int) -> None:
    """Print a row for each figure of an experiment."""
    chapter = CHAPTERS[name]
    book, ours = ([run(chapter, start) for start in range(starts)] for run in (book_run, our_run))
    for figure in FIGURES:
        theirs, found = (sorted(one[figure] for one in runs) for runs in (book, ours))
        room = (theirs[-1] - theirs[0]) / 2
        low, high = max(theirs[0] - room, 0.0), theirs[-1] + room
        high = min(high, 1.0) if "accuracy" in figure else high
        median = statistics.median(found)
        printed = f"{chapter.printed[figure]:.3f}" if figure in chapter.printed else ""
        verdict = "met" if low <= median <= high else "MISSED"
        cells = (name, figure, printed, told(theirs), f"{low:.4g} to {high:.4g}", told(found), verdict)
        print(f"| {' | '.join(cells)} |", flush=True)


def told(values: list[float]) -> str:
    """Return median, least and greatest of sorted values."""
    return f"{statistics.median(values):.4g} ({values[0]:.4g} to {values[-1]:.4g})"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--starts", type=int, default=8, help="start weights from which each experiment is trained")
    options.add_argument("--only", choices=CHAPTERS, help="one experiment")
    chosen = options.parse_args()
    parts.load()
    print("| experiment | figure | the book prints | the book's way | asked of the median | nntui | |")
    print("|---|---|---|---|---|---|---|")
    for name in CHAPTERS if chosen.only is None else (chosen.only,):
        compare(name, chosen.starts)


if __name__ == "__main__":
    main()
