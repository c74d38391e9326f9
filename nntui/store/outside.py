"""Paths that stand in an experiment: one that came out of a model file is not opened by itself."""

from __future__ import annotations

from nntui.catalog import fields
from nntui.errors import FileError
from nntui.spec.experiment import Experiment


def outside_paths(experiment: Experiment) -> dict[str, str]:
    """Return the paths that the experiment's data is read from, by their place such as `data.source.path`."""
    source = experiment.data.source
    named = {info.name: getattr(source, info.name) for info in fields(type(source)) if info.field.path}
    return {f"data.source.{name}": value for name, value in named.items() if value}


def check_no_paths(experiment: Experiment, given: frozenset[str], *, where: str, allowed: str) -> None:
    """Raise `FileError` for a path from a model file unless its place is among those that the user has `given` himself.

    `allowed` says how he does that; `{place}` in it is the place.
    """
    for place, value in outside_paths(experiment).items():
        if place not in given:
            raise FileError(
                "the model's data is read from a path that stands in the file, which is never opened by itself",
                where=where,
                received=value,
                allowed=allowed.format(place=place),
            )
