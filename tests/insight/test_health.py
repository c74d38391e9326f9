"""The health of a run: each illness on made-up curves and on a short ill run, and quiet on healthy ones."""

import math
from typing import Any

import msgspec
import numpy as np
import pytest

from nntui import parts
from nntui.data.prepare import prepare
from nntui.engine.results import drain
from nntui.errors import Diverged
from nntui.insight.dead_units import DeadUnits, LayerUnits
from nntui.insight.health import ILLNESSES, Finding, Patient, examine, examining
from nntui.insight.health_series import track
from nntui.spec import find
from nntui.training.messages import Curve
from nntui.training.report import Standing
from nntui.training.trainer import Trainer

EPOCHS = np.arange(1, 401, dtype=np.float64)


@pytest.fixture(autouse=True, scope="module")
def _parts() -> None:
    parts.load()


def curve(name: str, values: Any, high: Any = None) -> Curve:
    values = np.asarray(values, dtype=np.float64)
    epochs = EPOCHS[: len(values)]
    top = values if high is None else np.asarray(high, dtype=np.float64)
    return Curve(name=name, step=epochs, epoch=epochs, seconds=epochs, minimum=values, maximum=top, mean=values)


def patient(**series: Any) -> Patient:
    others = {name: series.pop(name) for name in ("units", "guess", "status", "step") if name in series}
    given: dict[str, Any] = {"guess": 0.5, "samples": 1000, "step": 400} | others
    return Patient(curves={name: curve(name, values) for name, values in series.items()}, **given)


def names(found: tuple[Finding, ...], level: str = "alarm") -> list[str]:
    return [finding.name for finding in found if finding.level == level]


FALLING = np.exp(-EPOCHS / 100)
LEARNING = 1 - 0.5 * FALLING


def test_a_run_that_learns_is_left_in_peace() -> None:
    assert examine(patient(loss=FALLING, accuracy=LEARNING, val_loss=FALLING + 0.1, val_accuracy=LEARNING)) == ()


def test_nothing_is_said_before_anything_is_known() -> None:
    assert examine(Patient(curves={})) == ()
    assert examine(patient(loss=[1.0], accuracy=[0.5], step=1)) == ()


def test_a_diverged_run_says_where() -> None:
    found = examine(msgspec.structs.replace(patient(loss=[1e30], accuracy=[0.5]), status="diverged", step=16))

    assert names(found) == ["diverged"]
    assert found[0].what == "the run diverged at step 17"
    assert found[0].action == "train.rate"


def test_a_run_that_diverged_after_an_update_says_which() -> None:
    message = str(Diverged(16, 2, "dense", "the validation loss", made=True))
    (found,) = examine(
        msgspec.structs.replace(patient(loss=[1e30], accuracy=[0.5]), status="diverged", step=16, message=message)
    )

    assert found.what == "the run diverged at step 16"
    assert found.what in message


def test_a_plateau_is_dated_by_its_first_epoch() -> None:
    loss = np.maximum(1 - EPOCHS / 200, 0.5)
    (found,) = examine(patient(loss=loss, accuracy=np.full(400, 0.7)))

    assert (found.name, found.level) == ("flat", "alarm")
    assert found.since == pytest.approx(98, abs=8)
    assert found.what.startswith("loss is flat since epoch ")


def test_a_plateau_of_a_run_that_has_learned_is_a_note() -> None:
    loss = np.maximum(1 - EPOCHS / 100, 0.01)
    found = examine(patient(loss=loss, accuracy=np.minimum(0.5 + EPOCHS / 100, 0.99)))

    assert names(found) == []
    assert names(found, "note") == ["flat"]


def test_a_rate_that_has_vanished_is_named() -> None:
    (found,) = examine(patient(loss=np.full(400, 1.0), accuracy=np.full(400, 0.7), learning_rate=1 / EPOCHS))

    assert "the rate has fallen to 0.00" in found.advice


def test_overfitting_begins_at_the_lowest_validation_loss() -> None:
    val = 0.5 + np.abs(EPOCHS - 140) / 400
    found = examine(patient(loss=FALLING, accuracy=LEARNING, val_loss=val, val_accuracy=0.9 - np.abs(EPOCHS - 140) / 4000))

    assert names(found) == ["overfitting"]
    assert found[0].since == pytest.approx(140, abs=4)
    assert found[0].numbers["lowest val_loss"] == pytest.approx(0.5, abs=0.02)


def test_a_loss_that_leaps_is_told_from_one_that_falls() -> None:
    leaping = np.where(EPOCHS % 7 == 0, 2.0, 0.8 * FALLING**0.2)
    found = examine(patient(loss=leaping, accuracy=np.full(400, 0.7)))

    assert "jumps" in names(found)


def test_accuracy_at_the_level_of_guessing() -> None:
    found = examine(patient(loss=np.full(400, 0.69), accuracy=np.full(400, 0.505)))

    assert names(found)[0] == "guessing"
    assert "50.5%" in found[0].what


def test_a_regression_at_the_level_of_the_mean() -> None:
    known = msgspec.structs.replace(patient(loss=np.full(400, 1.0)), guess=None, spread=1.0)

    assert names(examine(known)) == ["guessing", "flat"]


@pytest.mark.parametrize(("dead", "accuracy", "level"), [(12, 0.6, "alarm"), (12, 0.98, "note"), (50, 0.98, "alarm")])
def test_dead_units_are_loud_where_the_run_suffers(dead: int, accuracy: float, level: str) -> None:
    units = DeadUnits((LayerUnits(1, "relu", 64, tuple(range(dead)), ()),), 100)
    found = examine(patient(loss=FALLING, accuracy=np.full(400, accuracy), units=units))

    assert found[0].what == f"{dead} of 64 units in layer 1 are dead"
    assert (found[0].name, found[0].level) == ("dead_units", level)


def test_a_track_has_at_most_two_hundred_stretches_and_leaves_out_what_is_not_finite() -> None:
    found = track(curve("loss", np.where(EPOCHS > 300, math.nan, EPOCHS)))

    assert found is not None
    assert len(found) == 150
    assert found.mean[0] == 1.5
    assert (found.low[-1], found.high[-1], found.epoch[-1]) == (299, 300, 300)
    assert track(curve("loss", [math.nan])) is None


def test_an_illness_is_added_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    sign = Finding(name="own", level="alarm", what="it is green", numbers={}, advice="wait", action="train.stop")
    monkeypatch.setitem(ILLNESSES, "own", lambda _: sign)

    assert sign in examine(patient(loss=FALLING, accuracy=LEARNING))


def looked_at(spec: str, seed: int = 0) -> tuple[Finding, ...]:
    experiment = msgspec.structs.replace(find(spec), seed=seed)
    prepared = prepare(experiment.data, seed, experiment.model.dtype)
    trainer = Trainer(experiment, prepared)
    trainer.run()
    standing = Standing(status="diverged" if trainer.failure else "finished")
    found: tuple[Finding, ...] = drain(examining(trainer.network, prepared, trainer.snapshot(standing)))
    return found


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("recipe", ["iris", "wine", "digits", "diabetes", "playground-gauss", "playground-product"])
def test_no_alarm_on_quick_recipes(recipe: str, seed: int) -> None:
    assert names(looked_at(recipe, seed)) == []


SMALL = "epochs 20 batch_size 64 data.scaling=minmax data.validation=0.2"


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("diverged", "diabetes | dense 16, relu, dense 1 | sgd 10 | epochs 100 data.scaling=standard"),
        ("dead_units", f"digits | dense 64, relu, dense 10, softmax | adam lr=0.3 | {SMALL}"),
        ("guessing", f"digits | dense 64, relu, dense 10, softmax | sgd 50 | {SMALL}"),
        ("saturated_units", f"digits | dense 64 bias_initializer=constant(7), tanh, dense 10 | sgd 1e-4 | {SMALL}"),
        ("flat", "spiral | dense 3, softmax | adam 0.05 | epochs 300"),
    ],
)
def test_short_ill_runs_are_found_ill(name: str, spec: str) -> None:
    assert name in names(looked_at(spec))
