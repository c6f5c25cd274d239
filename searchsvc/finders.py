"""Finding a query's words among the terms of a text, as the engines find them in an index."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Protocol

from analyzers import Memo, Terms, TextTerms, bare_term, has_marks, terms_of_spelled
from searchsvc.matching import FormKind, forms, near_words, sequences
from searchsvc.query import Kind, Match, Typed
from searchsvc.requests import Marks

#: Start and end of a word in the row of normalized texts (`analyzers.TextTerms`).
Place = tuple[int, int]
#: Places in the order of the row, and for each the number of its word in the query.
Places = tuple[list[Place], list[int]]


class Finder(Protocol):
    """Finds words of one kind, or a phrase, in a row of texts. `syllables`: of each match."""

    @property
    def syllables(self) -> int: ...

    def find(self, text: TextTerms) -> Places: ...


def finders_for(matches: Sequence[Match], marks: Marks) -> list[Finder]:
    """Finders for the words of a query. Words are numbered in the order typed, from 0; a phrase
    counts as one word.
    """
    words = _Words()
    finders: list[Finder] = [words]
    numbers = count()
    for match in matches:
        if match.kind is Kind.PREFIX:
            finders.append(_Prefix(match, marks, next(numbers)))
        elif match.kind is Kind.FUZZY:
            finders.append(_Fuzzy(match, next(numbers)))
        elif len(match.syllables) == 1:
            words.add(match.syllables[0], marks, next(numbers))
        elif match.slop:
            finders.append(_Near(match, marks, numbers))
        else:
            finders.append(_Phrase(match, marks, next(numbers)))
    return finders


#: A place, and the number in the query of the word found there.
_Numbered = tuple[Place, int]


def _columns(found: Iterable[_Numbered]) -> Places:
    both = list(found)
    return [place for place, _ in both], [word for _, word in both]


class _Words:
    """Finds all single words of a query in one pass."""

    syllables = 1

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._folded: set[str] = set()
        self._by_spelling = Memo(self._number)

    def add(self, typed: Typed, marks: Marks, number: int) -> None:
        for form in forms(typed, marks):
            self._folded.add(form.folded)
            self._numbers.setdefault(form.term, number)

    def find(self, text: TextTerms) -> Places:
        places = text.places_of(self._folded)
        spelled = list(map(self._by_spelling.__getitem__, text.spelled(places)))
        words = [word for word, _ in spelled if word is not None]
        if len(words) == len(places):
            return places, words
        found: list[_Numbered] = []
        for place, (word, bare) in zip(places, spelled, strict=True):
            if word is None and bare is not None and text.is_unmarked(place[0]):
                word = bare
            if word is not None:
                found.append((place, word))
        return _columns(found)

    def _number(self, spelled: str) -> tuple[int | None, int | None]:
        """The number of the word that is spelled so in any text; if none, of the word that it
        stands for in a text with hardly any marks.
        """
        marked, folded = terms_of_spelled(spelled)
        number = self._numbers.get(marked, self._numbers.get(folded))
        if number is not None or has_marks(marked):
            return number, None
        return None, self._numbers.get(bare_term(marked))


class _Near:
    """Finds the words of a loose phrase where all of them are near each other: none farther than
    `slop` from the place that another one gives it.

    In a text where they are nowhere near (its item matches only as a whole), it finds all of them.
    """

    syllables = 1

    def __init__(self, match: Match, marks: Marks, numbers: Iterator[int]) -> None:
        self._slop = match.slop
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
        found = list(zip(*self._words.find(text), strict=True))
        near: list[_Numbered] = []
        for begin, end in text.bounds():
            here = [(place, word) for place, word in found if begin <= place[0] < end]
            if here:
                near += self._near(here, [start for start, _ in text.places(begin, end)])
        return _columns(near)

    def _near(self, found: list[_Numbered], starts: list[int]) -> list[_Numbered]:
        """Those of the words found in one text that are near each other, or all when none are.

        `starts`: where each syllable of the text starts.
        """
        order = {start: i for i, start in enumerate(starts)}
        # Where the phrase would begin, if each word stood in its place.
        begins = sorted(
            (order[one[0][0]] - at, at, one) for one in found for at in self._at[one[1]]
        )
        near: set[_Numbered] = set()
        left = 0
        for right, (begin, _, _) in enumerate(begins):
            while begin - begins[left][0] > self._slop:
                left += 1
            window = begins[left : right + 1]
            if len({at for _, at, _ in window}) == self._length:
                near.update(one for _, _, one in window)
        return sorted(near) or found


class _Phrase:
    """Finds a phrase: syllables that follow each other."""

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self.syllables = len(match.syllables)
        self._number = number
        found = sequences(match.syllables, marks)
        self._folded = [{form.folded for form in forms} for forms in zip(*found, strict=True)]
        self._sequences = [
            [(form.kind is FormKind.FOLDED, form.term) for form in sequence] for sequence in found
        ]

    def find(self, text: TextTerms) -> Places:
        found = []
        for start, _ in text.runs_of(self._folded):
            places = list(islice(text.places_after(start), self.syllables))
            if len(places) == self.syllables:
                terms = [text.terms(*place) for place in places]
                if any(_agree(terms, wanted) for wanted in self._sequences):
                    found.append((start, places[-1][1]))
        return found, [self._number] * len(found)


def _agree(terms: Sequence[Terms], wanted: Sequence[tuple[bool, str]]) -> bool:
    return all(found[slot] == term for found, (slot, term) in zip(terms, wanted, strict=True))


class _Prefix:
    """Finds words that begin as typed."""

    syllables = 1

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._number = number
        found = forms(match.syllables[0], marks)
        self._beginnings = tuple(form.term for form in found)
        self._folded = {form.folded for form in found}

    def find(self, text: TextTerms) -> Places:
        found = [
            place
            for place in text.places_begun(self._folded)
            if any(term.startswith(self._beginnings) for term in text.terms(*place))
        ]
        return found, [self._number] * len(found)


class _Fuzzy:
    """Finds words that differ from the one typed by a few letters, whatever their marks."""

    syllables = 1

    def __init__(self, match: Match, number: int) -> None:
        self._number = number
        (self._typed,) = match.syllables

    def find(self, text: TextTerms) -> Places:
        found = text.places_of(near_words(self._typed, text.all_folded()))
        return found, [self._number] * len(found)
