"""The package document of an EPUB (`.opf`): what a book is called, and what it is made of."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from lxml import etree

from indexer.formats.base import Malformed
from indexer.formats.blocks import text_of
from indexer.formats.documents import day, names, real_title, subjects
from indexer.formats.markup import parse_html
from indexer.formats.page import MAX_VALUE
from indexer.formats.xml import local_name, parse_xml
from indexer.formats.zipped import Zipped

_CONTAINER = "META-INF/container.xml"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_TEXTS = frozenset(
    """application/xhtml+xml text/html text/x-oeb1-document application/x-dtbook+xml image/svg+xml
    application/xml text/xml""".split()
)
#: MARC relators of those who made the file and not the book.
_OF_THE_FILE = frozenset({"bkp", "prg", "mrk"})
#: Days that are not of the book: those on which the file was made or changed.
_OF_CHANGES = frozenset({"modification", "creation", "conversion", "ops-creation"})


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the spine: its member, and whether the book itself says it is no text of it."""

    name: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What a package document says; `metadata` are keys of a record."""

    metadata: dict[str, Any]
    languages: tuple[str, ...]
    documents: tuple[Document, ...]
    contents: str | None  # the member that lists the chapters: NCX or navigation document


def read_package(book: Zipped) -> Package:
    """Raises Malformed."""
    name = _package_name(book)
    root = parse_xml(book.read(name).lstrip())
    if local_name(root) != "package":
        raise Malformed(f"{name}: the root element is {local_name(root)}")
    folder = posixpath.dirname(name)
    items = {item.get("id", ""): item for item in root.iter("{*}item")}
    aside = {
        _member(book, folder, reference.get("href", ""))
        for reference in root.iter("{*}reference")
        if reference.get("type", "").lower() in ("cover", "toc")
    }
    documents = []
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type", "").lower() not in _TEXTS:
            continue
        member = _member(book, folder, item.get("href", ""))
        navigation = "nav" in (item.get("properties") or "").split()
        documents.append(Document(member, navigation or member in aside))
    return Package(
        _metadata(root),
        tuple(element.text or "" for element in _elements(root, "language")),
        tuple(documents),
        _contents(book, folder, list(items.values())),
    )


def _package_name(book: Zipped) -> str:
    root = parse_xml(book.read(_CONTAINER).lstrip())
    for file in root.iter("{*}rootfile"):
        return unquote(file.get("full-path", ""))
    raise Malformed(f"{_CONTAINER} names no package document")


def _contents(book: Zipped, folder: str, items: list[etree._Element]) -> str | None:
    for item in items:
        kind = item.get("media-type", "")
        if "nav" in (item.get("properties") or "").split() or kind == "application/x-dtbncx+xml":
            member = _member(book, folder, item.get("href", ""))
            if member in book:
                return member
    return None


def _member(book: Zipped, folder: str, href: str) -> str:
    """The member that a link means; some books write `%20` in links, some in the names too."""
    plain = href.partition("#")[0]
    name = posixpath.normpath(posixpath.join(folder, unquote(plain)))
    raw = posixpath.normpath(posixpath.join(folder, plain))
    return raw if raw in book and name not in book else name


def _metadata(root: etree._Element) -> dict[str, Any]:
    roles = _refined(root, "role")
    creators: list[str | None] = []
    contributors: list[str | None] = []
    for element in (*_elements(root, "creator"), *_elements(root, "contributor")):
        role = _attribute(element, "role") or roles.get(element.get("id", ""))
        if role in _OF_THE_FILE:
            continue
        author = local_name(element) == "creator" and role in (None, "", "aut")
        (creators if author else contributors).append(element.text)
    values: dict[str, Any] = {
        "title": next(filter(None, map(real_title, _titles(root))), None),
        "creators": names(creators),
        "contributors": names(contributors),
        "subjects": subjects(_texts(root, "subject")),
        "identifiers": tuple(dict.fromkeys(_identifiers(root))),
        "publisher": next(iter(_texts(root, "publisher")), None),
        "description": next((_plain(text) for text in _texts(root, "description")), None),
        "date": _date(root),
        "source": next((t for t in _texts(root, "source") if t.startswith("http")), None),
        "rights_statement": next(iter(_texts(root, "rights")), None),
    }
    return {key: value for key, value in values.items() if value}


def _titles(root: etree._Element) -> list[str]:
    """The titles: first the one said to be the main one, then those without a kind, then others."""
    kinds = _refined(root, "title-type")
    ranks = {"main": 0, "": 1}
    titles = sorted(
        _elements(root, "title"), key=lambda e: ranks.get(kinds.get(e.get("id", ""), ""), 2)
    )
    return [(title.text or "")[:MAX_VALUE] for title in titles]


def _identifiers(root: etree._Element) -> Iterator[str]:
    for element in _elements(root, "identifier"):
        text = " ".join((element.text or "").split())
        scheme = (_attribute(element, "scheme") or "").lower()
        # What a program numbers its own files by identifies nothing for anybody else.
        if not text or scheme == "calibre" or text.lower().startswith("calibre:"):
            continue
        yield f"urn:uuid:{text}" if scheme == "uuid" and ":" not in text else text[:MAX_VALUE]


def _date(root: etree._Element) -> str | None:
    """The day of publication; that of the first edition where it is said."""
    dates = [(_attribute(e, "event") or "", day(e.text)) for e in _elements(root, "date")]
    known = {event: date for event, date in reversed(dates) if date and event not in _OF_CHANGES}
    for event in ("original-publication", "publication"):
        if event in known:
            return known[event]
    return next(reversed(known.values()), None)


def _plain(text: str) -> str:
    """A description without the HTML that some programs write into it."""
    if "<" in text and ">" in text:
        text = text_of(parse_html(text.encode())[0])
    return text[:MAX_VALUE]


def _refined(root: etree._Element, name: str) -> dict[str, str]:
    """What `meta` elements of EPUB 3 say of other elements, by the ids of these."""
    return {
        meta.get("refines", "")[1:]: (meta.text or "").strip()
        for meta in root.iter("{*}meta")
        if meta.get("property") == name
    }


def _elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{{_DUBLIN_CORE}}}{name}")


def _texts(root: etree._Element, name: str) -> list[str]:
    texts = ((element.text or "").strip()[:MAX_VALUE] for element in _elements(root, name))
    return [text for text in texts if text]


def _attribute(element: etree._Element, name: str) -> str | None:
    """An attribute in whatever namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value).strip()
    return None
