"""Where the user's own things are kept: runs and saved models."""

from __future__ import annotations

import os
from pathlib import Path

from nntui.spec.places import absolute, spelled_out


def home() -> Path:
    """Return the user's data folder: `$NNTUI_HOME` if it is set, otherwise the system's place for user data.

    The folder is not made here.
    """
    given = os.environ.get("NNTUI_HOME", "").strip()
    return absolute(spelled_out(given)) if given else _user_data()


def runs_folder() -> Path:
    """Return the folder in which each run has its own."""
    return home() / "runs"


def _user_data() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 (14 ms that only a run without $NNTUI_HOME pays)

    return user_data_path("nntui", appauthor=False)
