"""The syllables and words of a piece of a query.

Those of short pieces are cached: a query, its other readings and the suggestions for it are parsed
one after the other, and share their words.
"""

from functools import lru_cache

from analyzers import normalize, syllables
from searchsvc.query.tree import Typed

#: Longer pieces hardly come again, and would take much memory.
_SHORT = 16
#: Some hundred bytes each.
_REMEMBERED = 4096


def typed_syllables(text: str) -> tuple[Typed, ...]:
    """Its syllables in order."""
    return _remembered_syllables(text) if len(text) <= _SHORT else _syllables(text)


def words_of(text: str) -> tuple[str, ...]:
    """Its words, normalized: `tạp-chí` are two, `1/8/2014` and `2175/QĐ-BVHTTDL` are one."""
    return _remembered_words(text) if len(text) <= _SHORT else _words(text)


def _syllables(text: str) -> tuple[Typed, ...]:
    return tuple(Typed(s.term, s.folded) for s in syllables(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(normalize(text).text.split())


_remembered_syllables = lru_cache(_REMEMBERED)(_syllables)
_remembered_words = lru_cache(_REMEMBERED)(_words)
