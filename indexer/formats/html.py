"""HTML: the main text of a web page, cut into pages, and what its head says."""

import re
from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Format, Found, Malformed, Record, checked_bytes
from indexer.formats.documents import first_line, languages, paged
from indexer.formats.html_head import declared
from indexer.formats.html_text import main_text
from indexer.formats.isolated import isolated
from indexer.formats.markup import parse_html
from indexer.formats.record import checked_metadata
from searchsvc.domain import Item
from searchsvc.errors import RecordError

_BEGINNING = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
#: Scanned pages read by OCR are written in HTML too.
_OCR = re.compile(rb"""\bocr_page\b|["']ocr-(?:system|capabilities)["']""")
_WORKBOOKS = (".xls", ".xlsx", ".ods")


def read_html(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a file."""
    try:
        item = _item(path, item_id, max_bytes)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), f"not readable as html: {error}", item_id)
        return
    yield Found(str(path), item)


def _item(path: Path, item_id: str, max_bytes: int) -> Item:
    data = checked_bytes(path, max_bytes)
    if _OCR.search(data):
        raise Malformed("it is hOCR, scanned pages, and no text of its own")
    root, origin = parse_html(data)
    pages = paged([(main_text(root), origin)])
    if not any(page.text.strip() for page in pages):
        raise Malformed("has no text")
    record = declared(root)
    record["languages"] = list(languages(record.get("languages", []), pages))
    metadata = checked_metadata({"title": first_line(pages, path), **record, "id": item_id})
    return Item(metadata, pages)


def _recognizes(path: Path, head: bytes) -> bool:
    # Many programs write tables so and call them workbooks; what such a one says is metadata.
    if path.suffix.lower() in _WORKBOOKS:
        return False
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain.replace(b"\0", b"")[2:]
    return bool(_BEGINNING.match(plain)) and not _OCR.search(plain)


FORMAT = Format(
    "html",
    "HTML, a web page an item: its main text, title and meta tags",
    (".html", ".htm", ".xhtml"),
    _recognizes,
    read=isolated(read_html),
)
