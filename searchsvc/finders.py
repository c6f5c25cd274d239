"""Finding a query's words among the syllables of a text, as the engines find them in an index."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from searchsvc.matching import FormKind, begins_like, forms, is_near
from searchsvc.query import Kind, Match, Typed
from searchsvc.requests import Marks

#: A syllable of a text: its canonical form and its folded form.
Forms = tuple[str, str]
#: First and last syllable found, and the number of the word in the query.
Place = tuple[int, int, int]


class Finder(Protocol):
    def find(self, text: Sequence[Forms], unmarked: bool) -> Iterator[Place]:
        """Places in a text; `unmarked` says that it has no marks at all."""


def finders_for(matches: Sequence[Match], marks: Marks) -> list[Finder]:
    """Finders for the words of a query, which are numbered by their place in `matches`."""
    words = _Words()
    finders: list[Finder] = [words]
    for number, match in enumerate(matches):
        if match.kind is not Kind.WHOLE:
            finders.append(_Loose(match, marks, number))
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
        self._values: dict[FormKind, dict[str, int]] = {kind: {} for kind in FormKind}

    def add(self, typed: Typed, marks: Marks, number: int) -> None:
        for form in forms(typed, marks):
            self._values[form.kind].setdefault(form.value, number)

    def find(self, text: Sequence[Forms], unmarked: bool) -> Iterator[Place]:
        canonical, folded, bare = (self._values[kind].get for kind in FormKind)
        for i, (term, without_marks) in enumerate(text):
            number = canonical(term)
            if number is None:
                number = folded(without_marks)
            if number is None and unmarked and term == without_marks:
                number = bare(term)
            if number is not None:
                yield i, i, number


class _Phrase:
    """Syllables that follow each other, each in any of its forms."""

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._number = number
        self._steps = []
        for typed in match.syllables:
            step = _Words()
            step.add(typed, marks, number)
            self._steps.append(step)

    def find(self, text: Sequence[Forms], unmarked: bool) -> Iterator[Place]:
        length = len(self._steps)
        for i, _, number in self._steps[0].find(text, unmarked):
            window = text[i : i + length]
            if len(window) == length and all(
                any(step.find((forms,), unmarked))
                for step, forms in zip(self._steps, window, strict=True)
            ):
                yield i, i + length - 1, number


class _Loose:
    """A prefix or a fuzzy word."""

    def __init__(self, match: Match, marks: Marks, number: int) -> None:
        self._typed = match.syllables[0]
        self._marks = marks
        self._number = number
        self._rule = begins_like if match.kind is Kind.PREFIX else is_near

    def find(self, text: Sequence[Forms], unmarked: bool) -> Iterator[Place]:
        agreeing = {f for f in set(text) if self._rule(self._typed, *f, self._marks)}
        for i, found in enumerate(text):
            if found in agreeing:
                yield i, i, self._number
