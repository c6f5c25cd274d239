"""A query as words that can be written otherwise, its signs and spaces kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analyzers import syllables
from searchsvc.query import Typed
from searchsvc.suggest.marks import covers
from searchsvc.suggest.vocabulary import Vocabulary


class Part(NamedTuple):
    """A stretch of the query, and the syllables that it is taken for: mostly one.

    `is_slip`: they are not what was typed.
    """

    start: int
    end: int
    typed: tuple[Typed, ...]
    is_slip: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a query. `slips`: how many of its parts are not what was typed."""

    q: str
    parts: tuple[Part, ...]
    slips: int = 0

    @classmethod
    def of(cls, q: str) -> "Wording":
        return cls(q, tuple(Part(s.start, s.end, (Typed(s.term, s.folded),)) for s in syllables(q)))

    @property
    def typed(self) -> list[Typed]:
        return [typed for part in self.parts for typed in part.typed]

    def instead(self, at: int, until: int, folded: Sequence[str]) -> "Wording":
        """The same with other syllables for some of its parts, whatever marks they may have."""
        typed = tuple(Typed(syllable, syllable) for syllable in folded)
        part = Part(self.parts[at].start, self.parts[until - 1].end, typed, is_slip=True)
        return Wording(self.q, (*self.parts[:at], part, *self.parts[until:]), self.slips + 1)

    def written(self, forms: Sequence[str]) -> str:
        """The query with these forms for its syllables, capitals as they were typed."""
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
    """A query with the marks that the collection makes likeliest; those typed are kept."""
    wording = Wording.of(q)
    found = covers(wording.typed, vocabulary, 1) if wording.parts else []
    return wording.written(found[0].forms) if found else q
