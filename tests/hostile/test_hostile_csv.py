"""CSV files at the edges: mistakes among numbers, values of any size, lines that go over blocks."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import pytest

from nntui.cli.main import run
from nntui.data import csv_text, scaling
from nntui.data.sets.csv_file import CSV
from nntui.errors import InputError
from nntui.spec import limits


def _numbers(*extra: str) -> str:
    return "a,b,y\n" + "".join(f"{row},{row},{row + 0.5}\n" for row in range(40)) + "".join(extra)


@pytest.mark.parametrize("cell", ["hello", "1,5", "12 cm", "1_000"])
def test_a_text_among_the_numbers_of_a_target_is_a_mistake_and_no_class(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(_numbers(f'4,5,"{cell}"\n'))

    with pytest.raises(InputError, match=r"row 41 \(line 42\), column 'y'.*task = classification") as caught:
        CSV(path=str(path)).load()
    assert cell in str(caught.value)
    assert CSV(path=str(path), task="classification").load().task == "classification"


def test_a_few_whole_numbers_and_a_text_are_classes(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,y\n" + "1,1\n2,2\n3,other\n" * 9)

    assert CSV(path=str(path)).load().class_names == ("1", "2", "other")


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
def test_columns_of_any_size_train_without_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scaling: str
) -> None:
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))
    path = tmp_path / "x.csv"
    path.write_text(
        "a,b,c,y\n" + "".join(f"{row % 10}e307,{row}e-307,{1 + row * 1e-16!r},{'pq'[row % 2]}\n" for row in range(40))
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        code = run(["train", f"csv path={path} scaling={scaling} | dense 4, relu | epochs 3"], lambda *_: 0)
    assert code == 0, capsys.readouterr().err


def test_a_target_that_is_too_large_names_the_setting_that_helps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,y\n" + "".join(f"{row},{row + 0.5}e300\n" for row in range(40)))

    assert run(["train", f"csv path={path} | dense 4, relu | epochs 3"], lambda *_: 0) == 2
    assert "target_scaling = standard" in capsys.readouterr().err


@pytest.mark.parametrize("block", range(1, 9))
@pytest.mark.parametrize("text", ["a,b\r\n1,2\r\r\n3,4\n\n5,6\r", "\r\n\r\n", "abcdefgh", "a\r", "", "é\n€\r\n𝄞"])
def test_lines_are_the_same_whatever_the_size_of_a_block(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, block: int, text: str
):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    monkeypatch.setattr(csv_text, "BLOCK", block)

    with path.open("rb") as file:
        lines = list(csv_text.CsvText(file, "x"))
    assert "".join(lines) == text
    assert lines == list(io.StringIO(text, newline=""))


def test_a_line_over_many_blocks_is_put_together_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Looking for its end again at each block took six seconds for 16 MiB."""
    looked: list[int] = []
    path = tmp_path / "x.csv"
    path.write_bytes(b"a\n" + b"1" * 100_000)
    lines = csv_text._lines
    monkeypatch.setattr(csv_text, "BLOCK", 1_000)
    monkeypatch.setattr(csv_text, "_lines", lambda text: looked.append(len(text)) or lines(text))

    with path.open("rb") as file:
        assert [len(line) for line in csv_text.CsvText(file, "x")] == [2, 100_000]
    assert sum(looked) == 1_000


def test_a_line_that_never_ends_is_told_before_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + b"1" * 5_000)
    monkeypatch.setattr(limits, "CSV_LINE", 1_000)
    monkeypatch.setattr(csv_text, "BLOCK", 100)

    with path.open("rb") as file:
        text = csv_text.CsvText(file, "x")
        with pytest.raises(InputError, match="the line is too long"):
            list(text)
        assert text.bytes_read < 1_300


def test_constant_columns_become_zero() -> None:
    for value in (0.0, 1e-38, 1e38, -1e300):
        values = np.full((50, 1), value)
        for name in ("standard", "minmax"):
            assert not scaling.apply(values, scaling.fit(values, name), "float32").any()
