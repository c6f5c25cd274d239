"""Domain types to catalog columns and back."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import wraps
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

import orjson
from sqlalchemy import Row

from analyzers import TextRow
from searchsvc.catalog.packing import pack, unpack, unpack_all
from searchsvc.domain import Item, ItemType, Metadata, Page, Rights, WordBox, page_number
from searchsvc.errors import CatalogUnavailable
from searchsvc.exact_json import dumps, has_rounded

_LISTS = frozenset(("creators", "contributors", "subjects", "languages", "identifiers"))
METADATA_KEYS = tuple(f.name for f in fields(Metadata) if f.name != "extra")
_KNOWN_KEYS = frozenset(METADATA_KEYS)

T = TypeVar("T")
R = TypeVar("R")


def metadata_record(metadata: Metadata) -> dict[str, Any]:
    """Metadata as a record of the contract, without its pages; unknown keys as they came."""
    record = {name: getattr(metadata, name) for name in METADATA_KEYS}
    return {**metadata.extra, **{k: v for k, v in record.items() if v not in (None, ())}}


def metadata_from(record: dict[str, Any]) -> Metadata:
    """Metadata from a record that is known to be valid."""
    known: dict[str, Any] = {
        key: tuple(value) if key in _LISTS else value
        for key, value in record.items()
        if key in _KNOWN_KEYS
    }
    extra = {}
    if len(known) < len(record):
        extra = {key: value for key, value in record.items() if key not in _KNOWN_KEYS}
    known["type"] = ItemType(known.get("type", ItemType.OTHER))
    known["rights"] = Rights(known.get("rights", Rights.PUBLIC))
    return Metadata(**known, extra=extra)


def encode_metadata(metadata: Metadata) -> bytes:
    return dumps(metadata_record(metadata), orjson.OPT_SORT_KEYS)


def checked(read: Callable[[T], R]) -> Callable[[T], R]:
    """Make a decoder raise CatalogUnavailable for a value that it cannot read."""

    @wraps(read)
    def read_checked(value: T) -> R:
        try:
            return read(value)
        # A flipped bit may make a number of what was a row of bytes.
        except (ValueError, TypeError, AttributeError) as error:
            raise CatalogUnavailable(f"a row of the catalog is damaged: {error}") from error

    return read_checked


@checked
def decode_rights(value: str) -> Rights:
    return Rights(value)


@checked
def decode_metadata(data: bytes) -> Metadata:
    metadata = metadata_from(orjson.loads(data))
    return metadata_from(json.loads(data)) if has_rounded(metadata.extra) else metadata


@checked
def decode_text(data: bytes) -> str:
    """Raises UnknownDictionary, too: see `dictionaries.read_text`."""
    return unpack(data).decode("utf-8")


@checked
def decode_texts(packed: Iterable[bytes]) -> TextRow:
    """`decode_text` of each, in a row."""
    return TextRow.of(data.decode("utf-8") for data in unpack_all(packed))


def _plain(words: Iterable[WordBox]) -> list[tuple[object, ...]]:
    """Boxes as plain tuples: orjson does not take named ones."""
    return [tuple(word) for word in words]


def encode_layout(page: Page) -> bytes | None:
    """A page's frame, word boxes and unknown keys, packed; None for a page without any of them."""
    layout = (page.width, page.height, _plain(page.words), dict(page.extra))
    return pack(dumps(layout)) if any(layout) else None


@checked
def decode_layout(data: bytes | None) -> dict[str, Any]:
    """The fields of a Page that `encode_layout` put away."""
    if data is None:
        return {}
    layout = unpack(data)
    width, height, words, extra = orjson.loads(layout)
    if has_rounded(extra):
        extra = json.loads(layout)[-1]
    boxes = tuple(WordBox(*word) for word in words)
    return {"width": width, "height": height, "words": boxes, "extra": extra}


def page_of(row: Row[Any], text: str) -> Page:
    """A page from its row, whose text has been unpacked."""
    layout = decode_layout(row.layout)
    return Page(page_number(row.id), text, row.label, row.image, **layout)


def fingerprint(item: Item) -> bytes:
    """16 bytes that differ when anything of the item differs."""
    return content_fingerprint(item.metadata, item.pages)


def content_fingerprint(metadata: Metadata, pages: Iterable[Page]) -> bytes:
    """The fingerprint of the item of this metadata and these pages."""
    digest = blake2b(encode_metadata(metadata), digest_size=16)
    for page in pages:
        frame = (page.number, page.label, page.image, page.width, page.height)
        content = (*frame, page.text, _plain(page.words), dict(page.extra))
        digest.update(dumps(content, orjson.OPT_SORT_KEYS))
    return digest.digest()


class EncodedPage(NamedTuple):
    """A page's columns; the text is packed only when it is written."""

    number: int
    label: str | None
    image: str | None
    text: bytes
    layout: bytes | None


@dataclass(frozen=True, slots=True)
class EncodedItem:
    """An item as the columns of its rows: cheap to send from a reader to the process that writes.

    `text_bytes`: of UTF-8. `ocr_pages`: how many of the pages need OCR.
    """

    id: str
    fingerprint: bytes
    rights: str
    metadata: bytes
    text_bytes: int
    ocr_pages: int
    pages: tuple[EncodedPage, ...]

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return len(self.metadata) + sum(len(p.text) + len(p.layout or b"") for p in self.pages)


def encode_item(item: Item) -> EncodedItem:
    # First, for then each text keeps its UTF-8, and need not be encoded twice.
    mark = fingerprint(item)
    pages = tuple(
        EncodedPage(p.number, p.label, p.image, p.text.encode("utf-8"), encode_layout(p))
        for p in item.pages
    )
    return EncodedItem(
        id=item.id,
        fingerprint=mark,
        rights=item.metadata.rights,
        metadata=encode_metadata(item.metadata),
        text_bytes=sum(len(page.text) for page in pages),
        ocr_pages=sum(page.needs_ocr for page in item.pages),
        pages=pages,
    )
