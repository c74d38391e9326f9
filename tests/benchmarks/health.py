"""What the health check says of every recipe, and of runs made ill, over seeds.

A recipe that is healthy by its numbers must raise no alarm; each illness must be found in nine of ten runs made to show
it. Run it from the project's root:

    python tests/benchmarks/health.py [--seeds 5] [--ill-seeds 10] [--fashion] [--only NAME]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import msgspec

from nntui import parts
from nntui.data.prepare import prepare
from nntui.engine.results import drain
from nntui.insight.health import Finding, examining
from nntui.spec import find, recipes
from nntui.spec.experiment import Experiment
from nntui.training.report import Standing
from nntui.training.trainer import Trainer

UNHEALTHY = {
    "spiral-sgd": "its steps are too big, as its line of why says",
    "spiral-rate2": "larger jumps still",
    "spiral-decay": "its steps become too small",
    "spiral-decay-strong": "hardly moves",
    "spiral-adagrad": "its first steps leave half of the units dead, as its line of why says",
    "spiral-momentum": "three of five starts leave most units dead and end near 0.78: how far it gets depends on the start",
    "spiral-rmsprop": "its rate is high and hardly falls",
    "spiral-dropout": "64 units are too few with a tenth dropped: the book goes on with 512",
    "playground-overfit": "learns noise by heart",
}
_DIGITS = "epochs 20 batch_size 64 data.scaling=minmax data.validation=0.2"
ILL = {
    "diverged": ("diabetes | dense 16, relu, dense 1 | sgd 10 | epochs 100 data.scaling=standard",),
    "overfitting": (
        (
            "diabetes | dense 128, relu, dense 128, relu, dense 1 | adam lr=0.003 | "
            "epochs 100 batch_size 32 data.scaling=standard data.target_scaling=standard data.validation=0.3"
        ),
        (
            "spiral samples=30 classes=3 | dense 128, relu, dense 128, relu, dense 3, softmax | adam lr=0.005 | "
            "epochs 600 data.fresh=300"
        ),
    ),
    "dead_units": (
        f"digits | dense 64, relu, dense 10, softmax | adam lr=0.3 | {_DIGITS}",
        (
            "wine | dense 64 bias_initializer=constant(-4), relu, dense 3, softmax | adam lr=0.001 | "
            "epochs 50 data.scaling=standard data.validation=0.2"
        ),
    ),
    "guessing": (
        (
            "digits | dense 64, sigmoid, dense 64, sigmoid, dense 64, sigmoid, dense 64, sigmoid, dense 10, softmax | "
            f"sgd 0.001 | {_DIGITS}"
        ),
        f"digits | dense 64, relu, dense 10, softmax | sgd 50 | {_DIGITS}",
    ),
    "saturated_units": (f"digits | dense 64 bias_initializer=constant(7), tanh, dense 10, softmax | sgd 1e-4 | {_DIGITS}",),
    "jumps": ("spiral | dense 64 weight_initializer=book_normal, relu, dense 3, softmax | sgd 5 | epochs 3000",),
    "flat": (
        "spiral | dense 64, relu, dense 3, softmax | sgd 1 decay=0.5 | epochs 2000",
        "spiral | dense 3, softmax | adam 0.05 | epochs 600",
    ),
}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--ill-seeds", type=int, default=10)
    parser.add_argument("--fashion", action="store_true", help="the recipe that downloads its data, too")
    parser.add_argument("--only", default="", help="one recipe or illness")
    wanted = parser.parse_args()
    parts.load()
    print("recipes: runs with an alarm, then everything that was said")
    for name in recipes.names():
        if (not name.startswith("fashion") or wanted.fashion) and wanted.only in ("", name):
            _recipe(name, wanted.seeds)
    print("made ill: runs in which it was found, of those loud")
    for name, specs in ILL.items():
        for spec in specs if wanted.only in ("", name) else ():
            _ill(name, spec, wanted.ill_seeds)


def _recipe(name: str, seeds: int) -> None:
    started = time.perf_counter()
    said = [findings(find(name), seed) for seed in range(seeds)]
    alarms = sum(any(finding.level == "alarm" for finding in found) for found in said)
    kind = f"(ill: {UNHEALTHY[name]})" if name in UNHEALTHY else "FALSE ALARM" if alarms else "quiet"
    print(f"{name:22} {alarms} of {seeds}  {time.perf_counter() - started:5.1f} s  {kind}  {_counted(said)}", flush=True)


def _counted(said: list[tuple[Finding, ...]]) -> str:
    names = sorted({(finding.level, finding.name) for found in said for finding in found})
    return ", ".join(f"{level} {name} x{sum(_has(found, name, level) for found in said)}" for level, name in names)


def _has(found: tuple[Finding, ...], name: str, level: str = "") -> bool:
    return any(finding.name == name and level in ("", finding.level) for finding in found)


def _ill(name: str, spec: str, seeds: int) -> None:
    said = [findings(find(spec), seed) for seed in range(seeds)]
    count, loud = sum(_has(found, name) for found in said), sum(_has(found, name, "alarm") for found in said)
    print(f"{name:16} {count} of {seeds}, {loud} loud  {'' if count >= 0.9 * seeds else 'MISSED '} {spec}", flush=True)


def findings(experiment: Experiment, seed: int, epochs: int | None = None) -> tuple[Finding, ...]:
    """Train with that seed, and return what is found at the end."""
    experiment = msgspec.structs.replace(experiment, seed=seed)
    if epochs is not None:
        experiment = msgspec.structs.replace(experiment, training=msgspec.structs.replace(experiment.training, epochs=epochs))
    prepared = prepare(experiment.data, seed, experiment.model.dtype)
    trainer = Trainer(experiment, prepared)
    trainer.run()
    snapshot = trainer.snapshot(Standing(status="diverged" if trainer.failure else "finished"))
    found: tuple[Finding, ...] = drain(examining(trainer.network, prepared, snapshot))
    return found


if __name__ == "__main__":
    main()
