"""The figures of the live plane: `python tests/benchmarks/plane.py [--screen]`.

A boundary of 60x30 cells (60x60 places, two rows in a cell) of a 2-64-64-3 network: the arithmetic of one frame with new
weights, and that with the drawing of rows; time of the processor, one BLAS thread, medians. With `--screen` the bytes a
second that a real pseudo-terminal gets while `spiral-adam` trains at its first pace with the boundary on the screen,
and flat out.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

import numpy as np

from nntui import parts
from nntui.charts import axes
from nntui.charts.boundary import Ground
from nntui.charts.classes import class_series
from nntui.charts.plane import plane
from nntui.data.prepare import prepare
from nntui.engine.results import drain
from nntui.insight.boundary import Surface
from nntui.insight.plane import Asked, Looking
from nntui.insight.predictions import Weights
from nntui.insight.section import Section
from nntui.insight.window import Region
from nntui.spec import line
from nntui.training.trainer import Trainer

WIDTH, HEIGHT = 60, 30
REGION = Region(-1.0, 1.0, -1.0, 1.0)
SPEC = "spiral samples=100 classes=3 | dense 64, relu, dense 64, relu, dense 3, softmax | adam lr=0.05 | epochs 100"


def frames(times: int) -> dict[str, float]:
    """Return the median milliseconds of the arithmetic, of drawing, and of a whole answer with its points."""
    parts.load()
    experiment = line.parse(SPEC)
    prepared = prepare(experiment.data, 0, experiment.model.dtype)
    trainer = Trainer(experiment, prepared)
    network, preparation, train = trainer.network, prepared.preparation, prepared.train
    surface = Surface(network, preparation, REGION, rows=2 * HEIGHT, columns=WIDTH)
    looking = Looking(network, preparation)
    asked = Asked(train, Section(0, 1, (0.0, 0.0)), REGION, 2 * HEIGHT, WIDTH)
    axis = axes.over(-1.0, 1.0)
    found: dict[str, list[float]] = {"arithmetic": [], "drawing": [], "answer with wrong points": []}
    for _ in range(times):
        trainer.step()
        state = trainer.state
        weights = Weights(state.parameters.copy(), state.statistics.copy(), state.step)
        began = time.thread_time()
        boundary = surface.at(weights)
        computed = time.thread_time()
        series = class_series(train.raw.astype(np.float64), train.raw_targets)
        ground = Ground(boundary.said, boundary.confidence)
        plane(series, axis, axis, width=WIDTH + 5, height=HEIGHT + 2, ground=ground)
        drawn = time.thread_time()
        drain(looking.asking(asked, weights))
        answered = time.thread_time()
        for name, seconds in zip(found, (computed - began, drawn - computed, answered - drawn), strict=True):
            found[name].append(1000 * seconds)
    return {name: statistics.median(values[times // 10 :]) for name, values in found.items()}


def bytes_a_second(size: tuple[int, int], *, flat_out: bool, alone: bool, seconds: float) -> float:
    """Return the bytes a second that a terminal of that size gets while the boundary is on the screen."""
    import screen

    terminal = screen.Terminal([*screen.PROGRAM, screen.long_spec(1_000_000)], screen.ENVIRONMENT, *size)
    try:
        screen.open_train(terminal, flat_out=flat_out)
        if alone:
            terminal.press("b")
        terminal.until(lambda text: "boundary" in text and "wrong" in text)
        terminal.settle(0.2) if not flat_out else terminal.count(0.5)
        return terminal.count(seconds) / seconds
    finally:
        terminal.close()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screen", action="store_true", help="bytes a second in a real terminal, too")
    options = parser.parse_args()
    found = frames(300)
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores")
    print(f"one frame of {WIDTH}x{HEIGHT} cells, 2-64-64-3: arithmetic (<= 4 ms)       {found['arithmetic']:6.2f} ms")
    print(f"arithmetic with drawing (<= 12 ms)                           {found['arithmetic'] + found['drawing']:6.2f} ms")
    print(f"the whole answer, points and wrong ones with it              {found['answer with wrong points']:6.2f} ms")
    if options.screen:
        for size, most, alone in (((120, 40), 30, False), ((80, 24), 20, True)):
            for flat_out in (False, True):
                sent = bytes_a_second(size, flat_out=flat_out, alone=alone, seconds=8.0) / 1000
                pace = "flat out" if flat_out else "first pace"
                print(f"{size[0]}x{size[1]}, training, {pace} (<= {most} kB/s){sent:34.1f} kB/s")


if __name__ == "__main__":
    main()
