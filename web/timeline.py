"""Bars of years as a drawing: where each stands, how high it is, and which lie far apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from searchsvc.histogram import LONGEST_GAP, STEPS, gap
from searchsvc.requests import YearSpan
from searchsvc.responses import HistogramBar

#: Per cent of the height that the lowest bar has, so that one item can be seen beside thousands.
_LOWEST = 4.0
#: Places of a drawing with one bar, in the middle: as wide as the drawing it would be no bar.
_ROUND_ONE = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A bar at its place: `slot` counts from the left, `height` is per cent of the highest."""

    first: int
    last: int
    count: int
    slot: int
    height: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns in `slots` places of one width; at each of `breaks` years are left out."""

    columns: tuple[Column, ...]
    slots: int
    breaks: tuple[int, ...]

    @property
    def highest(self) -> Column:
        return max(self.columns, key=lambda column: column.count)

    @property
    def chosen(self) -> tuple[Column, Column]:
        """First and last of the columns chosen; of all when none is."""
        chosen = [column for column in self.columns if column.chosen] or self.columns
        return chosen[0], chosen[-1]


def timeline(bars: Sequence[HistogramBar], years: Sequence[YearSpan] = ()) -> Timeline | None:
    """The drawing of bars, those within `years` as chosen; None when there is no bar."""
    if not bars:
        return None
    top = max(bar.count for bar in bars)
    widest = max(bar.last - bar.first + 1 for bar in bars)
    # Bars at the ends of the years chosen may be narrower than their step.
    step = next((step for step in STEPS if step >= widest), STEPS[-1])
    columns: list[Column] = []
    breaks: list[int] = []
    slot = 0 if len(bars) > 1 else _ROUND_ONE // 2
    for place, bar in enumerate(bars):
        if place:
            empty = gap(bars[place - 1], bar, step)
            if empty > LONGEST_GAP:
                breaks.append(slot)
                empty = 1
            slot += empty
        height = max(_LOWEST, round(100 * bar.count / top, 1))
        columns.append(Column(bar.first, bar.last, bar.count, slot, height, _within(bar, years)))
        slot += 1
    return Timeline(tuple(columns), slot if len(bars) > 1 else _ROUND_ONE, tuple(breaks))


def _within(bar: HistogramBar, years: Sequence[YearSpan]) -> bool:
    return any(
        (span.first is None or span.first <= bar.first)
        and (span.last is None or bar.last <= span.last)
        for span in years
    )
