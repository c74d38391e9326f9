"""The jobs that a screen offers, each with its picture; the run they look at stays as it is."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nntui.charts.methods import PICTURES
from nntui.charts.spans import plain
from nntui.data.prepare import prepare
from nntui.data.progress import Progress
from nntui.engine.gradcheck import GradientReport
from nntui.insight.dead_units import DeadUnits, LayerUnits
from nntui.insight.gradients import GradientsFound, LayerGradients
from nntui.insight.methods import METHODS, Case, Method, Offer, looking
from nntui.insight.predictions import Weights
from nntui.spec import line
from nntui.training import plan
from nntui.training.finder import Found
from nntui.training.folds import CrossValidation, Fold
from nntui.training.runner import Runner
from nntui.training.trainer import Trainer

SPEC = "iris scaling=standard validation=0.2 | dense 6, relu, dropout 0.2 | adam lr=0.02 | epochs 4 batch 16"


def running() -> Trainer:
    experiment = line.parse(SPEC)
    prepared = prepare(experiment.data)
    trainer = Trainer(plan.complete(experiment, prepared.description).experiment, prepared)
    trainer.run(9)
    return trainer


def case_of(trainer: Trainer) -> Case:
    weights = Weights(trainer.state.parameters.copy(), trainer.state.statistics.copy())
    return Case(trainer.experiment, trainer.prepared, trainer.network, weights)


def test_every_method_has_a_picture_and_words() -> None:
    assert [method.name for method in METHODS] == list(PICTURES)
    assert all(method.title and method.help.endswith(".") and method.legend.endswith(".") for method in METHODS)


def test_the_list_of_methods_costs_nothing(project: Path) -> None:
    """What a method needs is imported when it begins: the application names them all before its first picture."""
    code = "import sys, nntui.insight.methods; print('numpy' in sys.modules, 'nntui.training' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_job_between_the_steps_of_a_run(method) -> None:
    """Slices tell progress, and the run comes to the bits of one that nobody looked at."""
    trainer, alone = running(), running()
    job = method.begin(case_of(trainer))
    shares = []
    while True:
        try:
            told = next(job)
        except StopIteration as end:
            result = end.value
            break
        trainer.run(1)
        shares.append(told.share)
        assert isinstance(told, Progress)
        assert told.text
    alone.run()
    trainer.run()

    assert shares == sorted(shares)
    assert (trainer.state.parameters == alone.state.parameters).all()
    assert trainer.evaluate() == alone.evaluate()
    for size in ((80, 16), (40, 8), (20, 3), (120, 40)):
        for ascii in (False, True):
            rows = PICTURES[method.name](result, *size, ascii=ascii)
            assert len(rows) <= size[1]
            assert max(sum(len(text) for text, _ in row) for row in rows) <= size[0]
            assert plain(rows).isascii() or not ascii


def test_a_runner_takes_them() -> None:
    trainer = running()
    case = case_of(trainer)
    runner = Runner()
    runner.start(trainer)
    try:
        for method in METHODS:
            ticket = runner.ask(lambda method=method: method.begin(case))
            answer = None
            while answer is None:
                answer = runner.answer(ticket)
            assert PICTURES[method.name](answer, 80, 20)
    finally:
        runner.close()


def test_the_pictures_say_what_was_found() -> None:
    trainer = running()
    case = case_of(trainer)
    case.weights.parameters[trainer.network.layout.keys["0.biases"].place] = [-1e6, 0, 0, -1e6, 0, 0]
    drawn = {}
    for method in METHODS:
        job = method.begin(case)
        while True:
            try:
                next(job)
            except StopIteration as end:
                drawn[method.name] = plain(PICTURES[method.name](end.value, 100, 24))
                break

    assert "S fastest at" in drawn["find-rate"]
    assert drawn["folds"].splitlines()[0].split() == ["fold", "rows", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert [text.split()[0] for text in drawn["folds"].splitlines()[1:]] == ["1", "2", "3", "4", "5", "mean", "deviation"]
    assert "0 dense  ✓ right (" in drawn["check"]
    assert "1 relu  2 of 6 units are dead (0, 3)" in drawn["dead-units"]
    assert "○●●○●●" in drawn["dead-units"]


def method_named(name: str) -> Method:
    return next(method for method in METHODS if method.name == name)


def end_of(job):
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


def test_without_a_moment_the_start_weights_are_looked_at() -> None:
    """The weights of the seed, of a new network."""
    trainer = running()
    start = Trainer(trainer.experiment, trainer.prepared)
    seen: list[Case] = []

    def seeing(case: Case):
        seen.append(case)
        yield
        return case

    found = end_of(looking(Method("see", "See", "See.", "See.", seeing), trainer.experiment, trainer.prepared, layer=1))

    assert seen == [found]
    assert found.layer == 1
    assert (found.weights.parameters == start.state.parameters).all()


def test_a_layer_alone() -> None:
    trainer = running()
    case = case_of(trainer)
    moment = case.network, case.weights
    found = end_of(looking(method_named("check"), case.experiment, case.prepared, moment, 2))

    assert [layer.position for layer in found.layers] == [2]


def found_rate(suggestion: float | None) -> Found:
    numbers = np.array([1.0, 2.0])
    return Found(numbers, numbers, numbers, suggestion, suggestion, "the end")


@pytest.mark.parametrize(("suggestion", "value"), [(0.0123456, 0.012), (3.4567e-05, 3.5e-05), (12.7, 13.0)])
def test_a_rate_is_offered_in_the_digits_that_are_told(suggestion: float, value: float) -> None:
    offer = method_named("find-rate").offer(found_rate(suggestion))

    assert offer == Offer("optimizer.learning_rate", value, f"learning rate {value:g}")
    assert f"{suggestion:.2g}" in found_rate(suggestion).sentence


def test_nothing_is_offered_where_no_rate_helps_and_by_methods_that_only_look() -> None:
    assert method_named("find-rate").offer(found_rate(None)) is None
    assert [method.name for method in METHODS if method.offer(found_rate(0.1)) is not None] == ["find-rate"]


WRONG = "the gradient is WRONG in layer 2 (tanh), layer 3 (tanh)"


def layer(position: int, verdict: str, **values) -> LayerGradients:
    return LayerGradients(position, "tanh", verdict, **values)


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([layer(0, "right"), layer(1, "right")], "the gradients of all 2 layers are right"),
        ([layer(0, "right"), layer(1, "unknown")], "the gradients of 1 of 2 layers are right, 1 cannot be told"),
        (
            [layer(0, "spoiled"), layer(1, "wrong"), layer(3, "wrong")],
            "the gradient is WRONG in layer 1 (tanh), layer 3 (tanh)",
        ),
        ([layer(2, "right")], "the gradient of layer 2 (tanh) is right"),
        ([layer(2, "unknown")], "the gradient of layer 2 (tanh) cannot be told"),
    ],
)
def test_gradients_in_a_sentence(layers: list[LayerGradients], sentence: str) -> None:
    assert GradientsFound(tuple(layers), 8).sentence == sentence


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([LayerUnits(1, "relu", 6, (), ())], "all 6 units are alive"),
        (
            [LayerUnits(1, "relu", 6, (2,), ()), LayerUnits(3, "tanh", 4, (), (0, 1))],
            "1 of 10 units is dead, 2 of 10 units are saturated",
        ),
        ([], "there is no activation before the output, so there are no units that could die"),
    ],
)
def test_units_in_a_sentence(layers: list[LayerUnits], sentence: str) -> None:
    assert DeadUnits(tuple(layers), 100).sentence == sentence


def test_folds_in_a_sentence() -> None:
    """Mean and deviation of what was measured on the folds."""
    folds = tuple(Fold(n, 8, 2, 5, {"loss": 9.0, "val_loss": float(n), "val_accuracy": 0.5}) for n in (1, 3))

    told = "on what they have not seen, 2 trainings come to loss 2 (deviation 1), accuracy 0.5 (deviation 0)"
    assert CrossValidation(folds).sentence == told


def words_of(rows) -> list[str]:
    return plain(rows).split()


def test_no_sentence_of_a_layer_is_cut() -> None:
    """What is wrong with a layer takes as many rows as it needs, indented; all of it can be scrolled to."""
    report = GradientReport("0.weights", 10, 0.333, (12, 34), 0.123456, -0.246912)
    found = GradientsFound(
        (layer(0, "wrong", reports=(report,)), *(layer(n, "right", reports=(report,)) for n in range(1, 40))), 8
    )
    rows = PICTURES["check"].whole(found, 60, 10)

    assert len(rows) > 80
    told = ["0", "tanh", "✗", *found.layers[0].sentence.split()]
    assert words_of(rows)[: len(told)] == told
    assert all(sum(len(text) for text, _ in row) <= 60 for row in rows)
    assert len(PICTURES["check"](found, 60, 10)) == 10


def test_every_unit_has_its_sign() -> None:
    """Many units go on in the next row; a chart fills the place it is given, however high a list may be."""
    found = DeadUnits((LayerUnits(1, "relu", 200, (0, 199), (100,)),), 10)
    rows = [row for row in plain(PICTURES["dead-units"].whole(found, 60, 4)).splitlines() if not row.strip(" ○●◐")]

    assert "".join("".join(rows).split()) == "○" + "●" * 99 + "◐" + "●" * 98 + "○"
    assert len(PICTURES["find-rate"].whole(end_of(METHODS[0].begin(case_of(running()))), 60, 12)) == 12
