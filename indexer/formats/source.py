"""A source: what one reader reads, and the items that it gives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.formats.base import Description, Found, Malformed, Record
from indexer.formats.beside import description, metadata_file
from indexer.formats.joined import joined, read_described
from indexer.formats.registry import format_named
from indexer.formats.scanned import read_scanned
from searchsvc.errors import RecordError


@dataclass(frozen=True, slots=True)
class Source:
    """A file of records, or a file or folder that is one item.

    `root`: the folder that image paths are relative to. `item_id`: for an item that names none.
    `folder_id`: what ids of files in the folder begin with, for a catalogue. `documents`: the
    files that have the pages of a folder, in order, and are described by what stands beside them;
    or that have those of a catalogue's only item.
    """

    path: Path
    root: Path
    format: str
    item_id: str = ""
    folder_id: str = ""
    documents: tuple[str, ...] = ()

    def read(self, max_bytes: int) -> Iterator[Record]:
        """The items, and an error for each that cannot be taken in."""
        format_ = format_named(self.format)
        if format_.describes:
            ids = self.item_id, self.folder_id
            return read_described(self.path, *ids, max_bytes, format_, self.documents)
        if self.documents:
            return self._described(max_bytes)
        if format_.read:
            return format_.read(self.path, self.item_id, max_bytes)
        return read_scanned(self.path, self.item_id, max_bytes, format_)

    def _described(self, max_bytes: int) -> Iterator[Record]:
        """The item of a folder with documents and what describes them."""
        try:
            record, labels = description(self.path, self.item_id, max_bytes)
        except (OSError, Malformed) as error:
            yield RecordError(str(metadata_file(self.path)), str(error), self.item_id)
            return
        described = Description(str(self.path), record, files=self.documents)
        for found in joined(described, record["id"], self.path, max_bytes):
            if isinstance(found, Found) and labels:
                pages = (replace(p, label=labels.get(p.number, p.label)) for p in found.item.pages)
                found = Found(found.place, replace(found.item, pages=tuple(pages)))
            yield found
