"""`nntui [SPEC]`: the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import click
import msgspec

from nntui.cli.ranges import Real
from nntui.cli.terminal import ASCII_NOTE, check_terminal, locale_is_utf8

if TYPE_CHECKING:
    from nntui.cli.subject import Subject

DEFAULT_SPEC = "spiral-adam"


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the user said about the screen; `fps` is looks a second, `notes` are sentences to be shown at the start."""

    start: bool
    fps: float
    ascii: bool
    mouse: bool
    save: bool
    notes: tuple[str, ...] = ()


class Application(Protocol):
    """Opens the screens and returns the exit code."""

    def __call__(self, subject: Subject, wishes: Wishes) -> int:
        """Open on an experiment or a saved model."""


@click.command("open", options_metavar="[OPTIONS]")
@click.argument("spec", default=DEFAULT_SPEC)
@click.option("--start", is_flag=True, help="Open on Train and play at once.")
@click.option("--fps", type=Real(0.1, 60), default=4.0, show_default=True, help="Looks a second while training.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII characters only.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--no-save", is_flag=True, help="Keep nothing: no save on a signal or at the end.")
@click.pass_obj
def open_command(
    application: Application, spec: str, *, start: bool, fps: float, ascii_only: bool, no_mouse: bool, no_save: bool
) -> int:
    """Open the application on SPEC."""
    from nntui.cli.subject import resolve  # noqa: PLC0415 (NumPy: 0.12 s that `nntui --help` does not need)

    subject = resolve(spec, commands=True)
    check_terminal()
    utf8 = locale_is_utf8()
    wishes = Wishes(
        start=start,
        fps=fps,
        ascii=ascii_only or not utf8,
        mouse=not no_mouse,
        save=not no_save,
        notes=(*subject.notes, *(() if utf8 or ascii_only else (ASCII_NOTE,))),
    )
    return application(subject, wishes)
