"""What CSV files may look like, and what is made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.data.csv_output import to_csv
from nntui.data.csv_records import Records
from nntui.data.progress import finish
from nntui.data.sets.csv_file import CSV
from nntui.errors import InputError


def _load(folder: Path, content: str | bytes, **fields):
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CSV(path=str(path), **fields).load()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_delimiters(end: str, mark: str, last: bool, tmp_path: Path):
    lines = ["width,length,kind", "1,2,x", "", "3,4,y"]
    table = _load(tmp_path, end.join(lines).replace(",", mark) + (end if last else ""))

    assert table.features.tolist() == [[1, 2], [3, 4]]
    assert table.feature_names == ("width", "length")
    assert table.class_names == ("x", "y")


def test_mixed_line_ends_byte_order_mark_and_blank_lines(tmp_path: Path):
    table = _load(tmp_path, b"\xef\xbb\xbf\n\na,c\r\n1,x\n2,y\r3,x\n\n\r\n")

    assert table.feature_names == ("a",)
    assert table.features.ravel().tolist() == [1, 2, 3]


def test_a_line_end_between_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    content = 'a,c\r\n1,x\r\n2,"é\r\ny"\r\n3,"say ""no"""\r\n'
    expected = _load(tmp_path, content)
    for size in range(1, 12):
        monkeypatch.setattr("nntui.data.csv_text.BLOCK", size)
        (tmp_path / "data.csv").touch()
        monkeypatch.setattr("nntui.data.sets.csv_file._last", {})
        table = _load(tmp_path, content)

        assert table.features.tolist() == expected.features.tolist() == [[1], [2], [3]]
        assert table.class_names == expected.class_names == ('say "no"', "x", "é\r\ny")


def test_quoted_cells(tmp_path: Path):
    table = _load(tmp_path, '"a, b","c ""d"""\n"1","x, y"\n2,"z\nz"\n')

    assert table.feature_names == ("a, b",)
    assert table.target_names == ('c "d"',)
    assert table.class_names == ("x, y", "z\nz")


def test_lines_are_counted_through_quoted_line_ends(tmp_path: Path):
    with pytest.raises(InputError, match=r"row 2 \(line 5\), column 'b'"):
        _load(tmp_path, 'a,b,c\n1,2,"x\nx"\n\n3,oops,y\n')


def test_names_and_cells_are_stripped_of_spaces(tmp_path: Path):
    table = _load(tmp_path, " a , c \n 1 , x \n2,x \n3,y\n")

    assert table.feature_names == ("a",)
    assert table.class_names == ("x", "y")


def test_target_ignore_and_the_last_column(tmp_path: Path):
    content = "id,size,kind,weight\nn1,1,x,2.5\nn2,3,y,4.5\n"
    by_name = _load(tmp_path, content, target="kind", ignore="id")

    assert by_name.task == "classification"
    assert by_name.feature_names == ("size", "weight")
    last = _load(tmp_path, content, ignore="id, kind")
    assert last.task == "regression"
    assert last.target_names == ("weight",)
    assert any("last column" in note for note in last.notes)
    with pytest.raises(InputError, match="the target cannot be left out"):
        _load(tmp_path, content, target="kind", ignore="kind")


@pytest.mark.parametrize(
    ("cells", "task", "classes"),
    [
        (["b", "a", "b"], "classification", ("a", "b")),
        (["10", "9", "9"], "classification", ("9", "10")),
        (["1.0", "0", "1"], "classification", ("0", "1")),
        (["-1", "1", "+1"], "classification", ("-1", "1")),
        (["+", "-", "+"], "classification", ("+", "-")),
        (["TRUE", "FALSE", "TRUE"], "classification", ("FALSE", "TRUE")),
        (["1.5", "2.5", "1.5"], "regression", ()),
        ([str(number) for number in range(21)], "regression", ()),
        ([str(number) for number in range(20)], "classification", tuple(str(number) for number in range(20))),
        (["1", "2", "many"], "classification", ("1", "2", "many")),
    ],
)
def test_task_is_inferred(cells: list[str], task: str, classes: tuple[str, ...], tmp_path: Path):
    table = _load(tmp_path, "a,c\n" + "".join(f"{number},{cell}\n" for number, cell in enumerate(cells)))

    assert table.task == task
    assert table.class_names == classes
    if classes:
        assert table.targets.dtype == np.int64
        assert table.targets.shape == (len(cells),)
    else:
        assert table.targets.shape == (len(cells), 1)


def test_task_can_be_said(tmp_path: Path):
    content = "a,c\n1,3\n2,5\n3,3\n"

    assert _load(tmp_path, content, task="regression").targets.ravel().tolist() == [3, 5, 3]
    assert _load(tmp_path, "a,c\n1,1.5\n2,2.5\n", task="classification").class_names == ("1.5", "2.5")
    with pytest.raises(InputError, match=r"row 1 \(line 2\), column 'c': text stands"):
        _load(tmp_path, "a,c\n1,x\n2,y\n", task="regression")


def test_a_file_read_again_is_read_again_only_when_it_changed(tmp_path: Path):
    first = _load(tmp_path, "a,c\n1,x\n2,y\n")
    again = CSV(path=str(tmp_path / "data.csv")).load()
    changed = _load(tmp_path, "a,c\n1,x\n2,y\n3,z\n")

    assert again is first
    assert len(changed.features) == 3
    assert not first.features.flags.writeable


def test_numbers_of_many_slices_come_in_order(tmp_path: Path):
    numbers = np.random.default_rng(0).normal(size=(5000, 7))
    lines = [",".join(map(repr, row.tolist())) for row in numbers]
    table = _load(tmp_path, "a,b,c,d,e,f,t\n" + "\n".join(lines))

    assert np.array_equal(np.c_[table.features, table.targets], numbers)


def test_hostile_names_are_kept_as_they_are(tmp_path: Path):
    names = ["\x1b]0;x\x07", "[/]", "e\u0301", "\u202eabc", "👩‍🚀", "=cmd()", "__class__"]
    table = _load(tmp_path, ",".join(names) + ",t\n" + "1," * len(names) + "x\n" + "2," * len(names) + "y\n")

    assert table.feature_names == tuple(names)


def test_output_is_harmless_for_spreadsheets():
    text = to_csv(["prediction", "=cmd()"], [["=1+1", 0.5], ["@SUM(A1)", -1.5], ["-1", 1e-7], ["-x", 3], ["plain, one", 2]])

    assert text == ("prediction,'=cmd()\n'=1+1,0.5\n'@SUM(A1),-1.5\n-1,1e-07\n'-x,3\n\"plain, one\",2\n")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=3, max_size=3)))
def test_what_is_written_is_read_back(rows: list[list[str]]):
    """Any cells survive, but for spaces around names, and but for rows that are blank."""
    text = to_csv(["a", "b", "c"], rows)
    records = Records(iter(_lines(text)), "x", "comma")
    found = [cells for part in records.slices() for cells in part.cells]

    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


def _lines(text: str) -> list[str]:
    import io

    return list(io.StringIO(text, newline=""))


def test_loading_stops_between_slices(tmp_path: Path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n" + "1,x\n2,y\n" * 20_000)
    seen = []
    table = finish(CSV(path=str(path)).loading(0), seen.append)

    assert len(table.features) == 40_000
    assert len(seen) > 5
    assert seen[0].share <= seen[2].share <= 1
