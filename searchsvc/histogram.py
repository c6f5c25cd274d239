"""Items found by year: bars of years, decades, centuries or millennia, whichever are few enough.

An item counts in every bar that its date touches, so `1917/1934` stands in the 1910s, the 1920s
and the 1930s: a bar's count is what a search within the bar's years will find.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise

from searchsvc.dates import FIRST_YEAR, LAST_YEAR
from searchsvc.requests import YearSpan
from searchsvc.responses import HistogramBar

#: What people count years by. Each holds ten of the one before, so a bar that is chosen opens
#: into about ten.
STEPS = (1, 10, 100, 1000)
#: More cannot be looked over, those between that are empty counted.
MOST_BARS = 40
#: Of a longer run of empty bars, one counts: a single odd year, be it true or a slip, shall make
#: the others no coarser.
LONGEST_GAP = 3

#: Years in order, and how many items each has.
YearCounts = Sequence[tuple[int, int]]


def histogram(
    begins: YearCounts, ends: YearCounts, chosen: Sequence[YearSpan] = ()
) -> tuple[HistogramBar, ...]:
    """The bars that are not empty, in order, of the smallest step that needs at most MOST_BARS,
    empty ones between them included.

    `begins`, `ends`: how many items found have dates that begin, that end, in each year.
    `chosen`: the years searched in; no bar reaches beyond them.
    """
    dated, spans = _Dated(begins, ends), _merged(chosen)
    for step in STEPS[:-1]:
        bars = tuple(islice(_bars(dated, spans, step), MOST_BARS + 1))
        empty = (gap(one, other, step) for one, other in pairwise(bars))
        if len(bars) + sum(1 if n > LONGEST_GAP else n for n in empty) <= MOST_BARS:
            return bars
    return tuple(_bars(dated, spans, STEPS[-1]))


def gap(one: HistogramBar, other: HistogramBar, step: int) -> int:
    """How many bars of this step lie between two, `one` being the earlier."""
    return max(0, other.first // step - one.last // step - 1)


class _Dated:
    """How many items have dates that touch a span."""

    def __init__(self, begins: YearCounts, ends: YearCounts) -> None:
        self._begins, self._begun = _running(begins)
        self._ends, self._ended = _running(ends)

    def count(self, first: int, last: int) -> int:
        """Those that have begun by its last year, but for those that ended before its first."""
        begun = self._begun[bisect_right(self._begins, last)]
        return begun - self._ended[bisect_left(self._ends, first)]

    def next_begin(self, after: int) -> int | None:
        """The first year after `after` in which any begins."""
        place = bisect_right(self._begins, after)
        return self._begins[place] if place < len(self._begins) else None


def _running(counts: YearCounts) -> tuple[list[int], list[int]]:
    """The years, and how many items there are before each of them and after the last."""
    return [year for year, _ in counts], [0, *accumulate(count for _, count in counts)]


def _merged(chosen: Sequence[YearSpan]) -> list[tuple[int, int]]:
    """The chosen years as spans in order that do not touch; all years when none are chosen."""
    spans = sorted(
        (
            FIRST_YEAR if span.first is None else span.first,
            LAST_YEAR if span.last is None else span.last,
        )
        for span in chosen or (YearSpan(None, None),)
    )
    merged = spans[:1]
    for first, last in spans[1:]:
        if first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _bars(dated: _Dated, spans: list[tuple[int, int]], step: int) -> Iterator[HistogramBar]:
    for span_first, span_last in spans:
        year: int | None = span_first
        while year is not None and year <= span_last:
            start = year // step * step
            first, last = max(start, span_first), min(start + step - 1, span_last)
            count = dated.count(first, last)
            if count:
                yield HistogramBar(first, last, count)
            year = last + 1 if count else dated.next_begin(last)
