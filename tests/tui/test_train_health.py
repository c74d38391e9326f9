"""The line that says what a run suffers from, and the text with everything that was found."""

import numpy as np
import pytest
from stand_in import at_step, prepared, snapshot
from test_train_view import opened

from nntui.charts import health
from nntui.charts.spans import plain
from nntui.insight.symptoms import Finding
from nntui.tui.dialogs.health import Health
from nntui.tui.running import Run
from nntui.tui.widgets.run_health import HealthLine

DEAD = Finding(
    name="dead_units",
    level="alarm",
    what="12 of 64 units in layer 1 are dead",
    numbers={"dead": 12.0, "units": 64.0, "share": float("nan")},
    advice="lower the rate, or use LeakyReLU",
    action="train.rate",
)
FLAT = Finding(name="flat", level="note", what="loss is flat", numbers={"loss": 0.12345}, advice="wait", action="train.stop")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_line_is_as_wide_as_the_screen_and_drops_the_advice_first(width):
    line = plain((health.sentence((DEAD, FLAT), width),))

    assert len(line) == width
    assert line.startswith(" ! 12 of 64 units in layer 1 are dead")
    assert line.endswith(" i:more")
    assert ("LeakyReLU" in line) is (width >= 80)


def test_everything_is_told_with_numbers_and_key():
    told = plain(health.rows((DEAD, FLAT), {"train.rate": "l - Change the learning rate"}, 60))

    assert "dead 12, units 64" in told
    assert "lower the rate, or use LeakyReLU; l - Change" in told
    assert "note: loss is flat" in told
    assert "loss 0.123" in told
    assert "nan" not in told


def test_nothing_found_is_said_too():
    assert plain(health.rows((), {}, 60, examined=1200)) == "Nothing was found to complain of at epoch 1,200."
    assert "examined yet" in plain(health.rows((), {}, 60))
    assert health.sentence((), 60) == ()


class Bench:
    """A workbench that keeps the jobs it is given."""

    def __init__(self):
        self.run = Run(None, prepared(), object(), 1)
        self.snapshot = None
        self.jobs = self
        self.asked = []

    @property
    def running(self):
        return self.snapshot.status == "running"

    def ask(self, job, done, failed):
        self.asked.append(done)

    def see(self, line, step, status="running"):
        self.snapshot = snapshot(status=status, **at_step(step))
        line.see(self)


async def test_it_asks_once_at_a_time_and_calmly_while_training_goes_on():
    async with opened() as desk:
        line, bench = desk.app.query_one(HealthLine), Bench()
        bench.see(line, 0, "ready")
        assert bench.asked == []

        bench.see(line, 10)
        bench.see(line, 20)
        assert len(bench.asked) == 1

        bench.asked[0]((DEAD,))
        bench.see(line, 30)
        assert len(bench.asked) == 1
        assert line.findings == (DEAD,)

        bench.see(line, 30, "paused")
        assert len(bench.asked) == 2
        bench.asked[1]((DEAD,))
        bench.see(line, 30, "paused")
        assert len(bench.asked) == 2


async def test_a_rewind_forgets_what_was_found_and_a_late_answer():
    async with opened() as desk:
        line, bench = desk.app.query_one(HealthLine), Bench()
        bench.see(line, 30, "paused")
        bench.see(line, 0, "paused")
        bench.asked[0]((DEAD,))

        assert line.findings == ()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_line_is_blank_until_there_is_something_to_say_and_then_nothing_moves(size):
    async with opened(size) as desk:
        line = desk.app.query_one(HealthLine)
        await desk.press("space")
        await desk.go(40)
        assert not any(text.strip() for row in line.rows for text, _ in row)
        places = {widget: widget.region for widget in desk.app.shell.query("TrainView *")}

        line._tell((DEAD,), 40)
        await desk.drawn()
        assert {widget: widget.region for widget in places} == places
        assert "! 12 of 64 units in layer 1 are dead" in desk.text
        assert "epoch 40 of 100" in desk.text


async def test_i_tells_everything_and_goes_away_again():
    async with opened() as desk:
        desk.app.query_one(HealthLine)._tell((DEAD, FLAT), 40)
        await desk.press("i")
        assert desk.app.query(Health)
        assert "note: loss is flat" in desk.text
        assert "l - " in desk.text

        await desk.press("escape")
        assert not desk.app.query(Health)


def test_a_real_run_is_examined_by_the_job():
    from nntui import parts
    from nntui.data.prepare import prepare
    from nntui.engine.results import drain
    from nntui.spec import find
    from nntui.training.trainer import Trainer
    from nntui.tui.widgets.run_health import _examining

    parts.load()
    experiment = find("iris | dense 3, softmax | sgd 0.0 | epochs 300 batch_size 150")
    data = prepare(experiment.data, 0, experiment.model.dtype)
    trainer = Trainer(experiment, data)
    trainer.run()

    found = drain(_examining(Run(experiment, data, trainer.network, 1), trainer.snapshot()))

    assert "flat" in [finding.name for finding in found]
    assert np.isfinite(found[0].numbers.get("loss", 0.0))
