"""Finding a query's words among the terms of a text, as the engines find them in an index."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from analyzers import Memo, TextTerms, folded_term, token_terms
from searchsvc.matching import FormKind, edit_distance, edits_allowed, forms, sequences
from searchsvc.query import Kind, Match, Typed
from searchsvc.requests import Marks

#: First and last syllable found, and the number of the word in the query.
Place = tuple[int, int, int]


class Finder(Protocol):
    """Finds one kind of word in a text."""

    def find(self, text: TextTerms) -> Iterator[Place]: ...


def finders_for(matches: Sequence[Match], marks: Marks) -> list[Finder]:
    """Finders for the words of a query, which are numbered by their place in `matches`."""
    words = _Words()
    finders: list[Finder] = [words]
    for number, match in enumerate(matches):
        if match.kind is Kind.PREFIX:
            finders.append(_Prefix(match, marks, number))
        elif match.kind is Kind.FUZZY:
            finders.append(_Fuzzy(match, number))
        elif len(match.syllables) == 1 or match.slop:
            # Words of a loose phrase count wherever they stand.
            for typed in match.syllables:
                words.add(typed, marks, number)
        else:
            finders.append(_Phrase(match, marks, number))
    return finders


class _Words:
    """All single words of a query at once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        # What a token is to this query; the pages of an answer share most of their tokens.
        self._found = Memo(self._look_up)

    def add(self, typed: Typed, marks: Marks, number: int) -> None:
        for form in forms(typed, marks):
            self._numbers.setdefault(form.term, number)

    def find(self, text: TextTerms) -> Iterator[Place]:
        for i, found in enumerate(map(self._found.__getitem__, text.tokens)):
            if found is not None:
                number, only_unmarked = found
                if not only_unmarked or text.is_unmarked:
                    yield i, i, number

    def _look_up(self, token: str) -> tuple[int, bool] | None:
        """The number of the word that a token is, and whether only in a text without marks."""
        terms, unmarked_terms = token_terms(token)
        for term in (*terms, unmarked_terms[0]):
            if term in self._numbers:
                return self._numbers[term], term not in terms
        return None


class _Phrase:
    """Syllables that follow each other."""

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._number = number
        self._sequences = [
            [(form.kind is FormKind.FOLDED, form.term) for form in sequence]
            for sequence in sequences(match.syllables, marks)
        ]

    def find(self, text: TextTerms) -> Iterator[Place]:
        for sequence in self._sequences:
            length = len(sequence)
            which, term = sequence[0]
            terms = text.terms
            for i in range(len(terms) - length + 1):
                if terms[i][which] == term and all(
                    terms[i + n][slot] == wanted for n, (slot, wanted) in enumerate(sequence)
                ):
                    yield i, i + length - 1, self._number


class _Prefix:
    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._number = number
        self._beginnings = tuple(form.term for form in forms(match.syllables[0], marks))

    def find(self, text: TextTerms) -> Iterator[Place]:
        for i, (first, second) in enumerate(text.terms):
            if first.startswith(self._beginnings) or second.startswith(self._beginnings):
                yield i, i, self._number


class _Fuzzy:
    """A word with a few letters other than typed, marks aside."""

    def __init__(self, match: Match, number: int) -> None:
        self._number = number
        (self._typed,) = match.syllables

    def find(self, text: TextTerms) -> Iterator[Place]:
        near = {second for second in {terms[1] for terms in text.terms} if self._is_near(second)}
        for i, (_, second) in enumerate(text.terms):
            if second in near:
                yield i, i, self._number

    def _is_near(self, term: str) -> bool:
        most = edits_allowed(self._typed)
        return edit_distance(folded_term(self._typed.folded), term, most) <= most
