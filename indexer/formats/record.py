"""One record of the contract (a JSON object) to an Item, every key checked."""

import math
from collections.abc import Mapping
from typing import Any

from searchsvc.catalog.codec import metadata_from
from searchsvc.dates import parse_date
from searchsvc.domain import (
    ITEM_ID,
    MAX_PAGE_NUMBER,
    Item,
    ItemType,
    Metadata,
    Page,
    Rights,
    WordBox,
)

MAX_VALUE = 20_000
MAX_VALUES = 1_000
MAX_PAGES = 1_000_000

_LISTS = ("creators", "contributors", "subjects", "languages", "identifiers")
_STRINGS = ("publisher", "description", "collection", "library", "source")
_PAGE_KEYS = frozenset({"number", "label", "text", "image", "width", "height", "words"})


class Malformed(ValueError):
    """What is wrong with a record; the reader adds where it stands."""


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
    read = tuple(_page(page, position) for position, page in enumerate(pages, 1))
    numbers = [page.number for page in read]
    if len(set(numbers)) != len(numbers):
        twice = next(n for n in numbers if numbers.count(n) > 1)
        raise Malformed(f"two pages have the number {twice}")
    if read and not any(page.text.strip() or page.image for page in read):
        raise Malformed("no page has any text or image")
    return Item(metadata, read)


def checked_metadata(record: Mapping[str, Any]) -> Metadata:
    """The metadata of a record without its pages. Raises Malformed."""
    given = {k: v for k, v in record.items() if v is not None}
    item_id = given.get("id")
    if not isinstance(item_id, str) or not ITEM_ID.fullmatch(item_id):
        raise Malformed("id is missing or not 1 to 128 of A-Z a-z 0-9 . _ : -")
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
    return metadata_from(given)


def _check_list(key: str, values: object) -> None:
    if not isinstance(values, list) or len(values) > MAX_VALUES:
        raise Malformed(f"{key} is not a list of at most {MAX_VALUES} strings")
    if not all(isinstance(value, str) and len(value) <= MAX_VALUE for value in values):
        raise Malformed(f"{key} has a value that is no string of at most {MAX_VALUE} characters")


def _check_choice(key: str, value: object, choices: type[ItemType] | type[Rights]) -> None:
    if value is not None and value not in list(choices):
        raise Malformed(f"{key} {value!r:.50} is none of {', '.join(choices)}")


def _check_date(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        raise Malformed("date is not a string")
    try:
        parse_date(value)
    except ValueError as error:
        raise Malformed(str(error)) from error


def _page(page: object, position: int) -> Page:
    if not isinstance(page, dict):
        raise Malformed(f"pages[{position - 1}] is not an object")
    number = page.get("number", position)
    if type(number) is not int or not 0 < number <= MAX_PAGE_NUMBER:
        raise Malformed(f"pages[{position - 1}]: number is not from 1 to {MAX_PAGE_NUMBER}")
    where = f"page {number}"
    text = page.get("text")
    if not isinstance(text, str):
        raise Malformed(f"{where}: text is missing or not a string")
    label, image = page.get("label"), page.get("image")
    for key, value in (("label", label), ("image", image)):
        if value is not None and (not isinstance(value, str) or len(value) > MAX_VALUE):
            raise Malformed(f"{where}: {key} is not a string of at most {MAX_VALUE} characters")
    return Page(
        number=number,
        text=text,
        label=label,
        image=image,
        width=_length(page.get("width"), f"{where}: width"),
        height=_length(page.get("height"), f"{where}: height"),
        words=_words(page.get("words"), where),
        extra={k: v for k, v in page.items() if k not in _PAGE_KEYS},
    )


def _length(value: object, what: str) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or value <= 0:  # type: ignore[operator]
        raise Malformed(f"{what} is not a number above 0")
    return value  # type: ignore[return-value]


def _words(words: object, where: str) -> tuple[WordBox, ...]:
    if words is None:
        return ()
    if not isinstance(words, list):
        raise Malformed(f"{where}: words is not a list")
    return tuple(_word(word, f"{where}: words[{i}]") for i, word in enumerate(words))


def _word(word: object, where: str) -> WordBox:
    if not isinstance(word, list) or len(word) not in (5, 6) or not isinstance(word[0], str):
        raise Malformed(f"{where} is not [text, x, y, width, height, confidence]")
    numbers = word[1:] if len(word) == 6 else [*word[1:], 1.0]
    if not all(map(_is_number, numbers)):
        raise Malformed(f"{where} has a place that is not a number")
    return WordBox(word[0], *numbers)


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]
