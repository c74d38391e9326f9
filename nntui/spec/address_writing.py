"""An experiment as an address of TensorFlow Playground, where the page can say it.

The nearest address is made and read back: what comes out differently is what an address cannot say. What has no
influence on the weights at any step (how long, when to validate, names) is told in notes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from nntui.catalog import Component, FieldInfo, catalog, fields
from nntui.errors import SpecError, shorten
from nntui.spec import formulas, texts
from nntui.spec.address import HOST, experiment_of
from nntui.spec.experiment import Experiment
from nntui.spec.page import INPUTS, KEYS, SETS, Page, seed_text

_SHOWN = 8
_ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
_HARD_OF_TRAINING = ("batch_size", "accumulate", "balance", "shuffle", "last_batch")
_SOFT = ("name", "why", "seed", "data.seed", "data.source.stream", "data.split", "model.metrics", "model.dtype")
_UNTOLD = ("name", "why")
_ALWAYS = ("networkShape", "seed")


class Written(msgspec.Struct, frozen=True):
    """An address of the page, and what of the experiment it does not say though nothing changes by it."""

    address: str
    notes: tuple[str, ...] = ()


def write(experiment: Experiment) -> Written:
    """Return the address that gives the same training; raises `SpecError` naming what an address cannot say.

    The experiment is complete: its loss and output layer are given.
    """
    meant = _as_the_page_has_it(experiment)
    page = _page_of(meant)
    back = experiment_of(page)
    found = list(differences(meant, _as_the_page_has_it(back)))
    hard = [_told(*one) for one in found if not _is_soft(one[0])]
    if hard:
        more = f", and {len(hard) - _SHOWN} more" if len(hard) > _SHOWN else ""
        raise SpecError(f"an address of the page cannot say {', '.join(hard[:_SHOWN])}{more}", where="address")
    left_out = ", ".join(path for path, _, _ in found if path not in _UNTOLD and not path.startswith("model.metrics"))
    notes = (f"an address does not say {left_out}",) if left_out else ()
    return Written(_text(page), notes)


def differences(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the path and both values wherever two experiments differ."""
    if isinstance(one, msgspec.Struct) and type(one) is type(other):
        for info in fields(type(one)):
            place = f"{path}.{info.name}" if path else info.name
            yield from differences(getattr(one, info.name), getattr(other, info.name), place)
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for position, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}.{position}")
    elif one != other:
        yield path, one, other


def _told(path: str, mine: Any, pages: Any) -> str:
    return f"{path} {_short(mine)} (the page has {_short(pages)})"


def _short(value: Any) -> str:
    if isinstance(value, Component):
        return value.catalog_name
    if isinstance(value, tuple):
        return f"[{', '.join(_short(item) for item in value)}]"
    return value if isinstance(value, str) else "none" if value is None else shorten(value)


def _is_soft(path: str) -> bool:
    section, _, name = path.partition(".")
    return path in _SOFT or path.startswith("model.metrics") or (section == "training" and name not in _HARD_OF_TRAINING)


def _text(page: Page) -> str:
    default = Page()
    set_key = "regDataset" if page.problem == "regression" else "dataset"
    wanted = (*_ALWAYS, set_key)
    pairs = [
        f"{key}={quote(_written(info, getattr(page, info.name)), safe=',-._')}"
        for key, info in KEYS.items()
        if key in wanted or getattr(page, info.name) != getattr(default, info.name)
    ]
    return f"https://{HOST}/#{'&'.join(pairs)}"


def _written(info: FieldInfo, value: Any) -> str:
    if isinstance(value, str):
        return value
    return texts.write(info, value).strip("[]")


def _as_the_page_has_it(experiment: Experiment) -> Experiment:
    """Return the same training in the words that `experiment_of` uses, where there are several for one thing."""
    data, model, training = experiment.data, experiment.model, experiment.training
    features = tuple(name for name in formulas.NAMES if name in data.features)
    if len(features) == len(data.features):
        data = msgspec.structs.replace(data, features=() if features == formulas.PLAIN else features)
    model = msgspec.structs.replace(model, layers=tuple(_with_linear(model.layers)))
    rows = _train_rows(experiment)
    if rows:
        size = min(training.batch_size or rows, rows)
        last = training.last_batch if rows % size else "carry"
        shuffle = training.shuffle and size < rows
        training = msgspec.structs.replace(training, batch_size=size, last_batch=last, shuffle=shuffle)
    return msgspec.structs.replace(
        experiment, data=data, model=model, training=training, optimizer=_plain_descent(experiment.optimizer)
    )


def _train_rows(experiment: Experiment) -> int:
    """Return how many rows of generated data are trained on, 0 where nobody knows."""
    samples = getattr(experiment.data.source, "samples", 0)
    return samples - round(samples * (experiment.data.validation + experiment.data.test))


def _with_linear(layers: tuple[Component, ...]) -> Iterator[Component]:
    """Yield the layers with a linear activation behind every dense layer that has none."""
    for layer, following in zip(layers, (*layers, None)[1:], strict=True):
        yield layer
        if layer.catalog_name == "dense" and (following is None or following.catalog_name not in _ACTIVATIONS):
            yield catalog.build("layer", "linear", {})


def _plain_descent(optimizer: Component) -> Component:
    """Return gradient descent without momentum as the page's."""
    bare = type(optimizer)(learning_rate=optimizer.learning_rate) if optimizer.catalog_name == "sgd" else None  # type: ignore[attr-defined]
    if bare is None or bare != optimizer:
        return optimizer
    return catalog.build("optimizer", "playground_sgd", {"learning_rate": bare.learning_rate})  # type: ignore[attr-defined]


def _page_of(experiment: Experiment) -> Page:
    """Return the page's controls nearest to the experiment; what they cannot say stays at its default."""
    data, optimizer = experiment.data, experiment.optimizer
    named = {here: pages for pages, here in SETS.items()}
    name = named.get(data.source.catalog_name, "circle")
    regression = name.startswith("reg")
    inputs = data.features or formulas.PLAIN
    rate = getattr(optimizer, "learning_rate", 0.03)
    percent = _percent(experiment)
    most = math.floor((1200 if regression else 500) * percent / 100)  # a larger batch is refused, and told as a difference
    values: dict[str, Any] = {
        "reg_dataset" if regression else "dataset": name,
        "problem": "regression" if regression else "classification",
        "noise": round(getattr(data.source, "noise", 0.0) * 100, 10),
        "perc_train_data": percent,
        "learning_rate": rate if isinstance(rate, float) else 0.03,
        "regularization": _penalty(optimizer),
        "regularization_rate": getattr(optimizer, "regularization_rate", 0.0),
        "batch_size": min(experiment.training.batch_size or 1, most),
        "seed": seed_text(experiment.seed),
    }
    values |= {KEYS[key].name: here in inputs for key, here in INPUTS.items()}
    return Page(**values, **_stack_of(experiment.model.layers))


def _penalty(optimizer: Component) -> str:
    wanted = getattr(optimizer, "regularization", "none")
    return wanted.upper() if wanted in ("l1", "l2") else "none"


def _stack_of(layers: tuple[Component, ...]) -> dict[str, Any]:
    dense = [layer for layer in layers if layer.catalog_name == "dense"]
    between = [layer.catalog_name for layer in layers if layer.catalog_name in _ACTIVATIONS]
    zero = bool(dense) and getattr(dense[0], "weight_initializer").catalog_name == "zeros"  # noqa: B009
    return {
        "network_shape": tuple(layer.units for layer in dense[:-1]),  # type: ignore[attr-defined]
        "activation": between[0] if len(dense) > 1 and between else "tanh",
        "init_zero": zero,
    }


def _percent(experiment: Experiment) -> float:
    """Return the page's share of points to train on, a little more where rounding would lose a point."""
    rows, train = getattr(experiment.data.source, "samples", 0), _train_rows(experiment)
    if not rows or train < rows / 10:
        return 50.0
    percent = round(train / rows * 100, 10)
    return percent if math.floor(rows * percent / 100) == train else percent + 1e-9
