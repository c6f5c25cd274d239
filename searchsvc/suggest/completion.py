"""Completions: titles, names, subjects and frequent words that continue what was typed.

What was typed may begin at any word of a phrase, and its words may come in any order; the last may
be unfinished. Marks may be left out; phrases that have the marks typed come first.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers import Syllable, normalize, spelling_variants, syllables
from searchsvc.suggest.phrases import Phrase, Phrases, Source

#: Letters of a single word. A shorter one would match a good part of the vocabulary.
LEAST_LETTERS = 2
#: Words of a query that are looked at.
_MOST_WORDS = 12
#: Words of it that are looked for in another spelling, too.
_MOST_RESPELLED = 4
#: Phrases of each source that are ranked: a short beginning has tens of thousands.
_LOOKED_AT = 200
#: Sources take turns in the list; how many phrases each gives in one turn.
_IN_A_TURN = {Source.TITLE: 3, Source.CREATOR: 1, Source.SUBJECT: 1, Source.TEXT: 1}

Numbers = NDArray[np.int64]


class _How(NamedTuple):
    """Where a phrase has the words typed."""

    out_of_order: bool
    begins_later: bool


class _Rank(NamedTuple):
    """What decides the order of phrases, in this order; lower comes first.

    `place`: among the phrases of its source; `number`: the phrase's in `Phrases`.
    """

    lacks_marks: bool
    how: _How
    turn: int
    source: Source
    place: int
    number: int


#: A word that begins with one of these has the marks typed. For a finished word, they end in a
#: space.
Beginnings = tuple[str, ...]


def completions(q: str, phrases: Phrases, limit: int) -> list[Phrase]:
    """At most `limit` phrases that continue `q`, best first, no two with the same wording."""
    typed = syllables(q)[:_MOST_WORDS]
    if not typed or (len(typed) == 1 and len(typed[0].folded) < LEAST_LETTERS):
        return []
    marked = _marked(q, typed)
    ranks = [
        rank
        for way in (typed, *_respelled(typed))
        for how, numbers, finished in _told_finished(way, typed, phrases, limit)
        for rank in _ranks(how, numbers, finished, marked, phrases)
    ]
    worded: dict[str, Phrase] = {}
    for rank in sorted(ranks):
        worded.setdefault(" ".join(phrases.forms(rank.number)), phrases[rank.number])
        if len(worded) == limit:
            break
    return list(worded.values())


def _respelled(typed: Sequence[Syllable]) -> Iterator[list[Syllable]]:
    """The words with one of them in its other spelling (`lí`, `lý`), which is the same word."""
    for at, syllable in enumerate(typed[:_MOST_RESPELLED]):
        for other in spelling_variants(syllable.folded):
            yield [*typed[:at], syllable._replace(term=other, folded=other), *typed[at + 1 :]]


def _told_finished(
    way: Sequence[Syllable], typed: Sequence[Syllable], phrases: Phrases, limit: int
) -> Iterator[tuple[_How, Numbers, NDArray[np.bool_]]]:
    """`_found`, and which of the phrases have the last word as a whole: all, if it was respelled,
    for what goes on from it is another word.
    """
    whole = phrases.numbers(phrases.whole(_folded(way)))
    for how, numbers in _found(way, phrases, limit):
        finished = np.isin(numbers, whole)
        if way[-1] is not typed[-1]:
            numbers, finished = numbers[finished], finished[finished]
        yield how, numbers, finished


def _found(
    typed: Sequence[Syllable], phrases: Phrases, limit: int
) -> Iterator[tuple[_How, Numbers]]:
    """Numbers of the phrases that have the words, best ways first; in any order only when few have
    them in the order typed.
    """
    places = phrases.places(phrases.begun(_folded(typed)))
    numbers = phrases.numbers(places)
    begun = numbers[phrases.begins(places, numbers)]
    yield _How(out_of_order=False, begins_later=False), begun
    yield _How(out_of_order=False, begins_later=True), np.setdiff1d(numbers, begun)
    if len(typed) > 1 and len(numbers) < limit:
        others = np.setdiff1d(_in_any_order(typed, phrases), numbers)
        yield _How(out_of_order=True, begins_later=True), others


def _folded(typed: Sequence[Syllable]) -> str:
    return " ".join([syllable.folded for syllable in typed])


def _ranks(
    how: _How,
    numbers: Numbers,
    finished: NDArray[np.bool_],
    marked: Sequence[Beginnings],
    phrases: Phrases,
) -> Iterator[_Rank]:
    """Ranks of phrases; `finished` says which of them have the last word as a whole."""
    # The shorter a phrase, the more of it was typed.
    keys = numbers, phrases.lengths(numbers), ~finished, -phrases.frequencies[numbers]
    order = np.lexsort(keys)
    sources = phrases.sources(numbers)[order]
    for source in Source:
        places = [0, 0]
        for number in numbers[order[sources == source][:_LOOKED_AT]].tolist():
            lacks = bool(marked) and not _has_marks(phrases.forms(number), marked)
            turn = places[lacks] // _IN_A_TURN[source]
            yield _Rank(lacks, how, turn, source, places[lacks], number)
            places[lacks] += 1


def _marked(q: str, typed: Sequence[Syllable]) -> list[Beginnings]:
    """For each word typed with marks, what a word of a phrase must begin with to have them."""
    marked: list[Beginnings] = [_spelled(s.term) for s in typed[:-1] if s.term != s.folded]
    last = typed[-1]
    if last.term != last.folded:
        # The mark of an unfinished word may yet move: `hoà` → `hoàn`.
        as_typed = normalize(q[last.start : last.end]).text.lower()
        marked.append((last.term, as_typed, *_spelled(last.term)))
    return marked


def _spelled(term: str) -> Beginnings:
    return tuple(f"{spelling} " for spelling in (term, *spelling_variants(term)))


def _has_marks(forms: Sequence[str], marked: Sequence[Beginnings]) -> bool:
    return all(any(f"{form} ".startswith(word) for form in forms) for word in marked)


def _in_any_order(typed: Sequence[Syllable], phrases: Phrases) -> Numbers:
    """Numbers of phrases that have all these words; the last may go on."""
    found: Numbers | None = None
    for syllable in dict.fromkeys(s.folded for s in typed[:-1]):
        numbers = phrases.numbers(phrases.whole(syllable))
        found = numbers if found is None else np.intersect1d(found, numbers)
    last = phrases.numbers(phrases.places(phrases.begun(typed[-1].folded)))
    return np.unique(last) if found is None else np.intersect1d(found, last)
