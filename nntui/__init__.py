"""nntui: build, train, watch, explain, save and use NumPy neural networks, in a terminal and from Python.

The names below load what they need when they are first used (PEP 562), so that `import nntui` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nntui.faces import initializers, layers, losses, metrics, optimizers, schedules
    from nntui.model import Model

__all__ = ["Model", "__version__", "initializers", "layers", "losses", "metrics", "optimizers", "schedules"]

_HOMES = {
    "Model": "nntui.model",
    "layers": "nntui.faces",
    "losses": "nntui.faces",
    "optimizers": "nntui.faces",
    "schedules": "nntui.faces",
    "initializers": "nntui.faces",
    "metrics": "nntui.faces",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'nntui' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
