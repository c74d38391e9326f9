"""The program: `nntui`, and `python -m nntui`, also from a checkout that is not installed."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import warnings
from typing import TYPE_CHECKING, NoReturn

from nntui import __version__

if TYPE_CHECKING:
    from nntui.cli.opening import Wishes
    from nntui.cli.subject import Subject

EARLY = 50_000
"""New objects between two looks for garbage: what is loaded first all stays, and looking through it took 60 ms of the start."""
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def main() -> int:
    """Run the program with the arguments of the command line and return its exit code."""
    end_quietly_at_first()
    gc.set_threshold(EARLY)
    use_one_blas_thread()
    hear_no_warnings()
    arguments = sys.argv[1:]
    if arguments == ["--version"] and sys.stdout is not None:
        sys.stdout.write(f"nntui {__version__}\n")
        return 0
    from nntui.cli.main import run  # noqa: PLC0415 (0.1 s that --version does not need)

    return run(arguments, open_application)


def end_quietly_at_first() -> None:
    """Let ctrl+c end the program without a word until the command line listens: half of it is not loaded yet."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def use_one_blas_thread() -> None:
    """Say so before NumPy loads, unless the user said something: two threads make a small network slower, and the keys."""
    for variable in THREADS:
        os.environ.setdefault(variable, "1")


def hear_no_warnings() -> None:
    """Keep warnings of libraries, which name lines of code, from the user, unless Python was told what to do with them."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def open_application(subject: Subject, wishes: Wishes) -> NoReturn:
    """Open the screens on an experiment or a saved model; only here does the command line meet them."""
    from nntui.cli.signals import SIGNALS  # noqa: PLC0415 (loaded already)
    from nntui.tui.app import run  # noqa: PLC0415 (Textual costs 0.3 s that no other command needs)
    from nntui.tui.keeping import Opened  # noqa: PLC0415
    from nntui.tui.options import Options  # noqa: PLC0415

    options = Options(
        start=wishes.start,
        fps=wishes.fps,
        ascii=wishes.ascii,
        mouse=wishes.mouse,
        save=wishes.save,
        notes=wishes.notes,
    )
    held = None if subject.path is None else Opened(subject.experiment, subject.path, subject.saved)
    leave(run(subject.experiment, options, opened=held, heard=lambda: SIGNALS.number))


def leave(code: int) -> NoReturn:
    """End the process now: all is saved and closed, and taking the interpreter apart would cost 0.1 to 0.5 s more."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()  # standard error keeps nothing back, and may belong to a thread that waits for the terminal
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
