"""Syllables: what is indexed and searched, with their places in the delivered text."""

import re
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


def syllables(text: str) -> list[Syllable]:
    """The syllables of a delivered text in order."""
    normalized = normalize(text)
    found = []
    for match in TOKEN.finditer(normalized.text):
        term, folded = TERMS[match[0]]
        found.append(Syllable(term, folded, *normalized.span(*match.span())))
    return found
