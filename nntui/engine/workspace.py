"""One user's working memory for one network: buffers of the largest batch, viewed once per batch size."""

from __future__ import annotations

import contextvars
import math
from typing import TYPE_CHECKING, Any

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
        self._buffers: list[dict[str, tuple[Shape, Array]]] = []
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
        for name, (shape, array) in self._buffers[position].items():
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
        constants = _Constants(self.network, size)
        self._buffers = []
        for wanted in self.network.buffers:
            arrays: dict[str, tuple[Shape, Array]] = {"ones": ((), constants.array((), 1.0, self.network.dtype))}
            for name, shape in wanted.items():
                arrays[name] = self._array(shape, size, constants)
            self._buffers.append(arrays)

    def _array(self, wanted: Shape | Buffer, size: int, constants: _Constants) -> tuple[Shape, Array]:
        shape, kind = scratch_type(self.network.dtype, wanted)
        if isinstance(wanted, Buffer) and wanted.constant is not None:
            return shape, constants.array(shape, wanted.constant, kind)
        room = size if _runs_along_the_batch(shape, size) and kind == self.network.dtype else 0
        return shape, np.zeros(size * math.prod(shape) + room, kind)

    def _check_size(self, size: int) -> None:
        wanted = sum(_bytes(shape, self.network.dtype) for each in self.network.buffers for shape in each.values()) * size
        if wanted > MAXIMUM_BYTES:
            raise OutOfRange(
                f"a batch of {size:,} samples needs {wanted / 2**30:.1f} GiB of working memory",
                where="batch_size",
                received=size,
                allowed=f"at most {size * MAXIMUM_BYTES // wanted:,} samples with these layers",
            )


class _Constants:
    """Arrays filled with one number, as long as the longest that is wanted, each made once and never written to."""

    def __init__(self, network: Network, size: int) -> None:
        self._size = size
        self._longest: dict[tuple[float, str], int] = {}
        self._arrays: dict[tuple[float, str], Array] = {}
        for wanted in (shape for each in network.buffers for shape in each.values()):
            if isinstance(wanted, Buffer) and wanted.constant is not None:
                shape, kind = scratch_type(network.dtype, wanted)
                key = (wanted.constant, kind.str)
                self._longest[key] = max(self._longest.get(key, 1), math.prod(shape))

    def array(self, shape: Shape, constant: float, kind: np.dtype[Any]) -> Array:
        key = (constant, kind.str)
        if key not in self._arrays:
            self._arrays[key] = np.full(self._size * self._longest.get(key, 1), constant, kind)
            self._arrays[key].flags.writeable = False
        return self._arrays[key][: self._size * math.prod(shape)]


def _runs_along_the_batch(shape: Shape, size: int) -> bool:
    return len(shape) == 1 and shape[0] <= size


def _shaped(array: Array, size: int, shape: Shape, *, along: bool = False) -> Array:
    """Return the first numbers of a flat array as `(size, *shape)`, the longer axis innermost in memory."""
    width = math.prod(shape)
    if along or _runs_along_the_batch(shape, size):
        return array[: width * size].reshape(width, size).T
    return array[: width * size].reshape(size, *shape)


def _bytes(shape: Shape | Buffer, dtype: np.dtype[Any]) -> int:
    one, kind = scratch_type(dtype, shape)
    return math.prod(one) * kind.itemsize
