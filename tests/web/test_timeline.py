"""Bars of years as a drawing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.histogram import histogram
from searchsvc.requests import YearSpan
from searchsvc.responses import HistogramBar
from web.timeline import timeline


def bars(*years: int) -> list[HistogramBar]:
    return [HistogramBar(year, year, 1) for year in years]


def test_nothing_is_no_drawing() -> None:
    assert timeline([]) is None


@pytest.mark.parametrize(
    ("years", "slots", "breaks"),
    [
        ((1900, 1901, 1903), [0, 1, 3], ()),
        # Three empty years are drawn; of four, one is, as a break.
        ((1900, 1904), [0, 4], ()),
        ((1900, 1905, 1906), [0, 2, 3], (1,)),
        ((-9999, 1905), [0, 2], (1,)),
    ],
)
def test_places(years: tuple[int, ...], slots: list[int], breaks: tuple[int, ...]) -> None:
    chart = timeline(bars(*years))
    assert chart
    assert [column.slot for column in chart.columns] == slots
    assert (chart.slots, chart.breaks) == (slots[-1] + 1, breaks)


def test_one_bar_alone_stands_in_the_middle_and_is_no_wider_than_a_bar() -> None:
    chart = timeline(bars(1900))
    assert chart
    assert ([column.slot for column in chart.columns], chart.slots) == ([2], 5)


def test_heights_and_what_is_chosen() -> None:
    counted = [HistogramBar(1900, 1909, 5000), HistogramBar(1910, 1919, 1)]
    chart = timeline(counted, [YearSpan(1905, None)])
    assert chart
    # One item can be seen beside thousands.
    assert [column.height for column in chart.columns] == [100, 4]
    assert [column.chosen for column in chart.columns] == [False, True]
    assert chart.highest.count == 5000
    assert [column.first for column in chart.chosen] == [1910, 1910]
    whole = timeline(counted)
    assert whole
    assert [column.first for column in whole.chosen] == [1900, 1910]


@given(st.lists(st.integers(-9999, 9999), min_size=1, max_size=60))
def test_columns_never_share_a_place(years: list[int]) -> None:
    counts = sorted((year, years.count(year)) for year in set(years))
    shown = histogram(counts, counts)
    chart = timeline(shown)
    assert chart
    slots = [column.slot for column in chart.columns]
    assert slots == sorted(set(slots))
    assert not set(slots) & set(chart.breaks)
    assert len(slots) == len(shown)
    assert chart.slots <= 80
