"""Marks restored: the forms that syllables typed without marks most likely stand for.

The typed syllables are covered by phrases that the collection has, as long and as few as can be,
and by single syllables where it has none; each piece costs the more the rarer its way of writing
is among all that fold alike. The cheapest covers are found syllable by syllable (Viterbi), a few
of them kept at each.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from searchsvc.query import Typed
from searchsvc.suggest.pieces import Piece, Pieces
from searchsvc.suggest.vocabulary import Vocabulary

#: Ways to write a syllable that are looked at; the fifth takes less than a hundredth of its pages.
_MOST_FORMS = 12


class Cover(NamedTuple):
    """Forms for all typed syllables, what they cost in nats, and how many pieces they are."""

    cost: float
    forms: tuple[str, ...]
    pieces: int = 0


def covers(typed: Sequence[Typed], vocabulary: Vocabulary, count: int) -> list[Cover]:
    """The likeliest ways to write what was typed, best first. Typed marks are kept."""
    reached: list[list[Cover]] = [[Cover(0.0, ())]] + [[] for _ in typed]
    for start in range(len(typed)):
        best = _cheapest(reached[start], count)
        for cost, forms in _pieces(typed[start:], vocabulary):
            ends = reached[start + len(forms)]
            # Most are dearer than what is known: of the best way alone they are not even made.
            if count > 1 or not ends or best[0].cost + cost <= ends[-1].cost:
                ends += [Cover(so_far + cost, done + forms, n + 1) for so_far, done, n in best]
    return _cheapest(reached[-1], count)


def _cheapest(found: list[Cover], count: int) -> list[Cover]:
    if count == 1:
        return [min(found)]
    cheapest: dict[tuple[str, ...], Cover] = {}
    for cover in sorted(found):
        cheapest.setdefault(cover.forms, cover)
        if len(cheapest) == count:
            break
    return list(cheapest.values())


def _pieces(typed: Sequence[Typed], vocabulary: Vocabulary) -> Iterable[Piece]:
    """What the beginning of typed syllables may be: one of them, and all phrases there are."""
    found = [*_single(typed[0], vocabulary.pieces)]
    folded = typed[0].folded
    for length in range(2, len(typed) + 1):
        folded = f"{folded} {typed[length - 1].folded}"
        phrases = vocabulary.pieces.phrase(folded)
        if phrases is None:
            break
        found += phrases
    if any(one.has_marks for one in typed):
        return (piece for piece in found if _keeps_marks(piece.forms, typed))
    return found


def _single(typed: Typed, pieces: Pieces) -> Sequence[Piece]:
    found = pieces.single(typed.folded)
    if typed.has_marks:
        found = tuple(piece for piece in found if piece.forms == (typed.term,))
    return found[:_MOST_FORMS] or [pieces.unknown(typed.term)]


def _keeps_marks(forms: Sequence[str], typed: Sequence[Typed]) -> bool:
    pairs = zip(forms, typed, strict=False)
    return all(form == one.term for form, one in pairs if one.has_marks)
