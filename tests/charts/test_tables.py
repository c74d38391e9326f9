import pytest

from nntui.charts.layout import row_width
from nntui.charts.spans import plain
from nntui.charts.tables import Column, table

COLUMNS = [Column("name"), Column("value", "point"), Column("class", style="muted")]
ROWS = [["length", "1.5", "a"], ["width", "12.25", ("b", "bad")], ["weight", "100", "c"]]


def test_columns_are_aligned_under_their_titles() -> None:
    assert plain(table(COLUMNS, ROWS, width=40, height=9)).splitlines() == [
        "name     value  class",
        "length    1.5   a    ",
        "width    12.25  b    ",
        "weight  100     c    ",
    ]


def test_the_chosen_row_is_reversed_with_a_sign() -> None:
    rows = table(COLUMNS, ROWS, width=40, height=9, chosen=1)

    assert rows[2][0] == ("▸", "accent bold")
    assert "bad reverse" in {style for _, style in rows[2]}
    assert plain(table(COLUMNS, ROWS, width=40, height=9, chosen=1, ascii=True)).splitlines()[2].startswith("> width")


def test_rows_start_where_asked() -> None:
    assert plain(table(COLUMNS, ROWS, width=40, height=3, start=2)).splitlines()[1].startswith("weight")


@pytest.mark.parametrize("width", [1, 3, 8, 15, 30, 100])
@pytest.mark.parametrize("height", [1, 2, 4])
@pytest.mark.parametrize("chosen", [None, 0])
def test_tables_never_overflow(width: int, height: int, chosen: int | None) -> None:
    columns = [Column(f"a rather long title {position}") for position in range(9)]
    rows = [["日本語の名前" * 3, "x" * 1000, "", "1"] + ["value"] * 5, []]

    drawn = table(columns, rows, width=width, height=height, chosen=chosen)

    assert len(drawn) <= height
    assert all(row_width(row) <= width for row in drawn)


def test_columns_that_do_not_fit_are_left_out_and_that_is_shown() -> None:
    columns = [Column(f"column {position}") for position in range(9)]

    assert plain(table(columns, [["1"] * 9], width=30, height=2)).splitlines()[0].endswith(" …")


def test_a_table_without_rows_is_its_header() -> None:
    assert plain(table(COLUMNS, [], width=40, height=5)) == "name  value  class"


def test_a_number_is_shown_whole_or_not_at_all() -> None:
    columns = [Column("cultivar"), *(Column(f"long-title-{place}", "right") for place in range(9))]
    rows = [["cultivar 1", "14.23", "1.71", "2.43", "15.6", "127", "2.8", "3.06", "0.28", "1065"]]

    for width in range(24, 120):
        header, row = plain(table(columns, rows, width=width, height=2)).splitlines()
        numbers = row.removeprefix("cultivar 1").split()

        assert numbers == rows[0][1 : len(numbers) + 1]
        assert header.endswith(" …") == (len(numbers) < 9)
