"""What a library has: items and their pages. Element names are Dublin Core's where it has one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from searchsvc.dates import DateSpan, parse_date

_IN_IDS = r"[A-Za-z0-9._:-]"
#: An item's id. In an address `.` and `..` would be folders, which every client takes out.
ITEM_ID = re.compile(rf"(?!\.{{1,2}}(?!{_IN_IDS})){_IN_IDS}{{1,128}}")
#: An id that a catalog may hold: earlier versions took in `.` and `..` too.
STORED_ID = re.compile(rf"{_IN_IDS}{{1,128}}")
#: Page numbers go from 1 to this.
MAX_PAGE_NUMBER = 9_999_999
_NUMBERS = MAX_PAGE_NUMBER + 1


def page_id(key: int, number: int) -> int:
    """One number for a page of an item, by the item's key in the catalog."""
    return key * _NUMBERS + number


def page_number(id_: int) -> int:
    """The page number in a page's id. Numbers order an item's pages."""
    return id_ % _NUMBERS


def page_key(id_: int) -> int:
    """The item key in a page's id."""
    return id_ // _NUMBERS


class Rights(StrEnum):
    """How much of an item the public may see."""

    PUBLIC = "public"
    METADATA = "metadata"
    ONSITE = "onsite"
    RESTRICTED = "restricted"


class ItemType(StrEnum):
    """What kind of thing an item is."""

    BOOK = "book"
    NEWSPAPER = "newspaper"
    JOURNAL = "journal"
    MANUSCRIPT = "manuscript"
    MAP = "map"
    IMAGE = "image"
    LAW = "law"
    ARTICLE = "article"
    THESIS = "thesis"
    OTHER = "other"


class WordBox(NamedTuple):
    """A word as OCR saw it: its place in the page's own unit, confidence from 0 to 1."""

    text: str
    x: float
    y: float
    width: float
    height: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `text` is shown exactly as delivered; width and height are the boxes' frame.

    `extra` holds the record's unknown keys, unchanged; `needs_ocr` among them says that the page is
    an image whose text has not been recognized yet.
    """

    number: int
    text: str
    label: str | None = None
    image: str | None = None
    width: float | None = None
    height: float | None = None
    words: tuple[WordBox, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def needs_ocr(self) -> bool:
        return self.extra.get("needs_ocr") is True


@dataclass(frozen=True, slots=True)
class Metadata:
    """An item without its pages. `extra` holds the record's unknown keys, unchanged."""

    id: str
    title: str
    creators: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    publisher: str | None = None
    description: str | None = None
    type: ItemType = ItemType.OTHER
    date: str | None = None
    collection: str | None = None
    library: str | None = None
    rights: Rights = Rights.PUBLIC
    source: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> DateSpan | None:
        """The days that `date` may mean, None for an undated item."""
        return parse_date(self.date) if self.date else None

    @property
    def year(self) -> int | None:
        """The year in which the item's date begins."""
        span = self.span
        return span.first.year if span else None


@dataclass(frozen=True, slots=True)
class Item:
    """A book, an issue, a law: what patrons look for. Its pages are what they read."""

    metadata: Metadata
    pages: tuple[Page, ...] = ()

    @property
    def id(self) -> str:
        return self.metadata.id
