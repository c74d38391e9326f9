"""`nntui address`: an experiment as an address of TensorFlow Playground."""

from __future__ import annotations

import click

from nntui.cli.narration import give, say
from nntui.cli.subject import resolve
from nntui.data.prepare import describe
from nntui.spec.address_writing import write
from nntui.training import plan


@click.command("address")
@click.argument("spec")
def address_command(*, spec: str) -> int:
    """Print the address of TensorFlow Playground that trains as SPEC does, or say which part of it the page cannot have.

    SPEC is a recipe's name, a .toml file, a one-line spec, a saved model, a run's folder, or an address.
    """
    subject = resolve(spec)
    complete = plan.complete(subject.experiment, describe(subject.experiment.data)).experiment
    written = write(complete)
    for note in (*subject.notes, *written.notes):
        say(f"note: {note}")
    give(written.address)
    return 0
