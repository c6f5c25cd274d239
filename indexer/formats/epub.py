"""EPUB 2 and 3: a book whose chapters are its pages, long ones cut at paragraph ends."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from indexer.formats.base import Format, Malformed, Record
from indexer.formats.blocks import epub_types, text_of
from indexer.formats.documents import first_line, languages, paged
from indexer.formats.epub_package import Document, Package, read_package
from indexer.formats.isolated import isolated
from indexer.formats.markup import parse_html
from indexer.formats.record import checked_metadata
from indexer.formats.xml import parse_xml
from indexer.formats.zipped import SIGNATURE, Zipped, read_archive
from searchsvc.domain import Item, ItemType

_ENCRYPTION = "META-INF/encryption.xml"
#: A document up to so many characters is a heading of what follows, and goes with it.
_SHORT = 200
#: What volunteers say of a file stands at its ends, in less than so many characters.
_LONGEST_IMPRINT = 1000
_ENDS = 3
_IMPRINT = re.compile(r"https?://|www\.|\w\.(?:com|net|org|info)\b|\be-?books?\b", re.IGNORECASE)
#: A document with more than this share of its text in links is a table of contents.
_LINKED = 0.7


def read_epub(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a book. Its texts have at most `max_bytes`; images do not count."""
    return read_archive(path, item_id, max_bytes, "epub", _item)


def _item(book: Zipped, path: Path, item_id: str) -> Item:
    package = read_package(book)
    _check_readable(book, package)
    pages = paged(_joined(_texts(book, package)))
    if not pages:
        raise Malformed("has no text")
    record: dict[str, Any] = {
        "title": first_line(pages, path),
        **package.metadata,
        "id": item_id,
        "type": ItemType.BOOK,
        "languages": list(languages(package.languages, pages)),
    }
    for key in ("creators", "contributors", "subjects", "identifiers"):
        record[key] = list(record.get(key, ()))
    return Item(checked_metadata(record), pages)


def _check_readable(book: Zipped, package: Package) -> None:
    """Raises Malformed for a book whose texts are locked; locked fonts are no hindrance."""
    if _ENCRYPTION not in book:
        return
    root = parse_xml(book.read(_ENCRYPTION).lstrip())
    locked = {unquote(reference.get("URI", "")) for reference in root.iter("{*}CipherReference")}
    if any(document.name in locked for document in package.documents):
        raise Malformed("its texts are encrypted (digital rights management)")


def _texts(book: Zipped, package: Package) -> list[tuple[str, dict[str, str]]]:
    """The texts of the documents that belong to the book itself, with their chapters' titles."""
    chapters = _chapters(book, package.contents)
    read = [_Read(book, document) for document in package.documents if document.name in book]
    if package.documents and not read:
        raise Malformed("none of its documents is in it")
    last = len(read) - _ENDS
    kept = [r for at, r in enumerate(read) if not r.aside and not r.is_imprint(at, last)]
    # Of a book that consists of links, or is a leaflet, all is text.
    chosen = kept if any(r.text for r in kept) else read
    texts = []
    chapter = ""
    for document in chosen:
        chapter = chapters.get(document.name, chapter)
        extra = {**({"chapter": chapter} if chapter else {}), **document.origin}
        texts.append((document.text, extra))
    return texts


class _Read:
    """A document's text and what kind it is of."""

    def __init__(self, book: Zipped, document: Document) -> None:
        self.name = document.name
        data = book.read(document.name)
        self.text, self.origin = "", dict[str, str]()
        self.aside = document.aside
        if data.strip():
            root, self.origin = parse_html(data)
            body = next(root.iter("body"), root)
            self.text = text_of(body)
            self.aside = self.aside or _is_contents(body, self.text)

    def is_imprint(self, at: int, last: int) -> bool:
        """Whether it says who made the file, and nothing of the book."""
        at_ends = at < _ENDS or at >= last
        return at_ends and len(self.text) < _LONGEST_IMPRINT and bool(_IMPRINT.search(self.text))


def _is_contents(body: etree._Element, text: str) -> bool:
    links = [a for a in body.iter("a") if a.get("href")]
    if len(links) < 1:
        return False
    linked = sum(len(text_of(link)) for link in links)
    return linked > _LINKED * len(text)


def _joined(texts: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Texts, each with the short ones before it."""
    waiting: list[str] = []
    first: dict[str, str] = {}
    for text, extra in texts:
        if not text:
            continue
        first = first if waiting else extra
        waiting.append(text)
        if sum(map(len, waiting)) > _SHORT:
            yield "\n\n".join(waiting), first
            waiting = []
    if waiting:
        yield "\n\n".join(waiting), first


def _chapters(book: Zipped, contents: str | None) -> dict[str, str]:
    """Titles of chapters by the documents that they begin in; none where the list is broken."""
    if contents is None:
        return {}
    folder = posixpath.dirname(contents)
    titles: dict[str, str] = {}
    try:
        for link, title in _listed(book.read(contents), contents):
            name = posixpath.normpath(posixpath.join(folder, unquote(link.partition("#")[0])))
            if title:
                titles.setdefault(name, title[:_SHORT])
    except Malformed:
        return {}
    return titles


def _listed(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    if not name.lower().endswith(".ncx"):
        root = parse_html(data)[0]
        lists = [nav for nav in root.iter("nav") if "toc" in epub_types(nav)] or [root]
        for link in (a for listed in lists for a in listed.iter("a")):
            yield link.get("href", ""), text_of(link)
        return
    for point in parse_xml(data.lstrip()).iter("{*}navPoint"):
        content = point.find("{*}content")
        label = point.find("{*}navLabel/{*}text")
        if content is not None and label is not None:
            yield content.get("src", ""), " ".join((label.text or "").split())


def _recognizes(path: Path, head: bytes) -> bool:
    if not head.startswith(SIGNATURE):
        return False
    if head[30:].startswith(b"mimetypeapplication/epub+zip"):
        return True
    try:
        with Zipped(path, len(head)) as archive:
            return "META-INF/container.xml" in archive
    except (OSError, Malformed):
        return False


FORMAT = Format(
    "epub",
    "EPUB 2 and 3, a book an item: chapters as pages, metadata of the book",
    (".epub",),
    _recognizes,
    read=isolated(read_epub),
)
