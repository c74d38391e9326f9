"""The commands by name; each is imported when it is called, because imports are most of what a short command costs."""

from __future__ import annotations

import importlib

import click

from nntui.errors import UnknownName, nearest

_MODULES = {
    "train": ("nntui.cli.training", "Train without a screen."),
    "evaluate": ("nntui.cli.evaluating", "Loss and accuracy of a run on data."),
    "predict": ("nntui.cli.predicting", "Predictions for the rows of a CSV file."),
    "find-rate": ("nntui.cli.rates", "Which learning rate suits an experiment."),
    "check": ("nntui.cli.checking", "Whether gradients are right, and which units are dead."),
    "replay": ("nntui.cli.replaying", "Whether a saved run comes out again, to the bit."),
    "address": ("nntui.cli.addressing", "The same experiment as an address of TensorFlow Playground."),
    "recipes": ("nntui.cli.listing", "Experiments that run as they are."),
    "datasets": ("nntui.cli.listing", "Data sets."),
    "catalog": ("nntui.cli.listing", "Every layer, loss, optimizer, ... with its fields."),
    "doctor": ("nntui.cli.doctor", "What this machine, terminal and installation offer."),
}
NAMES = tuple(_MODULES)
_OPEN = ("nntui.cli.opening", "open")
_OWN_OPTIONS = ("--help", "-h", "--version")


class Commands(click.Group):
    """What does not begin with a command's name is a SPEC that the application opens."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they are shown."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name."""
        if cmd_name not in NAMES:
            return _load(*_OPEN)
        return _load(_MODULES[cmd_name][0], cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the hidden command in front where no other is named."""
        if not args or args[0] not in (*NAMES, *_OWN_OPTIONS):
            _refuse_two_words(args)
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in _MODULES.items()])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the application, which are those of the bare program, too."""
        _load(*_OPEN).format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


def _refuse_two_words(args: list[str]) -> None:
    """Say what was probably meant where a first word that is no command is followed by another word."""
    words = [word for word in args if not word.startswith("-")]
    meant = nearest(words[0], NAMES) if len(words) > 1 and args[0] == words[0] else ""
    if meant:
        raise UnknownName("there is no command of that name", received=words[0], allowed=", ".join(NAMES), nearest=meant)


def _load(module: str, name: str) -> click.Command:
    command = getattr(importlib.import_module(module), f"{name.replace('-', '_')}_command")
    if not isinstance(command, click.Command):
        raise TypeError(f"{module}.{name}_command is no command")
    return command
