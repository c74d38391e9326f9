"""What every command has in common, and the commands that only tell."""

import json

import pytest

from nntui import __version__, parts
from nntui.catalog import KINDS, Component, catalog, register
from nntui.cli.group import NAMES
from nntui.cli.narration import clean
from nntui.spec import find, recipes


def test_version(nntui) -> None:
    assert nntui("--version") == (0, f"nntui {__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_command_and_the_application_s_options(nntui, flag: str) -> None:
    said = nntui(flag)

    assert said.code == 0
    for name in (*NAMES, "--start", "--fps", "--ascii", "--no-mouse", "--no-save"):
        assert name in said.out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help(nntui, name: str) -> None:
    said = nntui(name, "--help")

    assert said.code == 0
    assert f"Usage: nntui {name}" in said.out


def test_recipes(nntui) -> None:
    said = nntui("recipes")

    assert said.code == 0
    for one in recipes.all():
        assert one.name in said.out
        assert one.why.split()[0] in said.out


def test_recipes_as_lines_are_the_recipes(nntui) -> None:
    listed = json.loads(nntui("recipes", "--json").out)

    assert list(listed) == recipes.names()
    for one in recipes.all():
        assert find(listed[one.name]["spec"]) == one


def test_datasets(nntui) -> None:
    said = nntui("datasets")

    assert said.code == 0
    for name in ("spiral", "iris", "csv", "fashion-mnist"):
        assert f"\n{name} " in f"\n{said.out}"
    assert set(json.loads(nntui("datasets", "--json").out)) == set(catalog.names("dataset"))


def test_the_catalog_tells_all_of_every_component(nntui) -> None:
    told = json.loads(nntui("catalog", "--json").out)

    assert list(told) == list(KINDS)
    for kind in KINDS:
        assert list(told[kind]) == catalog.names(kind)
    units = told["layer"]["dense"]["fields"]["units"]
    assert units["required"] is True
    assert (units["low"], units["high"]) == (1, 65_536)
    assert told["optimizer"]["adam"]["fields"]["learning_rate"]["help"]


@pytest.mark.parametrize(
    ("arguments", "told", "untold"),
    [
        (("catalog", "optimizer"), ["  adam ", "  sgd ", "    momentum"], ["dense"]),
        (("catalog", "adam", "dense", "adam"), ["    beta_1", "    units"], ["nadam", "conv2d"]),
        (("catalog", "xor"), ["dataset\n  xor"], ["layer"]),
        (("datasets", "csv"), ["  delimiter", "default empty"], ["iris"]),
        (("recipes", "xor", "line"), ["  spec  logic gate=xor | dense 4, tanh", "  spec  line "], ["iris"]),
    ],
)
def test_a_name_asks_for_that_alone(nntui, arguments: tuple[str, ...], told: list[str], untold: list[str]) -> None:
    said = nntui(*arguments)

    assert said.code == 0
    assert [words for words in told if words not in said.out] == []
    assert [words for words in untold if words in said.out] == []
    assert nntui(*arguments, "--json").code == 0


@pytest.mark.parametrize(
    ("arguments", "near"),
    [(("catalog", "optimizers"), "optimizer"), (("datasets", "irs"), "iris"), (("recipes", "wines"), "wine")],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(refused, arguments: tuple[str, ...], near: str) -> None:
    assert f"Did you mean '{near}'?" in refused(*arguments)


def test_a_new_layer_is_in_the_catalog_at_once(nntui) -> None:
    parts.load()
    try:

        @register("layer", "throw_away")
        class ThrowAway(Component, frozen=True):
            """A layer of a test."""

        assert "throw_away" in json.loads(nntui("catalog", "--json").out)["layer"]
        assert "throw_away" in nntui("catalog").out
    finally:
        catalog.remove("layer", "throw_away")


def test_the_doctor_examines_everything(nntui) -> None:
    said = nntui("doctor")

    assert said.code == 0
    for word in ("machine", "installation", "terminal", "places", "numpy", "textual", "BLAS", "locale", "TERM"):
        assert word in said.out
    assert "MISSING" not in said.out


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("trian", "train"),
        ("evalute", "evaluate"),
        ("spiral-adm", "spiral-adam"),
        ("irs", "iris"),
        ("doctr", "doctor"),
        ("xyzzy", ""),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest_command_or_recipe(refused, wanted: str, nearest: str) -> None:
    sentence = refused(wanted)

    assert f"Received: '{wanted}'" in sentence
    assert (f"Did you mean '{nearest}'?" in sentence) == bool(nearest)


def test_where_only_a_spec_can_be_meant_no_command_is_proposed(refused) -> None:
    assert "Did you mean 'spiral-adam'" in refused("train", "spiral-adm")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train",), "Missing argument 'SPEC'"),
        (("train", "iris", "wine"), "unexpected extra argument"),
        (("train", "iris", "--sed", "3"), "--seed"),
        (("train", "iris", "--seed", "-1"), "-1"),
        (("train", "iris", "--seed", "x"), "'x'"),
        (("train", "iris", "--seed", str(2**64)), "18446744073709551616"),
        (("--fps", "0"), "0"),
        (("--fps", "nan"), "nan"),
        (("--bogus",), "--bogus"),
        (("evaluate",), "Missing argument 'RUN'"),
        (("predict", "x"), "--input"),
    ],
)
def test_wrong_arguments(refused, arguments: tuple[str, ...], words: str) -> None:
    sentence = refused(*arguments)

    assert words in sentence
    assert "--help`" in sentence


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("nowhere.toml", "no such file"),
        ("nowhere.safetensors", "no such file"),
        ("no/where", "no such file"),
        ("spiral | dense 64x", "64x"),
        ("spiral | dense 0", "out of range"),
        ("spiral | dens 64", "'dense'"),
        ("spiral | dense 64 | adamm", "'adam'"),
        ("spirale | dense 64", "'spiral'"),
        ("spiral | dense 64 | adam lr=nan", "out of range"),
        ("spiral | dense 64 | epochs -1", "out of range"),
        ("spiral | dropout 1.0", "out of range"),
        ("spiral 'unclosed", "quote"),
        ("__class__", "no command, recipe or file"),
        ("../../../../../../../../etc/passwd", "a text file, not a model file"),
        ("%s%n{0.__class__}", "no command, recipe or file"),
        ("a\0b", ""),
        ("x" * 100_000, ""),
        ("iris\x1b]0;title\x07", ""),
        ("\udcff\udcfe", ""),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_wrong_specs(refused, spec: str, words: str) -> None:
    sentence = refused(spec)

    assert words in sentence
    assert sentence.isprintable()
    assert len(sentence) < 2_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "data"),
        (b"\xff\xfe", "UTF-8"),
        (b"a: &a [1]\nb: *a\n", "TOML"),
        (b"x = 1", "'x'"),
        (b"[data]\nsource = 'spiral'\n[model]\nlayers = [{type='dense', unit=3}]", "'units'"),
        (b"a." * 5_000 + b"a = 1", "deep"),
        (b"[" * 100_000, "deep"),
        (b"\x00", "TOML"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_wrong_toml_files(refused, tmp_path, content: bytes, words: str) -> None:
    (tmp_path / "x.toml").write_bytes(content)

    assert words in refused("train", str(tmp_path / "x.toml"))


def test_messages_obey_no_terminal_codes() -> None:
    assert clean("a\x1b[31mb\x9bc\x07\u202ed\n") == "a\\x1b[31mb\\x9bc\\x07\\u202ed\n"
    assert clean("Größe ☕") == "Größe ☕"
