"""Marks restored: the forms that syllables typed without marks most likely stand for.

The syllables are covered by phrases of the collection, as few and as long as possible, and by
single syllables where there are none. The rarer a piece's way of writing is among all that fold
alike, the more it costs. The cheapest covers are found from left to right (Viterbi), keeping a few
at each place.
"""

from collections.abc import Collection, Sequence
from math import inf
from typing import NamedTuple

from searchsvc.query import Typed
from searchsvc.suggest.pieces import Piece, Pieces
from searchsvc.suggest.vocabulary import Vocabulary

#: Ways to write a syllable that are considered. The fifth has less than a hundredth of its pages.
_MOST_FORMS = 12


class Cover(NamedTuple):
    """A form for each typed syllable. `cost`: in nats; `pieces`: of how many pieces it is made."""

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
    """The likeliest ways to write what was typed, best first: at most `count`, and none that costs
    more than the best by more than `within`.

    Typed marks are kept. Syllables at the places `kept` stay as they were typed, unless a phrase
    has them otherwise.
    """
    within = within if count > 1 else 0.0
    marked = tuple(one.term if one.has_marks else "" for one in typed)
    reached: list[list[Cover]] = [[Cover(0.0, ())]] + [[] for _ in typed]
    # The cost of the best way to each place. All ways to a place continue alike, so one that costs
    # too much more there does so in the end.
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
    """What the first of these syllables may be by itself, and all phrases that begin with it."""
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
    """The phrases that agree with the marks typed. `marked`: for each syllable the form typed, ""
    for one without marks.
    """
    if not any(marked):
        return phrases
    if all(marked):
        return [phrase for phrase in phrases if phrase.forms == marked]
    return [
        phrase
        for phrase in phrases
        if all(not mark or mark == form for mark, form in zip(marked, phrase.forms, strict=True))
    ]
