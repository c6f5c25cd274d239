"""METS: a file that says which images and OCR files, in which order, are a book (`mets_book`), and
what describes it (`mets_described`).

Only files in the folder of the METS file are read, and no other machine is asked.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from indexer.formats.base import Format, Found, Malformed, Record, checked_bytes, title_from
from indexer.formats.beside import METADATA_FILE, description
from indexer.formats.frame import fitted
from indexer.formats.images import image_size
from indexer.formats.local_files import folder_named, local_folder
from indexer.formats.mets_book import files_of, pages_of
from indexer.formats.mets_described import describe, describing_files
from indexer.formats.mets_page import PageFiles
from indexer.formats.record import check_pages, checked_metadata
from indexer.formats.xml import root_name, root_named
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import RecordError

#: A larger METS file is looked into only when it is read.
_LOOKED_INTO = 64_000_000


def read_mets(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a METS file. A page that cannot be read is rejected by its place."""
    try:
        root = _root(path, max_bytes)
        metadata, labels, unread = _metadata(root, path, item_id, max_bytes)
        named_pages = pages_of(root)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), str(error), item_id)
        return
    for section, reason in unread.items():
        yield RecordError(f"{path}: {section}", reason, metadata.id)
    reader = PageFiles(path.parent, max_bytes)
    pages: list[Page] = []
    for number, named in enumerate(named_pages, 1):
        page, errors = reader.read(named)
        for reason in errors:
            yield RecordError(f"{path}: page {number}", reason, metadata.id)
        if page is None:
            continue
        size = image_size(path.parent / page.image) if page.image else None
        label = labels.get(number, named.label or page.label)
        pages.append(fitted(replace(page, number=number, label=label), size))
    try:
        check_pages(tuple(pages))
        if not pages:
            raise Malformed("no page could be read")
    except Malformed as error:
        yield RecordError(str(path), str(error), metadata.id)
        return
    yield Found(str(path), Item(metadata, tuple(pages)))


def named_by(path: Path) -> frozenset[Path]:
    """The folders that hold files of a METS file, and the files that describe its book; none where
    it cannot be read.
    """
    try:
        root = _root(path, _LOOKED_INTO)
    except (OSError, Malformed):
        return frozenset()
    # One file stands for all of its folder: there may be a million of them.
    hrefs = {file.href.rpartition("/")[0]: file.href for file in files_of(root).values()}
    found = (local_folder(path.parent, href) for href in hrefs.values())
    return describing_files(root, path.parent).union(folder for folder in found if folder)


def folders_elsewhere(path: Path) -> frozenset[Path]:
    """The folders outside of its own where a METS file names files; they are not read with it."""
    try:
        if b".." not in checked_bytes(path, _LOOKED_INTO):
            return frozenset()  # to parse it takes far longer
        hrefs = {file.href for file in files_of(_root(path, _LOOKED_INTO)).values()}
    except (OSError, Malformed):
        return frozenset()
    own = path.parent.resolve()
    found = {folder for href in hrefs if ".." in href if (folder := folder_named(own, href))}
    return frozenset(folder for folder in found if not folder.is_relative_to(own))


def metadata_of(path: Path, max_bytes: int) -> Metadata:
    """What METS, and what stands beside it, says of the item. Raises Malformed; OSError."""
    return _metadata(_root(path, max_bytes), path, "id", max_bytes)[0]


def _root(path: Path, max_bytes: int) -> etree._Element:
    return root_named(path, max_bytes, "mets")


def _metadata(
    root: etree._Element, path: Path, item_id: str, max_bytes: int
) -> tuple[Metadata, dict[int, str], dict[str, str]]:
    """What METS says of the item; what a `metadata.json` beside it says goes before that.

    And labels by page, and the sections whose files could not be read, with the reason. Raises
    Malformed where such a file may close what nothing beside METS says to be open; OSError.
    """
    try:
        described, labels = description(path.parent, item_id, max_bytes)
        supposed: dict[str, Any] = {"id": item_id, "title": title_from(path.parent.name)}
        said = {key: value for key, value in described.items() if supposed.get(key) != value}
        record, unread = describe(root, path.parent, max_bytes)
        if unread and "rights" not in said:
            section, reason = next(iter(unread.items()))
            raise Malformed(f"{section}: {reason}, and may say that this is closed")
        return checked_metadata({**supposed, **record, **said}), labels, unread
    except (OSError, Malformed) as error:
        raise Malformed(f"{error} (METS and {METADATA_FILE})") from error


FORMAT = Format(
    "mets",
    "METS, a book of page images and OCR files, with MODS or Dublin Core; a file is an item",
    ("mets.xml",),
    lambda _path, head: root_name(head) == "mets",
    read=read_mets,
)
