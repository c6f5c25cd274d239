"""What a METS file says of the pages of a book: their order, and the files of each."""

from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath

from lxml import etree

from indexer.formats.base import Malformed
from indexer.formats.layout import number
from indexer.formats.record import MAX_PAGES
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
            kind = (file.get("MIMETYPE") or "").lower()
            files[file_id] = NamedFile(href_of(place), use.upper(), kind)
    return files


def href_of(place: etree._Element) -> str:
    """The address or file that an element points to, '' for none."""
    return place.get(_HREF) or place.get("href") or ""


def pages_of(root: etree._Element) -> list[NamedPage]:
    """The pages of the physical structure. Raises Malformed where there is none, or too many."""
    files = files_of(root)
    structure = structure_of(root, "PHYSICAL")
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


def structure_of(root: etree._Element, kind: str) -> etree._Element | None:
    """The structMap of a kind; where none is said to be physical, the one that has files."""
    maps = list(root.iterchildren("{*}structMap"))
    named = (m for m in maps if (m.get("TYPE") or "").upper() == kind)
    with_files = (m for m in maps if kind == "PHYSICAL" and m.find(".//{*}fptr") is not None)
    return next(chain(named, with_files), None)
