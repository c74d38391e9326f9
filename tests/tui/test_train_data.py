"""Other data while a run goes on, ordered on the Train view: drawn anew, noisier, and what the screen then shows."""

from __future__ import annotations

import numpy as np
import pytest
from bench import application, settle, text_of

from nntui.data.prepare import prepare
from nntui.spec import line
from nntui.training.replay import replay

SPEC = (
    "circle samples=60 validation=0.5 split=last | dense 4, tanh, dense 1, sigmoid | adam 0.05 | epochs 40 batch_size 10 seed 0"
)
FRESH = "spiral samples=20 fresh=60 | dense 8, relu, dense 3, softmax | adam lr=0.02 | epochs 40 seed 0"


async def begun(pilot, app, steps: int = 3) -> None:
    """Let some steps be done on Train."""
    await settle(pilot)
    app.workbench.set_pace(None)
    await pilot.press("2", *["n"] * steps)
    await settle(pilot, lambda: app.workbench.steps_done == steps)


@pytest.mark.parametrize(("spec", "seed"), [(SPEC, 1), (FRESH, 2)])
async def test_capital_d_draws_other_samples_under_the_same_weights(spec: str, seed: int) -> None:
    """Fresh samples were those of the next seed: then it is the one after. Everything on the screen has the new data."""
    app = application(spec)
    async with app.run_test(size=(120, 40)) as pilot:
        bench = app.workbench
        await begun(pilot, app)
        weights = bench.snapshot.parameters.copy()
        await pilot.press("D")
        await settle(pilot, lambda: bool(bench.snapshot.marks) and bench.experiment.data.seed == seed)
        assert f"data seed 0 to {seed}" in text_of(app)
        expected = prepare(bench.experiment.data, 0)
        for shown in (bench.prepared, bench.run.prepared, bench.snapshot.prepared):
            assert np.array_equal(shown.train.features, expected.train.features)
        assert np.array_equal(bench.snapshot.parameters, weights)
        assert not bench.stale
        await pilot.press("space")
        await settle(pilot, lambda: bench.snapshot.status == "finished")
        after = bench.snapshot
        run = bench._runner._worker._session.trainer

    made = line.parse(spec)
    again = replay(after.experiment, prepare(after.experiment.data, 0), run.state.log)
    assert made.data.seed == 0
    assert again.state.parameters.tobytes() == after.parameters.tobytes()


async def test_before_the_first_step_too() -> None:
    """The run is the same one, and not made anew."""
    app = application(SPEC)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "D")
        await settle(pilot, lambda: app.workbench.experiment.data.seed == 1 and app.workbench.run.experiment.data.seed == 1)

        assert app.workbench.run.number == 1
        assert app.workbench.prepared is app.workbench.run.prepared


async def test_measured_data_say_why_not() -> None:
    app = application("iris | dense 4, relu | adam 0.05 | epochs 3 seed 0")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n", "D")
        await settle(pilot, lambda: "measured, not drawn" in text_of(app))

        assert app.workbench.snapshot.marks == ()


async def test_noise_is_set_in_the_list_of_values() -> None:
    """It stands with the values that count from the next step on."""
    app = application(SPEC)
    async with app.run_test(size=(80, 24)) as pilot:
        bench = app.workbench
        await begun(pilot, app)
        await pilot.press("h")
        await settle(pilot, lambda: "Change while it trains" in text_of(app))
        form = app.shell.dialog.form
        place = next(n for n, item in enumerate(form.items) if getattr(item.value, "path", "") == "data.source.noise")
        form.move_to(place)
        await settle(pilot, lambda: "other samples under the same weights" in text_of(app))
        await pilot.press("enter", "ctrl+u", *"0.4", "enter")
        await settle(pilot, lambda: bool(bench.snapshot.marks))

        assert [mark.text for mark in bench.snapshot.marks] == ["data noise 0.0 to 0.4"]
        assert bench.experiment.data.source.noise == 0.4
        assert not bench.stale
