import math

import pytest

from nntui.charts import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1.000"),
        (0.12345678, "0.1235"),
        (0.99999, "1.000"),
        (9999.6, "10000"),
        (123456.0, "123456"),
        (0.00012346, "0.0001235"),
        (0.00001234567, "1.235e-5"),
        (5e-7, "5e-7"),
        (1e38, "1e38"),
        (-2.5, "-2.500"),
        (math.nan, "-"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_numbers_have_four_significant_digits(value: float, text: str) -> None:
    assert numbers.number(value) == text


def test_short_numbers_have_no_zeros_at_the_end() -> None:
    assert [numbers.short(value) for value in (0.5, 1.0, 100.0, 0.05, 5e-7)] == ["0.5", "1", "100", "0.05", "5e-7"]


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.873, "87.3 %"),
        (0.99999, ">99.9 %"),
        (1e-9, "<0.1 %"),
        (0.0005, "0.1 %"),
        (math.nan, "-"),
    ],
)
def test_only_all_is_a_hundred_per_cent(fraction: float, text: str) -> None:
    assert numbers.percent(fraction) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.96, "10 s"),
        (59.6, "1 min 00 s"),
        (184, "3 min 04 s"),
        (7500, "2 h 05 min"),
        (3 * 86400 + 4 * 3600, "3 d 04 h"),
        (-1, "-"),
        (math.nan, "-"),
        (math.inf, "-"),
    ],
)
def test_durations_are_told_in_two_units(seconds: float, text: str) -> None:
    assert numbers.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (1000, "1k"), (1234, "1.23k"), (45_600_000, "45.6M"), (999_600, "1M"), (10**15, "1e15")],
)
def test_counts_are_short(value: int, text: str) -> None:
    assert numbers.count(value) == text


def test_decimal_points_stand_below_each_other() -> None:
    assert numbers.aligned(["1.5", "100", "12.25 %"]) == ["  1.5   ", "100     ", " 12.25 %"]
    assert numbers.aligned([]) == []


@pytest.mark.parametrize(("value", "text"), [(0.12, "0.12"), (0.00012, "1e-4"), (-0.0123, "-0.012"), (-0.00123, "-1e-3")])
def test_a_number_without_room_gets_an_exponent(value: float, text: str) -> None:
    assert numbers.within(value, 6) == text
