"""The ways to write a folded syllable, or a few of them, and what each way costs.

The rarer a way of writing is among all that fold alike, the more it costs. Answers are cached: a
query and its corrections ask for the same ones again and again.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from math import log
from typing import NamedTuple

from searchsvc.suggest.spans import Spans

#: Some hundred bytes each.
_REMEMBERED = 4096
#: What each piece costs by itself (nats): so a phrase of two syllables is cheaper than its
#: syllables, unless it is written in this way seven times less often.
_PIECE = 2.0
#: What a syllable costs in addition that the collection does not have. One that fewer than _COMMON
#: pages have costs the logarithm of how many times fewer.
_UNKNOWN = 8.0
_COMMON = 50


class Form(NamedTuple):
    """A form of a syllable, and how many pages have it."""

    term: str
    frequency: int


class Piece(NamedTuple):
    """The form of a syllable, or those of a phrase, and what they cost (nats)."""

    cost: float
    forms: tuple[str, ...]


class Pieces:
    """The pieces of one vocabulary. `forms_of`: a folded syllable's forms, commonest first."""

    #: The ways to write a folded syllable, cheapest first; none when texts do not have it.
    single: Callable[[str], tuple[Piece, ...]]
    #: The ways in which phrases, or parts of them, write folded syllables joined by spaces. None
    #: when no phrase has them, even with the last syllable going on.
    phrase: Callable[[str], tuple[Piece, ...] | None]

    def __init__(self, forms_of: Callable[[str], Sequence[Form]], spans: Spans) -> None:
        # Not of methods: a cache that holds its owner keeps both until garbage is collected.
        self.single = lru_cache(_REMEMBERED)(partial(_single, forms_of))
        self.phrase = lru_cache(_REMEMBERED)(partial(_phrase, spans))

    @staticmethod
    def unknown(term: str) -> Piece:
        """The piece for a syllable that texts do not have."""
        return Piece(_PIECE + _UNKNOWN, (term,))


def _single(forms_of: Callable[[str], Sequence[Form]], folded: str) -> tuple[Piece, ...]:
    found = forms_of(folded)
    total = sum(form.frequency for form in found) + 1
    each = _PIECE + max(0.0, log(_COMMON / total)) + log(total)
    return tuple(Piece(each - log(form.frequency), (form.term,)) for form in found)


def _phrase(spans: Spans, folded: str) -> tuple[Piece, ...] | None:
    if not spans.begun(folded):
        return None
    written = spans.written(folded)
    each = _PIECE + log(sum(weight for _, weight in written) + 1)
    return tuple(Piece(each - log(weight), forms) for forms, weight in written)
