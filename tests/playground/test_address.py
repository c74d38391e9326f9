"""Addresses of TensorFlow Playground: every key understood or named, errors in one sentence, and back again."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import experiments

from nntui import parts
from nntui.cli.subject import resolve
from nntui.cli.wanted import seeded
from nntui.errors import NntuiError, OutOfRange, SpecError, UnknownName
from nntui.spec import address, find, limits, line, recipes
from nntui.spec.address_writing import write
from nntui.spec.experiment import Experiment
from nntui.spec.page import HIDDEN_CONTROLS, IGNORED, INPUTS, KEYS, seed_of, seed_text

parts.load()
PAGE = "https://playground.tensorflow.org/#"
# What the page itself writes into its address, all 27 keys and a hidden control.
WHOLE = (
    "activation=relu&regularization=L1&batchSize=30&dataset=spiral&regDataset=reg-gauss&learningRate=0.1"
    "&regularizationRate=0.003&noise=25&networkShape=8,7,4&seed=0.51235&showTestData=false&discretize=true"
    "&percTrainData=30&x=true&y=false&xTimesY=true&xSquared=true&ySquared=false&cosX=false&sinX=true&cosY=false"
    "&sinY=false&collectStats=false&tutorial=dp-deep&problem=classification&initZero=false&hideText=false"
    "&playButton_hide=true"
)


def experiment(fragment: str) -> Experiment:
    return address.read(PAGE + fragment).experiment


def one_line(fragment: str) -> str:
    return line.write(experiment(fragment))


def test_the_bare_address_is_the_pages_defaults():
    """4 and 2 units of tanh, rate 0.03, batches of 10, half of the points, no noise."""
    found = address.read("https://playground.tensorflow.org")
    start = "weight_initializer=uniform(-0.5,high=0.5) bias_initializer=constant"

    assert line.write(found.experiment) == (
        "circle samples=500 stream=page validation=0.5 split=last"
        f" | dense 4 {start}, tanh, dense 2 {start}, tanh, dense 1 {start}, tanh"
        " | playground_sgd lr=0.03 | loss sign_squared_error"
        " | epochs 1000 batch_size 10 shuffle false last_batch carry seed 0 name playground-circle model.dtype=float64"
    )
    assert found.notes == ("the address has no seed, and the page draws a new one each time: 0.00000 is taken",)


def test_there_are_twenty_seven_keys():
    assert len(KEYS) + len(IGNORED) == 27
    assert len(HIDDEN_CONTROLS) == 15
    assert all(key in WHOLE for key in (*KEYS, *IGNORED))


def test_every_key_is_understood_or_named():
    found = address.read(PAGE + WHOLE)
    made = found.experiment
    layers = [layer.catalog_name for layer in made.model.layers]

    assert line.write(made).startswith("two-spirals samples=500 noise=0.25 stream=page seed=51235 validation=0.7 split=last ")
    assert made.data.features == ("x1", "x1_squared", "x1_x2", "sin_x1")
    assert layers == ["dense", "relu"] * 3 + ["dense", "tanh"]
    assert [layer.units for layer in made.model.layers[::2]] == [8, 7, 4, 1]
    assert (made.optimizer.regularization, made.optimizer.regularization_rate) == ("l1", 0.003)
    assert (made.optimizer.learning_rate, made.training.batch_size, made.seed) == (0.1, 30, 51235)
    named = "showTestData, discretize, cosX, cosY, collectStats, tutorial, hideText, playButton_hide"
    assert found.notes == (f"keys of the page that change nothing here: {named}",)


def test_a_regression_ends_in_a_number():
    text = one_line("problem=regression&regDataset=reg-gauss&dataset=xor")

    assert text.startswith("reg-gauss samples=1200 ")
    assert "bias_initializer=constant | playground_sgd" in text
    assert "loss half_squared_error" in text


@pytest.mark.parametrize(
    ("fragment", "part"),
    [
        ("networkShape=", "| dense 1 weight_initializer=uniform(-0.5,high=0.5) bias_initializer=constant, tanh |"),
        ("initZero=true", "dense 4 weight_initializer=zeros, tanh"),
        ("percTrainData=33", "validation=0.67"),
        ("percTrainData=100", "stream=page split=last | dense"),
        ("noise=5", "noise=0.05"),
        ("noise=80", "noise=0.8"),
        ("y_hide=true", "features=[x1]"),
        ("y_hide=false", "validation=0.5 split=last | dense"),
        ("networkShape=4%2C2&learningRate=1e-5", "playground_sgd lr=1e-5"),
        ("activation=linear&networkShape=3", "linear, dense 1"),
        ("seed=7", "seed 100007 "),
        ("&&seed=0.00007&", "seed 7 "),
        ("x=&noise=&activation=", "circle samples=500 stream=page validation=0.5 split=last | dense 4"),
    ],
)
def test_values_are_the_pages(fragment, part):
    assert part in one_line(fragment)


@pytest.mark.parametrize(("noise", "taken"), [("81", 0.5), ("500", 0.5), ("-3", 0.0)])
def test_a_noise_out_of_range_is_what_the_page_makes_of_it(noise, taken):
    found = address.read(f"{PAGE}noise={noise}&seed=1")

    assert found.experiment.data.source.noise == taken
    assert "out of range" in found.notes[0]


@pytest.mark.parametrize("text", ["hello", "0.5", "007", "99999999999"])
def test_a_seed_that_the_page_does_not_write_gives_a_number(text):
    """Its points are not the page's, and that is said."""
    found = address.read(f"{PAGE}seed={text}")

    assert found == address.read(f"{PAGE}seed={text}")
    assert found.experiment.seed != experiment("seed=world").seed
    assert found.notes == (f"'{text}' is no seed as the page writes them: {seed_text(found.experiment.seed)} is taken",)


@given(st.integers(0, limits.SEED))
def test_every_seed_has_a_text(seed):
    assert seed_of(seed_text(seed)) == seed


def test_the_page_has_one_seed():
    """--seed is that of the data and of the start, for an address and for whatever else has the page's numbers."""
    made = seeded(experiment("seed=0.00003"), 7)

    assert made == experiment("seed=0.00007")
    assert seeded(find("circle"), 7).data.seed == 0


@pytest.mark.parametrize(
    ("fragment", "error", "words"),
    [
        ("dataset=cirle", UnknownName, r"address\.dataset: .*'cirle'.*Did you mean 'circle'"),
        ("actvation=relu", UnknownName, r"address: the page has no such key.*Did you mean 'activation'"),
        ("dataset_hid=true", UnknownName, "Did you mean 'dataset_hide'"),
        ("cosX_hide=true", UnknownName, "no such key"),
        ("networkShape=4,x", SpecError, r"address\.networkShape\.1: a whole number is needed"),
        ("networkShape=4,,2", SpecError, r"address\.networkShape"),
        ("networkShape=4,0", OutOfRange, r"address\.networkShape\.1"),
        ("batchSize=0", OutOfRange, r"address\.batchSize"),
        ("batchSize=1.5", SpecError, r"address\.batchSize: a whole number"),
        ("batchSize=251", SpecError, "no batch is ever full.*at most the 250 points"),
        ("learningRate=abc", SpecError, r"address\.learningRate: a number"),
        ("learningRate=nan", OutOfRange, r"address\.learningRate"),
        ("learningRate=-1", OutOfRange, r"address\.learningRate"),
        ("noise=inf", OutOfRange, r"address\.noise"),
        ("percTrainData=5", OutOfRange, "at least 10 and at most 100"),
        ("x=maybe", SpecError, r"address\.x: true or false"),
        ("x=false&y=false", SpecError, "all inputs are switched off"),
        ("noise", SpecError, "this key has no value. Received: 'noise'"),
        ("seed=1&seed=1", SpecError, r"address\.seed: the key is given twice"),
        ("regularization=l1", UnknownName, r"address\.regularization: .*none, L1, L2"),
        ("problem=clustering", UnknownName, "classification, regression"),
        ("__class__=1", UnknownName, "no such key"),
        ("x=%ff%00", SpecError, "true or false"),
    ],
)
def test_what_is_broken_is_said(fragment, error, words):
    with pytest.raises(error, match=words):
        find(PAGE + fragment)


@pytest.mark.parametrize(
    "text", ["https://example.com/#dataset=xor", "http://playground.tensorflow.org/tutorials#x=true", "https://", "HTTPS://a b"]
)
def test_other_addresses_are_refused(text):
    with pytest.raises(SpecError, match=r"not an address of TensorFlow Playground.*playground\.tensorflow\.org/#"):
        find(text)


@pytest.mark.parametrize("start", [PAGE, "http://playground.tensorflow.org#", " playground.tensorflow.org/index.html#"])
def test_it_may_stand_wherever_a_spec_may(start):
    text = f"{start}dataset=gauss&seed=3 "

    assert find(text) == resolve(text).experiment == experiment("dataset=gauss&seed=3")
    assert resolve(f"{start}cosX=true&seed=3").notes == ("keys of the page that change nothing here: cosX",)


def test_a_huge_address_is_refused():
    with pytest.raises(OutOfRange, match="too many characters"):
        find(PAGE + "&".join(["x=true"] * 10_000))


FRAGMENTS = st.fixed_dictionaries(
    {},
    optional={
        "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
        "regularization": st.sampled_from(["none", "L1", "L2"]),
        "batchSize": st.integers(1, 50).map(str),
        "dataset": st.sampled_from(["circle", "xor", "gauss", "spiral"]),
        "regDataset": st.sampled_from(["reg-plane", "reg-gauss"]),
        "learningRate": st.sampled_from(["0.00001", "0.003", "0.3", "10"]),
        "regularizationRate": st.sampled_from(["0.001", "0.3", "10"]),
        "noise": st.integers(0, 80).map(str),
        "networkShape": st.lists(st.integers(1, 12), max_size=9).map(lambda units: ",".join(map(str, units))),
        "seed": st.integers(0, 2**32 - 1).map(seed_text),
        "percTrainData": st.integers(10, 100).map(str),
        "problem": st.sampled_from(["classification", "regression"]),
        "initZero": st.sampled_from(["true", "false"]),
        **{key: st.sampled_from(["true", "false"]) for key in INPUTS if key != "x"},
    },
)


@given(FRAGMENTS)
def test_there_and_back(keys):
    """What was read from an address is written as one that gives the same experiment."""
    made = experiment("&".join(f"{key}={value}" for key, value in keys.items()))
    written = write(made)

    assert address.read(written.address).experiment == made
    assert written.notes == ()


@given(st.text(max_size=60))
def test_nothing_but_a_sentence_comes_of_nonsense(text):
    with contextlib.suppress(NntuiError):
        find(PAGE + text)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("spiral-adam", r"data\.source spiral \(the page has circle\).*optimizer adam"),
        ("circle samples=300 val=0.5", r"data\.source\.samples 300 \(the page has 500\)"),
        ("circle fresh=100", r"data\.fresh 100"),
        ("circle val=0.5 scaling=standard", r"data\.scaling standard"),
        ("circle val=0.5 | playground_sgd lr=inverse_time(0.1)", "optimizer.learning_rate"),
        ("circle val=0.5 | playground_sgd decay=0.1", r"optimizer\.decay 0\.1"),
        ("circle val=0.5 | sgd momentum=0.9", "optimizer sgd"),
        ("xor val=0.5 | dense 4, tanh, dropout 0.1, dense 1, tanh", r"model\.layers \["),
        ("xor val=0.5 | dense 4 l2=0.1, tanh, dense 1, tanh", r"model\.layers\.0\.weight_l2 0\.1"),
        ("xor val=0.5 | dense 4, tanh, dense 3, relu, dense 1, tanh", r"model\.layers\.3 relu \(the page has tanh\)"),
        ("xor val=0.5 | batch 9", r"training\.last_batch use \(the page has carry\)"),
        ("gauss val=0.5 | batch 10 shuffle true", r"training\.shuffle True"),
        ("gauss val=0.5 | batch 10 accumulate 2 balance true", r"training\.accumulate 2 .*training\.balance True"),
        ("gauss val=0.5 test=0.1", r"data\.test 0\.1"),
    ],
)
def test_what_an_address_cannot_say_is_named(spec, words):
    with pytest.raises(SpecError, match=words):
        write(find(spec))


BARE = "shuffle false | loss sign_squared_error"
START = "weight_initializer=uniform(-0.5,high=0.5) bias_initializer=constant"


@pytest.mark.parametrize(
    ("spec", "fragment"),
    [
        # what means the same in other words: plain descent, x1 and x2 named, a linear end, a full batch, batches that fit
        (
            f"xor val=0.5 features=[x1,x2] | dense 3 {START}, relu, dense 1 {START}, tanh | sgd lr=0.1 | batch 10 {BARE}",
            "activation=relu&dataset=xor&learningRate=0.1&networkShape=3&seed=0.00000",
        ),
        (
            f"reg-plane val=0.4 | dense 1 {START}, linear | playground_sgd | loss half_squared_error | epochs 50 seed 123456",
            "batchSize=720&regDataset=reg-plane&networkShape=&seed=23456&percTrainData=60&problem=regression",
        ),
    ],
)
def test_what_means_the_same_is_said(spec, fragment):
    written = write(line.parse(spec))

    assert written.address == PAGE + fragment
    assert "data.source.stream, " in written.notes[0]
    assert ", data.split" in written.notes[0]


def test_what_does_not_move_the_weights_is_only_noted():
    made = line.parse(
        line.write(experiment("seed=2")).replace("epochs 1000", "epochs 77 patience 5").replace("float64", "float32")
    )
    written = write(made)

    assert written.address == f"{PAGE}dataset=circle&networkShape=4,2&seed=2"
    assert written.notes == ("an address does not say model.dtype, training.epochs, training.patience",)


@pytest.mark.parametrize("name", [name for name in recipes.names() if name.startswith("playground-")])
def test_the_playgrounds_recipes_have_addresses(name):
    made = recipes.read(name)

    assert address.read(write(made).address).experiment.data == made.data


@settings(max_examples=60)
@given(experiments())
def test_any_experiment_is_written_or_refused_in_words(made):
    """Whatever an experiment holds, an address that is written for it says the same model."""
    with contextlib.suppress(SpecError):
        written = write(made)
        assert address.read(written.address).experiment.model.loss == made.model.loss
