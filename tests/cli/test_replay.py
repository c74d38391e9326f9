"""`nntui replay RUN`."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nntui.data.prepare import prepare
from nntui.spec import line
from nntui.store import modelfile, saving
from nntui.training.messages import Freeze, NudgeWeight, SetWeight, Silence
from nntui.training.trainer import Trainer

SPEC = "circle samples=60 fresh=40 | dense 6, tanh, dropout 0.1, dense 1, sigmoid | adam 0.05 | epochs 12 batch_size 10"


def begun(text: str = SPEC, steps: int = 7) -> Trainer:
    made = line.parse(text)
    run = Trainer(made, prepare(made.data, made.seed, made.model.dtype))
    run.run(steps)
    return run


def saved(run: Trainer, path: Path) -> str:
    modelfile.save(path, saving.saved_of(run.keep(), run.network, run.prepared.preparation))
    return str(path)


def steered() -> Trainer:
    """A run to which everything was done that can be done to one."""
    run = begun()
    for path, value in (
        ("optimizer.learning_rate", 0.01),
        ("optimizer", "sgd 0.1 momentum=0.5"),
        ("training.batch_size", 7),
        ("model.layers.0.weight_l2", 0.01),
        ("data.seed", 5),
        ("data.source.noise", 0.2),
        ("data.source.samples", 45),
        ("data.drawn", "1 1 0; -4 4 1"),
        ("data.erased", "3"),
    ):
        run.change(path, value)
        run.run(3)
    for order in (SetWeight(0, 1, 0, 0.5), NudgeWeight(0, 1, None, 0.25), Freeze(0, (2,)), Silence(0, (3,))):
        run.by_hand(order)
        run.run(2)
    return run


@pytest.mark.parametrize("end", ["in the middle", "at the end", "after a rewind"])
def test_a_steered_run_comes_out_the_same(nntui, tmp_path: Path, end: str) -> None:
    run = steered()
    if end == "after a rewind":
        run.rewind()
        run.change("optimizer.learning_rate", 0.02)
        run.run(9)
    elif end == "at the end":
        run.run()
    said = nntui("replay", saved(run, tmp_path / "run.safetensors"))
    digest = saving.parameters_sha256(run.state.parameters, run.state.statistics)

    assert (said.code, said.out) == (0, f"the same to the bit: {digest}\n")
    assert f"{run.updates:,} steps and {len(run.state.log)} entr" in said.err


def test_other_weights_are_told_with_the_epoch_since_when(nntui, tmp_path: Path) -> None:
    run = begun(steps=30)
    run.state.parameters[0] += 1
    said = nntui("replay", saved(run, tmp_path / "run.safetensors"))
    assert said.code == 1
    assert "other weights came out" in said.err
    assert "figures differ" not in said.err

    run.run(30)
    told = nntui("replay", saved(run, tmp_path / "run.safetensors"), "--json")
    found = json.loads(told.out)
    assert told.code == 1
    assert (found["same"], found["first_other_epoch"], found["steps"]) == (False, 6, 60)
    assert found["parameters_sha256"] != found["saved_parameters_sha256"]


def test_a_run_that_diverged_diverges_again(nntui, tmp_path: Path) -> None:
    run = begun("spiral samples=20 | dense 8, relu | sgd 1e30 | epochs 9", steps=9)
    assert run.state.diverged

    assert nntui("replay", saved(run, tmp_path / "run.safetensors")).code == 0


def test_data_of_a_file_must_be_named(nntui, tmp_path: Path) -> None:
    """A path that stands in a model file is not opened by itself."""
    rows = np.random.default_rng(0).random((20, 2)).round(3)
    table = tmp_path / "mine.csv"
    table.write_text("a,b,y\n" + "".join(f"{a},{b},{int(a > b)}\n" for a, b in rows))
    path = saved(begun(f"csv path={table} target=y | dense 4, relu | adam 0.05 | epochs 9", 5), tmp_path / "run.safetensors")
    refused = nntui("replay", path)
    done = nntui("replay", path, "--set", f"data.source.path={table}")

    assert (refused.code, done.code) == (2, 0)
    assert "--set data.source.path=PATH" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("nowhere",), "no such file"), (("{run}", "--set", "optimizer.learning_rate=3"), "done again as it was")],
)
def test_wrong_input(nntui, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    path = saved(begun(), tmp_path / "run.safetensors")
    said = nntui("replay", *(word.format(run=path) for word in arguments))

    assert said.code == 2
    assert words in said.err


def test_what_the_application_saved_can_be_replayed(nntui, tmp_path: Path) -> None:
    """Its experiment is complete, and its history has the series that the plan chose."""
    made = line.parse("diabetes scaling=standard | dense 8, relu | adam 0.02 | epochs 5")
    from nntui.data.prepare import describe
    from nntui.training import plan

    complete = plan.complete(made, describe(made.data)).experiment
    run = Trainer(complete, prepare(made.data, 0))
    run.run()
    file = modelfile.load(saved(run, tmp_path / "run.safetensors"))

    assert nntui("replay", str(tmp_path / "run.safetensors")).code == 0
    assert msgspec.structs.replace(file.experiment, name="") == complete
