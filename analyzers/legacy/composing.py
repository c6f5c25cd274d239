"""NFC of Latin letters in linear time."""

import re
from functools import cache, lru_cache
from unicodedata import normalize

#: Unicode's own limit for marks on one letter; sorting more takes quadratic time.
_MOST_MARKS = 30


def compose(text: str) -> str:
    """The text with each letter joined with the marks after it. Without marks nothing changes."""
    return text if text.isascii() else _marked().sub(lambda found: _whole(found[0]), text)


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_][\u0300-\u036f]{{1,{_MOST_MARKS}}}")


@lru_cache(maxsize=1 << 12)
def _whole(letter: str) -> str:
    return normalize("NFC", letter)
