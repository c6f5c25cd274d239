"""Bars of years: few enough to look over, and each counts what a search within it finds."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.histogram import MOST_BARS, STEPS, histogram
from searchsvc.requests import YearSpan
from searchsvc.responses import HistogramBar

#: First and last year of an item's date.
Date = tuple[int, int]


def bars(dates: Iterable[Date], chosen: Iterable[YearSpan] = ()) -> list[tuple[int, int, int]]:
    dates = list(dates)
    begins = sorted(Counter(first for first, _ in dates).items())
    ends = sorted(Counter(last for _, last in dates).items())
    return [(b.first, b.last, b.count) for b in histogram(begins, ends, tuple(chosen))]


def years(*found: int) -> list[Date]:
    return [(year, year) for year in found]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], []),
        (years(1917), [(1917, 1917, 1)]),
        (years(1917, 1917, 1919), [(1917, 1917, 2), (1919, 1919, 1)]),
        # A run of years counts wherever it touches.
        ([(1917, 1919), (1919, 1919)], [(1917, 1917, 1), (1918, 1918, 1), (1919, 1919, 2)]),
        # Before the first year there is one of the number 0, and the minus ones.
        (years(-1, 0, 1), [(-1, -1, 1), (0, 0, 1), (1, 1, 1)]),
        # One that lies far off adds a bar, and makes the others no coarser.
        (years(-9999, 1917, 1918), [(-9999, -9999, 1), (1917, 1917, 1), (1918, 1918, 1)]),
    ],
)
def test_few_years_are_shown_as_years(
    dates: list[Date], expected: list[tuple[int, int, int]]
) -> None:
    assert bars(dates) == expected


def test_steps_are_those_by_which_people_count() -> None:
    assert bars(years(*range(1901, 1941)))[0] == (1901, 1901, 1)
    assert bars(years(*range(1901, 1942)))[:2] == [(1900, 1909, 9), (1910, 1919, 10)]
    assert bars(years(*range(1500, 1900)))[0] == (1500, 1509, 10)
    assert bars(years(*range(1500, 1901)))[0] == (1500, 1599, 100)
    assert bars(years(*range(-2000, 2001)))[0] == (-2000, -1001, 1000)


def test_bars_before_christ_are_as_wide_as_the_others() -> None:
    found = bars(years(*range(-25, 25)))
    assert found[0] == (-30, -21, 5)
    assert (-10, -1, 10) in found
    assert (0, 9, 10) in found


def test_no_bar_reaches_beyond_the_years_that_there_are() -> None:
    found = bars([(-9999, 9999)])
    assert (found[0], found[-1]) == ((-9999, -9001, 1), (9000, 9999, 1))


def test_no_bar_reaches_beyond_the_years_that_were_chosen() -> None:
    dates = [(year, year + 50) for year in range(1850, 1940)]
    found = bars(dates, [YearSpan(1895, 1945)])
    assert [(first, last) for first, last, _ in found] == [
        (1895, 1899), (1900, 1909), (1910, 1919), (1920, 1929), (1930, 1939), (1940, 1945),
    ]  # fmt: skip
    # As many as a search within the bar's years will find.
    assert found[0] == (1895, 1899, sum(y <= 1899 and y + 50 >= 1895 for y, _ in dates))


def test_spans_that_meet_are_one() -> None:
    dates = years(*range(1900, 1960))
    assert bars(dates, [YearSpan(1920, None), YearSpan(None, 1905), YearSpan(1903, 1919)]) == bars(
        dates
    )
    assert bars(dates, [YearSpan(1900, 1901), YearSpan(1951, 1951)]) == [
        (1900, 1900, 1), (1901, 1901, 1), (1951, 1951, 1),
    ]  # fmt: skip


a_year = st.one_of(st.integers(-9999, 9999), st.integers(1890, 1950))
dates = st.tuples(a_year, a_year).map(lambda pair: (min(pair), max(pair)))
spans = st.builds(YearSpan, st.none() | a_year, st.none() | a_year).filter(
    lambda span: span.first is None or span.last is None or span.first <= span.last
)


def _touches(date: Date, first: int | None, last: int | None) -> bool:
    return (last is None or date[0] <= last) and (first is None or date[1] >= first)


@given(
    st.lists(st.one_of(dates, a_year.map(lambda y: (y, y))), max_size=80),
    st.lists(spans, max_size=3),
)
def test_a_bar_counts_what_a_search_within_it_finds(
    all_dates: list[Date], chosen: list[YearSpan]
) -> None:
    found = [
        date
        for date in all_dates
        if not chosen or any(_touches(date, span.first, span.last) for span in chosen)
    ]
    shown = bars(found, chosen)
    assert all(count == sum(_touches(d, a, b) for d in all_dates) > 0 for a, b, count in shown)
    assert all(one[1] < other[0] for one, other in pairwise(shown))
    # Nothing that was found is missing.
    assert all(any(_touches(date, a, b) for a, b, _ in shown) for date in found)
    assert len(shown) <= MOST_BARS
    assert {_step(a, b) for a, b, _ in shown} <= {*STEPS}


def _step(first: int, last: int) -> int:
    """The smallest step of which both lie in one bar."""
    return next(step for step in STEPS if first // step == last // step)


def test_many_spans_far_apart_are_bars_of_their_own() -> None:
    chosen = [YearSpan(year, year) for year in range(0, 500, 10)]
    found = histogram([(0, 7)], [(499, 7)], chosen)
    assert found == tuple(HistogramBar(y, y, 7) for y in range(0, 500, 10))
