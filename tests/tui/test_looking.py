"""A method at work on the workbench, without a terminal: what it looks at, how far it is, how old its result is."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import msgspec
import pytest
from bench import SMALL, wait, workbench
from stand_in import Services

from nntui.data.progress import Progress
from nntui.errors import InputError, NntuiError, StackError
from nntui.insight.methods import METHODS, Case, Method, Offer
from nntui.spec import overrides
from nntui.training.messages import Change, Epochs
from nntui.tui.looking import Looking
from nntui.tui.workbench import Workbench

RATE = "optimizer.learning_rate"


class Seen(msgspec.Struct, frozen=True, eq=False):
    """A result that tells what it was of."""

    case: Case
    sentence: str = "it was seen"


def seeing(case: Case) -> Generator[Any, None, Seen]:
    for done in range(4):
        yield Progress("seeing", done, 4)
    return Seen(case)


def failing(case: Case) -> Generator[Any, None, Seen]:
    yield Progress("failing", 1, 4)
    raise NntuiError("the samples have run away")


SEE = Method("see", "See", "See it.", "It is seen.", seeing)
FAIL = Method("fail", "Fail", "Fail.", "It fails.", failing)
WANT = Method("want", "Want", "Want.", "It wants.", seeing, offer=lambda _: Offer(RATE, 0.5, "learning rate 0.5"))


def method(name: str) -> Method:
    return next(one for one in METHODS if one.name == name)


def looked(bench: Workbench, wanted: Method, layer: int | None = None) -> Looking:
    """A look that has come to its end."""
    looking = Looking(bench, wanted, layer)
    looking.begin()
    wait(bench, lambda: not looking.working)
    return looking


def trained(bench: Workbench, epochs: int) -> Workbench:
    bench.play(Epochs(epochs))
    wait(bench, lambda: not bench.ordered and bench.steps_done and not bench.running)
    return bench


def test_before_the_first_step_it_looks_at_the_start_weights() -> None:
    """A run that has not begun has its start weights."""
    bench = workbench()
    looking = looked(bench, SEE)

    assert looking.about == "of the start weights"
    assert (looking.result.case.weights.parameters == bench.snapshot.parameters).all()  # type: ignore[union-attr]
    bench.close()


def test_it_looks_at_the_weights_of_the_step_there_is_and_tells_when_they_are_old() -> None:
    """The result is of the step it began at, also when the run is further."""
    bench = trained(workbench(), 3)
    looking = looked(bench, SEE)
    assert looking.about == "of step 3"
    seen = looking.result.case.weights.parameters
    trained(bench, 2)

    assert looking.about == "of step 3; the run is at step 5 now, r looks again"
    assert not (seen == bench.snapshot.parameters).all()  # type: ignore[union-attr]
    looking.begin()
    wait(bench, lambda: looking.done)
    assert looking.about == "of step 5"
    assert (looking.result.case.weights.parameters == bench.snapshot.parameters).all()  # type: ignore[union-attr]
    bench.close()


def test_what_trains_anew_is_not_of_a_step() -> None:
    """Folds are of the experiment, and no older when the run goes on."""
    bench = trained(workbench("iris | dense 4, relu | adam | epochs 2"), 1)
    looking = looked(bench, method("folds"))
    told = looking.about
    trained(bench, 1)

    assert "experiment as it is" in told
    assert looking.about == told
    bench.close()


def test_of_a_changed_network_the_start_weights_are_looked_at() -> None:
    """What the next play trains is what is of interest, not the run of the network before."""
    bench = trained(workbench(), 3)
    bench.edit(overrides.apply(bench.experiment, "model.layers.0.units", 5))
    looking = looked(bench, SEE)

    assert "changed network" in looking.about
    assert looking.result.case.network.layers[0].units == 5
    assert bench.steps_done == 3
    bench.close()


def test_there_is_nothing_to_look_at_before_there_is_a_network() -> None:
    """Data on their way, broken data and a broken stack are sentences."""
    bench = workbench(ready=False)
    with pytest.raises(InputError, match="no network to look at yet: loading spiral"):
        Looking(bench, SEE)
    bench.close()

    services = Services()
    services.wrong = [StackError("it does not fit", layer=1)]
    with pytest.raises(StackError, match="it does not fit"):
        Looking(workbench(services=services), SEE)


def test_it_tells_how_far_it_is() -> None:
    """Share, words and the time that is left; nothing is known at first."""
    services = Services()
    bench = workbench(services=services)
    services.the_runner.held = True
    looking = Looking(bench, SEE)
    looking.begin()
    bench.poll()
    assert (looking.share, math.isnan(looking.seconds_left)) == (0, True)
    for _ in range(4):
        services.the_runner.slice()
    bench.poll()

    assert looking.progress == Progress("seeing", 1, 4)
    assert looking.share == 0.25
    assert looking.seconds_left == pytest.approx(3 * looking.elapsed, rel=0.5)


def test_a_failure_is_a_sentence_and_can_be_tried_again() -> None:
    """An error of the method ends it, and nothing else."""
    bench = workbench(services=Services())
    looking = looked(bench, FAIL)
    assert (looking.error, looking.done) == ("the samples have run away.", False)
    looking.begin()

    assert (looking.error, looking.working) == ("", True)


def test_beginning_anew_where_there_is_nothing_any_more_is_a_failure() -> None:
    """The result before it is gone, and the sentence stands in its place."""
    services = Services()
    bench = workbench(services=services)
    looking = looked(bench, SEE)
    bench.data_error = "x.csv: the file is empty."
    looking.begin()

    assert (looking.error, looking.done, looking.working) == ("x.csv: the file is empty.", False, False)


def test_what_is_stopped_is_dropped_and_says_no_more() -> None:
    """The runner is told; an answer that comes late is nobody's."""
    services = Services()
    bench = workbench(services=services)
    services.the_runner.held = True
    looking = Looking(bench, SEE)
    looking.begin()
    said: list[str] = []
    looking.changed = lambda: said.append("changed")
    while bench.ordered:  # of jobs is heard after what was ordered
        bench.poll()
    bench.poll()
    before = len(said)
    looking.stop()
    services.the_runner.held = False
    bench.poll()

    assert services.the_runner.cancelled == [max(services.the_runner.jobs)]
    assert (before, len(said), looking.done, bench.working) == (1, 1, False, False)


def test_a_value_is_taken_over_as_an_edit_before_the_first_step() -> None:
    """The experiment has it, the new run too, undo takes it back; then it is no news any more."""
    bench = workbench()
    looking = looked(bench, WANT)
    assert looking.offered == "learning rate 0.5, in place of 0.02"

    assert looking.take() == "learning rate 0.5; it was 0.02"
    wait(bench, lambda: bench.run is not None and overrides.get(bench.run.experiment, RATE) == 0.5)
    assert looking.offer is None
    assert bench.undo()
    assert overrides.get(bench.experiment, RATE) == 0.02
    bench.close()


def test_a_value_is_taken_over_as_an_order_with_a_mark_while_a_run_goes_on() -> None:
    """The change is made at a step border and stands on the charts, as with `l`."""
    bench = trained(workbench(), 5)
    looking = looked(bench, WANT)

    assert looking.take() == "learning rate 0.5 from the next step on; it was 0.02"
    wait(bench, lambda: not bench.ordered)
    assert bench.steps_done == 5
    assert bench.snapshot is not None
    assert [(mark.step, mark.path, mark.after) for mark in bench.snapshot.marks] == [(5, RATE, 0.5)]
    bench.close()


def test_a_number_takes_the_place_of_a_schedule() -> None:
    """What was there is told as the one-line form has it."""
    bench = workbench(SMALL.replace("lr=0.02", "lr=cosine_decay(0.1,steps=50)"))
    looking = looked(bench, WANT)

    assert "in place of cosine_decay(0.1,steps=50)" in looking.offered
    looking.take()
    assert overrides.get(bench.experiment, RATE) == 0.5
    bench.close()


def test_the_run_gets_the_order_and_nothing_else() -> None:
    """One change, at the place that the method speaks for."""
    services = Services()
    bench = workbench(services=services)
    bench.send(Epochs(5))
    bench.poll()
    looked(bench, WANT).take()

    assert [order for order in services.the_runner.orders if isinstance(order, Change)] == [Change(RATE, 0.5)]


@pytest.mark.parametrize("wanted", METHODS, ids=lambda one: one.name)
def test_every_method_comes_back_through_the_runner_while_training_goes_on(wanted: Method) -> None:
    """Real jobs beside a real run, which stays the one it is: one of them for one layer, where that is possible."""
    bench = workbench("iris | dense 6, relu | adam lr=0.02 | epochs 40 batch_size 50")
    bench.play()
    wait(bench, lambda: bench.steps_done)
    run = bench.run
    looking = looked(bench, wanted, layer=0 if wanted.by_layer else None)

    assert not looking.error
    assert looking.result.sentence
    assert bench.run is run
    if wanted.by_layer:
        assert [layer.position for layer in looking.result.layers] == [0]
    bench.close()
