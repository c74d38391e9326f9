"""Broken stacks: each names the layer to change and says in one sentence what to change."""

from __future__ import annotations

import msgspec
import pytest

from nntui.data.prepare import describe
from nntui.errors import StackError
from nntui.spec import limits, line
from nntui.training import plan

TWO = "spiral classes=2"


def problems(text: str) -> list[StackError]:
    """What is wrong with a one-line spec."""
    experiment = line.parse(text)
    return plan.problems(experiment, describe(experiment.data))


@pytest.mark.parametrize(
    ("text", "layer", "what", "advice"),
    [
        ("iris", None, "there are no layers", "Add a dense layer"),
        ("iris | dense 3, softmax, dense 3, softmax", 1, "softmax stands in the middle", "Change it to relu or tanh"),
        ("iris | dense 3, softmax, softmax", 1, "softmax stands in the middle", "Change it to relu or tanh"),
        ("iris | dense 3, softmax | loss binary_crossentropy", 1, "is for two classes", "Change the loss to categorical"),
        (f"{TWO} | dense 1, softmax | loss binary_crossentropy", 1, "softmax does not go with", "Change it to sigmoid"),
        (
            f"{TWO} | dense 2, sigmoid | loss binary_crossentropy",
            0,
            "2 values, and binary_crossentropy takes one",
            "units of this layer to 1",
        ),
        (f"{TWO} | dense 1, softmax", 0, "1 value, and 'spiral' has 2 classes", "units of this layer to 2"),
        (f"{TWO} | dense 1, linear", 1, "needs a probability", "Make sigmoid the last layer"),
        (f"{TWO} | dense 8, relu, dense 5", 2, "5 values", "units of this layer to 1"),
        ("iris | dense 8, relu, dense 5, softmax", 2, "5 values, and 'iris' has 3 classes", "units of this layer to 3"),
        (
            "iris | dense 8, relu, dense 5",
            2,
            "5 values, and 'iris' has 3 classes",
            "units of this layer to 3, or put an activation",
        ),
        ("iris | dense 1, sigmoid", 0, "1 value, and 'iris' has 3 classes", "units of this layer to 3"),
        ("iris | dense 3, sigmoid | loss categorical_crossentropy", 1, "sigmoid do not sum to 1", "Change it to softmax"),
        ("iris | dense 3, sigmoid", 1, "sigmoid do not sum to 1", "Change it to softmax"),
        ("iris | dense 3, linear", 1, "needs probabilities", "Add softmax"),
        ("iris | dense 3, sigmoid, softmax", 1, "sigmoid and softmax follow each other", "Delete this sigmoid"),
        (
            "iris | dense 3, softmax | loss mean_squared_error",
            1,
            "compares numbers",
            "Change the loss to categorical_crossentropy",
        ),
        ("diabetes | dense 8, relu, dense 1, softmax", 3, "softmax gives shares", "Delete softmax"),
        (
            "diabetes | dense 8, relu | loss categorical_crossentropy",
            1,
            "asks for numbers",
            "Change the loss to mean_squared_error",
        ),
        (
            "diabetes | dense 1, sigmoid | loss binary_crossentropy",
            1,
            "asks for numbers",
            "Change the loss to mean_squared_error",
        ),
        ("diabetes | dense 3", 0, "3 values, and the data has 1 target", "units of this layer to 1"),
        ("iris | dense 8, relu, dense 3, softmax, dropout 0.5", 4, "dropout is the last layer", "Move dropout"),
        ("diabetes | dense 8, relu, dense 1, dropout 0.5", 3, "dropout is the last layer", "Move dropout"),
        ("iris | softmax", 0, "nothing in the stack can be trained", "Add a dense layer"),
        ("iris | dense 3 trainable=no, softmax", 0, "nothing in the stack can be trained", "Set trainable"),
        ("iris | dense 9000, relu, dense 9000, relu", 2, "too many parameters", "fewer units"),
        (
            "iris | dense 3 | metrics regression_accuracy",
            None,
            "the metric regression_accuracy does not go",
            "Leave metrics out",
        ),
        ("diabetes | dense 1 | metrics accuracy", None, "the metric accuracy does not go", "Leave metrics out"),
        ("spiral | conv2d 8 3", 0, "conv2d needs images, and its input is a row of 2 numbers", "Use dense in its place"),
        ("iris | dense 25, conv2d 8 3", 1, "input is a row of 25 numbers", "Put reshape 5 5 1 before it"),
        ("spiral | dense 12, reshape 4 3, max_pool2d 2", 2, "input is of 2 axes", "Put reshape 4 3 1 before it"),
        ("digits | dense 8, max_pool2d 2", 1, "max_pool2d needs images", "Use dense in its place"),
        (
            "digits | conv2d 8 9",
            0,
            "windows of 9x9 pixels, which do not fit into images of 8x8",
            "Set kernel_size to 8 or less",
        ),
        ("digits | conv2d 8 3, max_pool2d 7", 1, "which do not fit into images of 6x6", "Set pool_size to 6 or less"),
        ("digits | conv2d 8 3, relu, dense 10", 2, "dense needs a row of numbers", "Put a flatten layer before it"),
        ("digits | reshape 8 9 1, conv2d 8 3", 0, "64 numbers (64) do not fill the shape", "sizes whose product is 64"),
        ("digits | conv2d 8 3, flatten, softmax", 1, "288 values, and 'digits' has 10 classes", "Put dense 10 behind this"),
        ("digits | conv2d 10 3, softmax", 0, "360 values, and 'digits' has 10 classes", "Put flatten and dense 10 behind this"),
        (
            "fashion | conv2d 65536 3, relu | batch_size 1",
            0,
            "one row of the image needs too much memory",
            "take fewer filters",
        ),
        ("fashion | conv2d 2000 3, max_pool2d 2, relu | batch_size 128", 0, "needs too much memory", "batch_size to"),
        ("spiral samples=100000 | dense 4000, relu", 0, "needs too much memory", "Set training.batch_size to"),
    ],
)
def test_each_broken_stack(text: str, layer: int | None, what: str, advice: str) -> None:
    """The layer, what is wrong, and what to change."""
    found = [problem for problem in problems(text) if problem.layer == layer and what in problem.what]

    assert len(found) == 1, [str(problem) for problem in problems(text)]
    assert advice in found[0].advice
    assert found[0].advice.count(". ") == 0
    assert found[0].advice.endswith(".")
    assert layer is None or str(found[0]).startswith(f"model.layers.{layer}: ")


def test_all_that_is_wrong_is_told_at_once() -> None:
    """In the order of the layers."""
    found = problems("iris | dense 3, softmax, dense 5, softmax, dropout 0.5")

    assert [problem.layer for problem in found] == [1, 2, 4]


def test_too_many_layers() -> None:
    """More than the limit, made in Python; the first one too many is named, at once."""
    experiment = line.parse("iris | relu")
    model = msgspec.structs.replace(experiment.model, layers=experiment.model.layers * 10_000)
    found = plan.problems(msgspec.structs.replace(experiment, model=model), describe(experiment.data))

    assert [problem.layer for problem in found] == [limits.LAYERS]
    assert "Delete the layers behind it" in found[0].advice


def test_what_is_wrong_with_an_inferred_layer_is_told_of_the_last_one_given() -> None:
    """The cursor can only go to a layer that is there: here the dense layer of 50 million weights is an inferred one."""
    found = problems("digits | conv2d 2000 1 padding=same, relu | loss categorical_crossentropy | batch_size 1")
    big = problems("fashion | conv2d 7000 1, relu | batch_size 1")

    assert not found
    assert [(problem.layer, problem.what) for problem in big] == [(1, "there are too many parameters")]


def test_following_the_advice_repairs_the_stack() -> None:
    """What the sentences say is what makes the stack whole."""
    assert problems("iris | dense 8, relu, dense 5, softmax")
    assert not problems("iris | dense 8, relu, dense 3, softmax")
    assert problems(f"{TWO} | dense 2, sigmoid | loss binary_crossentropy")
    assert not problems(f"{TWO} | dense 1, sigmoid | loss binary_crossentropy")
    assert not problems(f"{TWO} | dense 2, softmax | loss categorical_crossentropy")


WATCHED = "iris validation=0.2 | dense 4, relu | adam | epochs 5"


@pytest.mark.parametrize(
    ("words", "where", "advice"),
    [
        ("monitor val_acuracy", "training.monitor", "Set monitor to val_accuracy."),
        ("monitor nonsense", "training.monitor", "Set monitor to auto."),
        ("target_accuracy 0.5 | metrics f1", "training.target_accuracy", "Set target_accuracy to none."),
    ],
)
def test_what_ends_training_is_watched_for_in_vain(words: str, where: str, advice: str) -> None:
    """A series that the run will not have is a problem of the experiment, told before anything is trained."""
    found = problems(f"{WATCHED} {words}")

    assert [(error.where, error.layer, error.advice) for error in found] == [(where, None, advice)]


@pytest.mark.parametrize(
    ("data", "series", "wrong"),
    [
        ("iris validation=0.2", "val_loss", 0),
        ("iris", "val_loss", 1),
        ("spiral fresh=30", "val_accuracy", 0),
        ("diabetes validation=0.2", "val_accuracy", 0),
        ("iris", "auto", 0),
    ],
)
def test_a_validation_series_needs_a_validation_part(data: str, series: str, wrong: int) -> None:
    """Cut from the table, or drawn fresh."""
    assert len(problems(f"{data} | dense 4, relu | adam | epochs 5 patience 2 monitor {series}")) == wrong


def test_what_the_loss_says_of_its_own_field_stands_at_the_loss() -> None:
    """Not at the last layer, which has nothing to do with it."""
    found = problems("iris | dense 4, relu | adam | loss categorical_crossentropy class_weights=[1,2] | epochs 1")

    assert [(error.where, error.layer) for error in found] == [("model.loss.class_weights", None)]
    assert "Received: 2. Allowed: 3 weights." in str(found[0])
