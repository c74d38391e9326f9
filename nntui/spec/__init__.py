"""What an experiment is: frozen descriptions, parsing, limits, TOML and one-line forms, recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nntui.spec.experiment import Experiment


def find(text: str) -> Experiment:
    """Return the experiment that a text names: a recipe, a `.toml` file, or a one-line spec."""
    from nntui.spec.finding import find as found  # noqa: PLC0415  (reading costs nothing until something is read)

    return found(text)
