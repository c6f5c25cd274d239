"""A query as words that can be written in other ways, while its signs and spaces are kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from analyzers import syllables
from searchsvc.query import Typed
from searchsvc.query.lexer import OPERATORS
from searchsvc.suggest.marks import Cover, covers
from searchsvc.suggest.vocabulary import Vocabulary

#: A name that a sign begins.
_NAME = re.compile(r"(?<!\S)[.@#]\S+")


class Part(NamedTuple):
    """Part of a query, from `start` to `end`, and the syllables that it is read as, mostly one.

    `is_slip`: these are a correction of what was typed.
    """

    start: int
    end: int
    typed: tuple[Typed, ...]
    is_slip: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a query, without its operators and without names that a sign begins (`.NET`,
    `@le`), which are meant as typed. `slips`: how many corrections were made.
    """

    q: str
    parts: tuple[Part, ...]
    slips: int = 0

    @classmethod
    def of(cls, q: str) -> "Wording":
        # Blanks in place of names leave everything else where it is.
        words = _NAME.sub(lambda name: " " * len(name[0]), q)
        found = [s for s in syllables(words) if q[s.start : s.end] not in OPERATORS]
        return cls(q, tuple(Part(s.start, s.end, (Typed(s.term, s.folded),)) for s in found))

    def covers(self, vocabulary: Vocabulary, count: int, within: float = inf) -> list[Cover]:
        """The likeliest ways to write the query (`marks.covers`). Where most words are foreign,
        single words get no marks: the `du` of a French title is hardly `dự`.
        """
        typed = self.typed
        words = [one.folded for one in typed if not one.folded.isdecimal()]
        foreign = sum(not vocabulary.is_vietnamese(word) for word in words)
        if 2 * foreign <= len(words):
            return covers(typed, vocabulary, count, within)
        slips = (part.is_slip for part in self.parts for _ in part.typed)
        kept = {at for at, is_slip in enumerate(slips) if not is_slip}
        return covers(typed, vocabulary, count, within, kept)

    @property
    def typed(self) -> list[Typed]:
        return [typed for part in self.parts for typed in part.typed]

    def instead(self, at: int, until: int, folded: Sequence[str]) -> "Wording":
        """The same with folded syllables in place of its parts from `at` to `until`."""
        typed = tuple(Typed(syllable, syllable) for syllable in folded)
        part = Part(self.parts[at].start, self.parts[until - 1].end, typed, is_slip=True)
        parts = (*self.parts[:at], part, *self.parts[until:])
        return Wording(self.q, parts, self.slips + 1)

    def written(self, forms: Sequence[str]) -> str:
        """The query with these forms for its syllables, in capitals where it had them."""
        pieces: list[str] = []
        done = at = 0
        for part in self.parts:
            here = forms[at : at + len(part.typed)]
            at += len(part.typed)
            source = self.q[part.start : part.end]
            as_typed = not part.is_slip and part.typed[0].term == here[0]
            pieces += self.q[done : part.start], source if as_typed else _cased(here, source)
            done = part.end
        return "".join(pieces) + self.q[done:]


def _cased(forms: Sequence[str], like: str) -> str:
    text = " ".join(forms)
    if len(like) > 1 and like.isupper():
        return text.upper()
    return text.capitalize() if like[:1].isupper() else text


def likeliest_marks(q: str, vocabulary: Vocabulary) -> str:
    """A query with the marks that are likeliest in the collection; those typed are kept."""
    wording = Wording.of(q)
    found = covers(wording.typed, vocabulary, 1) if wording.parts else []
    return wording.written(found[0].forms) if found else q
