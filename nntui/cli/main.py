"""The command line: one place where every outcome becomes an exit code and, where needed, one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from nntui import __version__
from nntui.cli.group import Commands
from nntui.cli.narration import NobodyReads, finish, say, settle
from nntui.cli.signals import SIGNALS, Stopped
from nntui.errors import NntuiError

if TYPE_CHECKING:
    from nntui.cli.opening import Application

PIPE_CLOSED = 128 + 13
INTERRUPTED = 128 + 2

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(
    cls=Commands,
    context_settings=_SETTINGS,
    options_metavar="",
    subcommand_metavar="[SPEC] [OPTIONS] | COMMAND ...",
    help="Build, train, watch, save and use NumPy neural networks.\n\n"
    "Without a command the application opens on SPEC: a recipe's name, a .toml file, a one-line spec, a saved model, "
    "a run's folder, or an address of TensorFlow Playground in quotes (default: spiral-adam).",
)
@click.version_option(__version__, prog_name="nntui", message="%(prog)s %(version)s")
def nntui() -> None:
    """Build, train, watch, save and use NumPy neural networks."""


def run(arguments: list[str], application: Application) -> int:
    """Do what the arguments say and return the exit code: 0 done, 1 failed, 2 wrong input, 128+n on a signal."""
    settle()
    with SIGNALS.listening():
        return told(lambda: _command(arguments, application))


def told(work: Callable[[], int]) -> int:
    """Return the exit code of `work`; an error becomes a sentence on stderr and its code."""
    try:
        code = work()
        finish()
    except click.UsageError as error:
        return _usage(error)
    except NntuiError as error:
        say(f"nntui: {' '.join(str(error).split())}")
        return error.exit_code
    except Stopped as stopped:
        return 128 + stopped.number
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except NobodyReads:
        return PIPE_CLOSED
    except MemoryError:
        say("nntui: there is not enough memory for this")
        return 1
    except BaseException:
        if SIGNALS.number:  # raised in the middle of an import, a signal may come out as another error
            return 128 + SIGNALS.number
        raise
    return code


def _command(arguments: list[str], application: Application) -> int:
    result = nntui.main(arguments, prog_name="nntui", standalone_mode=False, obj=application)
    return result if isinstance(result, int) else 0


def _usage(error: click.UsageError) -> int:
    path = error.ctx.command_path.removesuffix(" open") if error.ctx else "nntui"
    say(f"nntui: {error.format_message()} See `{path} --help`.")
    return error.exit_code
