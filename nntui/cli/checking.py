"""`nntui check`: whether every layer's gradient is right, and which units are dead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from nntui.cli.columns import as_json
from nntui.cli.narration import give, say
from nntui.cli.progress import Line
from nntui.cli.ranges import Whole
from nntui.cli.wanted import reporting, spec_options, wanted
from nntui.errors import RunError
from nntui.spec import limits

if TYPE_CHECKING:
    from nntui.cli.subject import Subject
    from nntui.engine.arrays import Array
    from nntui.engine.layer import Layer
    from nntui.insight.dead_units import DeadUnits, LayerUnits
    from nntui.insight.gradients import GradientsFound, LayerGradients
    from nntui.insight.predictions import Weights
    from nntui.training.trainer import Trainer


@click.command("check")
@spec_options
@click.option("--layer", type=Whole(0), metavar="N", help="Check the gradient of this layer alone; counted from 0.")
@click.option(
    "--entries",
    type=Whole(1, limits.PARAMETERS),
    default=10,
    show_default=True,
    help="Numbers of each array to compare, evenly spread.",
)
@click.option("--json", "json", is_flag=True, help="Print one JSON object.")
def check_command(
    *, spec: str, settings: tuple[str, ...], seed: int | None, layer: int | None, entries: int, json: bool
) -> int:
    """Compare the gradient of each layer of SPEC with differences of the loss, and count units that are dead.

    A saved model or a run's folder is checked with its weights, everything else with the start weights. The exit code is
    1 where a gradient is wrong.
    """
    subject, experiment = wanted(spec, settings, seed)
    line = Line(subject.name)
    from nntui.cli.headless import prepared_for  # noqa: PLC0415 (wrong input is told 0.1 s sooner)
    from nntui.training.trainer import Trainer  # noqa: PLC0415

    complete, prepared = prepared_for(experiment, line)
    trainer = Trainer(complete, prepared, exact=True)
    weights = _weights(subject, trainer)
    gradients, units = _work(trainer, weights, line, layer, entries)
    line.clear()
    return _tell(trainer, gradients, units, json=json)


def _weights(subject: Subject, trainer: Trainer) -> Weights:
    from nntui.insight.predictions import Weights  # noqa: PLC0415
    from nntui.training.task import layout_key  # noqa: PLC0415

    saved = subject.saved
    if saved is not None and layout_key(saved.network) == layout_key(trainer.network):
        return Weights(saved.parameters, saved.statistics)
    if saved is not None:
        say("note: the weights of the file do not fit these layers, so the start weights are checked")
    return Weights(trainer.state.parameters, trainer.state.statistics)


def _work(trainer: Trainer, weights: Weights, line: Line, layer: int | None, entries: int) -> tuple[GradientsFound, DeadUnits]:
    from nntui.data.progress import finish  # noqa: PLC0415
    from nntui.insight.dead_units import counting  # noqa: PLC0415
    from nntui.insight.gradients import checking  # noqa: PLC0415
    from nntui.insight.spread import spread_samples  # noqa: PLC0415
    from nntui.training.feed import Rows  # noqa: PLC0415

    network, prepared = trainer.network, trainer.prepared
    samples = spread_samples(network, prepared)
    gradients = finish(checking(network, weights, *samples, layer=layer, entries=entries), reporting(line))
    rows = cast("Array", Rows(prepared.train.features, network, prepared.preparation))
    return gradients, finish(counting(network, weights, rows), reporting(line))


def _tell(trainer: Trainer, gradients: GradientsFound, units: DeadUnits, *, json: bool) -> int:
    by_layer = {found.position: found for found in units.layers}
    layers = trainer.network.layers
    if json:
        give(as_json(_plain(layers, gradients, by_layer)))
    else:
        give("\n".join(_lines(layers, gradients, by_layer)))
    say(f"gradients in float64 on {gradients.samples} samples, units on {units.samples:,}")
    for remark in (gradients.note, units.advice):
        if remark:
            say(f"note: {remark}")
    wrong = [layer for layer in gradients.layers if layer.verdict == "wrong"]
    if wrong:
        raise RunError(f"the gradient of layer {wrong[0].position} ({wrong[0].name}) is wrong")
    return 0


def _lines(layers: tuple[Layer, ...], gradients: GradientsFound, units: dict[int, LayerUnits]) -> list[str]:
    names = [f"{found.position}  {_text(layers[found.position])}" for found in gradients.layers]
    width = max(map(len, names)) + 2
    lines = []
    for name, found in zip(names, gradients.layers, strict=True):
        lines.append(f"{name.ljust(width)}gradient {found.sentence}")
        if found.position in units:
            lines.append(f"{' ' * width}{units[found.position].sentence}")
    return lines


def _text(layer: Layer) -> str:
    from nntui.spec import texts  # noqa: PLC0415

    return " ".join([layer.catalog_name, *texts.arguments_of(layer)])


def _plain(layers: tuple[Layer, ...], gradients: GradientsFound, units: dict[int, LayerUnits]) -> dict[str, Any]:
    return {
        "right": gradients.right,
        "samples": gradients.samples,
        "note": gradients.note,
        "layers": [_plain_layer(_text(layers[one.position]), one, units.get(one.position)) for one in gradients.layers],
    }


def _plain_layer(text: str, found: LayerGradients, units: LayerUnits | None) -> dict[str, Any]:
    plain = {
        "layer": found.position,
        "name": text,
        "verdict": found.verdict,
        "reason": found.reason,
        "checked": found.checked,
        "error": found.error,
        "arrays": found.reports,
    }
    counted: dict[str, Any] = {"units": None, "dead": [], "saturated": []}
    if units is not None:
        counted = {"units": units.units, "dead": units.dead, "saturated": units.saturated}
    return plain | counted
