"""PDF: the text layer of every page with the place of every word; scans wait for OCR."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.formats.base import Format, Found, Malformed, Record
from indexer.formats.documents import (
    day,
    first_line,
    languages,
    names,
    real_title,
    repaired,
    repaired_value,
    subjects,
)
from indexer.formats.isolated import isolated
from indexer.formats.record import checked_metadata
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError

if TYPE_CHECKING:
    import pypdfium2

_MAX_PAGES = 100_000
#: Words whose places are kept, of 300 bytes each: some 2,500 pages. A longer document has none.
_MAX_BOXES = 1_000_000
_SIGNATURE = b"%PDF-"
#: Rubbish may stand before the signature.
_SIGNATURE_WITHIN = 1024
#: More of a document's pages than this share are pictures: it is a scan, made long after the book.
_SCANNED = 0.5


def read_pdf(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a document, and an error for the pages of it that cannot be read.

    The file may be as large as it likes; `max_bytes` is for its text. Without its text layer a page
    has `needs_ocr` among its further keys.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        try:
            item, damaged = _item(document, path, item_id, max_bytes)
        finally:
            document.close()
    except (OSError, Malformed, pypdfium2.PdfiumError) as error:
        yield RecordError(str(path), f"not readable as pdf: {_reason(error)}", item_id)
        return
    if damaged:
        listed = ", ".join(map(str, damaged[:20])) + (", …" if len(damaged) > 20 else "")
        reason = (
            f"not readable: page {listed} of {len(item.pages)}; the item goes without their text"
        )
        yield RecordError(str(path), reason, item_id)
    yield Found(str(path), item)


def _item(
    document: "pypdfium2.PdfDocument", path: Path, item_id: str, max_bytes: int
) -> tuple[Item, list[int]]:
    from indexer.formats.pdf_page import Read, read_page

    count = len(document)
    if not 0 < count <= _MAX_PAGES:
        raise Malformed(f"has {count} pages, which are not from 1 to {_MAX_PAGES}")
    read: list[Read] = []
    size = boxes = 0
    placed = True
    for index in range(count):
        found = read_page(document, index, path.name)
        size += len(found.page.text)
        boxes += len(found.page.words)
        if size > max_bytes:
            raise Malformed(f"its text is longer than {max_bytes} characters")
        if boxes > _MAX_BOXES:
            read = [_without_boxes(page) for page in read] if placed else read
            found, placed = _without_boxes(found), False
        read.append(found)
    damaged = [found.page.number for found in read if found.damaged]
    if len(damaged) == count:
        raise Malformed("no page can be read")
    original = next((found.page.text for found in read if found.page.text), "")
    pages = tuple(repaired(found.page) for found in read)
    if not any(page.text.strip() or page.extra.get("needs_ocr") for page in pages):
        raise Malformed("no page has any text or picture")
    scanned = sum(found.scanned for found in read) > _SCANNED * count
    return Item(_metadata(document, path, item_id, pages, original, scanned), pages), damaged


def _without_boxes(found: Any) -> Any:
    return found._replace(page=replace(found.page, words=()))


def _metadata(
    document: "pypdfium2.PdfDocument",
    path: Path,
    item_id: str,
    pages: Sequence[Page],
    original: str,
    scanned: bool,
) -> Any:
    given = {key: _clean(value) for key, value in document.get_metadata_dict().items()}

    def value(key: str) -> str | None:
        return repaired_value(given.get(key), pages, original)

    # When a scan was made says nothing of the book.
    created = day(given.get("CreationDate"))
    return checked_metadata(
        {
            "id": item_id,
            "title": real_title(value("Title")) or first_line(pages, path),
            "creators": list(names([value("Author")])),
            "subjects": list(subjects([value("Keywords")])),
            "description": real_title(value("Subject")),
            "date": None if scanned else created,
            "languages": list(languages([], pages)),
            **({"digitized": created} if scanned and created else {}),
        }
    )


def _clean(value: str) -> str:
    """Without control characters, which stand in values that were cut off or wrongly encoded."""
    return "".join(char if char.isprintable() else " " for char in value).strip()


def _reason(error: Exception) -> str:
    """What pdfium's messages mean."""
    text = str(error)
    if "password" in text.lower():
        return "it is encrypted and asks for a password"
    if "security" in text.lower():
        return "it is encrypted in a way that is not known"
    return text


FORMAT = Format(
    "pdf",
    "PDF, a document an item: its text layer with the place of every word, or pages to be read",
    (".pdf",),
    lambda _path, head: _SIGNATURE in head[:_SIGNATURE_WITHIN],
    read=isolated(read_pdf),
)
