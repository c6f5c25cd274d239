"""DOCX, what Word and others write: paragraphs, tables and notes, by page."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Format, Malformed, Record
from indexer.formats.documents import (
    day,
    first_line,
    languages,
    names,
    paged,
    real_title,
    repaired_value,
    subjects,
)
from indexer.formats.docx_text import WordText, notes, title_styles
from indexer.formats.isolated import isolated
from indexer.formats.record import checked_metadata
from indexer.formats.xml import local_name, parse_xml
from indexer.formats.zipped import SIGNATURE, Zipped, read_archive
from searchsvc.domain import Item

_RELATIONS = "_rels/.rels"
_CORE = "docProps/core.xml"
_DOCUMENT = "word/document.xml"


def read_docx(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of a document. Its texts have at most `max_bytes`; pictures do not count."""
    return read_archive(path, item_id, max_bytes, "docx", _item)


def _item(archive: Zipped, path: Path, item_id: str) -> Item:
    document = _main_part(archive)
    folder = posixpath.dirname(document)
    styles = posixpath.join(folder, "styles.xml")
    text = WordText(
        {
            kind: notes(archive.read(name), kind)
            for kind in ("footnote", "endnote")
            if (name := posixpath.join(folder, f"{kind}s.xml")) in archive
        },
        title_styles(archive.read(styles)) if styles in archive else frozenset(),
    )
    text.read(archive.read(document))
    pages = paged((page, {}) for page in text.pages)
    core = _core(archive)

    def value(key: str) -> str | None:
        return repaired_value(core.get(key), pages, text.pages[0])

    metadata = {
        "id": item_id,
        "title": real_title(value("title"))
        or real_title(repaired_value(text.title, pages, text.pages[0]))
        or first_line(pages, path),
        "creators": list(names([value("creator")])),
        "subjects": list(subjects([value("keywords")])),
        "description": value("description") or real_title(value("subject")),
        "date": day(core.get("created")),
        "languages": list(languages([core.get("language")], pages)),
    }
    return Item(checked_metadata(metadata), pages)


def _main_part(archive: Zipped) -> str:
    """The member with the text. Raises Malformed."""
    if _RELATIONS in archive:
        for relation in parse_xml(archive.read(_RELATIONS)).iter("{*}Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                name = relation.get("Target", "").lstrip("/")
                if name in archive:
                    return name
    if _DOCUMENT in archive:
        return _DOCUMENT
    raise Malformed("has no document in it")


def _core(archive: Zipped) -> dict[str, str]:
    """The core properties by their local names."""
    if _CORE not in archive:
        return {}
    root = parse_xml(archive.read(_CORE))
    texts = ((local_name(e), (e.text or "").strip()) for e in root.iterchildren("{*}*"))
    return {name: text[:5000] for name, text in texts if text}


def _recognizes(path: Path, head: bytes) -> bool:
    if not head.startswith(SIGNATURE):
        return False
    try:
        with Zipped(path, len(head)) as archive:
            return _DOCUMENT in archive
    except (OSError, Malformed):
        return False


FORMAT = Format(
    "docx",
    "DOCX, a Word document an item: paragraphs, tables and notes, its page breaks",
    (".docx", ".docm"),
    _recognizes,
    read=isolated(read_docx),
)
