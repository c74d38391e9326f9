"""Whatever keys are pressed, what stands on the screen is what would be drawn now."""

from __future__ import annotations

import asyncio
import random

import predict_scene
import pytest

from nntui.tui.actions import ACTIONS
from nntui.tui.app import NntuiApp
from nntui.tui.widgets.rows import RowsView

SPECS = (predict_scene.SPIRAL, predict_scene.IRIS, predict_scene.DIGITS, predict_scene.SINE, predict_scene.DIABETES)
USUAL = ("up", "down", "left", "right", "enter", "escape", "tab", "1", "2", "3", "6")
SIZES = ((80, 24), (120, 40), (60, 20), (200, 60), (100, 30))
LEAVING = {"q", "ctrl+q", "ctrl+c", "ctrl+z"}
KEYS = [*sorted({key for one in ACTIONS.values() for key in one.keys} - LEAVING), *USUAL * 6]


def stale(app: NntuiApp) -> list[str]:
    """Return what stands there and should not, and what should stand there instead."""
    found = []
    for view in app.query(RowsView):
        own = type(view).draw is not RowsView.draw
        if own and view.size and view.display and view.is_on_screen and view._drawn_for == view.size:
            rows = view.draw(*view.size)
            pairs = [(told(before), told(now)) for before, now in zip(view.rows, rows, strict=False) if before != now]
            found += [f"{view!r} says {before!r}, and would say {now!r}" for before, now in pairs]
            found += [f"{view!r} has other rows"] if len(rows) != len(view.rows) else []
    return found


def told(row: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{text}<{role}>" for text, role in row)


@pytest.mark.parametrize("seed", [24, 112])
async def test_keys_leave_nothing_stale(seed: int) -> None:
    """Nobody asks for news here: each key shows by itself all that it changed, if only which keys are possible next."""
    choose = random.Random(seed)
    async with predict_scene.opened(choose.choice(SPECS), choose.choice([(80, 24), (120, 40)])) as scene:
        pressed = []
        for _ in range(45):
            pressed.append(choose.choice(KEYS))
            await scene.pilot.press(pressed[-1])
            if not scene.app.is_running or scene.app._exit:
                return
            if choose.random() < 0.15:
                await scene.go(choose.randrange(5), choose.choice(["running", "paused"]))
            if choose.random() < 0.15:
                pressed.append("another size")
                await resized(scene, choose.choice(SIZES))
            await seen(scene)
            assert stale(scene.app) == [], pressed[-8:]


async def resized(scene: predict_scene.Scene, size: tuple[int, int]) -> None:
    """Give the terminal another size."""
    await scene.pilot.resize_terminal(*size)
    while scene.app._resize_event is not None:  # Textual waits for further sizes
        await asyncio.sleep(0.002)


async def seen(scene: predict_scene.Scene) -> None:
    """Wait until the answers that were asked for have come and stand on the screen."""
    for _ in range(60):
        await scene.pilot.pause(0.002)
        if not (scene.app.workbench.working or scene.app.workbench.ordered):
            break
    await scene.pilot.pause(0.01)
    await scene.pilot.pause()
