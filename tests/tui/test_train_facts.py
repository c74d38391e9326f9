"""What the rows under the charts say."""

import re

import pytest
from stand_in import at_step, snapshot

from nntui.charts.spans import plain
from nntui.training.messages import Mark
from nntui.tui.screens.train_pace import LADDER, faster, first_pace, slower
from nntui.tui.widgets.run_facts import Measured, facts


def text(width=80, **changes):
    return plain(facts(snapshot(**changes), width, Measured()))


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_value_has_its_place_and_nothing_is_wider_than_the_screen(width):
    shown = text(width, **at_step(30, steps_per_second=250.0, pace=250.0, status="running"))

    assert all(len(line) == width for line in shown.split("\n"))
    for word in (
        "30 %",
        "epoch 30 of 100",
        "step 30 of 100",
        "250 steps/s",
        "pace 250 steps/s",
        "0.3 s",
        "ETA 0.3 s",
        "0.5196",
    ):
        assert word in shown


def test_best_values_name_their_epoch():
    assert "0.5196, 30" in text(**at_step(30))


def test_in_a_narrow_terminal_no_value_is_cut():
    lines = text(60, **at_step(30)).split("\n")

    assert any(line.rstrip().endswith("0.5716, 30") for line in lines)
    assert any("valid." in line and line.rstrip().endswith("best, epoch") for line in lines)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_large_numbers_and_long_times_are_told_shorter_and_never_cut(width):
    long = {"planned_epochs": 100_000_000, "planned_steps": 100_000_000, "steps_per_second": 2000.0}
    shown = text(width, **{**at_step(30, **long, status="running"), "seconds": 11_174.0})

    assert "epoch 30 of 100" in shown
    assert re.search(r"epoch 30 of 100(,000,000|M) ", shown)
    assert re.search(r"step 30 of 100(,000,000|M) ", shown)
    assert re.search(r"ETA 13 h( 53 min)?( |$)", shown, re.MULTILINE)


def test_with_batches_the_newest_value_is_that_of_a_batch():
    assert "batch" in text(**at_step(30), steps_per_epoch=4)
    assert "batch" not in text(**at_step(30))


def test_without_validation_it_says_so():
    assert "no validation part" in plain(facts(snapshot(**at_step(30)), 80, Measured(validated=False)))


def test_a_message_is_told_in_whole_and_in_red():
    words = "the run diverged at step 7: weights of layer 0 (dense) is not finite. " + "A lower learning rate usually helps."
    rows = facts(snapshot(**at_step(7, status="diverged", message=words)), 60, Measured())

    told = " ".join(plain(rows).split())
    assert words in told
    assert any(role == "bad" for row in rows for _, role in row)


def test_marks_have_a_line():
    assert "A rate 0.05 to 0.02 at epoch 5" in text(**at_step(30), marks=(Mark(5, 5.0, 0.1, "rate 0.05 to 0.02"),))


def test_all_of_it_is_only_shown_as_all_when_it_is_all():
    assert " 99 %" in text(**at_step(9999), planned_steps=10_000)
    assert "100 %" in text(**at_step(100, status="finished"))


def test_nothing_is_shown_before_there_is_a_run():
    assert facts(None, 80, Measured()) == ()


# the pace


def test_the_ladder_goes_from_one_step_a_second_to_flat_out_and_back():
    pace, seen = 1.0, []
    while pace is not None:
        seen.append(pace)
        pace = faster(pace)

    assert tuple(seen) == LADDER
    assert slower(None) == LADDER[-1]
    assert slower(1.0) == 1.0
    assert faster(None) is None


@pytest.mark.parametrize("steps", [100, 1000, 4500, 10_000, 30_000, 100_000])
def test_a_small_run_opens_so_that_it_can_be_watched(steps):
    pace = first_pace(steps, 387, 300)

    assert 20 <= steps / pace <= 60


@pytest.mark.parametrize(("steps", "parameters", "batch"), [(4700, 118_282, 128 * 50), (10**9, 387, 300), (0, 387, 300)])
def test_a_long_run_opens_flat_out(steps, parameters, batch):
    assert first_pace(steps, parameters, batch) is None
