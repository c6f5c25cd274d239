"""What a stretch of a query is made of. Short ones are remembered: a query, its readings and the
suggestions for it are parsed one after another, and have the same words.
"""

from functools import lru_cache

from analyzers import normalize, syllables
from searchsvc.query.tree import Typed

#: What is longer is no word that comes again, and would take much memory.
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
