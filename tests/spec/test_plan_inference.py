"""What is inferred when it is left out, and what is never touched."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import components, experiments

from nntui.data.prepare import describe
from nntui.data.tables import Description
from nntui.engine.network import Network
from nntui.errors import StackError
from nntui.spec import line
from nntui.spec.experiment import Experiment
from nntui.training import plan

TWO = "spiral classes=2"


def planned(text: str) -> plan.Plan:
    """The plan of a one-line spec."""
    experiment = line.parse(text)
    return plan.complete(experiment, describe(experiment.data))


def stack(text: str) -> str:
    """The completed layers and loss as one line."""
    made = planned(text).experiment
    layers = ", ".join(" ".join([layer.catalog_name, *map(str, _units(layer))]) for layer in made.model.layers)
    assert made.model.loss is not None
    return f"{layers} | {made.model.loss.catalog_name}"


def _units(layer: object) -> list[int]:
    return [layer.units] if hasattr(layer, "units") else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("iris | dense 8, relu", "dense 8, relu, dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 8, relu, dropout 0.1", "dense 8, relu, dropout, dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 8, sigmoid", "dense 8, sigmoid, dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 8, relu, dense 3", "dense 8, relu, dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 3", "dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 3, softmax", "dense 3, softmax | categorical_crossentropy"),
        ("iris | relu", "relu, dense 3, softmax | categorical_crossentropy"),
        ("iris | dense 8, relu | loss categorical_crossentropy", "dense 8, relu, dense 3, softmax | categorical_crossentropy"),
        (f"{TWO} | dense 8, relu", "dense 8, relu, dense 1, sigmoid | binary_crossentropy"),
        (f"{TWO} | dense 8, relu, dense 1", "dense 8, relu, dense 1, sigmoid | binary_crossentropy"),
        (f"{TWO} | dense 8, relu, dense 2", "dense 8, relu, dense 2, softmax | categorical_crossentropy"),
        (f"{TWO} | dense 2, softmax", "dense 2, softmax | categorical_crossentropy"),
        (f"{TWO} | dense 2, sigmoid", "dense 2, sigmoid, dense 1, sigmoid | binary_crossentropy"),
        (f"{TWO} | dense 1, sigmoid", "dense 1, sigmoid | binary_crossentropy"),
        (
            f"{TWO} | dense 8, relu | loss categorical_crossentropy",
            "dense 8, relu, dense 2, softmax | categorical_crossentropy",
        ),
        (f"{TWO} | dense 8, relu | loss binary_crossentropy", "dense 8, relu, dense 1, sigmoid | binary_crossentropy"),
        (f"{TWO} | dense 8, relu | loss mean_squared_error", "dense 8, relu, dense 1 | mean_squared_error"),
        (f"{TWO} | dense 8, tanh | loss sign_squared_error", "dense 8, tanh, dense 1, tanh | sign_squared_error"),
        (f"{TWO} | dense 1, tanh | loss sign_squared_error", "dense 1, tanh | sign_squared_error"),
        ("diabetes | dense 8, relu", "dense 8, relu, dense 1 | mean_squared_error"),
        ("diabetes | dense 8, relu, dense 1", "dense 8, relu, dense 1 | mean_squared_error"),
        ("diabetes | dense 8, relu, dense 1, linear", "dense 8, relu, dense 1, linear | mean_squared_error"),
        (
            "digits | conv2d 4 3, relu, max_pool2d 2, flatten, dense 10, softmax",
            "reshape, conv2d, relu, max_pool2d, flatten, dense 10, softmax | categorical_crossentropy",
        ),
        (
            "digits | dropout 0.1, conv2d 4 3, relu",
            "dropout, reshape, conv2d, relu, flatten, dense 10, softmax | categorical_crossentropy",
        ),
        ("digits | reshape 8 8 1, conv2d 4 3", "reshape, conv2d, flatten, dense 10, softmax | categorical_crossentropy"),
        ("digits | conv2d 10 8, flatten, softmax", "reshape, conv2d, flatten, softmax | categorical_crossentropy"),
        (
            "digits | dense 64, relu, reshape 8 8 1, conv2d 4 3, flatten, dense 10",
            "dense 64, relu, reshape, conv2d, flatten, dense 10, softmax | categorical_crossentropy",
        ),
        ("diabetes | dense 8, relu, dense 1, relu", "dense 8, relu, dense 1, relu | mean_squared_error"),
        ("diabetes | dense 8, relu | loss mean_absolute_error", "dense 8, relu, dense 1 | mean_absolute_error"),
    ],
)
def test_what_is_left_out_follows_from_the_data(text: str, expected: str) -> None:
    """Output layer, last activation and loss; and the result has no problems."""
    experiment = line.parse(text)

    assert stack(text) == expected
    assert plan.problems(experiment, describe(experiment.data)) == []


def test_pictures_become_images_where_the_first_layer_needs_them() -> None:
    """It is said before which layer; positions told to the user are those of the layers he gave."""
    plan_of = planned("digits | dropout 0.1, conv2d 4 3, relu")

    assert str(plan_of.added[0]) == "reshape 8 8 1: the pictures lie flat, as rows of numbers"
    assert [one.position for one in plan_of.added][:4] == [1, 4, 5, 6]
    assert [plan_of.given_position(position) for position in range(7)] == [0, 0, 1, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("data", "names"), [("diabetes", ["r2", "regression_accuracy"]), ("sine", ["regression_accuracy"]), ("iris", ["accuracy"])]
)
def test_measured_numbers_are_judged_by_r2_too(data: str, names: list[str]) -> None:
    """The book's accuracy, within a 250th of the deviation, says 0 of what has noise."""
    experiment = line.parse(f"{data} | dense 4")
    planned = plan.complete(experiment, describe(experiment.data))

    assert [metric.catalog_name for metric in planned.experiment.model.metrics] == names


def test_the_summary_shows_the_layer_that_images_need() -> None:
    """With shapes and parameters, whether the stack is whole or not."""
    for text in ("digits | conv2d 4 3, max_pool2d 2", "digits | conv2d 4 3, max_pool2d 2, dense 3, dense 10"):
        experiment = line.parse(text)
        rows = plan.summary(experiment, describe(experiment.data))

        assert [(row.text, row.position, row.added, row.shape) for row in rows[:3]] == [
            ("reshape 8 8 1", 0, True, (8, 8, 1)),
            ("conv2d 4 3", 0, False, (6, 6, 4)),
            ("max_pool2d", 1, False, (3, 3, 4)),
        ]
        assert [row.parameters for row in rows[:3]] == [0, 3 * 3 * 1 * 4 + 4, 0]


def test_what_was_added_is_said_with_its_place() -> None:
    """Layers with their positions; loss and metrics without one."""
    added = planned("iris | dense 8, relu").added

    assert [(item.position, str(item)) for item in added] == [
        (2, "dense 3: one output for each class"),
        (3, "softmax: what the loss needs"),
        (None, "loss categorical_crossentropy: 3 classes"),
        (None, "metrics accuracy: what suits the loss"),
    ]


def test_nothing_given_is_changed() -> None:
    """A whole experiment is its own plan, and the plan of a plan adds nothing."""
    first = planned("iris | dense 8, relu | sgd 0.1 | epochs 3 name x")

    again = plan.complete(first.experiment, describe(first.experiment.data))
    assert again.experiment == first.experiment
    assert again.added == ()
    assert first.experiment.model.layers[:2] == line.parse("iris | dense 8, relu").model.layers
    assert first.experiment.optimizer == line.parse("iris | sgd 0.1").optimizer


def test_a_batch_larger_than_the_data_is_a_note() -> None:
    """It is right, and may surprise."""
    assert planned("iris | dense 3 | batch_size 1000").notes == (
        "batch_size 1,000 is more than the 150 rows: each epoch is one batch",
    )
    assert planned("iris | dense 3 | batch_size 150").notes == ()


def test_summary_has_shapes_and_parameters() -> None:
    """A row a layer: name, shape of one sample, parameters."""
    experiment = line.parse("digits | dense 16, relu, dense 10 trainable=false, softmax")
    rows = plan.summary(experiment, describe(experiment.data))

    assert [(row.name, row.shape, row.parameters, row.trained) for row in rows] == [
        ("dense", (16,), 64 * 16 + 16, 64 * 16 + 16),
        ("relu", (16,), 0, 0),
        ("dense", (10,), 170, 0),
        ("softmax", (10,), 0, 0),
    ]
    assert rows[2].text == "dense 10 trainable=false"


def test_summary_goes_up_to_the_broken_layer() -> None:
    """Pictures laid out in two axes do not fit a dense layer; what stands before it is known."""
    experiment = line.parse("digits | relu, dense 16, relu")
    description = msgspec.structs.replace(describe(experiment.data), sample_shape=(8, 8))
    rows = plan.summary(experiment, description)

    assert [row.shape for row in rows] == [(8, 8), None, None]
    assert [row.parameters for row in rows] == [0, None, None]
    found = plan.problems(experiment, description)
    assert [problem.layer for problem in found] == [1]
    assert "flatten" in str(found[0])


def descriptions() -> st.SearchStrategy[Description]:
    """Small data of either task."""
    return st.builds(
        Description,
        name=st.just("data"),
        task=st.sampled_from(["classification", "regression"]),
        rows=st.integers(2, 500),
        sample_shape=st.one_of(st.tuples(st.integers(1, 9)), st.tuples(st.integers(1, 9), st.integers(1, 9))),
        outputs=st.integers(2, 5),
        feature_names=st.just(("a",)),
        target_names=st.just(("t",)),
    )


@settings(max_examples=300)
@given(experiments(), st.lists(components("layer", 0), max_size=5).map(tuple), descriptions())
def test_no_stack_is_too_broken(experiment: Experiment, layers: tuple[object, ...], description: Description) -> None:
    """Any experiment with any data: a plan, a summary and a list of problems; without any, a network can be built."""
    model = msgspec.structs.replace(experiment.model, layers=layers)
    experiment = msgspec.structs.replace(experiment, model=model)

    made = plan.complete(experiment, description).experiment
    rows = plan.summary(experiment, description)
    found = plan.problems(experiment, description)

    assert len(rows) == len(layers)
    assert all(isinstance(problem, StackError) and problem.advice for problem in found)
    assert all(problem.layer is None or 0 <= problem.layer < len(layers) for problem in found)
    if not found:
        loss = made.model.loss
        network = Network(made.model.layers, description.sample_shape, loss)  # type: ignore[arg-type]
        assert network.layout.size == sum(row.parameters or 0 for row in plan.summary(made, description))
