import numpy as np
import pytest

from nntui.charts.layout import row_width
from nntui.charts.pictures import Size, picture, size_in
from nntui.charts.sheets import Tile, sheet
from nntui.charts.spans import plain

CROSS = np.array([[0, 255], [255, 0]], dtype=np.uint8)


def test_two_pixels_share_a_cell() -> None:
    assert picture(CROSS, width=2, height=1) == ((("▀", "grey0 on grey23"), ("▀", "grey23 on grey0")),)


def test_a_picture_keeps_its_aspect_and_grows_by_whole_factors() -> None:
    assert size_in((8, 8), width=40, height=12) == Size(24, 24)
    assert size_in((28, 28), width=40, height=40) == Size(28, 28)
    assert size_in((28, 28), width=40, height=7) == Size(14, 14)
    assert size_in((100, 10), width=40, height=10) == Size(2, 20)


def test_a_picture_scaled_down_keeps_its_mean_light() -> None:
    pixels = np.arange(64.0).reshape(8, 8)

    rows = picture(pixels, width=2, height=1, low=0.0, high=63.0)

    greys = [int(role.removeprefix("grey")) for _, style in rows[0] for role in style.split(" on ")]
    means = [pixels[top : top + 4, left : left + 4].mean() / 63 * 23 for left in (0, 4) for top in (0, 4)]
    assert greys == [round(mean) for mean in means]


def test_ascii_and_block_ramps_tell_light_from_dark() -> None:
    light = np.array([[0.0, 1.0], [0.0, 1.0]])

    assert plain(picture(light, width=2, height=1, ascii=True)) == " @"
    assert plain(picture(light, width=2, height=1, shades="blocks")) == " █"


@pytest.mark.parametrize(
    "values", [np.zeros((3, 3)), np.full((3, 3), np.nan), np.full((2, 5), 1e308), np.array([[np.inf, -np.inf]])]
)
def test_flat_and_unfinite_pictures_are_drawn(values: np.ndarray) -> None:
    rows = picture(values, width=6, height=4)

    assert rows
    assert all(row_width(row) <= 6 for row in rows)


def test_the_marked_pixel_is_shown() -> None:
    rows = picture(CROSS, width=2, height=1, marked=(1, 0))

    assert rows[0][0] == ("▀", "grey0 on mark")
    assert "+" in plain(picture(CROSS, width=4, height=2, ascii=True, marked=(1, 0)))


@pytest.mark.parametrize("width", [1, 3, 20, 79, 200])
@pytest.mark.parametrize("height", [1, 2, 9, 60])
@pytest.mark.parametrize("ascii", [False, True])
def test_pictures_and_sheets_never_overflow(width: int, height: int, ascii: bool) -> None:
    pixels = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    tiles = [Tile(pixels, f"{position}: ankle boot") for position in range(12)]

    for rows in (
        picture(pixels, width=width, height=height, ascii=ascii),
        sheet(tiles, width=width, height=height, ascii=ascii),
    ):
        assert len(rows) <= height
        assert all(row_width(row) <= width for row in rows)


def test_a_sheet_shows_captions_below_pictures() -> None:
    tiles = [Tile(np.ones((8, 8)), caption) for caption in ("one", "two")]

    lines = plain(sheet(tiles, width=17, height=5, ascii=True)).splitlines()

    assert lines == ["@@@@@@@@ @@@@@@@@"] * 4 + ["one      two     "]


def test_a_sheet_of_nothing_is_empty() -> None:
    assert sheet([], width=10, height=10) == ()
