"""Tables of metadata, CSV or XLSX: a row an item, joined to the files beside the table.

The first row that is not blank names the columns (see `table_columns`). A row is joined to the
files that its column of files names, or else to what is named like its id, with any suffix.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Description, Format, Malformed, id_from
from indexer.formats.table_columns import Column, columns, record_of
from indexer.formats.table_rows import Row, is_workbook, rows_of_csv, rows_of_workbook
from searchsvc.errors import RecordError

_TEXT = (".csv", ".tsv")
_WORKBOOK = (".xlsx",)
#: Names that stand beside an item's files and are none of them.
_DESCRIPTIONS = "metadata"


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a table, a row each."""
    try:
        packed = path.suffix.lower() in _WORKBOOK or is_workbook(path)
        found = (rows_of_workbook if packed else rows_of_csv)(path, max_bytes)
        heading = next((row for row in found if row.cells or row.wrong), None)
        if heading is None:
            raise Malformed("the table is empty")
        if heading.wrong:
            raise Malformed(heading.wrong)
        named = columns(heading.cells)
        beside = _names_beside(path)
        for row in found:
            if row.cells or row.wrong:
                yield _described(row, named, f"{path}:{row.number}", beside)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), f"not readable as a table: {error}")


def _described(
    row: Row, named: list[Column], place: str, beside: dict[str, list[str]]
) -> Description | RecordError:
    if row.wrong:
        return RecordError(place, row.wrong)
    if len(row.cells) > len(named):
        reason = f"has {len(row.cells)} cells, and the table {len(named)} columns"
        return RecordError(place, reason)
    record, given, files = record_of(row.cells, named)
    if given:
        record["id"] = id_from(given)
        if given != record["id"]:
            record["identifiers"] = [*record.get("identifiers", []), given]
    files = files or beside.get(given, [])[:1]
    return Description(place, record, "" if files else f"row{row.number}", tuple(files))


def _names_beside(path: Path) -> dict[str, list[str]]:
    """Files and folders beside the table by their names, with suffix and without."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for entry in sorted(path.parent.iterdir()):
        if entry.name != path.name and entry.stem != _DESCRIPTIONS and not entry.is_symlink():
            for name in {entry.name, entry.stem}:
                names[name].append(entry.name)
    return names


def _recognizes(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in _TEXT or (head.startswith(b"PK") and is_workbook(path))


FORMAT = Format(
    "table",
    "a table of metadata (CSV, TSV, XLSX), a row an item, joined to files beside it",
    (*_TEXT, *_WORKBOOK),
    _recognizes,
    describes=describe,
)
