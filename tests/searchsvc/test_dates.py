import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.dates import FIRST_YEAR, LAST_YEAR, Day, parse_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1917", (1917, 1, 1), (1917, 12, 31)),
        ("1917-07", (1917, 7, 1), (1917, 7, 31)),
        ("1917-07-15", (1917, 7, 15), (1917, 7, 15)),
        ("1917/1934", (1917, 1, 1), (1934, 12, 31)),
        ("1917-07/1917-09", (1917, 7, 1), (1917, 9, 30)),
        ("1917-07-15/1917-07-16", (1917, 7, 15), (1917, 7, 16)),
        ("1917/1917-03", (1917, 1, 1), (1917, 3, 31)),
        ("1917/1917", (1917, 1, 1), (1917, 12, 31)),
        ("1917-07/1917", (1917, 7, 1), (1917, 12, 31)),
        # February, in the rule of leap years.
        ("1900-02", (1900, 2, 1), (1900, 2, 28)),
        ("2000-02", (2000, 2, 1), (2000, 2, 29)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("-0004-02", (-4, 2, 1), (-4, 2, 29)),
        # Any year, before our era too.
        ("5", (5, 1, 1), (5, 12, 31)),
        ("0", (0, 1, 1), (0, 12, 31)),
        ("-0500", (-500, 1, 1), (-500, 12, 31)),
        ("-9999/9999", (-9999, 1, 1), (9999, 12, 31)),
        ("-43-03-15", (-43, 3, 15), (-43, 3, 15)),
    ],
)
def test_a_date_means(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    span = parse_date(text)
    assert (span.first, span.last) == (Day(*first), Day(*last))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not like"),
        ("khoảng 1917", "is not like"),
        ("1917?", "is not like"),
        ("191x", "is not like"),
        (" 1917", "is not like"),
        ("1917\n", "is not like"),
        ("12345", "is not like"),
        ("١٩١٧", "is not like"),
        ("1917-7", "is not like"),
        ("1917-07-5", "is not like"),
        ("1917/", "is not like"),
        ("/1917", "is not like"),
        ("1917/1918/1919", "is not like"),
        ("1917-00", "no month 0"),
        ("1917-13", "no month 13"),
        ("1917-02-29", "no day 29"),
        ("1900-02-29", "no day 29"),
        ("1917-04-31", "no day 31"),
        ("1917-04-00", "no day 0"),
        ("1934/1917", "ends before it begins"),
        ("\x00", "is not like"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


years = st.integers(FIRST_YEAR, LAST_YEAR)


@st.composite
def days(draw: st.DrawFn) -> Day:
    year, month = draw(years), draw(st.integers(1, 12))
    length = calendar.monthrange(2000 + year % 400, month)[1]
    return Day(year, month, draw(st.integers(1, length)))


def written(day: Day) -> str:
    return f"{day.year}-{day.month:02}-{day.day:02}"


@given(days(), days())
def test_days_are_numbered_in_their_order(one: Day, other: Day) -> None:
    assert (one < other) == (one.ordinal < other.ordinal)
    assert 0 <= one.ordinal < 1 << 31


@given(days(), days())
def test_a_span_is_written_from_its_first_day_to_its_last(one: Day, other: Day) -> None:
    first, last = sorted((one, other))
    span = parse_date(f"{written(first)}/{written(last)}")
    assert (span.first, span.last) == (first, last)


@given(st.text(st.sampled_from("0123456789-/ xX?~u"), max_size=24))
def test_every_text_is_a_date_or_refused(text: str) -> None:
    try:
        span = parse_date(text)
    except ValueError as error:
        assert "date" in str(error)
    else:
        assert span.first <= span.last
