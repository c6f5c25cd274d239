"""Rows of CSV and XLSX files as text."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from analyzers import decode_bytes
from indexer.formats.base import Malformed, checked_bytes
from indexer.formats.table_merged import Merged
from indexer.formats.zipped import BROKEN

MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
_LINES_A_ROW = 500
#: Excel's line before the first row that says what parts the cells.
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?\s*', re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")
_ZEROS = re.compile(r"0{1,30}")
_WORKBOOK = "xl/workbook.xml"
#: What openpyxl raises for a workbook that is broken in one way or another.
_BROKEN = (*BROKEN, KeyError, TypeError, AttributeError, ParseError)


class Row(NamedTuple):
    """A row: the line or row where it begins, its cells (none in a blank one), what is wrong."""

    number: int
    cells: list[str]
    wrong: str = ""


def rows_of_csv(path: Path, max_bytes: int) -> Iterator[Row]:
    """The rows of a text in any encoding that we know. Raises Malformed, OSError."""
    try:
        text = decode_bytes(checked_bytes(path, max_bytes)).text
    except ValueError as error:
        raise Malformed(str(error)) from error
    lines = _Lines(io.StringIO(text, newline="").readlines())
    if said := _SEPARATOR.fullmatch(text.partition("\n")[0]):
        lines.go_behind(1)
    delimiter = said[1] if said else _delimiter(text)
    while not lines.done:
        begun = lines.begin_row()
        if begun > MAX_ROWS:
            yield Row(begun, [], f"the table has more than {MAX_ROWS} lines")
            return
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            yield Row(begun, [], f"not CSV: {error}")
            lines.go_behind(begun)
            continue
        yield _row(begun, cells)


class _Lines:
    """The lines of a text; a row may have a few of them, so that an open quote ends somewhere."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = self._end = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._lines)

    def begin_row(self) -> int:
        """The number of the line at which a row begins, from 1."""
        self._end = min(self._at + _LINES_A_ROW, len(self._lines))
        return self._at + 1

    def go_behind(self, number: int) -> None:
        self._at = number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._at >= self._end:
            raise StopIteration
        self._at += 1
        return self._lines[self._at - 1]


def _delimiter(text: str) -> str:
    """The sign that parts the first line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    parsed = {sign: next(csv.reader([first], delimiter=sign), []) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: len(parsed[sign]))


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook of Excel, by what is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except (OSError, *BROKEN):
        return False


def rows_of_workbook(path: Path, max_bytes: int) -> Iterator[Row]:
    """The rows of a workbook's first sheet. Raises Malformed, OSError."""
    _check_size(path, max_bytes)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of every extension that it leaves out; none of them is a cell.
            warnings.simplefilter("ignore")
            rows = _sheet(path)
    except _BROKEN as error:
        raise Malformed(f"not a workbook: {type(error).__name__}: {error}") from error
    yield from rows


def _sheet(path: Path) -> list[Row]:
    # Opened here: openpyxl leaves the file of a workbook open that it finds broken.
    with path.open("rb") as file, closing(_opened(file)) as book:
        if not book.worksheets:
            raise Malformed("the workbook has no sheet")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size that the file states is not to be believed
        with sheet._get_source() as source:  # what is read row by row says nothing of it
            merged = Merged(source.read())
        rows: list[Row] = []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number > MAX_ROWS:
                rows.append(Row(number, [], f"the table has more than {MAX_ROWS} rows"))
                break
            row = _row(number, merged.filled(number, [_text(cell) for cell in cells]))
            has_headings = any(len(row.cells) > 1 for row in rows)
            if merged.is_upper_half(number) and not has_headings:
                continue
            if row.cells or row.wrong:
                rows.append(row)
        return rows


def _opened(file: BinaryIO) -> Any:
    return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _check_size(path: Path, max_bytes: int) -> None:
    """Raises Malformed for a workbook that would have more than `max_bytes` once inflated.

    zipfile gives no more of a member than its directory states.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except BROKEN as error:
        raise Malformed(f"not a workbook: {error}") from error
    if size > max_bytes:
        raise Malformed(f"larger than {max_bytes} bytes when inflated")


def _row(number: int, cells: Iterable[str]) -> Row:
    """A row without the blank cells at its end."""
    given = list(cells)
    while given and not given[-1].strip():
        given.pop()
    if len(given) > MAX_COLUMNS:
        return Row(number, [], f"has more than {MAX_COLUMNS} cells")
    return Row(number, given)


def _text(cell: Any) -> str:
    """A cell as it is shown: whole numbers without a point, with zeros before them where the format
    is of zeros; dates without an empty time.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is int:
        return str(value).zfill(_digits(cell))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(cell: Any) -> int:
    """How many digits a cell shows at least: as many as there are zeros in its format."""
    try:
        shown = str(cell.number_format)
    except IndexError:  # a style that the workbook does not have
        return 0
    return len(shown) if _ZEROS.fullmatch(shown) else 0
