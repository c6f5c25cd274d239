"""What a folded syllable, or a few of them, may be in texts, and what each way of writing costs.

The rarer a way of writing is among all that fold alike, the more it costs. Looked up once, for a
query and its corrections ask for the same ones over and over.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from searchsvc.suggest.spans import Spans

#: Some hundred bytes each.
_REMEMBERED = 4096
#: Each piece of a text costs so much by itself: a phrase of two is cheaper than its syllables
#: unless it is written in this way seven times less often (nats).
_PIECE = 2.0
#: A syllable that the collection does not have costs so much more, and one on fewer pages than
#: these the logarithm of how many times fewer.
_UNKNOWN = 8.0
_COMMON = 50


class Form(NamedTuple):
    """A syllable as it is written, and in how many pages."""

    term: str
    frequency: int


class Piece(NamedTuple):
    """Forms that stand together, and what they cost (nats)."""

    cost: float
    forms: tuple[str, ...]


class Pieces:
    """Those of one vocabulary. `forms_of`: a folded syllable's forms, commonest first."""

    def __init__(self, forms_of: Callable[[str], Sequence[Form]], spans: Spans) -> None:
        self._forms_of = forms_of
        self._spans = spans
        self.single = lru_cache(_REMEMBERED)(self._single)
        self.phrase = lru_cache(_REMEMBERED)(self._phrase)

    def _single(self, folded: str) -> tuple[Piece, ...]:
        """What one syllable may be, cheapest first; nothing when texts do not have it."""
        found = self._forms_of(folded)
        total = sum(form.frequency for form in found) + 1
        each = _PIECE + max(0.0, log(_COMMON / total)) + log(total)
        return tuple(Piece(each - log(form.frequency), (form.term,)) for form in found)

    def _phrase(self, folded: str) -> tuple[Piece, ...] | None:
        """What syllables with spaces between may be as phrases have them, if only as a part; None
        when no phrase goes on so.
        """
        if not self._spans.begun(folded):
            return None
        written = self._spans.written(folded)
        each = _PIECE + log(sum(weight for _, weight in written) + 1)
        return tuple(Piece(each - log(weight), forms) for forms, weight in written)

    @staticmethod
    def unknown(term: str) -> Piece:
        """A syllable that texts do not have."""
        return Piece(_PIECE + _UNKNOWN, (term,))
