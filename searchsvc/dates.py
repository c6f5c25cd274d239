"""Dates of publication: EDTF level 0, years from -9999 to 9999."""

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

_DAY = re.compile(r"(-?\d{1,4})(?:-(\d\d)(?:-(\d\d))?)?")

FIRST_YEAR, LAST_YEAR = -9999, 9999


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of the proleptic Gregorian calendar; `datetime.date` knows no years before 1."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """A number that orders days (not a count of days): 0 is the first of year -9999."""
        return ((self.year - FIRST_YEAR) * 12 + self.month - 1) * 31 + self.day - 1


@dataclass(frozen=True, slots=True)
class DateSpan:
    """First and last day that a date may mean, both included."""

    first: Day
    last: Day


@lru_cache(maxsize=4096)
def parse_date(text: str) -> DateSpan:
    """The span of `1917`, `1917-07`, `1917-07-15` or `1917/1934`.

    Raises ValueError with a text that says what is wrong. Source: Library of Congress, EDTF.
    """
    begin, slash, end = text.partition("/")
    first = _parse_day(begin)
    last = _parse_day(end) if slash else first
    if last.last < first.first:
        raise ValueError(f"date {text!r} ends before it begins")
    return DateSpan(first.first, last.last)


def _parse_day(text: str) -> DateSpan:
    match = _DAY.fullmatch(text)
    if not match or not text.isascii():
        raise ValueError(f"date {text!r} is not like 1917, 1917-07, 1917-07-15 or 1917/1934")
    year = int(match[1])
    if match[2] is None:
        return DateSpan(Day(year, 1, 1), Day(year, 12, 31))
    month = int(match[2])
    if not 1 <= month <= 12:
        raise ValueError(f"date {text!r} has no month {month}")
    # The calendar repeats every 400 years, which maps any year into what the module knows.
    days = calendar.monthrange(2000 + year % 400, month)[1]
    if match[3] is None:
        return DateSpan(Day(year, month, 1), Day(year, month, days))
    day = int(match[3])
    if not 1 <= day <= days:
        raise ValueError(f"date {text!r} has no day {day}")
    return DateSpan(Day(year, month, day), Day(year, month, day))
