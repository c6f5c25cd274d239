"""What catalogues state in free words, as far as a record has a value for it."""

import re

from searchsvc.dates import parse_date
from searchsvc.domain import ItemType

#: Words for kinds of things; the first that is found counts.
_TYPES = (
    (re.compile(r"newspaper|\bbáo\b", re.IGNORECASE), ItemType.NEWSPAPER),
    (re.compile(r"journal|periodical|serial|tạp chí", re.IGNORECASE), ItemType.JOURNAL),
    (re.compile(r"thesis|dissertation|luận (?:văn|án)", re.IGNORECASE), ItemType.THESIS),
    (re.compile(r"manuscript|bản thảo|viết tay", re.IGNORECASE), ItemType.MANUSCRIPT),
    (re.compile(r"\bmap|cartograph|bản đồ", re.IGNORECASE), ItemType.MAP),
    (re.compile(r"article|bài viết", re.IGNORECASE), ItemType.ARTICLE),
    (re.compile(r"image|photograph|\bảnh\b", re.IGNORECASE), ItemType.IMAGE),
    (re.compile(r"book|monograph|\btext\b|sách", re.IGNORECASE), ItemType.BOOK),
)
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


def date_in(stated: str) -> str | None:
    """A date of a record where it is one, else the year in it: `[1839?]`, `in năm 1917`."""
    compact = _COMPACT.fullmatch(stated)
    date = "-".join(compact.groups()) if compact else stated
    if is_date(date):
        return date
    year = _YEAR.search(stated)
    return year[1] if year else None


def is_date(text: str) -> bool:
    """Whether a record may have this date."""
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def type_in(stated: str) -> str | None:
    """The type of a record that the words speak of."""
    return next((kind.value for pattern, kind in _TYPES if pattern.search(stated)), None)
