"""Finding a query's words among the terms of a text, as the engines find them in an index."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from analyzers import Entry, Terms, TextTerms, Words
from searchsvc.matching import FormKind, forms, near_words, sequences
from searchsvc.query import Kind, Match, Typed
from searchsvc.requests import Marks

Numbers = NDArray[np.int32]

_NO_WORD = -1
#: The number of a word in the row, and that of its word in the query.
_Numbered = tuple[int, int]


class Places(NamedTuple):
    """Where words, or phrases, were found in a row of texts, in order: the numbers of their first
    and last words in the row, and for each the number of its word in the query.
    """

    first: Numbers
    last: Numbers
    words: Numbers

    @classmethod
    def of_words(cls, numbers: Numbers, words: Numbers) -> "Places":
        """Those of single words."""
        return cls(numbers, numbers, words)

    @classmethod
    def of_one(cls, number: int, first: Numbers, last: Numbers) -> "Places":
        """Those of one word, or phrase, of the query."""
        return cls(first, last, np.full(len(first), number, np.int32))


class Finder(Protocol):
    """Finds words of one kind, or a phrase, in a row of texts. `syllables`: of each match."""

    @property
    def syllables(self) -> int: ...

    def find(self, text: TextTerms) -> Places: ...


def finders_for(matches: Sequence[Match], marks: Marks, scattered: bool = True) -> list[Finder]:
    """Finders for the words of a query. Words are numbered in the order typed, from 0; a phrase
    counts as one word.

    `scattered`: in a text where the words of a loose phrase are nowhere near each other, all of
    them are found.
    """
    words = _Words()
    finders: list[Finder] = []
    numbers = count()
    for match in matches:
        if match.kind is Kind.PREFIX:
            finders.append(_Prefix(match, marks, next(numbers)))
        elif match.kind is Kind.FUZZY:
            finders.append(_Fuzzy(match, next(numbers)))
        elif len(match.syllables) == 1:
            words.add(match.syllables[0], marks, next(numbers))
        elif match.slop:
            finders.append(_Near(match, marks, numbers, scattered))
        else:
            finders.append(_Phrase(match, marks, next(numbers)))
    return [words, *finders] if words else finders


class _Words:
    """Finds all single words of a query in one pass."""

    syllables = 1

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._folded: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._folded)

    def add(self, typed: Typed, marks: Marks, number: int) -> None:
        for form in forms(typed, marks):
            self._folded.add(form.folded)
            self._numbers.setdefault(form.term, number)

    def find(self, text: TextTerms) -> Places:
        found = text.of_forms(self._folded)
        by_kind = map(self._number, found.entries, found.terms)
        words = np.fromiter(by_kind, np.int32, len(found.terms))[found.kinds]
        wanted = words != _NO_WORD
        return Places.of_words(found.numbers[wanted], words[wanted])

    def _number(self, entry: Entry, terms: Terms) -> int:
        """The number of the word that is spelled so in any text; if none, of the word that it
        stands for in a text with hardly any marks, whose terms these are.
        """
        for term in (*entry.terms, terms[0]):
            if term in self._numbers:
                return self._numbers[term]
        return _NO_WORD


class _Near:
    """Finds the words of a loose phrase where all of them are near each other: none farther than
    `slop` from the place that another one gives it.

    In a text where they are nowhere near, it finds all of them, if `scattered`.
    """

    syllables = 1

    def __init__(self, match: Match, marks: Marks, numbers: Iterator[int], scattered: bool) -> None:
        self._slop = match.slop
        self._scattered = scattered
        self._words = _Words()
        known: dict[Typed, int] = {}
        # For each word, by its number: where it stands in the phrase.
        self._at: dict[int, list[int]] = {}
        for at, typed in enumerate(match.syllables):
            if typed not in known:
                known[typed] = next(numbers)
                self._words.add(typed, marks, known[typed])
            self._at.setdefault(known[typed], []).append(at)
        self._length = len(match.syllables)

    def find(self, text: TextTerms) -> Places:
        found = self._words.find(text)
        both = zip(found.first.tolist(), found.words.tolist(), strict=True)
        near: list[_Numbered] = []
        texts = zip(text.texts_of(found.first).tolist(), both, strict=True)
        for _, here in groupby(texts, itemgetter(0)):
            near += self._near([one for _, one in here])
        columns = np.array(near, np.int32).reshape(-1, 2).T
        return Places.of_words(*np.ascontiguousarray(columns))

    def _near(self, found: list[_Numbered]) -> list[_Numbered]:
        """Those of the words found in one text that are near each other. Where none are: all, if
        `scattered`.
        """
        # Where the phrase would begin, if each word stood in its place.
        begins = sorted((one[0] - at, at, one) for one in found for at in self._at[one[1]])
        near: set[_Numbered] = set()
        left = 0
        for right, (begin, _, _) in enumerate(begins):
            while begin - begins[left][0] > self._slop:
                left += 1
            window = begins[left : right + 1]
            if len({at for _, at, _ in window}) == self._length:
                near.update(one for _, _, one in window)
        return sorted(near) or (found if self._scattered else [])


class _Phrase:
    """Finds a phrase: syllables that follow each other."""

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self.syllables = len(match.syllables)
        self._number = number
        found = sequences(match.syllables, marks)
        self._folded = {form.folded for sequence in found for form in sequence}
        # For each syllable the ways to write the phrase, a bit each, that have such a term there.
        self._ways: list[dict[tuple[bool, str], int]] = [{} for _ in match.syllables]
        for way, sequence in enumerate(found):
            for ways, form in zip(self._ways, sequence, strict=True):
                key = form.kind is FormKind.FOLDED, form.term
                ways[key] = ways.get(key, 0) | 1 << way

    def find(self, text: TextTerms) -> Places:
        found = text.of_forms(self._folded)
        last = self.syllables - 1
        count = max(0, len(found) - last)
        agreeing = _are_runs(text, found.numbers, last, count)
        for at, ways in enumerate(self._ways):
            by_kind = (ways.get((False, a), 0) | ways.get((True, b), 0) for a, b in found.terms)
            of_kinds = np.fromiter(by_kind, np.int64, len(found.terms))
            agreeing &= of_kinds[found.kinds[at : at + count]]
        begins = np.flatnonzero(agreeing)
        numbers = found.numbers
        return Places.of_one(self._number, numbers[begins], numbers[begins + last])


def _are_runs(text: TextTerms, numbers: Numbers, last: int, count: int) -> NDArray[np.int64]:
    """For the first `count` of some words, all bits where those up to the one so much further on
    follow each other in one text, else none.
    """
    texts = text.texts_of(numbers)
    follow = numbers[last:] - numbers[:count] == last
    of_all: NDArray[np.int64] = -(follow & (texts[last:] == texts[:count])).astype(np.int64)
    return of_all


class _Prefix:
    """Finds words that begin as typed."""

    syllables = 1

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._number = number
        found = forms(match.syllables[0], marks)
        self._beginnings = tuple(form.term for form in found)
        self._folded = {form.folded for form in found}

    def find(self, text: TextTerms) -> Places:
        found = text.begun_with(self._folded)
        begin = (any(t.startswith(self._beginnings) for t in terms) for terms in found.terms)
        return _of_kinds(found, begin, self._number)


class _Fuzzy:
    """Finds words that differ from the one typed by a few letters, whatever their marks."""

    syllables = 1

    def __init__(self, match: Match, number: int) -> None:
        self._number = number
        (self._typed,) = match.syllables

    def find(self, text: TextTerms) -> Places:
        found = text.every_word()
        near = near_words(self._typed, {entry.folded for entry in found.entries})
        return _of_kinds(found, (entry.folded in near for entry in found.entries), self._number)


def _of_kinds(found: Words, are_wanted: Iterable[bool], number: int) -> Places:
    """Those of the words whose kinds are wanted."""
    wanted = np.fromiter(are_wanted, np.bool_, len(found.terms))[found.kinds]
    numbers = found.numbers[wanted]
    return Places.of_one(number, numbers, numbers)
