"""What may be closed: all that a statement of rights may be about, where that is not clear.

A statement that is not understood, or of which it is not known how far it reaches, opens nothing.
"""

from functools import cached_property
from pathlib import Path

from indexer.formats import mets
from indexer.formats.base import Malformed
from indexer.formats.beside import description
from indexer.formats.record import checked_metadata
from searchsvc.domain import Metadata, Rights

#: A larger description is not looked into, and so not understood.
_LOOKED_INTO = 64_000_000


class Unclear:
    """What was met on the way through folders, depth first, that may close others."""

    def __init__(self) -> None:
        # Tables that are not understood in full, by their folders.
        self._tables: dict[Path, Path] = {}
        # What describes the folder that we are in and those above it, the outermost first.
        self._descriptions: dict[Path, _Descriptions] = {}

    def add_table(self, table: Path) -> None:
        """A table that may say of all that is beside and below it that it is closed."""
        self._tables[table.parent] = table

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
        unclear = (self._tables.get(f) for f in (path, *path.parents))
        if table := next(filter(None, unclear), None):
            return f"{table.name} is not understood in full, and may say that this is closed"
        if folder in self._descriptions or not self._descriptions:
            return ""
        return next(reversed(self._descriptions.values())).closing


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
