"""Throw-away components with a field of every kind, for the tests of parsers and forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from nntui.catalog import Component, Field, catalog


class Everything(Component, frozen=True):
    """A layer with a field of every kind."""

    size: Annotated[int, Field("A number.", low=1, high=9)]
    text: Annotated[str, Field("A text.")] = "none"
    maybe: Annotated[str | None, Field("A text or nothing.", none="nothing")] = None
    flag: Annotated[bool, Field("A switch.", live=True)] = False
    both: Annotated[int | float, Field("A number of either type.", low=-5, high=5)] = 1
    limit: Annotated[int | None, Field("A number or nothing.", low=0, none="no limit")] = 7
    shares: Annotated[tuple[float, ...], Field("Several numbers.", low=0, high=1)] = ()
    words: Annotated[tuple[str, ...], Field("Several texts.")] = ("a", "b")
    inner: Annotated[Component | None, Field("A component.", kind="layer", none="nothing")] = None
    inners: Annotated[tuple[Component, ...], Field("Several components.", kind="layer")] = ()
    rate: Annotated[float | Component, Field("A number or a schedule.", low=0, high=1, kind="schedule", live=True)] = 0.5
    mode: Annotated[str, Field("A choice.", choices=("none", "one", "two"))] = "one"


class Shadow(Component, frozen=True):
    """A data set whose fields are called as those of the data section."""

    seed: Annotated[int, Field("A number.", low=0, high=5)] = 0
    test: Annotated[str, Field("A text.")] = ""


@contextmanager
def registered() -> Iterator[None]:
    """Have the throw-away components in the catalog for a while."""
    catalog.add("layer", "everything", Everything)
    catalog.add("dataset", "shadow", Shadow)
    try:
        yield
    finally:
        catalog.remove("layer", "everything")
        catalog.remove("dataset", "shadow")
