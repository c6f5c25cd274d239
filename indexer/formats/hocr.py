"""hOCR: HTML of one or more scanned pages with the place of every word. See `hocr_page`."""

import codecs
import re
from dataclasses import replace
from pathlib import Path

from lxml import etree, html

from indexer.formats.base import Format, Malformed, checked_bytes
from indexer.formats.hocr_page import classes, page_from, physical_number
from indexer.formats.isolated import isolated_pages
from indexer.formats.xml import OtherXml
from searchsvc.domain import Page

_SUFFIXES = (".hocr", ".html", ".xhtml", ".htm")
#: What an HTML file is known by to be hOCR.
_SIGN = re.compile(
    rb"""class\s*=\s*["']?[^"'<>]{0,200}\bocr_page\b|name\s*=\s*["']?ocr-(system|capabilities)\b""",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]{0,200}>")
#: What begins like a comment, a declaration or an instruction.
_NO_TAG = re.compile(r"<(?:!--|!(?!doctype\b|\[CDATA\[)|\?)", re.IGNORECASE)


def read_pages(path: Path, max_bytes: int) -> list[Page]:
    """The pages of a file. Raises Malformed; OtherXml for HTML that is no hOCR; OSError."""
    data = checked_bytes(path, max_bytes)
    if not data.strip():
        raise Malformed("the file is empty")
    if not _is_hocr(data):
        raise OtherXml("no hOCR: it has no element of class ocr_page")
    return _in_process(path, max_bytes)


def parsed_pages(path: Path, max_bytes: int) -> list[Page]:
    """The pages of a file that is hOCR. Raises Malformed; OSError."""
    root = _document(checked_bytes(path, max_bytes))
    elements = [e for e in root.iter(etree.Element) if "ocr_page" in classes(e)]
    if not elements:
        raise Malformed("has no element of class ocr_page")
    numbers = {e: physical_number(e) for e in elements}
    if None not in numbers.values() and len(set(numbers.values())) == len(elements):
        elements.sort(key=lambda e: numbers[e] or 0)
    return [replace(page_from(e), number=number) for number, e in enumerate(elements, 1)]


_in_process = isolated_pages(parsed_pages)


def _is_hocr(data: bytes) -> bool:
    return bool(_SIGN.search(data.replace(b"\0", b"") if b"\0" in data else data))


def _document(data: bytes) -> etree._Element:
    """The root element, however the file is written.

    It is read as HTML, not as XML: tags that are never closed and entities that XML does not know
    (`&shy;`) are common. No entity that a file defines is known to it.
    """
    text = _with_escapes(_XML_DECLARATION.sub("", _decoded(data), count=1))
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Malformed(str(error)) from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":  # and what is behind it was left out
            raise Malformed(f"line {entry.line}: {entry.message.strip()}")
    return root


def _decoded(data: bytes) -> str:
    """The text, in UTF-8 where it can be that, else as declared."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:4096])
    try:
        return data.decode(declared[1].decode() if declared else "cp1252", "replace")
    except LookupError:
        return data.decode("cp1252", "replace")


def _with_escapes(text: str) -> str:
    """The text with `<!--` and `<?` that OCR saw on the page, and nobody escaped, as text.

    A parser takes them for the beginning of a comment that goes on to the end of the file.
    """
    last_end = text.rfind("-->")

    def escaped(match: re.Match[str]) -> str:
        is_comment = match[0] == "<!--" and match.start() < last_end
        return match[0] if is_comment else f"&lt;{match[0][1:]}"

    return _NO_TAG.sub(escaped, text)


FORMAT = Format(
    "hocr",
    "hOCR, OCR of scanned pages in HTML (.hocr, .html); a folder is an item",
    (".hocr",),  # any other HTML is known to be hOCR by its content alone
    lambda path, head: path.suffix.lower() in _SUFFIXES and _is_hocr(head),
    pages=read_pages,
)
