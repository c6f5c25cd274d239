"""The table of items as an Excel workbook.

Wherever numbers are written with a comma, `1,5`, as in Viet Nam, Excel shows a CSV that has commas
between its cells in a single column; a workbook it opens alike everywhere.

Not imported by the package: openpyxl takes 0.15 s, which no start of the service should wait for.
"""

import re
from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from searchsvc.domain import Metadata
from web.citations.table import COLUMNS, rows

_WIDTHS = {"title": 60, "creators": 30, "subjects": 30, "publisher": 30, "description": 60}
_WIDTH = 15  # of other columns, in digits
#: No XML may hold them, and openpyxl would write them.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def workbook(items: Iterable[tuple[Metadata, str]]) -> bytes:
    """The same as `table`, in Office Open XML, with one sheet. Addresses are links. All cells are
    texts, so none is computed.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tàng Thư")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _WIDTH)
    headings = [_text(sheet, name) for name in COLUMNS]
    for cell in headings:
        cell.font = Font(bold=True)
    sheet.append(headings)
    for row in rows(items):
        cells = [_text(sheet, value) for value in row]
        cells[-1].hyperlink = row[-1]
        sheet.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _text(sheet: object, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _NO_XML.sub("\ufffd", value))
    cell.data_type = "s"  # else `=1` would be a formula, and `#N/A` an error
    return cell
