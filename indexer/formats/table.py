"""Tables of metadata, CSV or XLSX: a row an item, joined to the files beside the table.

The first row that is not blank names the columns (see `table_columns`), or one behind a few with a
single cell, as captions have. A row is joined to the files that its column of files names, or else
to what is named like its id, with any suffix.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from indexer.formats.base import Description, Format, Malformed, id_from
from indexer.formats.spelled import Entries, Spelled
from indexer.formats.table_columns import Column, columns, record_of
from indexer.formats.table_rows import Row, is_workbook, rows_of_csv, rows_of_workbook
from searchsvc.errors import RecordError

_TEXT = (".csv", ".tsv")
_WORKBOOK = (".xlsx",)
#: Workbooks that we cannot read, unless their content is another. What they say must not be missed.
_UNREAD = (".xls", ".ods")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
#: Names that stand beside an item's files and are none of them.
_DESCRIPTIONS = "metadata"
#: Rows of a caption that may stand above the headings.
_CAPTIONS = 5


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a table, a row each."""
    try:
        if refused := _refusal(path):
            raise Malformed(refused)
        packed = path.suffix.lower() in _WORKBOOK or is_workbook(path)
        found = (rows_of_workbook if packed else rows_of_csv)(path, max_bytes)
        named = _headings(found)
        beside = _Beside(path)
        rows = (row for row in found if row.cells or row.wrong)
        if (first := next(rows, None)) is None:
            raise Malformed("has no row below its headings")
        for row in chain([first], rows):
            yield _described(row, named, f"{path}:{row.number}", beside)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), f"not readable as a table: {error}")


def is_unreadable_workbook(path: Path) -> bool:
    """Whether a file is a workbook of a kind that cannot be read, whatever is in it."""
    try:
        return bool(_refusal(path))
    except OSError:
        return False


def _refusal(path: Path) -> str:
    """Why a workbook is of no kind that can be read; '' for any other file. Raises OSError."""
    begins = _begins(path)
    is_xlsx = path.suffix.lower() in _WORKBOOK
    if is_xlsx and begins == _OLE:
        return "a workbook with a password, or of another kind; save it as .xlsx without one"
    if begins == _OLE or (begins == _ZIP and not is_xlsx and not is_workbook(path)):
        return "a workbook of another kind; save it as .xlsx"
    if path.suffix.lower() in (*_WORKBOOK, *_UNREAD) and b"<" in begins:
        return "really HTML or XML; open it and save it as .xlsx"
    return ""


def _described(
    row: Row, named: list[Column], place: str, beside: "_Beside"
) -> Description | RecordError:
    if row.wrong:
        return RecordError(place, row.wrong)
    if len(row.cells) > len(named):
        reason = f"has {len(row.cells)} cells, and the table {len(named)} columns"
        return RecordError(place, reason)
    try:
        record, given, files = record_of(row.cells, named)
    except Malformed as error:
        return RecordError(place, str(error))
    if given:
        record["id"] = id_from(given)
        if given != record["id"]:
            record["identifiers"] = [*record.get("identifiers", []), given]
    like_id = [] if files or not given else beside.like(given)
    files = [beside.entries.find(file) for file in files] or like_id[:1]
    name = "" if files else f"row{row.number}"
    return Description(place, record, name, tuple(files), unread=tuple(like_id[1:]))


def _headings(rows: Iterator[Row]) -> list[Column]:
    """What the columns are, the rows up to that being taken. Raises Malformed."""
    wrong = Malformed("the table is empty")
    captions = 0
    for row in rows:
        if row.wrong:
            raise Malformed(row.wrong)
        if not row.cells:
            continue
        try:
            return columns(row.cells)
        except Malformed as error:
            wrong = error
        captions += 1
        if captions > _CAPTIONS or sum(bool(cell.strip()) for cell in row.cells) > 1:
            break
    raise wrong


class _Beside:
    """What stands beside a table."""

    def __init__(self, path: Path) -> None:
        self.entries = Entries(path.parent)
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for entry in sorted(path.parent.iterdir()):
            if (
                entry.name != path.name
                and entry.stem.lower() != _DESCRIPTIONS
                and not entry.is_symlink()
            ):
                for name in {entry.name, entry.stem}:
                    self._names[name].append(entry.name)
        self._spelled = Spelled(self._names)

    def like(self, given: str) -> list[str]:
        """Files and folders of this name, with suffix or without."""
        return self._names.get(self._spelled.find(given) or "", [])


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _recognizes(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in (*_TEXT, *_UNREAD) or (
        head.startswith(b"PK") and is_workbook(path)
    )


FORMAT = Format(
    "table",
    "a table of metadata (CSV, TSV, XLSX), a row an item, joined to files beside it",
    (*_TEXT, *_WORKBOOK, *_UNREAD),
    _recognizes,
    describes=describe,
    refused=_UNREAD,
)
