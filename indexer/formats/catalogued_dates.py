"""Turns dates as catalogues write them into EDTF level 0."""

import re
import unicodedata
from collections.abc import Callable

from searchsvc.dates import parse_date

_LONGEST = 200
_EDTF = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d)?)?(?:/-?\d{4}(?:-\d\d(?:-\d\d)?)?)?")
_YEAR = r"(?<!\d)([12]\d{3})"
_ROMAN = {"I": 1, "V": 5, "X": 10}


def _day(match: re.Match[str]) -> str:
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"


def _month(match: re.Match[str]) -> str:
    return f"{match[2]}-{int(match[1]):02}"


def _joined(match: re.Match[str]) -> str:
    return "-".join(match.groups())


def _years(match: re.Match[str]) -> str:
    begins, ends = match.groups()
    return f"{begins}/{begins[: 4 - len(ends)]}{ends}"


def _decade(match: re.Match[str]) -> str:
    return f"{match[1]}0/{match[1]}9"


def _hundred(match: re.Match[str]) -> str:
    return f"{match[1]}00/{match[1]}99"


def _century(match: re.Match[str]) -> str:
    number = match[1] or match[2]
    century = int(number) if number.isdecimal() else _roman(number.upper())
    return f"{century - 1:02}01/{century:02}00"


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


#: The first that finds something decides; the surest stand first.
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:T|\s|$)", _joined),
        (r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)", _day),
        (r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s*(?:năm\s+)?(\d{4})(?!\d)", _day),
        (r"(?:tháng|thg\.?)\s*(\d{1,2})\s*[,/-]?\s*(?:năm\s+)?(\d{4})(?!\d)", _month),
        (r"(?<![\d/.-])(\d{1,2})\s*[/.]\s*(\d{4})(?!\d)", _month),
        (r"^(\d{4})(\d\d)(\d\d)$", _joined),
        (_YEAR + r"\??\]?\s*(?:[-–—/]|đến|to)\s*\[?(?:c|©)?([12]\d{3}|\d\d)\??(?![\d-])", _years),
        (_YEAR + r"(?![\ds])", lambda match: match[1]),
        (r"(?<!\d)([12]\d{2})(?:-|\?|0s\b|[ux]\b)", _decade),
        (r"(?<!\d)([12]\d)(?:--|\?\?|-\?|uu\b|xx\b)", _hundred),
        (r"(?:thế k[ỷỉ]|tk\.?)\s*(?:thứ\s*)?(\d{1,2}|[IVX]+)\b", _century),
        (r"(?<!\d)(?:(\d{1,2})|([IVX]+))(?:st|nd|rd|th|e|è?me)\s+(?:cent|siècle)", _century),
    )
)


def edtf_from(text: str) -> str | None:
    """The date that a catalogue's text means, None where it says none that can be told.

    `[1936]`, `1936?`, `c1936` → `1936`; `19--` → `1900/1999`; `193-?` → `1930/1939`;
    `Khải Định 3 [1918]` → `1918`; `15/7/1917` → `1917-07-15` (the day first); `thế kỷ 19` →
    `1801/1900`.
    """
    text = unicodedata.normalize("NFC", text[:_LONGEST]).strip()
    if _EDTF.fullmatch(text) and (date := _valid(text)):
        return date
    # What the cataloguer supplied for another calendar stands in brackets.
    supplied = re.findall(r"[\[(]([^\])]*)", text)
    return next(filter(None, map(_read, [*supplied, text])), None)


def _read(text: str) -> str | None:
    for pattern, read in _PATTERNS:
        if (match := pattern.search(text)) and (date := _valid(read(match))):
            return date
    return None


def _valid(date: str) -> str | None:
    try:
        parse_date(date)
    except ValueError:
        return None
    return date
