"""What the paths given to `ingest` hold: sources, each with the reader for it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.formats.alto import is_alto, read_alto
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
        # `..` goes up from where a link leads; any other link that is given keeps its name.
        absolute = path.resolve() if ".." in path.parts else path.absolute()
        if misnamed := _misnamed(absolute):
            yield misnamed
        elif absolute.is_dir():
            yield from _below(absolute)
        else:
            source = _file(absolute, absolute.parent)
            yield source or RecordError(str(path), "of no format that can be read")


def _below(given: Path) -> Iterator[Source | RecordError]:
    """Sources in a folder and the folders in it, depth first.

    Links and what is hidden (`.git`, the `._0001.xml` that a Mac leaves) are left aside.
    """
    waiting = [given]
    while waiting:
        folder = waiting.pop()
        try:
            entries = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
        except OSError as error:
            yield RecordError(str(folder), f"cannot be read: {error.strerror}")
            continue
        named = [entry for entry in entries if not _misnamed(Path(entry.path))]
        yield from filter(None, (_misnamed(Path(entry.path)) for entry in entries))
        named.sort(key=lambda entry: natural_order(Path(entry.name)))
        files = [Path(entry.path) for entry in named if entry.is_file(follow_symlinks=False)]
        yield from _in_folder(folder, files, given)
        folders = [Path(entry.path) for entry in named if entry.is_dir(follow_symlinks=False)]
        waiting.extend(reversed(folders))


def _in_folder(folder: Path, files: list[Path], given: Path) -> Iterator[Source]:
    """A folder of ALTO files is one item; in any other each file stands for itself."""
    scanned = any(file.suffix.lower() == _XML and is_alto(file) for file in files)
    if scanned:
        names = folder.relative_to(given).parts or (folder.name,)
        yield Source(folder, folder, "alto", id_from(*names))
    for file in files:
        source = _file(file, given)
        # Text beside ALTO pages is the same text again; their XML is in the item already.
        if source and not (scanned and source.format != "records"):
            yield source


def _misnamed(path: Path) -> RecordError | None:
    """An error for a name that is not Unicode: it could be neither kept nor shown."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return RecordError(os.fsencode(path).decode(errors="replace"), "the name is not UTF-8")
    return None


def _file(path: Path, given: Path) -> Source | None:
    name = path.name.lower()
    item_id = id_from(*path.relative_to(given).with_suffix("").parts)
    if name.endswith(_RECORDS):
        return Source(path, path.parent, "records")
    if name.endswith(_TEXT):
        return Source(path, path.parent, "text", item_id)
    if name.endswith(_XML):
        return Source(path, path.parent, "alto", item_id)
    return None
