"""Where the data sets are that come with nntui."""

from __future__ import annotations

from pathlib import Path


def datasets_folder() -> Path:
    """Return the folder of the built-in data sets: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent / "datasets"
