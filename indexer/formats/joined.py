"""Descriptions of a catalogue and the files that have the pages: together, items."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.formats import images
from indexer.formats.base import Description, Format, Found, Malformed, Record, id_from
from indexer.formats.record import check_pages, checked_metadata
from indexer.formats.registry import format_of, recognized
from indexer.formats.scanned import read_scanned
from searchsvc.catalog.codec import metadata_record
from searchsvc.domain import MAX_PAGE_NUMBER, Item, Metadata, Page
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES


def read_described(
    path: Path,
    item_id: str,
    folder_id: str,
    max_bytes: int,
    format_: Format,
    documents: tuple[str, ...] = (),
) -> Iterator[Record]:
    """The items of a catalogue, each with the pages of its files.

    `folder_id`: what the ids of files in the catalogue's folder begin with, '' where `path` is a
    folder and its item. `documents`: the files of the only item, where the catalogue names none.
    """
    assert format_.describes
    folder = path if path.is_dir() else path.parent
    for described in format_.describes(path, max_bytes):
        if isinstance(described, RecordError):
            yield described
        else:
            described = replace(described, files=described.files or documents)
            named = described.record.get("id") or _id(described, item_id, folder_id)
            yield from joined(described, str(named), folder, max_bytes)


def joined(described: Description, item_id: str, folder: Path, max_bytes: int) -> Iterator[Record]:
    """The item of a description; what the catalogue says goes before what its files say.

    A file that cannot be read is rejected by its name, and the item with it where it has no other:
    else a disk that is not there would empty what was taken in before.
    """
    reading = _Reading(folder, item_id, max_bytes)
    pages = reading.pages(described.files)
    if described.texts and not any(page.text.strip() for page in pages):
        pages = reading.pages(described.texts) or pages
    if described.files and not reading.metadata:
        reasons = "; ".join(f"{Path(e.place).name}: {e.reason}" for e in reading.errors)
        yield RecordError(described.place, f"none of its files could be read: {reasons}", item_id)
        return
    yield from reading.errors
    try:
        metadata = checked_metadata({**reading.said, **described.record, "id": item_id})
        check_pages(tuple(pages))
    except Malformed as error:
        yield RecordError(described.place, str(error), item_id)
        return
    yield Found(described.place, Item(metadata, tuple(pages)))


def _id(described: Description, item_id: str, folder_id: str) -> str:
    """An id for an item whose description has none."""
    if described.files and folder_id:
        return id_from(folder_id, *Path(described.files[0]).with_suffix("").parts)
    return id_from(item_id, described.name) if described.name else item_id


class _Reading:
    """What is in the files of an item, and what is wrong with them."""

    def __init__(self, folder: Path, item_id: str, max_bytes: int) -> None:
        self._folder, self._item_id, self._max_bytes = folder, item_id, max_bytes
        self.metadata: list[Metadata] = []
        self.errors: list[RecordError] = []

    @property
    def said(self) -> dict[str, Any]:
        """What the first file that could be read says of the item."""
        record = metadata_record(self.metadata[0]) if self.metadata else {}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in record.items()}

    def pages(self, names: tuple[str, ...]) -> list[Page]:
        """The pages of files, numbered on from file to file."""
        pages: list[Page] = []
        for name in names:
            found = 0
            for record in self._records(self._folder / name):
                if isinstance(record, RecordError):
                    self.errors.append(record)
                    continue
                found += 1
                if found > 1:
                    self._wrong(self._folder / name, "holds more than one item")
                    break
                self.metadata.append(record.item.metadata)
                after = pages[-1].number if pages else 0
                pages += _moved(record.item.pages, name, self._folder, after)
        return pages

    def _records(self, path: Path) -> Iterator[Record]:
        """The one item that a file or folder is."""
        if not _is_inside(path, self._folder):
            self._wrong(path, "is not there, or leads out of the folder")
            return iter(())
        format_ = _format(path)
        if format_ and format_.read:
            return format_.read(path, self._item_id, self._max_bytes)
        if format_ and format_.pages:
            return read_scanned(path, self._item_id, self._max_bytes, format_)
        self._wrong(path, "of no format that has pages")
        return iter(())

    def _wrong(self, path: Path, reason: str) -> None:
        self.errors.append(RecordError(str(path), reason, self._item_id))


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        real, root = path.resolve(strict=True), folder.resolve()
    except (OSError, ValueError, RuntimeError):
        return False
    return real.is_relative_to(root) and real != root


def _format(path: Path) -> Format | None:
    """The format of a file, or that of the pages in a folder."""
    if not path.is_dir():
        return images.FORMAT if path.suffix.lower() in IMAGE_SUFFIXES else format_of(path)
    files = sorted(file for file in path.iterdir() if file.is_file())
    kinds = (format_ for file in files if (format_ := recognized(file)) and format_.pages)
    pictured = any(file.suffix.lower() in IMAGE_SUFFIXES for file in files)
    return next(kinds, images.FORMAT if pictured else None)


def _moved(pages: tuple[Page, ...], name: str, folder: Path, after: int) -> Iterator[Page]:
    """Pages behind others, their images named from the catalogue's folder on."""
    path = folder / name
    below = (path if path.is_dir() else path.parent).relative_to(folder)
    picture = _picture(path) if len(pages) == 1 else None
    for page in pages:
        own = page.image or picture
        image = (below / own).as_posix() if own else None
        yield replace(page, number=min(page.number + after, MAX_PAGE_NUMBER), image=image)


def _picture(path: Path) -> str | None:
    """The image beside a file of one page that has the file's name."""
    pictures = (path.with_suffix(suffix) for suffix in IMAGE_SUFFIXES)
    return next((picture.name for picture in pictures if picture.is_file()), None)
