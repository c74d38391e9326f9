"""Going on from a kept state gives the bits of never having stopped, wherever it was cut."""

import json
import subprocess
import sys

import numpy as np
import pytest
from problems import NOISY, VALIDATED, WHOLE, bits, experiment, same, trainer

from nntui.training.events import Event
from nntui.training.replay import replay
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer


def through_a_file(run: Trainer, text: str) -> Trainer:
    kept = run.keep()
    values = json.loads(json.dumps(kept.values))
    arrays = {name: np.frombuffer(array.tobytes(), array.dtype).reshape(array.shape) for name, array in kept.arrays.items()}
    return Trainer(kept.experiment, run.prepared, TrainState.from_parts(arrays, values))


@pytest.mark.parametrize("text", [NOISY, WHOLE, VALIDATED])
@pytest.mark.parametrize("cut", [0, 1, 3, 4, 6, 9, 24])
def test_cut_anywhere_and_gone_on(text: str, cut: int) -> None:
    run, straight = trainer(text), trainer(text)
    run.run(cut)
    again = through_a_file(run, text)
    again.run()
    straight.run()

    assert same(again, straight)


def test_cut_in_the_middle_of_a_validation() -> None:
    text = VALIDATED.replace("fresh=40", "fresh=20000")
    run, straight = trainer(text), trainer(text)
    event = Event.STEP
    while event is not Event.BUSY:
        event = run.step()
    again = through_a_file(run, text)
    assert again.step() is Event.BUSY
    again.run()
    straight.run()

    assert same(again, straight)


def test_keeping_does_not_disturb() -> None:
    run, straight = trainer(NOISY), trainer(NOISY)
    for _ in range(9):
        run.run(2)
        run.keep()
        run.snapshot()
    run.run()
    straight.run()

    assert same(run, straight)


def test_changes_survive_and_can_be_replayed() -> None:
    run = trainer(NOISY)
    run.run(3)
    run.change("optimizer.learning_rate", 0.3)
    run.run(4)
    run = through_a_file(run, NOISY)
    run.change("training.batch_size", None)
    run.change("optimizer.decay", 0.0)
    run.change("optimizer.learning_rate", "inverse_time(0.1,decay=0.5)")
    run.run()

    again = replay(run.experiment, run.prepared, run.state.log)

    assert same(run, again)


def test_a_replay_goes_through_a_divergence() -> None:
    text = "sine | dense 8, relu, dropout 0.1, dense 1 | sgd lr=0.01 | epochs 40 batch 100"
    run = trainer(text)
    run.run(5)
    run.change("optimizer.learning_rate", 1e30)
    assert run.run() is Event.DIVERGED
    assert run.run() is Event.DIVERGED
    run.change("optimizer.learning_rate", 0.001)
    assert run.run() is Event.DIVERGED

    assert [entry.kind for entry in run.state.log] == ["change", "diverged", "diverged", "change", "diverged"]
    assert same(replay(run.experiment, run.prepared, run.state.log), run)


def test_a_replay_goes_through_a_validation_that_diverged() -> None:
    """The update before it was made, and is not made a second time."""
    run = trainer("sine fresh=50 | dense 8, relu, dense 1 | sgd lr=0.01 | epochs 40")
    run.run(5)
    run.change("optimizer.learning_rate", 1e30)
    assert run.run() is Event.DIVERGED
    assert run.updates == run.failure.step == 6
    run.change("optimizer.learning_rate", 0.001)
    assert run.run() is Event.DIVERGED

    assert [(entry.kind, entry.value) for entry in run.state.log][1::2] == [("diverged", "after"), ("diverged", None)]
    assert same(replay(run.experiment, run.prepared, run.state.log), run)


PROGRAM = """
import sys, hashlib
sys.path.insert(0, "tests/training")
from problems import NOISY, experiment
from nntui.store import modelfile, saving
from nntui.training.trainer import Trainer
from pathlib import Path
made, prepared = experiment(NOISY)
saved = modelfile.load(Path(sys.argv[1]))
run = Trainer(made, prepared, saving.state_of(saved))
run.run()
print(saving.parameters_sha256(run.state.parameters, run.state.statistics))
"""


def test_a_new_process_goes_on_with_the_same_bits(tmp_path) -> None:
    from nntui.store import modelfile, saving

    run, straight = trainer(NOISY), trainer(NOISY)
    run.run(9)
    path = tmp_path / "cut.safetensors"
    modelfile.save(path, saving.saved_of(run.keep(), run.network, run.prepared.preparation))
    straight.run()
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.strip() == saving.parameters_sha256(straight.state.parameters, straight.state.statistics)


def test_bits_tell_runs_apart() -> None:
    one, other = trainer(NOISY), trainer(NOISY)
    one.run(3)
    other.run(4)

    assert bits(one) != bits(other)
    assert experiment(NOISY)[0] == experiment(NOISY)[0]
