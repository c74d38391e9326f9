"""The application on Predict, with real data and networks and a runner without threads."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, get_args

import numpy as np
from stand_in import ScriptedRunner, snapshot

from nntui.spec import line
from nntui.spec.experiment import Experiment
from nntui.training import messages
from nntui.tui.app import NntuiApp
from nntui.tui.options import Options
from nntui.tui.screens.predict import PredictView
from nntui.tui.services import Services
from nntui.tui.workbench import Workbench

SIZES = [(80, 24), (120, 40)]
SPIRAL = "spiral samples=40 classes=3 validation=0.25 | dense 16, relu | adam lr=0.05 | epochs 1000"
IRIS = "iris validation=0.2 | dense 8, relu | adam lr=0.05 | epochs 1000"
DIGITS = "digits validation=0.2 | dense 16, relu | adam lr=0.01 | epochs 1000"
SINE = "sine samples=60 | dense 16, relu | adam lr=0.01 | epochs 1000"
DIABETES = "diabetes validation=0.2 scaling=standard target_scaling=standard | dense 8, relu | adam lr=0.01 | epochs 1000"


class SteppedRunner(ScriptedRunner):
    """Trains when a test says so; a snapshot holds the real weights."""

    def start(self, trainer: Any) -> None:
        self.trainer = trainer
        self.status = "ready"
        self._look()

    def send(self, order: messages.Order) -> int:
        self.orders.append(order)
        if isinstance(order, messages.Steps):
            self._steps(order.count)
        if isinstance(order, get_args(messages.Hand)):
            self.trainer.by_hand(order)
        if not isinstance(order, messages.Pace):
            self.status = "running" if isinstance(order, messages.Play) else "paused"
        self._look()
        return len(self.orders)

    def go(self, steps: int, status: str = "running") -> None:
        self._steps(steps)
        self.status = status
        self._look()

    def spoil(self) -> None:
        """Make the weights NaN, as they never should be."""
        self.trainer.state.parameters[:] = np.nan
        self._look()

    def _steps(self, count: int) -> None:
        with np.errstate(all="ignore"):
            until = self.trainer.state.step + count
            while self.trainer.state.step < until:
                self.trainer.step()

    def _look(self) -> None:
        state = self.trainer.state
        self.snapshot = snapshot(
            acknowledged=len(self.orders),
            status=self.status,
            step=state.step,
            epoch=state.epoch,
            planned_epochs=1000,
            planned_steps=1000,
            parameters=state.parameters.copy(),
            statistics=state.statistics.copy(),
            marks=tuple(state.marks),
            held=state.hands.held(),
        )


class SteppedServices(Services):
    """The real rooms below, without threads."""

    def __init__(self) -> None:
        self.the_runner = SteppedRunner()

    def runner(self) -> SteppedRunner:
        return self.the_runner


class Scene:
    """An application that shows Predict, and the hands and eyes of a user."""

    def __init__(self, app: NntuiApp, pilot: Any, runner: SteppedRunner) -> None:
        self.app, self.pilot, self.runner = app, pilot, runner

    @property
    def view(self) -> PredictView:
        return self.app.query_one(PredictView)

    @property
    def choice(self):
        return self.view.choice

    @property
    def lines(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.news()

    async def type(self, text: str) -> None:
        """Replace what is in the field, and press enter."""
        self.app.focused.value = text
        await self.press("enter")

    async def news(self) -> None:
        for _ in range(5):
            self.app.workbench.poll()
            self.app.news()
            if not self.app.workbench.working:
                break
        await self.pilot.pause()

    async def go(self, steps: int, status: str = "running") -> None:
        self.runner.go(steps, status)
        await self.news()


def experiment(spec: str) -> Experiment:
    return line.parse(spec)


@contextlib.asynccontextmanager
async def opened(
    spec: str = SPIRAL, size: tuple[int, int] = (80, 24), *, ascii: bool = False, wait: bool = True
) -> AsyncIterator[Scene]:
    services = SteppedServices()
    app = NntuiApp(Workbench(experiment(spec), services), Options(ascii=ascii))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("3")
        scene = Scene(app, pilot, services.the_runner)
        for _ in range(100 if wait else 0):
            if scene.choice.forecast_of_part is None:
                await scene.news()
        assert scene.choice.forecast_of_part is not None or not wait
        yield scene
