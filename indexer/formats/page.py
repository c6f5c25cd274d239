"""One page of a record (a JSON object) to a Page, every key checked."""

import math
from typing import TypeGuard

from indexer.formats.base import Malformed
from searchsvc.domain import MAX_PAGE_NUMBER, Page, WordBox

#: The longest string, but for a page's text.
MAX_VALUE = 20_000
#: The greatest place or size on a page, in whatever unit; no paper is larger.
MAX_LENGTH = 1_000_000_000

_KNOWN = frozenset({"number", "label", "text", "image", "width", "height", "words"})


def page_from(page: object, position: int) -> Page:
    """The page that stands at `position`, which is its number when it names none.

    Raises Malformed.
    """
    if not isinstance(page, dict):
        raise Malformed(f"pages[{position - 1}] is not an object")
    number = page.get("number")
    if number is None:
        number = position
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
        extra={k: v for k, v in page.items() if k not in _KNOWN},
    )


def is_length(value: object) -> TypeGuard[float]:
    """Whether a value is a number that can be a place or a size on a page."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= MAX_LENGTH


def _length(value: object, what: str) -> float | None:
    if value is None:
        return None
    if not is_length(value) or value <= 0:
        raise Malformed(f"{what} is not a number above 0 and up to {MAX_LENGTH}")
    return value


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
    if not all(map(is_length, numbers)):
        raise Malformed(f"{where} has a place that is not a number up to {MAX_LENGTH}")
    return WordBox(word[0], *numbers)
