"""The jobs that a screen offers, each with its picture; the run they look at stays as it is."""

import pytest

from nntui.charts.methods import PICTURES
from nntui.charts.spans import plain
from nntui.data.prepare import prepare
from nntui.data.progress import Progress
from nntui.insight.methods import METHODS, Case
from nntui.insight.predictions import Weights
from nntui.spec import line
from nntui.training import plan
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
    assert all(method.title and method.help.endswith(".") for method in METHODS)


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
