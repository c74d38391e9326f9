"""`nntui predict` and `nntui evaluate`: CSV in, CSV out."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from nntui import Model, layers, losses
from nntui.cli.main import run
from nntui.cli.predicting import predictions
from nntui.data.folder import datasets_folder
from nntui.store import modelfile

IRIS = datasets_folder() / "iris.csv"


@pytest.fixture(scope="module")
def iris(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run on the iris data."""
    out = str(tmp_path_factory.mktemp("runs") / "iris")
    assert run(["train", "iris", "--set", "training.epochs=40", "--out", out], lambda subject, wishes: 0) == 0
    return out


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_a_header_and_a_row_per_row(nntui, iris: str) -> None:
    said = nntui("predict", iris, "--input", str(IRIS))
    rows = table(said.out)

    assert said.code == 0
    assert list(rows[0]) == ["prediction", "probability setosa", "probability versicolor", "probability virginica"]
    assert len(rows) == 150
    for row in rows:
        shares = {name.removeprefix("probability "): float(value) for name, value in row.items() if name != "prediction"}
        assert sum(shares.values()) == pytest.approx(1, abs=1e-6)
        assert row["prediction"] == max(shares, key=shares.__getitem__)
    assert "1 column is ignored: 'species'" in said.err


def test_predictions_are_as_good_as_evaluate_says(nntui, iris: str) -> None:
    rows = table(nntui("predict", iris, "--input", str(IRIS)).out)
    truth = [row["species"] for row in table(IRIS.read_text())]
    told = json.loads(nntui("evaluate", iris, "--data", str(IRIS), "--json").out)

    right = np.mean([row["prediction"] == species for row, species in zip(rows, truth, strict=True)])
    assert told["accuracy"] == pytest.approx(right)
    assert right > 0.9


def test_a_file_is_written_whole(nntui, iris: str, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    said = nntui("predict", f"{iris}/model.safetensors", "--input", str(IRIS), "--output", str(output))

    assert said.code == 0
    assert said.out == ""
    assert output.read_text() == nntui("predict", iris, "--input", str(IRIS), "--output", "-").out


def write(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_columns_are_matched_by_name(nntui, iris: str, tmp_path: Path) -> None:
    names = table(IRIS.read_text())[0].keys() - {"species"}
    first = table(IRIS.read_text())[0]
    backwards = sorted(names, reverse=True)
    shuffled = write(tmp_path / "s.csv", ",".join(backwards) + "\n" + ",".join(first[name] for name in backwards) + "\n")

    one, *_ = table(nntui("predict", iris, "--input", shuffled).out)
    same, *_ = table(nntui("predict", iris, "--input", str(IRIS)).out)
    assert one["prediction"] == same["prediction"]
    assert float(one["probability setosa"]) == pytest.approx(float(same["probability setosa"]), rel=1e-5)


def test_columns_without_known_names_are_taken_by_position_with_a_note(nntui, iris: str, tmp_path: Path) -> None:
    said = nntui("predict", iris, "--input", write(tmp_path / "p.csv", "a,b,c,d\n5.1,3.5,1.4,0.2\n"))

    assert said.code == 0
    assert "by position" in said.err
    assert said.out.splitlines()[1].startswith("setosa,")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "do not fit"),
        ("sepal length (cm),b,c,d\n1,2,3,4\n", "missing"),
        ("a,b,c,d\n1,2,x,4\n", "row 1 (line 2), column 'c'"),
        ("a,b,c,d\n1,2,nan,4\n", "'nan'"),
        ("a,b,c,d\n1,2,3\n", "line 2"),
        ("a,b,c,d\n", "no row"),
        ("a,b,c,d\n1,2,1e38,4\n", ""),
    ],
)
def test_wrong_rows(nntui, iris: str, tmp_path: Path, text: str, words: str) -> None:
    said = nntui("predict", iris, "--input", write(tmp_path / "w.csv", text))

    if words:
        assert said.code == 2
        assert said.out == ""
        assert words in said.err.splitlines()[-1]
    else:
        assert said.code in (0, 2)


def test_control_codes_in_a_header_reach_nobody(nntui, iris: str, tmp_path: Path) -> None:
    said = nntui("predict", iris, "--input", write(tmp_path / "x.csv", "\x1b]0;x\x07,b\n1,2\n"))

    assert said.code == 2
    assert "\x1b" not in said.err


@pytest.mark.parametrize("run", ["nowhere", "nowhere.safetensors", "."])
@pytest.mark.parametrize("command", [("predict", "--input", "x.csv"), ("evaluate",)])
def test_no_such_run(refused, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: str, command: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)

    assert "no such file" in (sentence := refused(*command, run)) or "no run" in sentence


def test_a_file_that_is_no_model(refused) -> None:
    assert "a text file, not a model file" in refused("predict", str(IRIS), "--input", str(IRIS))


def test_formulas_are_harmless_in_what_comes_out(nntui, tmp_path: Path) -> None:
    """Class names are text from outside; a spreadsheet would carry out `=cmd()`."""
    rows = "".join(f"{i},{(-1) ** i},{('=cmd()', '@x')[i % 2]}\n" for i in range(20))
    path = write(tmp_path / "f.csv", f"a,b,kind\n{rows}")
    out = str(tmp_path / "run")
    nntui("train", f"csv path={path} | dense 4, relu, dense 2, softmax | adam lr=0.1 | epochs 30", "--out", out)
    said = nntui("predict", out, "--input", path)

    assert said.code == 0
    assert {row["prediction"] for row in table(said.out)} == {"'=cmd()", "'@x"}


def test_a_regression_is_turned_back_into_the_data_s_own_units(nntui, tmp_path: Path) -> None:
    rows = "".join(f"{i},{1000 + 50 * i}\n" for i in range(40))
    path = write(tmp_path / "r.csv", f"x,price\n{rows}")
    out = str(tmp_path / "run")
    spec = f"csv path={path} scaling=standard target_scaling=standard | dense 1 | adam lr=0.1 | epochs 300"
    assert nntui("train", spec, "--set", "data.source.task=regression", "--out", out).code == 0

    values = [float(row["prediction"]) for row in table(nntui("predict", out, "--input", path).out)]
    np.testing.assert_allclose(values, [1000 + 50 * i for i in range(40)], rtol=0.01)


def test_two_classes_and_one_output_have_a_probability_each(nntui, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    spec = "spiral samples=10 classes=2 | dense 8, relu, dense 1, sigmoid | adam lr=0.05 | epochs 3"
    assert nntui("train", spec, "--out", out).code == 0
    rows = table(nntui("predict", out, "--input", write(tmp_path / "s.csv", "x1,x2\n0.1,0.2\n-0.5,0.5\n")).out)

    for row in rows:
        shares = [float(value) for name, value in row.items() if name != "prediction"]
        assert len(shares) == 2
        assert sum(shares) == pytest.approx(1)


def test_digits_are_as_many_as_the_arithmetic_has(nntui, iris: str) -> None:
    saved = modelfile.load(f"{iris}/model.safetensors")
    header, rows = predictions(saved, saved.preparation, np.array([[5.1, 3.5, 1.4, 0.2]]))

    assert len(header) == len(rows[0]) == 4
    assert all(len(repr(value).replace(".", "").lstrip("0").split("e")[0]) <= 9 for value in rows[0][1:])


def test_evaluate_tells_each_part_of_the_run_s_own_data(nntui, iris: str) -> None:
    lines = nntui("evaluate", iris).out.splitlines()

    assert [line.split()[:2] for line in lines] == [
        ["train", "loss"],
        ["train", "accuracy"],
        ["validation", "loss"],
        ["validation", "accuracy"],
    ]


def test_evaluate_takes_a_data_set_of_the_catalog(nntui, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    nntui("train", "spiral-adam", "--set", "training.epochs=300", "--out", out)
    told = json.loads(nntui("evaluate", out, "--data", "spiral samples=1000 data.seed=9", "--json").out)

    assert 0.5 < told["accuracy"] < 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("digits", "other samples"),
        ("diabetes", "other samples"),
        ("irs", "'iris'"),
        ("nowhere.csv", "does not exist"),
        ("/dev/zero", "device"),
        (".", "folder"),
    ],
)
def test_evaluate_on_data_that_does_not_belong(nntui, iris: str, refused, data: str, words: str) -> None:
    assert words in refused("evaluate", iris, "--data", data)


def test_evaluate_takes_a_line_that_ends_in_a_file_s_name(nntui, iris: str, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "a,b,c,d,e\n5,3,1,0.2,setosa\n6,3,5,2,virginica\n6,2,4,1,versicolor\n")

    assert nntui("evaluate", iris, "--data", f"csv path={path}").code == 0


def test_evaluate_needs_the_target(nntui, iris: str, refused, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5,3,1,0.2\n")

    assert "target" in refused("evaluate", iris, "--data", path)


def test_a_model_fitted_in_python_takes_rows_as_they_are(nntui, refused, tmp_path: Path) -> None:
    model = Model(
        [layers.Dense(8), layers.ReLU(), layers.Dense(3), layers.Softmax()], (2,), loss=losses.CategoricalCrossentropy()
    )
    X = np.random.default_rng(0).normal(size=(30, 2))
    model.fit(X, np.arange(30) % 3, epochs=2)
    path = str(tmp_path / "m.safetensors")
    model.save(path)
    rows = write(tmp_path / "x.csv", "x1,x2\n" + "".join(f"{a!r},{b!r}\n" for a, b in X.tolist()))
    labelled = write(
        tmp_path / "y.csv", "x1,x2,class\n" + "".join(f"{a!r},{b!r},{i % 3}\n" for i, (a, b) in enumerate(X.tolist()))
    )

    shares = [
        [float(row[f"probability {name}"]) for name in "012"] for row in table(nntui("predict", path, "--input", rows).out)
    ]

    np.testing.assert_allclose(shares, model.predict(X), rtol=1e-5)
    told = json.loads(nntui("evaluate", path, "--data", labelled, "--json").out)
    assert told["loss"] == pytest.approx(model.evaluate(X, np.arange(30) % 3)["loss"], rel=1e-5)
    assert "arrays given from Python" in refused("evaluate", path)
