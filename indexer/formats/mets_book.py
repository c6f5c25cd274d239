"""What a METS file says: the pages of a book in order, their files, and what describes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import Any

from lxml import etree

from indexer.formats import marcxml
from indexer.formats.base import Malformed
from indexer.formats.dublin_core import record_from_dc
from indexer.formats.layout import number
from indexer.formats.marc_mapping import record_from_marc
from indexer.formats.mods import record_from_mods
from indexer.formats.record import MAX_PAGES
from indexer.formats.xml import local_name
from searchsvc.domain import Rights
from searchsvc.images import IMAGE_SUFFIXES

_IMAGES = (*IMAGE_SUFFIXES, ".bmp")
_TEXTS = (".xml", ".html", ".htm", ".xhtml", ".hocr")
_HREF = "{http://www.w3.org/1999/xlink}href"
#: Labels that stand for none.
_NO_LABEL = frozenset({"", "-", " - ", "uncounted"})


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that METS names, and what the group it is in is for (in capitals)."""

    href: str
    use: str
    media_type: str

    @property
    def is_image(self) -> bool:
        suffix = PurePath(self.href.lower()).suffix
        return self.media_type.startswith("image/") or suffix in _IMAGES

    @property
    def may_be_text(self) -> bool:
        kind = self.media_type
        is_marked_up = "xml" in kind or "html" in kind or self.href.lower().endswith(_TEXTS)
        return is_marked_up and not self.is_image


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page: its printed number, and its files in the order of METS."""

    label: str | None
    files: tuple[NamedFile, ...]


def files_of(root: etree._Element) -> dict[str, NamedFile]:
    """The files by their ids. One in several places is taken from the first."""
    files: dict[str, NamedFile] = {}
    for file in root.iterfind("{*}fileSec//{*}file"):
        groups = (group.get("USE") for group in file.iterancestors("{*}fileGrp"))
        use = file.get("USE") or next(filter(None, groups), "")
        place = file.find("{*}FLocat")
        if place is not None and (file_id := file.get("ID")):
            href = place.get(_HREF) or place.get("href") or ""
            files[file_id] = NamedFile(href, use.upper(), (file.get("MIMETYPE") or "").lower())
    return files


def pages_of(root: etree._Element) -> list[NamedPage]:
    """The pages of the physical structure. Raises Malformed where there is none, or too many."""
    files = files_of(root)
    structure = _structure(root, "PHYSICAL")
    if structure is None:
        raise Malformed("has no physical structure (structMap)")
    divs = _page_divs(structure, files)
    if not divs or len(divs) > MAX_PAGES:
        raise Malformed(f"has {len(divs)} pages, and not 1 to {MAX_PAGES}")
    orders = [number(div.get("ORDER")) for div in divs]
    if None not in orders and len(set(orders)) == len(divs):
        divs = [div for _, div in sorted(zip(orders, divs, strict=True), key=lambda e: e[0] or 0)]
    return [_page(div, files) for div in divs]


def _page_divs(structure: etree._Element, files: dict[str, NamedFile]) -> list[etree._Element]:
    """What is said to be a page; and what has a page's files, but for what is parts of pages, or
    has such below it: a cover, a foldout, a page of no type.
    """
    divs = []
    for div in structure.iter("{*}div"):
        named = (files[file_id] for file_id in _file_ids(div) if file_id in files)
        if _is_page(div) or any(file.is_image or file.may_be_text for file in named):
            divs.append(div)
    above = {parent for div in divs for parent in div.iterancestors("{*}div")}
    return [
        div
        for div in divs
        if _is_page(div)
        or (div not in above and not any(map(_is_page, div.iterancestors("{*}div"))))
    ]


def _is_page(div: etree._Element) -> bool:
    return (div.get("TYPE") or "").lower() == "page"


def _file_ids(div: etree._Element) -> list[str]:
    """The files that a part points to, each once."""
    pointers = (e for pointer in div.iterchildren("{*}fptr") for e in pointer.iter("{*}*"))
    return list(dict.fromkeys(pointer.get("FILEID") or "" for pointer in pointers))


def _page(div: etree._Element, files: dict[str, NamedFile]) -> NamedPage:
    ids = _file_ids(div)
    labels = (" ".join((div.get(name) or "").split()) for name in ("ORDERLABEL", "LABEL"))
    label = next((label for label in labels if label.lower() not in _NO_LABEL), None)
    return NamedPage(label, tuple(files[file_id] for file_id in ids if file_id in files))


def _structure(root: etree._Element, kind: str) -> etree._Element | None:
    """The structMap of a kind; where none is said to be physical, the one that has files."""
    maps = list(root.iterchildren("{*}structMap"))
    named = (m for m in maps if (m.get("TYPE") or "").upper() == kind)
    with_files = (m for m in maps if kind == "PHYSICAL" and m.find(".//{*}fptr") is not None)
    return next(chain(named, with_files), None)


def record_of(root: etree._Element) -> dict[str, Any]:
    """What describes the book: the section of the outermost logical part that has a title.

    The key `title` is missing where the file says none; OBJID is one of the identifiers. What any
    section closes is closed: the text of a part is the book's.
    """
    records = [record for record in map(_described, _sections(root)) if record]
    record = next((r for r in records if r.get("title")), records[0] if records else {})
    if said := [r["rights"] for r in records if r.get("rights")]:
        record = {**record, "rights": max(said, key=list(Rights).index)}
    if not record.get("title") and (label := " ".join((root.get("LABEL") or "").split())):
        record = {**record, "title": label}
    if named := (root.get("OBJID") or "").strip():
        known = record.get("identifiers", [])
        record = {**record, "identifiers": list(dict.fromkeys([*known, named]))}
    return record


def _sections(root: etree._Element) -> Iterator[etree._Element]:
    """Descriptions, those of the logical structure from outside inwards first, each once."""
    by_id = {section.get("ID"): section for section in root.iterchildren("{*}dmdSec")}
    logical = _structure(root, "LOGICAL")
    divs = logical.iter("{*}div") if logical is not None else iter(())
    named = (section_id for div in divs for section_id in (div.get("DMDID") or "").split())
    ids = dict.fromkeys([*named, *by_id])
    return (by_id[section_id] for section_id in ids if section_id in by_id)


def _described(section: etree._Element) -> dict[str, Any]:
    data = section.find("{*}mdWrap/{*}xmlData")
    if data is None:
        return {}
    for element in data.iter("{*}mods"):
        return record_from_mods(element)
    for element in filter(marcxml.is_record, data.iter("{*}record")):
        return record_from_marc(marcxml.marc_from(element))
    return record_from_dc(data) if any(map(local_name, data.iterchildren("{*}*"))) else {}
