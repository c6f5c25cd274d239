"""A table of items, as spreadsheets read it: CSV, a row an item, keys of records as headings."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from searchsvc.domain import Metadata
from web.citations.text import one_line

_COLUMNS = (
    "id", "title", "creators", "contributors", "subjects", "languages", "type", "date",
    "publisher", "description", "identifiers", "collection", "library", "rights", "url",
)  # fmt: skip
#: By this Excel knows UTF-8.
_MARK = "\ufeff"
#: Excel takes a few characters more in a cell.
_LONGEST = 32_000
#: A spreadsheet would compute what begins like this; behind an apostrophe it is text.
_FORMULA = re.compile(r"[=+\-@\uff0b\uff0d\uff1d\uff20]")


def table(items: Iterable[tuple[Metadata, str]]) -> str:
    """The table of items, each with the address where it is found. Several values of one column are
    parted by `; `.
    """
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    writer.writerows(map(_cell, _values(known, address)) for known, address in items)
    return _MARK + written.getvalue()


def _values(known: Metadata, address: str) -> Iterable[str]:
    for name in _COLUMNS[:-1]:
        value = getattr(known, name)
        yield "; ".join(value) if isinstance(value, tuple) else str(value or "")
    yield address


def _cell(text: str) -> str:
    text = one_line(text)[:_LONGEST]
    return f"'{text}" if _FORMULA.match(text) else text
