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
from searchsvc.domain import MAX_PAGE_NUMBER, Item, Page
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES


def read_described(
    path: Path, item_id: str, folder_id: str, max_bytes: int, format_: Format
) -> Iterator[Record]:
    """The items of a catalogue, each with the pages of its files.

    `folder_id`: what the ids of files in the catalogue's folder begin with.
    """
    assert format_.describes
    folder = path if path.is_dir() else path.parent
    for described in format_.describes(path, max_bytes):
        if isinstance(described, RecordError):
            yield described
        else:
            named = described.record.get("id") or _id(described, item_id, folder_id)
            yield from joined(described, str(named), folder, max_bytes)


def joined(described: Description, item_id: str, folder: Path, max_bytes: int) -> Iterator[Record]:
    """The item of a description; what the catalogue says goes before what its files say.

    A file that cannot be read is rejected by its name, and the item with it where it has no other:
    else a disk that is not there would empty what was taken in before.
    """
    pages: list[Page] = []
    own: dict[str, Any] = {}
    read = 0
    for name in described.files:
        for record in _read(folder, name, item_id, max_bytes):
            if isinstance(record, RecordError):
                yield record
                continue
            read += 1
            own = own or metadata_record(record.item.metadata)
            pages += _moved(record.item.pages, name, folder, len(pages) and pages[-1].number)
    if described.texts and not any(page.text.strip() for page in pages):
        texts = [r for name in described.texts for r in _read(folder, name, item_id, max_bytes)]
        pages = [page for r in texts if isinstance(r, Found) for page in r.item.pages] or pages
        pages = [replace(page, number=number) for number, page in enumerate(pages, 1)]
        yield from (r for r in texts if isinstance(r, RecordError))
        read += bool(pages)
    if described.files and not read:
        yield RecordError(described.place, "none of its files could be read", item_id)
        return
    try:
        said = {key: list(v) if isinstance(v, tuple) else v for key, v in own.items()}
        metadata = checked_metadata({**said, **described.record, "id": item_id})
        check_pages(tuple(pages))
    except Malformed as error:
        yield RecordError(described.place, str(error), item_id)
        return
    yield Found(described.place, Item(metadata, tuple(pages)))


def _id(described: Description, item_id: str, folder_id: str) -> str:
    """An id for an item whose description has none."""
    if described.files:
        return id_from(folder_id, *Path(described.files[0]).with_suffix("").parts)
    return id_from(item_id, described.name) if described.name else item_id


def _read(folder: Path, name: str, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item that a file or folder is, and what is wrong in it."""
    path = folder / name
    if not _is_inside(path, folder):
        yield RecordError(str(path), "is not there, or leads out of the folder", item_id)
        return
    format_ = _format(path)
    if format_ is None or format_.describes:
        yield RecordError(str(path), "of no format that has pages", item_id)
        return
    records = (
        format_.read(path, item_id, max_bytes)
        if format_.read
        else read_scanned(path, item_id, max_bytes, format_)
    )
    found = 0
    for record in records:
        found += isinstance(record, Found)
        if found > 1:
            yield RecordError(str(path), "holds more than one item", item_id)
            return
        yield record


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
    for page in pages:
        image = (below / page.image).as_posix() if page.image else None
        yield replace(page, number=min(page.number + after, MAX_PAGE_NUMBER), image=image)
