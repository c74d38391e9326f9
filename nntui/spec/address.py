"""An address of TensorFlow Playground as an experiment: wherever a spec may stand, such an address may.

The page's rules become parts of the catalog: its data, half squared error on labels of +1 and -1 behind tanh, penalties
outside the loss, one order for ever, the short batch carried over, and float64. Points and start weights come from the
page's own random numbers, so that a seed gives what it gives there. Its test part is the validation part, and `val_loss`
its test loss. Source: tensorflow/playground, src/state.ts and src/playground.ts (Apache-2.0).
"""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import unquote

import msgspec

from nntui.catalog import Component, catalog
from nntui.errors import SpecError, UnknownName, nearest, shorten
from nntui.spec import formulas, limits, texts
from nntui.spec.experiment import Data, Experiment, Network, Training
from nntui.spec.page import (
    HIDDEN_CONTROLS,
    HIDE,
    IGNORED,
    INPUTS,
    KEYS,
    MAXIMUM_NOISE,
    NOISE_BEYOND,
    SETS,
    Page,
    seed_of,
    seed_text,
)

HOST = "playground.tensorflow.org"
EPOCHS = 1000
"""An address says nothing of when to stop: the page goes on until it is paused."""
_WEB = re.compile(r"https?://", re.IGNORECASE)
_PLACE = re.compile(rf"(?:https?://)?{re.escape(HOST)}(?:/(?:index\.html)?)?", re.IGNORECASE)
_QUOTES = "'\""


class Found(msgspec.Struct, frozen=True):
    """The experiment of an address, and what is to be said of it: keys that change nothing here, values the page replaces."""

    experiment: Experiment
    notes: tuple[str, ...] = ()


def is_address(text: str) -> bool:
    """Say whether a text is meant as an address of the web."""
    return bool(_WEB.match(text.strip())) or text.strip().lower().startswith(HOST)


def read(text: str) -> Found:
    """Return the experiment that an address of the page describes; errors name the key."""
    limits.check("characters", len(text), limits.SPEC_LINE, where="address")
    values, ignored = _values(_pairs(text.strip()))
    notes = []
    if ignored:
        notes.append(f"keys of the page that change nothing here: {', '.join(ignored)}")
    noise = min(max(values.get("noise", 0.0), 0.0), MAXIMUM_NOISE)
    if noise != values.get("noise", 0.0):
        noise = NOISE_BEYOND if noise else 0.0
        notes.append(f"noise {values['noise']:g} is out of range (0 to {MAXIMUM_NOISE:g}): the page takes {noise:g}")
    page = Page(**{**values, "noise": noise})
    if not page.seed:
        notes.append(f"the address has no seed, and the page draws a new one each time: {seed_text(0)} is taken")
    elif seed_text(seed_of(page.seed)) != page.seed:
        notes.append(f"{shorten(page.seed)} is no seed as the page writes them: {seed_text(seed_of(page.seed))} is taken")
    return Found(experiment_of(page), tuple(notes))


def _pairs(text: str) -> list[tuple[str, str]]:
    place, _, fragment = text.partition("#")
    if not _PLACE.fullmatch(place):
        raise SpecError(
            "this is not an address of TensorFlow Playground", where="address", received=place, allowed=f"https://{HOST}/#..."
        )
    pairs = []
    for piece in fragment.split("&"):
        key, equals, value = piece.partition("=")
        if piece and not equals:
            raise SpecError("this key has no value", where="address", received=piece, allowed="key=value, joined by &")
        if piece:
            pairs.append((unquote(key).strip(), unquote(value).strip()))
    return pairs


def _values(pairs: list[tuple[str, str]]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of the page that the pairs give, and the keys that change nothing."""
    values: dict[str, Any] = {}
    ignored: list[str] = []
    hidden: list[str] = []
    seen: set[str] = set()
    for key, text in pairs:
        if key in seen:
            raise SpecError("the key is given twice", where=_where(key))
        seen.add(key)
        if key in KEYS:
            values.update(_value(key, text))
        elif key.removesuffix(HIDE) in INPUTS:
            hidden += [KEYS[key.removesuffix(HIDE)].name] if text == "true" else []
        elif key in IGNORED or key in HIDDEN_CONTROLS:
            ignored.append(key)
        else:
            raise _unknown(key)
    return {**values, **dict.fromkeys(hidden, False)}, ignored


def _value(key: str, text: str) -> dict[str, Any]:
    """Return the field with its value; where the page takes no value for none given, its default stays."""
    info = KEYS[key]
    if not text:
        return {info.name: ()} if info.many else {}
    return {info.name: texts.read(info, text, where=_where(key))}


def _unknown(key: str) -> UnknownName:
    known = [*KEYS, *IGNORED]
    hide = [*HIDDEN_CONTROLS, *(f"{name}{HIDE}" for name in INPUTS)]
    return UnknownName(
        "the page has no such key",
        where="address",
        received=key,
        allowed=f"{', '.join(known)}, and a control with {HIDE}",
        nearest=nearest(key, [*known, *hide]),
    )


def _where(key: str) -> str:
    return f"address.{shorten(key).strip(_QUOTES)}"


def experiment_of(page: Page) -> Experiment:
    """Return the experiment that the page's controls describe; raises `SpecError` where the page itself would not learn."""
    regression = page.problem == "regression"
    source = _build("dataset", SETS[page.reg_dataset if regression else page.dataset], noise=page.noise / 100, stream="page")
    seed = seed_of(page.seed or seed_text(0))
    output = [] if regression else [_build("layer", "tanh")]
    layers = [layer for units in page.network_shape for layer in (_dense(page, units), _build("layer", page.activation))]
    loss = _build("loss", "half_squared_error" if regression else "sign_squared_error")
    return Experiment(
        data=Data(source=source, seed=seed, validation=_validation(page, source), split="last", features=_features(page)),
        model=Network(layers=(*layers, _dense(page, 1), *output), loss=loss, dtype="float64"),
        optimizer=_optimizer(page),
        training=Training(epochs=EPOCHS, batch_size=page.batch_size, shuffle=False, last_batch="carry"),
        seed=seed,
        name=f"playground-{page.reg_dataset if regression else page.dataset}",
    )


def _dense(page: Page, units: int) -> Component:
    weights = _build("initializer", "zeros") if page.init_zero else _build("initializer", "uniform", low=-0.5, high=0.5)
    biases = _build("initializer", "zeros") if page.init_zero else _build("initializer", "constant", value=0.1)
    return _build("layer", "dense", units=units, weight_initializer=weights, bias_initializer=biases)


def _optimizer(page: Page) -> Component:
    return _build(
        "optimizer",
        "playground_sgd",
        learning_rate=page.learning_rate,
        regularization=page.regularization.lower(),
        regularization_rate=page.regularization_rate,
    )


def _features(page: Page) -> tuple[str, ...]:
    chosen = tuple(name for key, name in INPUTS.items() if getattr(page, KEYS[key].name))
    if not chosen:
        raise SpecError("all inputs are switched off, so there is nothing to learn from", where=_where("x"))
    return () if chosen == formulas.PLAIN else chosen


def _validation(page: Page, source: Any) -> float:
    rows = int(source.samples)
    train = math.floor(rows * page.perc_train_data / 100)
    if page.batch_size > train:
        raise SpecError(
            "no batch is ever full, so that the page never moves a weight",
            where=_where("batchSize"),
            received=page.batch_size,
            allowed=f"at most the {train} points to train on",
        )
    return (rows - train) / rows


def _build(kind: str, name: str, **values: Any) -> Component:
    return catalog.build(kind, name, values)
