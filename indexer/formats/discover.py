"""What the paths given to `ingest` hold: sources, each with the reader for it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.formats.base import Format, Record, id_from, natural_order
from indexer.formats.registry import format_named, format_of, recognized
from indexer.formats.scanned import read_scanned
from searchsvc.errors import RecordError, UsageError


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
        format_ = format_named(self.format)
        if format_.read:
            return format_.read(self.path, self.item_id, max_bytes)
        return read_scanned(self.path, self.item_id, max_bytes, format_)


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
            format_ = format_of(absolute)
            if format_:
                yield _source(absolute, absolute.parent, format_)
            else:
                yield RecordError(str(path), "of no format that can be read")


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
    """A folder of page files is one item; in any other each file stands for itself."""
    known = [(file, format_) for file in files if (format_ := format_of(file))]
    pages = (format_ for file, format_ in known if format_.pages and recognized(file))
    if scanned := next(pages, None):
        names = folder.relative_to(given).parts or (folder.name,)
        yield Source(folder, folder, scanned.name, id_from(*names))
    for file, format_ in known:
        # Text beside scanned pages is the same text again; the pages are in the item already.
        if not scanned or format_.name == "records":
            yield _source(file, given, format_)


def _misnamed(path: Path) -> RecordError | None:
    """An error for a name that is not Unicode: it could be neither kept nor shown."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return RecordError(os.fsencode(path).decode(errors="replace"), "the name is not UTF-8")
    return None


def _source(path: Path, given: Path, format_: Format) -> Source:
    named = id_from(*path.relative_to(given).with_suffix("").parts)
    return Source(path, path.parent, format_.name, named)
