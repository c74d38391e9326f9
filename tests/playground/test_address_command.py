"""Addresses on the command line: printed, trained on, opened, and refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nntui.cli.main import run

PAGE = "https://playground.tensorflow.org/#"


@pytest.fixture
def said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run the program with these arguments; return its exit code, stdout and stderr."""
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))

    def call(*arguments: str, application: Callable[..., int] = lambda *_: 9) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments), application)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_it_prints_the_address_of_a_recipe(said):
    code, out, err = said("address", "playground-xor")

    assert (code, out) == (0, f"{PAGE}dataset=xor&networkShape=4,2&seed=0.00000\n")
    assert err == "note: an address does not say training.epochs\n"


def test_it_completes_what_the_line_leaves_out(said):
    """Output unit, tanh and metrics follow from the loss, and what the page has no word for is named."""
    code, out, err = said(
        "address", "circle val=0.5 | dense 4, tanh | loss sign_squared_error | sgd 0.1 | batch 10 shuffle false"
    )

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "model.layers.0.weight_initializer glorot_uniform (the page has uniform)" in err


def test_what_is_printed_is_read_again(said):
    whole = f"{PAGE}dataset=gauss&noise=15&networkShape=3&seed=0.25000&learningRate=0.1&ySquared=true"
    code, out, _ = said("address", whole)

    assert code == 0
    assert said("address", out.strip())[1] == out


def test_a_run_has_the_address_it_came_from(said):
    """Trained from an address, with the page's test loss as val_loss, and its folder is a SPEC again."""
    code, out, err = said("train", f"{PAGE}dataset=gauss&seed=0.12345&cosX=false", "--set", "training.epochs=10", "--json")
    figures = json.loads(out)

    assert code == 0
    assert "note: keys of the page that change nothing here: cosX\n" in err
    assert (figures["loss"], figures["val_loss"]) == pytest.approx((0.006733, 0.006830), abs=6e-7)
    assert said("address", figures["run"])[1] == f"{PAGE}dataset=gauss&networkShape=4,2&seed=0.12345\n"


def test_seed_is_the_pages(said):
    """--seed gives what the address with that seed gives."""
    quick = ("--set", "training.epochs=2", "--json")
    one = json.loads(said("train", f"{PAGE}seed=0.00007", *quick)[1])
    other = json.loads(said("train", PAGE, "--seed", "7", *quick)[1])

    assert one["parameters_sha256"] == other["parameters_sha256"]
    assert one["val_loss"] == other["val_loss"]


@pytest.mark.parametrize(
    "fragment", ["dataset=cirle", "noise", "networkShape=4,x", "foo=1", "x=false&y=false", "seed=1&seed=2"]
)
@pytest.mark.parametrize("command", [("train",), ("address",), ()])
def test_a_broken_address_is_one_sentence(said, command, fragment):
    code, out, err = said(*command, PAGE + fragment)

    assert (code, out) == (2, "")
    assert err.startswith("nntui: address")
    assert err.count("\n") == 1


@pytest.mark.parametrize("spec", ["iris", "spiral-adam", "sine"])
def test_what_the_page_cannot_say_is_one_sentence(said, spec):
    code, out, err = said("address", spec)

    assert (code, out) == (2, "")
    assert err.startswith("nntui: address: an address of the page cannot say data.source ")
