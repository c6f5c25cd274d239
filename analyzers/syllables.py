"""Syllables: what is indexed and searched, with their places in the delivered text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from analyzers.characters import IDEOGRAPHS
from analyzers.folding import fold
from analyzers.normalize import normalize
from analyzers.tones import canonical

#: Longer runs are no words of any language; they are cut, so no term outgrows an index.
MAX_TERM = 100

#: A run of letters and digits, or one ideograph.
TOKEN = re.compile(rf"[^\W_{IDEOGRAPHS}]+|[{IDEOGRAPHS}]")


class Syllable(NamedTuple):
    """A syllable, a number or an ideograph.

    `term` is its canonical lower-case form, `folded` the same without marks; the text that it
    came from is `text[start:end]` (code points).
    """

    term: str
    folded: str
    start: int
    end: int


class _Terms(dict[str, tuple[str, str]]):
    """Token → (canonical lower-case form, the same folded), learnt as tokens come.

    The vocabulary of a collection is small beside its text, so nearly every look-up is a hit;
    a hostile one is not, so the table is emptied when it grows past its bound.
    """

    _BOUND = 500_000

    def __missing__(self, token: str) -> tuple[str, str]:
        if len(self) >= self._BOUND:
            self.clear()
        term = canonical(token[:MAX_TERM].lower())
        forms = self[token] = (term, fold(term))
        return forms


TERMS = _Terms()


#: A text in which fewer of its words have marks was written without them (or is not Vietnamese):
#: of 12,000 pages of Wikipedia 3.5 % lie below, mostly lists of foreign titles, hardly any near.
MARKED_SHARE = 0.1


def is_unmarked(forms: Sequence[tuple[str, str]]) -> bool:
    """Whether a text, given as canonical and folded forms, has (almost) no marks at all."""
    words = [term != folded for term, folded in forms if not term.isdecimal()]
    return sum(words) < MARKED_SHARE * len(words)


class SyllableText:
    """A delivered text as syllables, whose places are looked up only when asked for.

    `forms[i]`: canonical and folded form of syllable i. `unmarked`: as `is_unmarked` says.
    """

    def __init__(self, text: str) -> None:
        self._normalized = normalize(text)
        self.forms = [TERMS[token] for token in TOKEN.findall(self._normalized.text)]
        self.unmarked = is_unmarked(self.forms)
        self._spans: list[tuple[int, int]] = []

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where syllables `first` to `last` (included) stand in the delivered text."""
        if not self._spans:
            self._spans = [match.span() for match in TOKEN.finditer(self._normalized.text)]
        return self._normalized.span(self._spans[first][0], self._spans[last][1])


def syllables(text: str) -> list[Syllable]:
    """The syllables of a delivered text in order."""
    found = SyllableText(text)
    return [Syllable(*forms, *found.span(i, i)) for i, forms in enumerate(found.forms)]
