"""`nntui find-rate`: which learning rate suits an experiment."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from nntui.cli.columns import as_json
from nntui.cli.narration import give, say
from nntui.cli.progress import Line
from nntui.cli.terminal import locale_is_utf8, narrates_live
from nntui.cli.wanted import reporting, spec_options, wanted
from nntui.errors import RunError

if TYPE_CHECKING:
    from nntui.training.finder import Found

_HEIGHT = 18


@click.command("find-rate")
@spec_options
@click.option("--low", default=1e-6, show_default=True, help="Rate of the first update.")
@click.option("--high", default=10.0, show_default=True, help="Rate of the last update.")
@click.option("--steps", default=100, show_default=True, help="Updates.")
@click.option("--json", "json", is_flag=True, help="Print one JSON object with every rate and its loss.")
def find_rate_command(
    *, spec: str, settings: tuple[str, ...], seed: int | None, low: float, high: float, steps: int, json: bool
) -> int:
    """Find a learning rate for SPEC: train a few updates at rates that rise, and print the one where the loss falls fastest.

    On a terminal a picture shows the losses. `nntui train SPEC --set optimizer.learning_rate=RATE` trains with it.
    """
    subject, experiment = wanted(spec, settings, seed)
    line = Line(subject.name)
    from nntui.cli.headless import prepared_for  # noqa: PLC0415 (wrong input is told 0.1 s sooner)
    from nntui.data.progress import finish  # noqa: PLC0415
    from nntui.training.finder import finding  # noqa: PLC0415

    complete, prepared = prepared_for(experiment, line)
    found = finish(finding(complete, prepared, low=low, high=high, steps=steps, exact=True), reporting(line))
    line.clear()
    return _tell(found, json=json)


def _tell(found: Found, *, json: bool) -> int:
    if narrates_live() and len(found.rates) > 1:
        say(_picture(found))
    if json:
        give(as_json(_plain(found)))
    if found.suggestion is None:
        raise RunError(found.sentence)
    say(found.sentence)
    if not json:
        give(f"{found.suggestion:.3g}")
    return 0


def _picture(found: Found) -> str:
    from nntui.charts.rates import rates  # noqa: PLC0415 (plotext, which nobody needs who pipes)
    from nntui.charts.spans import plain  # noqa: PLC0415

    columns, lines = shutil.get_terminal_size()
    return plain(rates(found, max(columns - 1, 20), min(_HEIGHT, max(lines - 3, 8)), ascii=not locale_is_utf8()))


def _plain(found: Found) -> dict[str, Any]:
    return {
        "suggestion": found.suggestion,
        "lowest": found.lowest,
        "outcome": found.outcome,
        "rates": found.rates.tolist(),
        "losses": found.losses.tolist(),
        "smoothed": found.smoothed.tolist(),
    }
