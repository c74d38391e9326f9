"""The same experiment gives the same bits without the screen and with it, whatever keys are pressed while it trains."""

import asyncio
import random

import pytest

from nntui.data.prepare import prepare
from nntui.spec import line
from nntui.store.saving import parameters_sha256
from nntui.training.trainer import Trainer
from nntui.tui.app import NntuiApp
from nntui.tui.workbench import Workbench

SPEC = (
    "spiral samples=40 fresh=60 | dense 8, relu, dropout 0.2, dense 3, softmax | adam lr=0.02 | epochs 600 batch_size 32 seed 3"
)
LOOKING = ["1", "2", "3", "s", "y", "x", "question_mark", "down", "tab", "w", "z"]


def without_a_screen():
    """Return the digest after a headless run."""
    experiment = line.parse(SPEC)
    trainer = Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))
    trainer.run()
    return parameters_sha256(trainer.state.parameters, trainer.state.statistics), trainer.state.step


async def settled(app, pilot, done, seconds=120):
    """Wait until the workbench says so."""
    for _ in range(int(seconds / 0.02)):
        app.workbench.poll()
        if done(app.workbench):
            return
        await asyncio.sleep(0.02)
    state = app.workbench.snapshot
    pytest.fail(f"it did not settle: {state and (state.status, state.step, state.pace)} {app.screen} {app.focused}")


async def test_the_screen_changes_no_bit() -> None:
    """Five pauses, single steps, other views, help and themes in between: the parameters are those of a headless run."""
    keys = random.Random(0)
    app = NntuiApp(Workbench(line.parse(SPEC)))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(app, pilot, lambda bench: bench.run is not None and bench.snapshot is not None)
        app.workbench.set_pace(100)
        await pilot.press("2")
        for _ in range(5):
            await pilot.press("2", "space")
            await asyncio.sleep(0.1)
            await pilot.press("2", "space")
            await settled(app, pilot, lambda bench: bench.snapshot.status == "paused")
            await pilot.press("n")
            for key in keys.choices(LOOKING, k=3):
                await pilot.press(key)
            await pilot.press("escape", "ctrl+t")
        assert 10 < app.workbench.snapshot.step < 2400
        await pilot.press("2", "f", "space")
        await settled(app, pilot, lambda bench: bench.snapshot.status == "finished")
        snapshot = app.workbench.snapshot

    digest, steps = without_a_screen()

    assert snapshot.step == steps
    assert parameters_sha256(snapshot.parameters, snapshot.statistics) == digest
