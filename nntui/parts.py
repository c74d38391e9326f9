"""Imports every component package once, so that the catalog is full; cli, Model and tests call `load`."""

from __future__ import annotations

import functools
import importlib
import pkgutil

PACKAGES = (
    "nntui.engine.initializers",
    "nntui.engine.layers",
    "nntui.engine.activations",
    "nntui.engine.losses",
    "nntui.engine.schedules",
    "nntui.engine.optimizers",
    "nntui.engine.metrics",
    "nntui.data.sets",
)


@functools.cache
def load() -> None:
    """Import every module of the component packages; what registers itself there can be used from then on."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
            importlib.import_module(f"{name}.{module.name}")
