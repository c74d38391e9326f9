"""The picture of a sweep: its size, its axis of powers of ten, and the marks at their rates."""

import numpy as np
import pytest

from nntui.charts.rates import rates
from nntui.charts.spans import plain
from nntui.training.finder import Found

RATES = np.geomspace(1e-5, 10, 61)
LOSSES = 2 - np.exp(-((np.log10(RATES) + 1) ** 2))
FOUND = Found(RATES, LOSSES, LOSSES, float(RATES[30]), float(RATES[40]), "")


@pytest.mark.parametrize("size", [(80, 18), (40, 10), (20, 8), (120, 40)])
@pytest.mark.parametrize("ascii", [False, True])
def test_it_fills_its_place(size, ascii) -> None:
    rows = rates(FOUND, *size, ascii=ascii)
    text = plain(rows)

    assert len(rows) == size[1]
    assert {sum(len(part) for part, _ in row) for row in rows} == {size[0]}
    assert text.isascii() or not ascii
    assert "1e" in text


def test_the_marks_stand_at_their_rates() -> None:
    lines = plain(rates(FOUND, 80, 16)).splitlines()
    marks = next(line for line in lines[1:] if "S" in line)
    ticks = lines[-1]

    assert "S fastest at 0.01   L lowest at 0.1" in lines[0]
    assert marks.index("S") == pytest.approx(ticks.index("1e-2") + 2, abs=1)
    assert marks.index("L") == pytest.approx(ticks.index("1e-1") + 2, abs=1)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_updates(count) -> None:
    found = Found(RATES[:count], LOSSES[:count], LOSSES[:count], None, None, "")

    assert len(rates(found, 60, 12)) == 12


def test_losses_beyond_the_line_stand_at_the_border() -> None:
    losses = np.where(RATES > 5, 1e30, LOSSES)

    assert "e" not in plain(rates(Found(RATES, losses, LOSSES, None, None, ""), 80, 16)).splitlines()[2]
