"""What the paths given to `ingest` hold: sources, each with the reader for it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.formats.alto import METADATA_FILE, is_alto, read_alto
from indexer.formats.base import Reader, Record, id_from, natural_order
from indexer.formats.plaintext import read_text
from indexer.formats.records import read_records
from searchsvc.errors import RecordError, UsageError

_RECORDS = (".jsonl", ".jsonl.gz")
_TEXT = ".txt"
_XML = ".xml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records, or a file or folder that is one item.

    `root`: the folder that image paths are relative to. `item_id`: for an item that names none.
    """

    path: Path
    root: Path
    format: str
    item_id: str = ""

    def read(self, max_bytes: int) -> Iterator[Record]:
        """The items, and an error for each that cannot be taken in."""
        return _READERS[self.format](self.path, self.item_id, max_bytes)


_READERS: dict[str, Reader] = {"records": read_records, "text": read_text, "alto": read_alto}


def discover(paths: list[Path]) -> Iterator[Source | RecordError]:
    """Sources in a stable order. Raises UsageError for a path that is not there."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    for path in paths:
        absolute = path.absolute()
        if absolute.is_dir():
            yield from _in_folder(absolute, absolute)
        else:
            source = _file(absolute, absolute.parent)
            yield source or RecordError(str(path), "of no format that can be read")


def _in_folder(folder: Path, given: Path) -> Iterator[Source | RecordError]:
    """A folder of ALTO files is one item; any other is looked through, links left aside."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: natural_order(Path(entry.name)))
    except OSError as error:
        yield RecordError(str(folder), f"cannot be read: {error}")
        return
    files = [Path(e.path) for e in entries if e.is_file(follow_symlinks=False)]
    scanned = any(file.suffix.lower() == _XML and is_alto(file) for file in files)
    if scanned:
        name = folder.relative_to(given) if folder != given else Path(folder.name)
        yield Source(folder, folder, "alto", id_from(name / "_").removesuffix("._"))
    for file in files:
        source = _file(file, given)
        # Text beside ALTO pages is the same text again; their XML is in the item already.
        if source and not (scanned and source.format != "records"):
            yield source
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _in_folder(Path(entry.path), given)


def _file(path: Path, given: Path) -> Source | None:
    name = path.name.lower()
    item_id = id_from(path.relative_to(given))
    if name.endswith(_RECORDS):
        return Source(path, path.parent, "records")
    if name.endswith(_TEXT):
        return Source(path, path.parent, "text", item_id)
    if name.endswith(_XML) and path.name != METADATA_FILE:
        return Source(path, path.parent, "alto", item_id)
    return None
