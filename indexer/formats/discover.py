"""What the paths given to `ingest` hold: sources, each with the reader for it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.formats import images, mets
from indexer.formats.base import Format, Record, id_from, natural_order
from indexer.formats.beside import METADATA_FILE
from indexer.formats.registry import format_named, format_of, recognized
from indexer.formats.scanned import read_scanned
from searchsvc.errors import RecordError, UsageError
from searchsvc.images import IMAGE_SUFFIXES


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
            if format_ is mets.FORMAT:
                yield from _mets_sources([absolute], absolute.parent, absolute.parent.name)
            elif format_:
                yield _source(absolute, absolute.parent, format_)
            else:
                yield RecordError(str(path), "of no format that can be read")


def _below(given: Path) -> Iterator[Source | RecordError]:
    """Sources in a folder and the folders in it, depth first.

    Links and what is hidden (`.git`, the `._0001.xml` that a Mac leaves) are left aside.
    """
    waiting = [given]
    of_mets: set[Path] = set()  # folders with files of books that a METS file describes
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
        yield from _in_folder(folder, files, given, of_mets)
        folders = [Path(entry.path) for entry in named if entry.is_dir(follow_symlinks=False)]
        waiting.extend(reversed(folders))


def _in_folder(
    folder: Path, files: list[Path], given: Path, of_mets: set[Path]
) -> Iterator[Source]:
    """A folder of page files is one item; in any other each file stands for itself.

    What a METS file stands beside, or names files of, is of that METS file's item.
    """
    known = [(file, format_) for file in files if (format_ := format_of(file))]
    names = folder.relative_to(given).parts or (folder.name,)
    books = [file for file, format_ in known if format_ is mets.FORMAT]
    yield from _mets_sources(books, folder, *names)
    of_mets.update(inner for book in books for inner in mets.folders_of(book))
    pages = (format_ for file, format_ in known if format_.pages and recognized(file))
    in_item = bool(books) or folder in of_mets
    if not in_item and (scanned := next(pages, None) or _only_images(files, known)):
        yield Source(folder, folder, scanned.name, id_from(*names))
        in_item = True
    for file, format_ in known:
        # Text beside scanned pages is the same text again; the pages are in the item already.
        if format_ is not mets.FORMAT and (not in_item or format_.name == "records"):
            yield _source(file, given, format_)


def _mets_sources(books: list[Path], folder: Path, *names: str) -> Iterator[Source]:
    """METS files: of several in a folder each has its own name, one alone has the folder's."""
    for book in books:
        own = (book.stem,) if len(books) > 1 else ()
        yield Source(book, folder, mets.FORMAT.name, id_from(*names, *own))


def _only_images(files: list[Path], known: list[tuple[Path, Format]]) -> Format | None:
    """The format of a folder that has a description and images, and nothing that can be read."""
    described = any(file.name == METADATA_FILE for file in files)
    pictures = any(file.suffix.lower() in IMAGE_SUFFIXES for file in files)
    return images.FORMAT if described and pictures and not known else None


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
