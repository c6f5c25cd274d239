"""One record of the contract (a JSON object) to an Item, every key checked."""

from collections.abc import Mapping
from typing import Any

from indexer.formats.base import Malformed
from indexer.formats.page import MAX_VALUE, page_from
from searchsvc.catalog.codec import metadata_from
from searchsvc.dates import parse_date
from searchsvc.domain import ITEM_ID, Item, ItemType, Metadata, Page, Rights

MAX_VALUES = 1_000
MAX_PAGES = 1_000_000
MAX_DATE = 30
#: orjson reads to a depth of 1,024, and writes to one of 254.
_DEEPEST = 240
_NESTED = (dict, list)

_LISTS = ("creators", "contributors", "subjects", "languages", "identifiers")
_STRINGS = ("publisher", "description", "collection", "library", "source")


def item_from(record: object) -> Item:
    """The item of a whole record. Raises Malformed."""
    if not isinstance(record, dict):
        raise Malformed("not a JSON object")
    metadata = checked_metadata({k: v for k, v in record.items() if k != "pages"})
    pages = record.get("pages")
    if pages is None:
        return Item(metadata)
    if not isinstance(pages, list) or len(pages) > MAX_PAGES:
        raise Malformed(f"pages is not a list of at most {MAX_PAGES}")
    read = tuple(page_from(page, position) for position, page in enumerate(pages, 1))
    check_pages(read)
    for page in read:
        _check_unknown(page.extra, f"page {page.number}")
    return Item(metadata, read)


def checked_metadata(record: Mapping[str, Any]) -> Metadata:
    """The metadata of a record without its pages. Raises Malformed."""
    given = {k: v for k, v in record.items() if v is not None}
    _check_id(given.get("id"))
    title = given.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > MAX_VALUE:
        raise Malformed(f"title is missing, blank or longer than {MAX_VALUE} characters")
    for key in _LISTS:
        _check_list(key, given.get(key, []))
    for key in _STRINGS:
        value = given.get(key, "")
        if not isinstance(value, str) or len(value) > MAX_VALUE:
            raise Malformed(f"{key} is not a string of at most {MAX_VALUE} characters")
    _check_choice("type", given.get("type"), ItemType)
    _check_choice("rights", given.get("rights"), Rights)
    _check_date(given.get("date"))
    metadata = metadata_from(given)
    _check_unknown(metadata.extra, "the record")
    return metadata


def check_pages(pages: tuple[Page, ...]) -> None:
    """Raises Malformed unless the pages can be those of one item."""
    seen: set[int] = set()
    for page in pages:
        if page.number in seen:
            raise Malformed(f"two pages have the number {page.number}")
        seen.add(page.number)
    if pages and not any(map(_has_something, pages)):
        raise Malformed("no page has any text or image")


def _has_something(page: Page) -> bool:
    """Whether a page has text or an image, or is known to wait for OCR."""
    return bool(page.text.strip() or page.image or page.extra.get("needs_ocr"))


def _check_id(value: object) -> None:
    if value is None:
        raise Malformed("id is missing")
    if value in (".", ".."):
        raise Malformed(f"id {value!r} would be a folder in an address")
    if not isinstance(value, str) or not ITEM_ID.fullmatch(value):
        shown = f" {value[:50]!r}" if isinstance(value, str) else ""
        raise Malformed(f"id{shown} is not 1 to 128 of A-Z a-z 0-9 . _ : -")


def _check_list(key: str, values: object) -> None:
    if not isinstance(values, list) or len(values) > MAX_VALUES:
        raise Malformed(f"{key} is not a list of at most {MAX_VALUES} strings")
    if not all(isinstance(value, str) and len(value) <= MAX_VALUE for value in values):
        raise Malformed(f"{key} has a value that is no string of at most {MAX_VALUE} characters")


def _check_choice(key: str, value: object, choices: type[ItemType] | type[Rights]) -> None:
    if value is not None and value not in list(choices):
        shown = f" {value[:50]!r}" if isinstance(value, str) else ""
        raise Malformed(f"{key}{shown} is none of {', '.join(choices)}")


def _check_date(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, str) or len(value) > MAX_DATE:
        raise Malformed(f"date is not a string of at most {MAX_DATE} characters")
    try:
        parse_date(value)
    except ValueError as error:
        raise Malformed(str(error)) from error


def _check_unknown(extra: Mapping[str, Any], where: str) -> None:
    """What we do not know must be such that it can be given back."""
    if is_deep(dict(extra)):
        raise Malformed(f"{where} has an unknown key that is nested too deeply")


def is_deep(value: object) -> bool:
    """Whether a value is nested more deeply than can be written, where it stands inside others."""
    level = [value]
    for _ in range(_DEEPEST):
        nested = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, _NESTED)]
        level = [inner for values in nested for inner in values]
        if not level:
            return False
    return True
