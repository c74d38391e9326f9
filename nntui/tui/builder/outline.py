"""The experiment as a list of places: data, split, layers with shapes and parameters, loss, optimizer, training, run."""

from __future__ import annotations

from typing import Any

import msgspec

from nntui.catalog import Component, FieldInfo, fields
from nntui.charts.spans import Row
from nntui.errors import StackError
from nntui.spec import texts
from nntui.spec.experiment import Data, Experiment, Training
from nntui.tui.text import cells, fit, pad, safe
from nntui.tui.widgets.picker import Item

LABEL = 11
SHAPE = 8
COUNT = 9
MARGIN = 2
PAUSE = "  "
SHORT = {"weight_initializer": "init", "weight_l1": "l1", "weight_l2": "l2", "learning_rate": "lr"}
DATA, SPLIT, LOSS, OPTIMIZER, TRAINING, RUN = "data.source", "data", "model.loss", "optimizer", "training", "run"
LAYER = "model.layers."


class Opening(msgspec.Struct, frozen=True):
    """A layer that is put in before the one at `position`: what it is and the shape of its output."""

    position: int
    words: str
    shape: str


class Facts(msgspec.Struct, frozen=True):
    """What the plan says about the stack, by position: output shape, parameters, what is added, and what is wrong."""

    input_shape: str = ""
    shapes: tuple[str, ...] = ()
    counts: tuple[int | None, ...] = ()
    total: int | None = None
    added: tuple[str, ...] = ()
    opening: Opening | None = None
    loss: str = ""
    wrong: frozenset[int] = frozenset()
    wrong_at_all: bool = False

    @property
    def shape_width(self) -> int:
        """Cells that the column of shapes takes."""
        return max(SHAPE, *(len(shape) + 1 for shape in (*self.shapes, self.input_shape)))


def layer_place(place: str) -> int | None:
    """Return the position of the layer that a place of the outline means, or None."""
    tail = place.removeprefix(LAYER)
    return int(tail) if place.startswith(LAYER) and tail.isdecimal() else None


def place_of(error: StackError) -> str:
    """Return the place where what is wrong can be changed: a layer, the training, or the loss."""
    if error.layer is not None:
        return f"{LAYER}{error.layer}"
    return TRAINING if error.where.startswith("training.") else LOSS


def outline(experiment: Experiment, facts: Facts, width: int, *, ascii: bool = False) -> tuple[Item, ...]:
    """Return the items of the outline for a list of that width in cells."""
    return (
        _line("data", component_text(experiment.data.source), DATA, width, ascii=ascii),
        _line("split", _split(experiment.data), SPLIT, width, ascii=ascii),
        Item((), heading=True),
        *_stack(experiment, facts, width, ascii=ascii),
        Item((), heading=True),
        _line("loss", _loss(experiment, facts), LOSS, width, ascii=ascii),
        _line("optimizer", component_text(experiment.optimizer), OPTIMIZER, width, ascii=ascii),
        _line("training", _section_text(experiment.training, Training), TRAINING, width, ascii=ascii),
        _line("run", f"seed {experiment.seed}  {experiment.model.dtype}", RUN, width, ascii=ascii),
    )


def component_text(component: Component, *, named: bool = True) -> str:
    """Return a component in a few words, as in the one-line spec."""
    name = component.catalog_name or type(component).__name__.lower()
    kind = component.catalog_kind
    words = texts.arguments_of(component, named_first=named and kind != "layer", always_first=kind != "loss")
    return safe(" ".join([name, *(_short(word) for word in words)]))


def _short(word: str) -> str:
    """Return `weight_l2=5e-4` as `l2=5e-4`: the aliases of the one-line form."""
    key, equals, value = word.partition("=")
    return f"{SHORT.get(key, key)}{equals}{value}"


def _line(label: str, words: str, place: str, width: int, *, ascii: bool) -> Item:
    room = width - LABEL - MARGIN
    close = words if cells(words) <= room else words.replace(PAUSE, " ")
    return Item(((pad(f" {label}", LABEL), "muted"), (fit(close, room, ascii=ascii), "")), place)


def _split(data: Data) -> str:
    parts = [f"validation {data.fresh} fresh" if data.fresh else f"validation {_share(data.validation)}"]
    parts += [f"test {_share(data.test)}"] if data.test else []
    parts += [f"scaling {data.scaling}"] if data.scaling != "none" else []
    parts += [f"inputs {', '.join(data.features)}"] if data.features else []
    return PAUSE.join(parts)


def _share(value: float) -> str:
    return f"{value:.0%}" if value else "none"


def _loss(experiment: Experiment, facts: Facts) -> str:
    loss = experiment.model.loss
    if loss is not None:
        return component_text(loss)
    return f"+ {facts.loss}" if facts.loss else "chosen from the data"


def _section_text(section: Any, cls: Any) -> str:
    shown = [info for info in fields(cls) if info.name == "epochs" or getattr(section, info.name) != info.default]
    return PAUSE.join(f"{info.name.replace('_', ' ')} {_value(info, getattr(section, info.name))}" for info in shown)


def _value(info: FieldInfo, value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else texts.write(info, value)


def _stack(experiment: Experiment, facts: Facts, width: int, *, ascii: bool) -> list[Item]:
    layers = experiment.model.layers
    title = Item(_columns((" layers", "output", "params"), facts, width, "muted"), heading=True)
    first = Item(_columns(("   input", facts.input_shape, ""), facts, width, "muted"), heading=True)
    rows = [_layer(place, layer, facts, width, ascii=ascii) for place, layer in enumerate(layers)]
    if facts.opening is not None:
        words = ("   " + fit("+ " + facts.opening.words, _room(facts, width), ascii=ascii), facts.opening.shape, "")
        rows.insert(facts.opening.position, Item(_columns(words, facts, width, "muted"), heading=True))
    none = [] if layers else [Item((("   no layers yet: press a to add one", "warning"),), LAYER + "0")]
    added = [
        Item((("   " + fit("+ " + words, width - 3 - MARGIN, ascii=ascii), "muted"),), heading=True) for words in facts.added
    ]
    total = "" if facts.total is None else count_text(facts.total)
    return [title, first, *rows, *none, *added, Item(_columns(("   in all", "", total), facts, width, "muted"), heading=True)]


def _layer(place: int, layer: Component, facts: Facts, width: int, *, ascii: bool) -> Item:
    wrong = place in facts.wrong
    sign = " ! " if wrong else "   "
    shape = facts.shapes[place] if place < len(facts.shapes) else ""
    count = facts.counts[place] if place < len(facts.counts) else None
    words = sign + fit(component_text(layer), _room(facts, width), ascii=ascii)
    shown = count_text(count) if count else ""
    return Item(_columns((words, shape, shown), facts, width, "bad" if wrong else ""), f"{LAYER}{place}")


def _room(facts: Facts, width: int) -> int:
    """Return how many cells the words of a layer have."""
    return width - facts.shape_width - COUNT - MARGIN - 3


def count_text(count: int) -> str:
    """Return a number of parameters in at most eight cells."""
    return f"{count:,}" if count < 10_000_000 else f"{count / 1e6:,.1f} M"


def _columns(texts_of: tuple[str, str, str], facts: Facts, width: int, role: str) -> Row:
    words, shape, count = texts_of
    left = max(width - facts.shape_width - COUNT - MARGIN, 8)
    return ((pad(fit(words, left), left) + f"{shape:>{facts.shape_width}}{count:>{COUNT}}", role),)
