"""`nntui doctor`: what this machine, terminal and installation offer, for somebody who asks for help."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from nntui import __version__
from nntui.cli.narration import clean, give
from nntui.cli.terminal import first_environment, is_terminal, locale_is_utf8
from nntui.data.folder import datasets_folder
from nntui.store.home import home

_PACKAGES = ("numpy", "textual", "plotext", "nnfs", "msgspec", "tomli_w", "safetensors", "platformdirs", "pooch", "click")
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
_MULTIPLEXERS = {"TMUX": "tmux", "STY": "screen", "SSH_CONNECTION": "over SSH"}


@click.command("doctor")
def doctor_command() -> None:
    """What this machine, terminal and installation offer."""
    for title, lines in (
        ("machine", _machine()),
        ("installation", _installation()),
        ("terminal", _terminal()),
        ("places", _places()),
    ):
        give(title)
        for name, value in lines:
            give(f"  {name:<14}{clean(value)}")


def _machine() -> Iterator[tuple[str, str]]:
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}"
    yield "processors", f"{_processors()} usable of {os.cpu_count() or 1}"
    memory = _memory()
    if memory:
        yield "memory", f"{memory / 2**30:.1f} GiB"


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _memory() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 0


def _installation() -> Iterator[tuple[str, str]]:
    yield "nntui", f"{__version__} in {Path(__file__).parent.parent}"
    yield "python", f"{platform.python_version()} ({sys.executable})"
    for name in _PACKAGES:
        yield name, _version(name)
    yield "BLAS", _blas()
    yield "BLAS threads", ", ".join(f"{name}={os.environ.get(name, 'unset')}" for name in _THREADS)


def _version(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 (30 ms that only this command needs)

    try:
        return metadata.version(name.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return "present, version unknown" if importlib.util.find_spec(name) else "MISSING"


def _blas() -> str:
    try:
        import numpy as np  # noqa: PLC0415 (a broken NumPy must not keep the doctor from speaking)

        known: Any = np.show_config(mode="dicts")
        known = known["Build Dependencies"]["blas"]
        return f"{known.get('name', 'unknown')} {known.get('version', '')}".strip()
    except (ImportError, KeyError, TypeError) as error:
        return f"unknown ({type(error).__name__})"


def _terminal() -> Iterator[tuple[str, str]]:
    size = shutil.get_terminal_size()
    streams = ("stdin", "stdout", "stderr")
    yield (
        "is a terminal",
        ", ".join(f"{name} {_yes(is_terminal(name))}" for name in streams),
    )
    yield "size", f"{size.columns}x{size.lines} (60x20 or more shows everything)"
    yield "TERM", os.environ.get("TERM", "unset")
    yield "colours", _colours()
    yield (
        "inside",
        ", ".join(name for variable, name in _MULTIPLEXERS.items() if os.environ.get(variable)) or "a plain terminal",
    )
    environment = first_environment()
    yield "locale", ", ".join(f"{name}={environment.get(name, '')}" for name in _LOCALE)
    yield "characters", "UTF-8" if locale_is_utf8() else "not UTF-8: the application draws with ASCII"


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "none (NO_COLOR is set)"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    term = os.environ.get("TERM", "")
    return "256" if "256" in term else "none" if term == "dumb" else "16"


def _places() -> Iterator[tuple[str, str]]:
    yield "runs, models", _place(home())
    yield "downloads", _place(_downloads())
    yield "data sets", str(datasets_folder())


def _downloads() -> Path:
    from nntui.data.sets.fashion_mnist import cache_folder  # noqa: PLC0415 (NumPy; imported above, if it can be)

    return cache_folder()


def _place(path: Path) -> str:
    """Say whether files can be written there, without writing one."""
    standing = next((parent for parent in (path, *path.parents) if parent.exists()), Path("/"))
    state = "there" if standing == path else "made when it is needed"
    return f"{path} ({state if os.access(standing, os.W_OK) else 'CANNOT BE WRITTEN'})"


def _yes(value: object) -> str:
    return "yes" if value else "no"
