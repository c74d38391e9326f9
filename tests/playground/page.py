"""TensorFlow Playground's page, number by number: its random stream, its data, its network, one point at a time.

Written from the facts of tensorflow/playground (Apache-2.0) and seedrandom 2.4.3 (MIT), as slow and plain as the page
is, to be compared with; `tests/playground/test_page.py` shows that it prints what the page prints.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

Point = tuple[float, float, float]
"""x, y and label."""

INPUTS: dict[str, Callable[[float, float], float]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "xSquared": lambda x, y: x * x,
    "ySquared": lambda x, y: y * y,
    "xTimesY": lambda x, y: x * y,
    "sinX": lambda x, y: math.sin(x),
    "sinY": lambda x, y: math.sin(y),
}
ACTIVATIONS: dict[str, tuple[Callable[[float], float], Callable[[float, float], float]]] = {
    "tanh": (math.tanh, lambda x, y: 1 - y * y),
    "relu": (lambda x: max(0.0, x), lambda x, y: 1.0 if x > 0 else 0.0),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), lambda x, y: y * (1 - y)),
    "linear": (lambda x: x, lambda x, y: 1.0),
}


class Stream:
    """seedrandom's stream of numbers in [0, 1): ARC4 over the bytes of the seed, 48 and then 52 bits of it."""

    def __init__(self, seed: str) -> None:
        key: dict[int, int] = {}
        smear = 0
        for position, character in enumerate(seed):
            smear ^= key.get(position & 255, 0) * 19
            key[position & 255] = (smear + ord(character)) & 255
        self.state = list(range(256))
        self.i = self.j = 0
        j = 0
        for i in range(256):
            j = (j + key[i % len(key)] + self.state[i]) & 255
            self.state[i], self.state[j] = self.state[j], self.state[i]
        self._bytes(256)

    def _bytes(self, count: int) -> int:
        state, number = self.state, 0
        for _ in range(count):
            self.i = (self.i + 1) & 255
            first = state[self.i]
            self.j = (self.j + first) & 255
            second = state[self.j]
            state[self.i], state[self.j] = second, first
            number = number * 256 + state[(first + second) & 255]
        return number

    def __call__(self) -> float:
        numerator, denominator, last = self._bytes(6), 2**48, 0
        while numerator < 2**52:
            numerator = (numerator + last) * 256
            denominator *= 256
            last = self._bytes(1)
        scale = 1
        while numerator / scale >= 2**53:
            scale *= 2
            last >>= 1
        return (numerator / scale + last) / (denominator / scale)

    def between(self, low: float, high: float) -> float:
        return self() * (high - low) + low

    def normal(self, mean: float, variance: float) -> float:
        while True:
            first, second = 2 * self() - 1, 2 * self() - 1
            square = first * first + second * second
            if square <= 1:
                return mean + math.sqrt(variance) * math.sqrt(-2 * math.log(square) / square) * first


def circle(draw: Stream, count: int, noise: float) -> list[Point]:
    points = []
    for low, high in ((0, 2.5), (3.5, 5)):
        for _ in range(count // 2):
            radius, angle = draw.between(low, high), draw.between(0, 2 * math.pi)
            x, y = radius * math.sin(angle), radius * math.cos(angle)
            away = math.hypot(x + draw.between(-5, 5) * noise, y + draw.between(-5, 5) * noise)
            points.append((x, y, 1 if away < 2.5 else -1))
    return points


def xor(draw: Stream, count: int, noise: float) -> list[Point]:
    points = []
    for _ in range(count):
        x = draw.between(-5, 5)
        x += 0.3 if x > 0 else -0.3
        y = draw.between(-5, 5)
        y += 0.3 if y > 0 else -0.3
        product = (x + draw.between(-5, 5) * noise) * (y + draw.between(-5, 5) * noise)
        points.append((x, y, 1 if product >= 0 else -1))
    return points


def gauss(draw: Stream, count: int, noise: float) -> list[Point]:
    variance = 0.5 + 7 * noise
    return [
        (draw.normal(2 * label, variance), draw.normal(2 * label, variance), label)
        for label in (1, -1)
        for _ in range(count // 2)
    ]


def spiral(draw: Stream, count: int, noise: float) -> list[Point]:
    points = []
    half = count / 2
    for label, turned in ((1, 0), (-1, math.pi)):
        for i in range(count // 2):
            radius, angle = i / half * 5, 1.75 * i / half * 2 * math.pi + turned
            x = radius * math.sin(angle) + draw.between(-1, 1) * noise
            points.append((x, radius * math.cos(angle) + draw.between(-1, 1) * noise, label))
    return points


def reg_plane(draw: Stream, count: int, noise: float) -> list[Point]:
    return _labelled(draw, count, noise, lambda x, y: (x + y) / 10)


CONES = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def reg_gauss(draw: Stream, count: int, noise: float) -> list[Point]:
    def height(x: float, y: float) -> float:
        cones = [sign * max(0.0, 1 - math.hypot(x - cx, y - cy) / 2) for cx, cy, sign in CONES]
        return max(cones, key=abs)

    return _labelled(draw, count, noise, height)


def _labelled(draw: Stream, count: int, noise: float, label: Callable[[float, float], float]) -> list[Point]:
    points = []
    for _ in range(count):
        x, y = draw.between(-6, 6), draw.between(-6, 6)
        moved = x + draw.between(-6, 6) * noise, y + draw.between(-6, 6) * noise
        points.append((x, y, label(*moved)))
    return points


SETS = {"circle": circle, "xor": xor, "gauss": gauss, "spiral": spiral, "reg-plane": reg_plane, "reg-gauss": reg_gauss}


@dataclass
class Settings:
    """The page's controls and their defaults."""

    dataset: str = "circle"
    seed: str = "0.12345"
    noise: float = 0
    percent_train: float = 50
    shape: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    learning_rate: float = 0.03
    batch_size: int = 10
    regularization: str = "none"
    regularization_rate: float = 0
    inputs: tuple[str, ...] = ("x", "y")
    zero: bool = False

    @property
    def regression(self) -> bool:
        return self.dataset.startswith("reg")


@dataclass
class Link:
    """The weight between two units, and what has added up for it."""

    weight: float
    added: float = 0.0
    dead: bool = False


@dataclass
class Unit:
    """A unit: its links from the layer before, its bias, and what has added up for it."""

    links: list[Link]
    bias: float
    added: float = 0.0
    total: float = 0.0
    output: float = 0.0
    back: float = 0.0


@dataclass
class Page:
    """The page after it was opened: points, network, and a play button that does one epoch."""

    settings: Settings
    train: list[Point] = field(default_factory=list)
    test: list[Point] = field(default_factory=list)

    def __post_init__(self) -> None:
        wanted = self.settings
        draw = Stream(wanted.seed)
        points = SETS[wanted.dataset](draw, 1200 if wanted.regression else 500, wanted.noise / 100)
        for last in range(len(points) - 1, -1, -1):
            chosen = int(draw() * (last + 1))
            points[last], points[chosen] = points[chosen], points[last]
        split = math.floor(len(points) * wanted.percent_train / 100)
        self.train, self.test = points[:split], points[split:]
        self.layers: list[list[Unit]] = []
        before = len(wanted.inputs)
        for width in (*wanted.shape, 1):
            self.layers.append([self._unit(draw, before) for _ in range(width)])
            before = width
        self.added = 0

    def _unit(self, draw: Stream, inputs: int) -> Unit:
        weights = [draw() - 0.5 for _ in range(inputs)]
        if self.settings.zero:
            return Unit([Link(0.0) for _ in weights], 0.0)
        return Unit([Link(weight) for weight in weights], 0.1)

    def activation(self, layer: int) -> str:
        if layer < len(self.layers) - 1:
            return self.settings.activation
        return "linear" if self.settings.regression else "tanh"

    def forward(self, point: Point) -> float:
        values = [INPUTS[name](point[0], point[1]) for name in self.settings.inputs]
        for number, layer in enumerate(self.layers):
            function = ACTIVATIONS[self.activation(number)][0]
            for unit in layer:
                unit.total = unit.bias
                for link, value in zip(unit.links, values, strict=True):
                    unit.total += link.weight * value
                unit.output = function(unit.total)
            values = [unit.output for unit in layer]
        return values[0]

    def backward(self, point: Point) -> None:
        layers = self.layers
        outputs = [layers[-1][0].output - point[2]]
        for number in range(len(layers) - 1, -1, -1):
            derivative = ACTIVATIONS[self.activation(number)][1]
            for unit, output in zip(layers[number], outputs, strict=True):
                unit.back = output * derivative(unit.total, unit.output)
                unit.added += unit.back
            names = self.settings.inputs
            values = [unit.output for unit in layers[number - 1]] if number else [INPUTS[name](*point[:2]) for name in names]
            for unit in layers[number]:
                for link, value in zip(unit.links, values, strict=True):
                    link.added += unit.back * value
            outputs = [sum(unit.links[i].weight * unit.back for unit in layers[number]) for i in range(len(values))]
        self.added += 1

    def update(self) -> None:
        rate = self.settings.learning_rate
        pull = rate * self.settings.regularization_rate
        for unit in (unit for layer in self.layers for unit in layer):
            unit.bias -= rate * unit.added / self.added
            unit.added = 0.0
            for link in unit.links:
                if not link.dead:
                    self._move(link, rate / self.added * link.added, pull)
                link.added = 0.0
        self.added = 0

    def _move(self, link: Link, step: float, pull: float) -> None:
        before = link.weight
        link.weight -= step
        kind = self.settings.regularization
        direction = {"none": 0.0, "L1": math.copysign(1, before) if before else 0.0, "L2": before}[kind]
        after = link.weight - pull * direction
        link.dead = kind == "L1" and link.weight * after < 0
        link.weight = 0.0 if link.dead else after

    def epoch(self) -> None:
        """Press step: go through the training points once."""
        for position, point in enumerate(self.train):
            self.forward(point)
            self.backward(point)
            if (position + 1) % self.settings.batch_size == 0:
                self.update()

    def loss(self, points: list[Point]) -> float:
        """Return the mean of half the squared errors."""
        return sum(0.5 * (self.forward(point) - point[2]) ** 2 for point in points) / len(points)
