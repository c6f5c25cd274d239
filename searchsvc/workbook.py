"""Tables as Excel workbooks (Office Open XML).

Wherever numbers are written with a comma, `1,5`, as in Viet Nam, Excel shows a CSV that has commas
between its cells in a single column; a workbook it opens alike everywhere.

Imported where one is written: openpyxl takes 0.15 s, which no start should wait for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

#: Excel reads so many in a sheet.
_MOST_ROWS = 1_048_576
#: Excel takes a few characters more in a cell.
_LONGEST = 32_000
#: No XML may hold them; openpyxl refuses the controls among them, and would write the others.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_workbook(
    stream: BinaryIO,
    columns: Mapping[str, int],
    rows: Iterable[Sequence[str]],
    links: bool = False,
) -> None:
    """Write rows below headings, all of them as texts, so that none is computed.

    `columns`: how wide each is, in digits, by its heading. `links`: whether the last cells of the
    rows are addresses. What a sheet has no room for stands in another one. A cell ends after 32,000
    characters.
    """
    book = Workbook(write_only=True)
    for some in _sheets(rows):
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        for number, width in enumerate(columns.values(), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        headings = _texts(sheet, columns)
        for cell in headings:
            cell.font = Font(bold=True)
        sheet.append(headings)
        for row in some:
            cells = _texts(sheet, row)
            if links:
                cells[-1].hyperlink = row[-1]
            sheet.append(cells)
    book.save(stream)


def _sheets(rows: Iterable[Sequence[str]]) -> Iterator[Iterable[Sequence[str]]]:
    """The rows of each sheet; of at least one."""
    left = iter(rows)
    yield islice(left, _MOST_ROWS - 1)
    for first in left:
        yield chain([first], islice(left, _MOST_ROWS - 2))


def _texts(sheet: object, row: Iterable[str]) -> list[WriteOnlyCell]:
    cells = [WriteOnlyCell(sheet, _NO_XML.sub("\ufffd", value)[:_LONGEST]) for value in row]
    for cell in cells:
        cell.data_type = "s"  # else `=1` would be a formula, and `#N/A` an error
    return cells
