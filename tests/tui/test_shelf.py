"""The runs that can be laid over the one that is watched."""

import numpy as np
import pytest
from stand_in import curve

from nntui import parts
from nntui.spec import overrides, recipes
from nntui.tui.drafts import told
from nntui.tui.shelf import KEPT, LAID, Shelf

parts.load()
EXPERIMENT = recipes.read("spiral-adam")


def filled(runs):
    shelf = Shelf()
    for number in range(1, runs + 1):
        shelf.put({"loss": curve("loss", np.ones(number))}, EXPERIMENT)
    return shelf


def test_runs_are_told_by_number_length_and_last_loss():
    shelf = filled(2)

    assert [(past.key, past.words) for past in shelf.runs] == [
        ("run 1", "1 step, loss 1.000"),
        ("run 2", "2 steps, loss 1.000"),
    ]


def test_a_run_without_a_step_is_none():
    shelf = Shelf()
    shelf.put({}, EXPERIMENT)
    shelf.put({"loss": curve("loss", [])}, EXPERIMENT)

    assert shelf.runs == []


def test_the_oldest_go_first_and_off_the_charts():
    shelf = filled(1)
    shelf.lay("run 1")
    for _ in range(KEPT):
        shelf.put({"loss": curve("loss", [1.0])}, EXPERIMENT)

    assert len(shelf.runs) == KEPT
    assert shelf.laid == ()


def test_letters_stay_with_their_runs_and_come_back():
    shelf = filled(4)
    for key in ("run 3", "run 1", "run 2"):
        shelf.lay(key)
    shelf.lift("run 1")
    before = {key: shelf.letter(key) for key in ("run 2", "run 3")}
    shelf.lay("run 1")

    assert before == {"run 3": "a", "run 2": "c"}
    assert shelf.letter("run 1") == "b"
    assert [letter for letter, _ in shelf.laid] == ["a", "b", "c"]


def test_there_is_room_for_so_many_and_no_more():
    shelf = filled(LAID + 1)

    assert [shelf.lay(f"run {number + 1}") for number in range(LAID + 1)] == [True] * LAID + [False]
    shelf.lift("run 1")
    assert shelf.lay(f"run {LAID + 1}")


def test_a_rewind_that_is_taken_back_takes_its_run_off():
    shelf = filled(2)
    shelf.lay("run 2")
    shelf.take_back(shelf.runs[-1].curves)

    assert [past.key for past in shelf.runs] == ["run 1"]
    assert shelf.laid == ()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("optimizer.learning_rate", 0.01, "learning_rate 0.01"),
        ("model.layers.0.units", 7, "units 7"),
        ("seed", 0, "the same experiment"),
    ],
)
def test_what_a_run_had_otherwise_is_said_in_words(path, value, words):
    assert told(EXPERIMENT, overrides.apply(EXPERIMENT, path, value)) == words
