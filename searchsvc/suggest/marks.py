"""Marks restored: the forms that syllables typed without marks most likely stand for.

The typed syllables are covered by phrases that the collection has, as long and as few as can be,
and by single syllables where it has none; each piece costs the more the rarer its way of writing
is among all that fold alike. The cheapest covers are found syllable by syllable (Viterbi), a few
of them kept at each.
"""

from collections.abc import Collection, Sequence
from math import inf
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


def covers(
    typed: Sequence[Typed],
    vocabulary: Vocabulary,
    count: int,
    within: float = inf,
    kept: Collection[int] = (),
) -> list[Cover]:
    """The likeliest ways to write what was typed, best first: at most so many, and none dearer
    than the best by more than `within`. Typed marks are kept; of the syllables at the places
    `kept`, what was typed, but where a phrase has them.
    """
    within = within if count > 1 else 0.0
    marked = tuple(one.term if one.has_marks else "" for one in typed)
    reached: list[list[Cover]] = [[Cover(0.0, ())]] + [[] for _ in typed]
    # What the best way to each place costs. Others go on from there as it does, so those that are
    # too dear there are too dear in the end.
    least = [inf] * len(reached)
    for start in range(len(typed)):
        best = _cheapest(reached[start], count)
        is_kept = start in kept
        for cost, forms in _pieces(typed[start:], marked[start:], vocabulary.pieces, is_kept):
            end, at_best = start + len(forms), best[0].cost + cost
            if at_best > least[end] + within:
                continue
            least[end] = min(least[end], at_best)
            reached[end] += [
                Cover(so_far + cost, done + forms, n + 1)
                for so_far, done, n in best
                if so_far + cost <= least[end] + within
            ]
    found = _cheapest(reached[-1], count)
    return [cover for cover in found if cover.cost <= found[0].cost + within]


def _cheapest(found: list[Cover], count: int) -> list[Cover]:
    if count == 1:
        return [min(found)]
    cheapest: dict[tuple[str, ...], Cover] = {}
    for cover in sorted(found):
        cheapest.setdefault(cover.forms, cover)
        if len(cheapest) == count:
            break
    return list(cheapest.values())


def _pieces(
    typed: Sequence[Typed], marked: Sequence[str], pieces: Pieces, is_kept: bool
) -> list[Piece]:
    """What the beginning of typed syllables may be: one of them, and all phrases there are."""
    found = [*_single(typed[0], pieces, is_kept)]
    folded = typed[0].folded
    for length in range(2, len(typed) + 1):
        folded = f"{folded} {typed[length - 1].folded}"
        phrases = pieces.phrase(folded)
        if phrases is None:
            break
        found += _with_marks(phrases, marked[:length])
    return found


def _single(typed: Typed, pieces: Pieces, is_kept: bool) -> Sequence[Piece]:
    found = pieces.single(typed.folded)
    if typed.has_marks or is_kept:
        found = tuple(piece for piece in found if piece.forms == (typed.term,))
    return found[:_MOST_FORMS] or [pieces.unknown(typed.term)]


def _with_marks(phrases: Sequence[Piece], marked: Sequence[str]) -> Sequence[Piece]:
    """Those that have the forms typed with marks; `marked` is empty where there were none."""
    if not any(marked):
        return phrases
    if all(marked):
        return [phrase for phrase in phrases if phrase.forms == marked]
    return [
        phrase
        for phrase in phrases
        if all(not mark or mark == form for mark, form in zip(marked, phrase.forms, strict=True))
    ]
