"""Recipes: experiments with a name and one line of why, each a TOML file in this folder."""

from __future__ import annotations

from importlib import resources

from nntui.errors import UnknownName, nearest
from nntui.spec import toml
from nntui.spec.experiment import Experiment

# The order in which they are listed: single units and truth tables first, the book's chapters as they build on each other,
# real data, the Playground's classics.
ORDER = (
    "line",
    "perceptron-and",
    "xor",
    "vertical-random",
    "spiral-sgd",
    "spiral-decay",
    "spiral-rate2",
    "spiral-decay-strong",
    "spiral-momentum",
    "spiral-adagrad",
    "spiral-rmsprop",
    "spiral-adam",
    "spiral-l2",
    "spiral-dropout",
    "spiral-binary",
    "sine",
    "fashion",
    "iris",
    "wine",
    "digits",
    "diabetes",
    "fashion-conv",
    "playground-circle",
    "playground-gauss",
    "playground-xor",
    "playground-product",
    "playground-spiral",
    "playground-lasso",
    "playground-overfit",
    "playground-regression",
)
FIRST = "spiral-adam"
_ENDING = ".toml"


def names() -> list[str]:
    """Return the names of all recipes, the known ones in their order, others behind them by name."""
    found = {file.name.removesuffix(_ENDING) for file in resources.files(__name__).iterdir() if file.name.endswith(_ENDING)}
    return [*(name for name in ORDER if name in found), *sorted(found - set(ORDER))]


def text(name: str) -> str:
    """Return the TOML text of a recipe; raises `UnknownName` with the nearest name."""
    known = names()
    if name not in known:
        raise UnknownName(
            "there is no recipe of that name", received=name, allowed=", ".join(known), nearest=nearest(name, known)
        )
    return (resources.files(__name__) / f"{name}{_ENDING}").read_text(encoding="utf-8")


def read(name: str) -> Experiment:
    """Return the experiment of a recipe."""
    return toml.read(text(name), where=f"recipe {name}")


def all() -> list[Experiment]:  # noqa: A001  (read as recipes.all())
    """Return the experiments of all recipes; each has its name and why."""
    return [read(name) for name in names()]
