"""What is thrown at the CSV reader: each bad file gives one sentence with its place, and nothing else."""

from __future__ import annotations

import gzip
import os
import socket
from pathlib import Path

import numpy as np
import pytest

from nntui.data.sets.csv_file import CSV
from nntui.errors import InputError, OutOfRange
from nntui.spec import limits

GOOD = "a,b,c\n1,2,x\n3,4,y\n"

BAD = {
    "empty": (b"", "the file is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "the file is empty"),
    "only blank lines": (b"\n\r\n  \n", "the file is empty"),
    "only a header": (b"a,b,c\n", "there is a header and no row"),
    "one column": (b"a\n1\n2\n", "there are no features"),
    "one class": (b"a,b\n1,x\n2,x\n", "there is one class only"),
    "one row": (b"a,b\n1,x\n", "there is one class only"),
    "short row": (b"a,b,c\n1,2,x\n3,y\n", "line 3: the row has another number of cells"),
    "long row": (b"a,b,c\n1,2,x\n3,4,5,y\n", "Received: '4 cells'. Allowed: 3 cells"),
    "header of numbers": (b"1,2,3\n4,5,6\n", "the first line must name the columns"),
    "duplicate names": (b"a,b,a\n1,2,x\n3,4,y\n", "line 1, column 3: column 1 has the same name"),
    "empty name": (b"a,,c\n1,2,x\n3,4,y\n", "line 1, column 2: the column has no name"),
    "long name": (b"a," + b"n" * 10_000 + b",c\n1,2,x\n", "column 2: the column's name is too long"),
    "text among numbers": (b"a,b,c\n1,2,x\n3,blue,y\n", "row 2 (line 3), column 'b': text stands where a number belongs"),
    "missing value": (b"a,b,c\n1,2,x\n,4,y\n", "row 2 (line 3), column 'a': the value is missing"),
    "missing word": (b"a,b,c\n1,N/A,x\n3,4,y\n", "row 1 (line 2), column 'b': the value is missing"),
    "missing target": (b"a,b,c\n1,2,x\n3,4,\n", "row 2 (line 3), column 'c': the value is missing"),
    "decimal comma": (b"a;b;c\n1;2,5;x\n3;4;y\n", "column 'b': a decimal comma stands"),
    "open quote": (b'a,b,c\n1,2,x\n3,4,"y\n5,6,z\n', "line 3: a quote is opened and not closed"),
    "open quote in a big file": (b'a,b,c\n1,"2,x\n' + b"3,4,y\n" * 40_000, "line 2: a quote is opened and not closed"),
    "text after a quote": (b'a,b,c\n1,2,"x"y\n', "line 2: text stands between a closing quote"),
    "NUL": (b"a,b,c\n1,2,x\n3,\x004,y\n", "line 3: there is a NUL byte"),
    "huge cell": (b"a,b,c\n1,2,x\n3,4," + b"y" * 110_000 + b"\n", "line 3: a cell is too long"),
    "enormous cell": (b"a,b,c\n1,2,x\n3,4," + b"y" * 131_073 + b"\n", "line 3: a cell is too long"),
    "latin-1": ("a,b,c\n1,2,x\n3,4,café\n".encode("latin-1"), "line 3: the text is not UTF-8: byte 20 of the file is 0xe9"),
    "cp1252": ("a,b,c\n1,2,“x”\n".encode("cp1252"), "line 2: the text is not UTF-8"),
    "Shift-JIS": ("a,b,c\n1,2,日本\n".encode("shift-jis"), "line 2: the text is not UTF-8"),
    "UTF-16 LE": (b"\xff\xfe" + GOOD.encode("utf-16-le"), "the file is UTF-16; save it as UTF-8"),
    "UTF-16 BE": (b"\xfe\xff" + GOOD.encode("utf-16-be"), "the file is UTF-16; save it as UTF-8"),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), "there is a NUL byte"),
    "UTF-32": (GOOD.encode("utf-32"), "the file is UTF-32; save it as UTF-8"),
    "truncated UTF-8": ("a,b,c\n1,2,é".encode()[:-1], "line 2: the text is not UTF-8"),
    "overlong UTF-8": (b"a,b,c\n1,2,\xc0\xaf\n", "line 2: the text is not UTF-8: byte 11"),
    "lone surrogate": (b"a,b,c\n1,2,\xed\xa0\x80\n", "line 2: the text is not UTF-8"),
    "bad byte after the mark": (b"\xef\xbb\xbfa,b\n1,\xff\n", "line 2: the text is not UTF-8: byte 10 of the file"),
    "gzip": (gzip.compress(GOOD.encode()), "this is a gzip file, not CSV"),
    "PNG": (b"\x89PNG\r\n\x1a\n....", "this is a PNG picture, not CSV"),
    "ELF": (b"\x7fELF\x02\x01\x01", "this is a program, not CSV"),
    "spreadsheet": (b"PK\x03\x04....", "this is a zip archive or a spreadsheet, not CSV"),
    "million columns": (",".join(f"c{number}" for number in range(1_000_000)).encode(), "too many columns"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_gives_one_sentence_with_its_place(name: str, tmp_path: Path):
    content, sentence = BAD[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    with pytest.raises(InputError) as caught:
        _checked(CSV(path=str(path)))
    assert sentence in str(caught.value)
    assert "bad.csv" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "cell",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "infinity",
        "1e999",
        "-1e999",
        "1_000",
        "0x10",
        "1,5",
        "\u22125",
        "½",
        "٣",
        "\uff13",
        "TRUE",
        "N/A",
        "?",
        "-",
        "",
        "12 3",
        "1e",
        "e5",
        "1..2",
        "$5",
        "2024-01-31",
        "5%",
        "1e5.5",
        "0b1",
        "1L",
        "1j",
        "\u00a05",
    ],
)
def test_cells_that_are_no_plain_numbers_are_refused(cell: str, tmp_path: Path):
    path = tmp_path / "cells.csv"
    path.write_text(f'a,b,c\n1,2,x\n3,"{cell}",y\n', encoding="utf-8")

    with pytest.raises(InputError, match=r"row 2 \(line 3\), column 'b'"):
        CSV(path=str(path)).load()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1", 1),
        ("+1.5", 1.5),
        (" 2 ", 2),
        ("1e-400", 0),
        (".5", 0.5),
        ("5.", 5),
        ("-0", 0),
        ("007", 7),
        ("1E3", 1000),
        ("1e38", 1e38),
    ],
)
def test_cells_that_are_plain_numbers(cell: str, value: float, tmp_path: Path):
    path = tmp_path / "cells.csv"
    path.write_text(f"a,c\n0,x\n{cell},y\n", encoding="utf-8")

    assert CSV(path=str(path)).load().features[1, 0] == value


def test_a_column_name_that_does_not_exist_names_the_nearest(tmp_path: Path):
    path = _file(tmp_path, "width,height,species\n1,2,x\n3,4,y\n")

    with pytest.raises(InputError, match=r"there is no such column.*Did you mean 'species'"):
        CSV(path=path, target="specie").load()
    with pytest.raises(InputError, match=r"Allowed: 'width', 'height', 'species'"):
        CSV(path=path, target="zzz").load()


def test_hostile_names_are_shown_as_ascii_in_messages(tmp_path: Path):
    path = _file(tmp_path, "a,\x1b]0;owned\x07[/],c\n1,oops,x\n3,4,y\n")

    with pytest.raises(InputError) as caught:
        CSV(path=path).load()
    assert "\x1b" not in str(caught.value)
    assert "\\x1b]0;owned" in str(caught.value)


@pytest.mark.parametrize("name", ["", "\0", "a\0b", "no such file.csv", "no/such/folder.csv", "x" * 5000])
def test_paths_to_nothing(name: str):
    with pytest.raises(InputError):
        CSV(path=name).load()


def test_what_is_no_regular_file(tmp_path: Path):
    pipe, plug = tmp_path / "pipe", tmp_path / "plug"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(plug))
        for path, kind in [(pipe, "a pipe"), (plug, "a socket"), (tmp_path, "a folder"), (Path("/dev/zero"), "a device")]:
            with pytest.raises(InputError, match=f"a regular file is needed here, and this is {kind}"):
                CSV(path=str(path)).load()


def test_links_are_followed_unless_they_lead_nowhere(tmp_path: Path):
    good = Path(_file(tmp_path, GOOD))
    for name, target in [("good", good), ("dangling", tmp_path / "nothing"), ("loop", tmp_path / "loop")]:
        (tmp_path / name).symlink_to(target)

    assert len(CSV(path=str(tmp_path / "good")).load().features) == 2
    with pytest.raises(InputError, match="the link leads to a file that does not exist"):
        CSV(path=str(tmp_path / "dangling")).load()
    with pytest.raises(InputError, match="the link leads back to itself"):
        CSV(path=str(tmp_path / "loop")).load()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable(tmp_path: Path):
    path = Path(_file(tmp_path, GOOD))
    path.chmod(0)

    with pytest.raises(InputError, match="the file may not be read"):
        CSV(path=str(path)).load()


def test_size_is_refused_before_reading(tmp_path: Path):
    path = tmp_path / "sparse.csv"
    with path.open("wb") as file:
        file.truncate(limits.CSV_BYTES + 1)

    with pytest.raises(InputError, match="the file is too large"):
        CSV(path=str(path)).load()


@pytest.mark.parametrize(("limit", "most"), [("CSV_ROWS", 5), ("DATA_BYTES", 100), ("CSV_LINE", 20), ("CSV_COLUMNS", 2)])
def test_limits_are_kept_while_reading(limit: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = _file(tmp_path, "a,b,c\n" + "1,2,x\n3,4,y\n" * 50 + "1,2," + "x" * 300_000)
    monkeypatch.setattr(limits, limit, most)

    with pytest.raises(InputError, match=r"too many|too long"):
        CSV(path=path).load()


def test_too_many_classes_is_told(tmp_path: Path):
    path = _file(tmp_path, "a,c\n" + "".join(f"1,t{number}\n" for number in range(limits.CLASSES + 1)))

    with pytest.raises(InputError, match="too many different texts to be classes"):
        CSV(path=path).load()


def test_a_text_after_a_thousand_numbers_in_the_target(tmp_path: Path):
    path = _file(tmp_path, "a,c\n" + "".join(f"1,{number}.5\n" for number in range(30_000)) + "1,lots\n")

    with pytest.raises(InputError, match=r"row 30001 \(line 30002\), column 'c': text stands where a number belongs"):
        CSV(path=path).load()


def test_file_that_grows_while_it_is_read(tmp_path: Path):
    path = _file(tmp_path, "a,b\n" + "1,x\n2,y\n" * 50_000)
    slices = CSV(path=path).loading(0)
    next(slices)
    with Path(path).open("a") as file:
        file.write("3,x\n")

    with pytest.raises(InputError, match="the file changed while it was read"):
        list(slices)


def test_file_deleted_while_it_is_read_is_read_to_its_end(tmp_path: Path):
    path = _file(tmp_path, "a,b\n" + "1,x\n2,y\n" * 50_000)
    slices = CSV(path=path).loading(0)
    next(slices)
    Path(path).unlink()

    assert len(_result(slices).features) == 100_000


def test_values_beyond_float32_are_told_by_column(tmp_path: Path):
    path = _file(tmp_path, "a,b,c\n1,1e39,x\n2,3,y\n")

    with pytest.raises(InputError, match=r"column 'b': a value is too large"):
        _checked(CSV(path=path))
    assert np.isfinite(_checked(CSV(path=path), scaling="standard").train.features).all()


def test_out_of_range_is_an_error_of_the_spec(tmp_path: Path):
    with pytest.raises(OutOfRange, match="too few rows"):
        _checked(CSV(path=_file(tmp_path, "a,c\n1,x\n2,y\n")), validation=0.4, test=0.4)


def _file(folder: Path, content: str) -> str:
    path = folder / "data.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return str(path)


def _result(slices):
    while True:
        try:
            next(slices)
        except StopIteration as stop:
            return stop.value


def _checked(source: CSV, **section):
    from nntui.data.prepare import prepare
    from nntui.spec.experiment import Data

    return prepare(Data(source=source, **section))
