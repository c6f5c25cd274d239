"""A table of items for spreadsheets: a row an item, keys of records as headings."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from searchsvc.domain import Metadata
from web.citations.text import one_line

#: The columns, and how wide each is in a workbook, in digits.
COLUMNS = {
    "id": 20, "title": 60, "creators": 30, "contributors": 30, "subjects": 30, "languages": 10,
    "type": 10, "date": 12, "publisher": 30, "description": 60, "identifiers": 20,
    "collection": 20, "library": 20, "rights": 10, "url": 40,
}  # fmt: skip
#: By this Excel knows UTF-8.
_MARK = "\ufeff"
#: Excel takes a few characters more in a cell.
_LONGEST = 32_000
#: A spreadsheet would compute what begins like this; behind an apostrophe it is text.
_FORMULA = re.compile(r"[=+\-@\uff0b\uff0d\uff1d\uff20]")


def table(items: Iterable[tuple[Metadata, str]]) -> str:
    """The table as CSV. `items`: each with the address where it is found."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows(map(_as_text, row) for row in rows(items))
    return _MARK + written.getvalue()


def rows(items: Iterable[tuple[Metadata, str]]) -> Iterator[list[str]]:
    """Of each item its values in the order of the columns, each in one line that fits in a cell.
    Several values of one column are parted by `; `.
    """
    for known, address in items:
        yield [one_line(value)[:_LONGEST] for value in (*_values(known), address)]


def _values(known: Metadata) -> Iterator[str]:
    *names, _ = COLUMNS
    for name in names:
        value = getattr(known, name)
        yield "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _as_text(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
