"""The component classes by kind, under their Python names: `layers.Dense`, `optimizers.Adam`, ..."""

from __future__ import annotations

from types import SimpleNamespace

from nntui import parts
from nntui.catalog import catalog


def _namespace(kind: str) -> SimpleNamespace:
    parts.load()
    return SimpleNamespace(**{entry.cls.__name__: entry.cls for entry in catalog.entries(kind)})


layers = _namespace("layer")
losses = _namespace("loss")
optimizers = _namespace("optimizer")
schedules = _namespace("schedule")
initializers = _namespace("initializer")
metrics = _namespace("metric")
