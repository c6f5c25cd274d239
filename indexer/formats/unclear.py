"""What may be closed: all that a statement of rights may be about, where that is not clear.

A statement that is not understood, or of which it is not known how far it reaches, opens nothing.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from indexer.formats import mets
from indexer.formats.base import HEAD, Malformed
from indexer.formats.beside import description
from indexer.formats.record import checked_metadata
from indexer.formats.xml import first_bytes, root_name
from searchsvc.domain import Metadata, Rights

#: A larger description is not looked into, and so not understood.
_LOOKED_INTO = 64_000_000
#: What names of METS files end in.
_SUFFIXES = (".xml", ".mets")


class Unclear:
    """What was met on the way through folders, depth first, that may close others."""

    def __init__(self, given: Path) -> None:
        self._given = given
        # Tables that are not understood in full, by their folders.
        self._tables: dict[Path, Path] = {}
        # Workbooks that cannot be read, by their folders.
        self._workbooks: dict[Path, Path] = {}
        # What describes the folder that we are in and those above it, the outermost first.
        self._descriptions: dict[Path, _Descriptions] = {}

    @cached_property
    def _elsewhere(self) -> dict[Path, str]:
        # Looked for when the first folder is walked: a file given by itself needs nothing of it.
        return _closed_elsewhere(self._given)

    def add_table(self, table: Path) -> None:
        """A table that may say of all that is beside and below it that it is closed."""
        self._tables[table.parent] = table

    def add_workbook(self, workbook: Path) -> None:
        """A workbook that cannot be read: it may be a table of that kind, or just lie there. The
        item of its own folder is what describes it, if anything does.
        """
        self._workbooks[workbook.parent] = workbook

    def enter(self, folder: Path, described_by: Path | None, books: list[Path]) -> None:
        """The folder that we are in now, what describes it, and its METS files."""
        above = {f: found for f, found in self._descriptions.items() if f in folder.parents}
        mine = books or ([described_by] if described_by else [])
        self._descriptions = {**above, **({folder: _Descriptions(mine, books)} if mine else {})}

    def reason_for(self, path: Path, folder: Path) -> str:
        """Why a source may be closed, '' where nothing says so.

        `folder`: the one that the source stands in, or is. What describes this one is read with the
        source; of those above, the nearest that is described counts.
        """
        for above in (path, *path.parents):
            if table := self._tables.get(above):
                return f"{table.name} is not understood in full, and may say that this is closed"
            workbook = self._workbooks.get(above)
            if workbook and (above != folder or folder not in self._descriptions):
                return f"{workbook.name} cannot be read, and may say that this is closed"
        if folder in self._descriptions:
            return ""
        if self._elsewhere and (closing := self._elsewhere.get(folder.resolve())):
            return closing
        if not self._descriptions:
            return ""
        return next(reversed(self._descriptions.values())).closing


def _closed_elsewhere(given: Path) -> dict[Path, str]:
    """Folders in which a METS file of another folder names files, with why they are closed.

    Such a file may come later on the way, so all METS files below `given` are looked into first.
    """
    return {
        folder: closing
        for book in _mets_below(given)
        for folder in mets.folders_elsewhere(book)
        if (closing := _closing_elsewhere(book))
    }


def _mets_below(given: Path) -> Iterator[Path]:
    """The METS files below a folder, and what may be a broken one by its name."""
    waiting = [given]
    while waiting:
        # What cannot be read is an error of the walk itself.
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                name = entry.name.lower()
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif not name.endswith(_SUFFIXES) or not entry.path.isprintable():
                    continue  # a path that is no Unicode could not be shown
                elif "mets" in name or _is_mets(entry):
                    yield Path(entry.path)


def _is_mets(entry: "os.DirEntry[str]") -> bool:
    try:
        if not entry.is_file(follow_symlinks=False):
            return False
        with open(entry.path, "rb") as file:
            head = file.read(HEAD).replace(b"\0", b"").lower()
        # To parse the first bytes of each page file would take as long as all else on the way.
        may_be = b"mets" in head or b"<!--" in head
        return may_be and root_name(first_bytes(Path(entry.path))) == "mets"
    except OSError:
        return False


def _closing_elsewhere(book: Path) -> str:
    try:
        rights = mets.metadata_of(book, _LOOKED_INTO).rights
    except (OSError, Malformed):
        return f"{book.name} in {book.parent.name} names it, is not understood, and may close it"
    if rights is Rights.PUBLIC:
        return ""
    return f"{book.name} in {book.parent.name} names it, says {rights}, and must stand above it"


class _Descriptions:
    """What describes a folder, read when something below it asks."""

    def __init__(self, files: list[Path], books: list[Path]) -> None:
        self._files, self._books = files, books

    @cached_property
    def closing(self) -> str:
        """Why a folder below without a description of its own may be closed, or ''."""
        return next(filter(None, map(self._closing, self._files)), "")

    def _closing(self, file: Path) -> str:
        try:
            rights = self._metadata(file).rights
        except (OSError, Malformed):
            return f"{file.name} above it is not understood, and may say that this is closed"
        if rights is Rights.PUBLIC:
            return ""
        return f"{file.name} above it says {rights}, and no metadata.* beside it what holds here"

    def _metadata(self, file: Path) -> Metadata:
        if file in self._books:
            return mets.metadata_of(file, _LOOKED_INTO)
        record, _ = description(file.parent, "id", _LOOKED_INTO)
        return checked_metadata(record)
