"""One user's working memory for one network: buffers of the largest batch, viewed once per batch size."""

from __future__ import annotations

import contextvars
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.layer import Buffer, Context, Rooms, scratch_type
from nntui.engine.plan import Plan
from nntui.errors import OutOfRange
from nntui.spec import limits

if TYPE_CHECKING:
    from nntui.engine.network import Bound, Network

KEPT_PLANS = 8
MAXIMUM_BYTES = limits.DATA_BYTES

Buffers: TypeAlias = Sequence[Mapping[str, Shape | Buffer]]


class Workspace:
    """Buffers, random generators and plans; belongs to one user of the network and is never shared between threads.

    `generators` maps the position of each noisy layer to its generator; without one, a layer's noise comes from a
    generator seeded with its position. `quiet(function, *arguments)` calls without NumPy's warnings of overflow and the
    like, which the checks of the result make superfluous: entering a prepared context costs a tenth of `np.errstate`.
    `current` is the plan asked for last: the contents of the buffers are its.
    """

    def __init__(self, network: Network, generators: dict[int, Generator] | None = None) -> None:
        self.network = network
        context = contextvars.Context()
        context.run(np.seterr, all="ignore")
        self.quiet = context.run
        self.generators = dict(generators or {})
        for position, layer in enumerate(network.layers):
            if layer.noisy() and position not in self.generators:
                self.generators[position] = np.random.default_rng(position)
        self._capacity = 0
        self._buffers: list[dict[str, _Made]] = []
        self._plans: dict[tuple[int, int, bool], Plan] = {}
        self.current: Plan | None = None

    def plan(self, bound: Bound, size: int, *, training: bool) -> Plan:
        """Return the plan for batches of `size` samples, made when it is first asked for."""
        plan = self.current
        if plan is not None and plan.size == size and plan.bound is bound and plan.training is training:
            return plan
        plan = self._plans.get((id(bound), size, training))
        if plan is None or plan.bound is not bound:
            plan = self._make(bound, size, training=training)
        plan.rooms.refill()
        self.current = plan
        return plan

    def _make(self, bound: Bound, size: int, *, training: bool) -> Plan:
        if size > self._capacity:
            self._allocate(size)
        if len(self._plans) >= KEPT_PLANS:
            self._plans.pop(next(iter(self._plans)))
        rooms = Rooms()
        contexts = [self._context(position, size, rooms) for position in range(len(self._buffers))]
        for position, context in enumerate(contexts[:-1]):
            context.training = training
            context.needs_dx = position > self.network.first_trainable
            context.statistics = bound.statistic_views[position]
            if position in self.generators:
                context.generator = self.generators[position]
        plan = Plan(self.network, bound, contexts, rooms, size=size, training=training)
        self._plans[id(bound), size, training] = plan
        return plan

    def _context(self, position: int, size: int, rooms: Rooms) -> Context:
        context = Context(rooms)
        for name, (shape, array, single) in self._buffers[position].items():
            if single:
                setattr(context, name, array.reshape(shape))
                continue
            shaped = _shaped(array, size, shape)
            setattr(context, name, shaped)
            setattr(context, f"{name}_flat", array[: size * math.prod(shape)])
            if _runs_along_the_batch(shape, size) and len(array) >= size * (shape[0] + 1):
                rooms.add(shaped, _shaped(array, size, (shape[0] + 1,), along=True))
        context.weight_total = float(size)
        return context

    def _allocate(self, size: int) -> None:
        self._check_size(size)
        self._plans.clear()
        self.current = None
        self._capacity = size
        common = _Common(self.network, size)
        self._buffers = []
        for wanted in self.network.buffers:
            made: dict[str, _Made] = {"ones": _Made((), common.array("ones", Buffer((), constant=1.0)))}
            for name, shape in wanted.items():
                made[name] = self._made(name, shape, size, common)
            self._buffers.append(made)

    def _made(self, name: str, wanted: Shape | Buffer, size: int, common: _Common) -> _Made:
        shape, kind = scratch_type(self.network.dtype, wanted)
        single = isinstance(wanted, Buffer) and wanted.single
        if isinstance(wanted, Buffer) and _is_common(wanted):
            return _Made(shape, common.array(name, wanted), single)
        if single:
            return _Made(shape, np.zeros(math.prod(shape), kind), single)
        room = size if _runs_along_the_batch(shape, size) and kind == self.network.dtype else 0
        return _Made(shape, np.zeros(size * math.prod(shape) + room, kind))

    def _check_size(self, size: int) -> None:
        wanted = bytes_wanted(self.network.buffers, self.network.dtype, size)
        if wanted > MAXIMUM_BYTES:
            raise OutOfRange(
                f"a batch of {size:,} samples needs {wanted / 2**30:.1f} GiB of working memory",
                where="batch_size",
                received=size,
                allowed=f"at most {max(1, size * MAXIMUM_BYTES // wanted):,} samples with these layers",
            )


class _Made(NamedTuple):
    """A buffer: the shape of one sample, or of all there is where it is `single`, and its numbers laid flat."""

    shape: Shape
    array: Array
    single: bool = False


_Key: TypeAlias = tuple[float | str, str]


class _Common:
    """Arrays that all layers have together, each as long as the longest that is wanted.

    Those filled with one number, by that number, which are never written to; and the shared ones, by their name.
    """

    def __init__(self, network: Network, size: int) -> None:
        self._dtype = network.dtype
        self._size = size
        self._lengths = _common_lengths(network.buffers, network.dtype, size)
        self._arrays: dict[_Key, Array] = {}

    def array(self, name: str, wanted: Buffer) -> Array:
        shape, kind = scratch_type(self._dtype, wanted)
        key, length = _key(name, wanted, kind), _length(wanted, shape, self._size)
        if key not in self._arrays:
            self._arrays[key] = np.full(max(self._lengths.get(key, 0), length), wanted.constant or 0, kind)
            self._arrays[key].flags.writeable = wanted.constant is None
        return self._arrays[key][:length]


def _is_common(wanted: Buffer) -> bool:
    return wanted.constant is not None or wanted.shared


def _key(name: str, wanted: Buffer, kind: np.dtype[Any]) -> _Key:
    return (name if wanted.constant is None else wanted.constant, kind.str)


def _length(wanted: Shape | Buffer, shape: Shape, size: int) -> int:
    single = isinstance(wanted, Buffer) and wanted.single
    return math.prod(shape) * (1 if single else size)


def _common_lengths(buffers: Buffers, dtype: np.dtype[Any], size: int) -> dict[_Key, int]:
    lengths: dict[_Key, int] = {}
    for name, wanted in (one for each in buffers for one in each.items()):
        if isinstance(wanted, Buffer) and _is_common(wanted):
            shape, kind = scratch_type(dtype, wanted)
            key = _key(name, wanted, kind)
            lengths[key] = max(lengths.get(key, 0), _length(wanted, shape, size))
    return lengths


def bytes_wanted(buffers: Buffers, dtype: np.dtype[Any], size: int) -> int:
    """Return how many bytes of working memory batches of `size` samples need with these buffers, a dict a layer."""
    total = 0
    for wanted in (one for each in buffers for one in each.values()):
        if not (isinstance(wanted, Buffer) and _is_common(wanted)):
            shape, kind = scratch_type(dtype, wanted)
            total += _length(wanted, shape, size) * kind.itemsize
    common = _common_lengths(buffers, dtype, size)
    return total + sum(length * np.dtype(kind).itemsize for (_, kind), length in common.items())


def _runs_along_the_batch(shape: Shape, size: int) -> bool:
    return len(shape) == 1 and shape[0] <= size


def _shaped(array: Array, size: int, shape: Shape, *, along: bool = False) -> Array:
    """Return the first numbers of a flat array as `(size, *shape)`, the longer axis innermost in memory."""
    width = math.prod(shape)
    if along or _runs_along_the_batch(shape, size):
        return array[: width * size].reshape(width, size).T
    return array[: width * size].reshape(size, *shape)
