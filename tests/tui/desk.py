"""The application on Train with a scripted runner, and the hands and eyes of a user."""

import contextlib

from stand_in import Services

from nntui.spec import recipes
from nntui.training.messages import Pace
from nntui.tui.app import NntuiApp
from nntui.tui.calm import Rest
from nntui.tui.screens.train import TrainView
from nntui.tui.workbench import Workbench


class Desk:
    """An application that shows Train, and the hands and eyes of a user."""

    def __init__(self, app, pilot, services):
        self.app, self.pilot, self.runner = app, pilot, services.the_runner

    @property
    def orders(self):
        return [order for order in self.runner.orders if not isinstance(order, Pace)]

    @property
    def text(self):
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.news()

    async def news(self):
        self.app.workbench.poll()
        self.app.news()
        await self.drawn()

    async def drawn(self):
        await self.pilot.pause()
        while any(view._waiting for view in self.app.query(TrainView)):  # the charts come after the words
            await self.pilot.pause()
        await self.pilot.pause()

    async def go(self, steps, **status):
        self.runner.go(steps, **status)
        await self.news()


@contextlib.asynccontextmanager
async def opened(size=(80, 24)):
    services = Services()
    app = NntuiApp(Workbench(recipes.read("spiral-adam"), services))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("2")
        app.query_one(TrainView).rest = Rest(0)  # every step of a script is drawn, however soon it follows
        desk = Desk(app, pilot, services)
        while app.workbench.snapshot is None:
            await desk.news()
        yield desk
