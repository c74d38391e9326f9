"""The controls of TensorFlow Playground's page: what an address of it can say, with its defaults.

Source: tensorflow/playground, src/state.ts (Apache-2.0). Fields have the page's names with underscores in them.
"""

from __future__ import annotations

import re
import zlib
from typing import Annotated

from nntui.catalog import Field, FieldInfo, fields
from nntui.spec import limits
from nntui.spec.experiment import Section

MAXIMUM_NOISE, NOISE_BEYOND = 80.0, 50.0
"""The page takes a noise up to the first number from an address, and the second in place of more."""
_INPUT = "Whether the network sees this input."


class Page(Section, frozen=True, kw_only=True):
    """The page's controls."""

    activation: Annotated[str, Field("Activation of the hidden layers.", choices=("relu", "tanh", "sigmoid", "linear"))] = (
        "tanh"
    )
    regularization: Annotated[str, Field("Penalty on the weights.", choices=("none", "L1", "L2"))] = "none"
    batch_size: Annotated[int, Field("Samples per update.", low=1, high=limits.BATCH_SIZE)] = 10
    dataset: Annotated[str, Field("Data of two classes.", choices=("circle", "xor", "gauss", "spiral"))] = "circle"
    reg_dataset: Annotated[str, Field("Data of numbers.", choices=("reg-plane", "reg-gauss"))] = "reg-plane"
    learning_rate: Annotated[float, Field("Size of the steps.", low=0, high=1e30)] = 0.03
    regularization_rate: Annotated[float, Field("Strength of the penalty.", low=0, high=1e6)] = 0.0
    noise: Annotated[float, Field("Noise of the data in percent.")] = 0.0
    network_shape: Annotated[tuple[int, ...], Field("Units of each hidden layer.", low=1, high=limits.UNITS)] = (4, 2)
    seed: Annotated[str, Field("What the page's random numbers begin with.")] = ""
    perc_train_data: Annotated[float, Field("Share of the points to train on.", low=10, high=100, unit="percent")] = 50.0
    x: Annotated[bool, Field(_INPUT)] = True
    y: Annotated[bool, Field(_INPUT)] = True
    x_times_y: Annotated[bool, Field(_INPUT)] = False
    x_squared: Annotated[bool, Field(_INPUT)] = False
    y_squared: Annotated[bool, Field(_INPUT)] = False
    sin_x: Annotated[bool, Field(_INPUT)] = False
    sin_y: Annotated[bool, Field(_INPUT)] = False
    problem: Annotated[str, Field("Classes or numbers.", choices=("classification", "regression"))] = "classification"
    init_zero: Annotated[bool, Field("Start with all weights and biases at 0.")] = False


def _key(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


KEYS: dict[str, FieldInfo] = {_key(info.name): info for info in fields(Page)}
"""The keys of an address that say what is trained, by the page's name."""
IGNORED = ("showTestData", "discretize", "cosX", "cosY", "collectStats", "tutorial", "hideText")
"""The page's other keys: they choose what it shows, or nothing at all."""
INPUTS = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "xTimesY": "x1_x2",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
}
"""The page's inputs in their order, and what they are called here. A hidden input is also switched off."""
HIDE = "_hide"
_CONTROLS = (
    "showTestData discretize playButton stepButton resetButton learningRate activation regularization regularizationRate "
    "problem dataset percTrainData noise batchSize numHiddenLayers"
)
HIDDEN_CONTROLS = tuple(f"{name}{HIDE}" for name in _CONTROLS.split())
"""Keys that hide a control of the page and change nothing else."""
SETS = {
    "circle": "circle",
    "xor": "xor",
    "gauss": "gauss",
    "spiral": "two-spirals",
    "reg-plane": "reg-plane",
    "reg-gauss": "reg-gauss",
}
"""The page's data sets, and what they are called here."""
_WRITTEN = 100_000
_DECIMALS = re.compile(r"0\.[0-9]{5}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,9}")


def seed_text(seed: int) -> str:
    """Return the text that the page's random numbers begin with: `0.51235` for 51235, as the page writes them itself.

    From 100,000 on it is a whole number, that many less, so that every such text has a seed, too.
    """
    return f"0.{seed:05d}" if seed < _WRITTEN else str(seed - _WRITTEN)


def seed_of(text: str) -> int:
    """Return the seed that has this text, and for any other text one that is made of it."""
    if _DECIMALS.fullmatch(text):
        return int(text[2:])
    if _WHOLE.fullmatch(text) and int(text) + _WRITTEN <= limits.SEED:
        return int(text) + _WRITTEN
    return zlib.crc32(text.encode("utf-8", "replace"))
