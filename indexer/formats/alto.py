"""ALTO: a file of one or more scanned pages with the place of every word. See `alto_page`."""

from pathlib import Path

from indexer.formats.alto_page import page_from
from indexer.formats.base import Format, Malformed
from indexer.formats.xml import root_name, root_named
from searchsvc.domain import Page


def read_pages(path: Path, max_bytes: int) -> list[Page]:
    """The pages of a file. Raises Malformed; OtherXml where its root is another; OSError."""
    root = root_named(path, max_bytes, "alto")
    elements = list(root.iter("{*}Page"))
    if not elements:
        raise Malformed("has no Page")
    return [page_from(element, number) for number, element in enumerate(elements, 1)]


def _recognizes(_path: Path, head: bytes) -> bool:
    return root_name(head).lower() == "alto"


FORMAT = Format(
    "alto",
    "ALTO 2 to 4, OCR of scanned pages with the place of every word; a folder is an item",
    (".xml",),
    _recognizes,
    pages=read_pages,
)
