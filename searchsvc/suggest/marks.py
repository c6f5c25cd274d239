"""Marks restored: the forms that syllables typed without marks most likely stand for.

The typed syllables are covered by phrases that the collection has, as long and as few as can be,
and by single syllables where it has none; each piece costs the more the rarer its way of writing
is among all that fold alike. The cheapest covers are found syllable by syllable (Viterbi), a few
of them kept at each.
"""

from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

from searchsvc.query import Typed
from searchsvc.suggest.vocabulary import Vocabulary

#: Ways to write a syllable that are looked at; the fifth takes less than a hundredth of its pages.
_MOST_FORMS = 12
#: Each piece of a cover costs so much by itself: a phrase of two is cheaper than its syllables
#: unless it is written in this way seven times less often (nats).
_PIECE = 2.0
#: A syllable that the collection does not have costs so much more, and one on fewer pages than
#: these the logarithm of how many times fewer.
_UNKNOWN = 8.0
_COMMON = 50


class Cover(NamedTuple):
    """Forms for all typed syllables, what they cost in nats, and how many pieces they are."""

    cost: float
    forms: tuple[str, ...]
    pieces: int = 0


class Piece(NamedTuple):
    cost: float
    forms: tuple[str, ...]


def covers(typed: Sequence[Typed], vocabulary: Vocabulary, count: int) -> list[Cover]:
    """The likeliest ways to write what was typed, best first. Typed marks are kept."""
    reached: list[list[Cover]] = [[Cover(0.0, ())]] + [[] for _ in typed]
    for start in range(len(typed)):
        best = _cheapest(reached[start], count)
        for piece in _pieces(typed[start:], vocabulary):
            reached[start + len(piece.forms)] += (
                Cover(cover.cost + piece.cost, cover.forms + piece.forms, cover.pieces + 1)
                for cover in best
            )
    return _cheapest(reached[-1], count)


def _cheapest(found: list[Cover], count: int) -> list[Cover]:
    cheapest: dict[tuple[str, ...], Cover] = {}
    for cover in sorted(found):
        cheapest.setdefault(cover.forms, cover)
        if len(cheapest) == count:
            break
    return list(cheapest.values())


def _pieces(typed: Sequence[Typed], vocabulary: Vocabulary) -> Iterator[Piece]:
    """What the beginning of typed syllables may be: one of them, and all phrases there are."""
    yield from _single(typed[0], vocabulary)
    folded = typed[0].folded
    for length in range(2, len(typed) + 1):
        folded = f"{folded} {typed[length - 1].folded}"
        if not vocabulary.spans.begun(folded):
            return
        written = vocabulary.spans.written(folded)
        total = sum(weight for _, weight in written)
        for forms, weight in written:
            if _keeps_marks(forms, typed):
                yield Piece(_PIECE - log(weight / (total + 1)), forms)


def _single(typed: Typed, vocabulary: Vocabulary) -> Iterator[Piece]:
    found = vocabulary.forms_of(typed.folded)
    total = sum(form.frequency for form in found)
    rare = max(0.0, log(_COMMON / (total + 1)))
    kept = [form for form in found if not typed.has_marks or form.term == typed.term]
    for form in kept[:_MOST_FORMS]:
        yield Piece(_PIECE + rare - log(form.frequency / (total + 1)), (form.term,))
    if not kept:
        yield Piece(_PIECE + _UNKNOWN, (typed.term,))


def _keeps_marks(forms: Sequence[str], typed: Sequence[Typed]) -> bool:
    pairs = zip(forms, typed, strict=False)
    return all(form == one.term for form, one in pairs if one.has_marks)
