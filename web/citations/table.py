"""A table of items, as spreadsheets read it: CSV, a row an item, keys of records as headings."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from searchsvc.domain import Metadata
from web.citations.text import one_line

COLUMNS = (
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
    writer.writerow(COLUMNS)
    writer.writerows(map(_as_text, row) for row in rows(items))
    return _MARK + written.getvalue()


def rows(items: Iterable[tuple[Metadata, str]]) -> Iterator[list[str]]:
    """Of each item its values in the order of the columns, each in one line that fits in a cell."""
    for known, address in items:
        yield [one_line(value)[:_LONGEST] for value in (*_values(known), address)]


def _values(known: Metadata) -> Iterator[str]:
    for name in COLUMNS[:-1]:
        value = getattr(known, name)
        yield "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _as_text(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
