"""Syllables: what is indexed and searched, with their places in the delivered text."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from analyzers.characters import IDEOGRAPHS
from analyzers.folding import fold
from analyzers.normalize import normalize_letters
from analyzers.tones import canonical

V = TypeVar("V")

#: Longer runs are no words of any language; they are cut, so no term outgrows an index.
MAX_TERM = 100

IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]")
#: A run of letters and digits, or one ideograph.
TOKEN = re.compile(rf"[^\W_{IDEOGRAPHS}]+|{IDEOGRAPH.pattern}")


class Syllable(NamedTuple):
    """A syllable, a number or an ideograph.

    `term` is its canonical lower-case form, `folded` the same without marks; the text that it
    came from is `text[start:end]` (code points).
    """

    term: str
    folded: str
    start: int
    end: int


class Memo(dict[str, V]):
    """Token → what is made of it, learnt as tokens come.

    The vocabulary of a collection is small beside its text, so nearly every look-up is a hit;
    a hostile one is not, so the table is emptied when it grows past its bound (some 10 MB), and
    what is longer than words are is made anew each time.
    """

    BOUND = 20_000
    LONGEST = 50

    def __init__(self, make: Callable[[str], V]) -> None:
        self._make = make

    def __missing__(self, token: str) -> V:
        if len(token) > self.LONGEST:
            return self._make(token)
        if len(self) >= self.BOUND:
            self.clear()
        made = self[token] = self._make(token)
        return made


class Forms(NamedTuple):
    """A token as it is compared: canonical and lower-case, and that without marks."""

    term: str
    folded: str


def forms(token: str) -> Forms:
    """Those of a token that is one syllable."""
    term = token[:MAX_TERM].lower()
    if not term.isascii():
        term = canonical(term)
        return Forms(term, fold(term))
    return Forms(term, term)


FORMS = Memo(forms)


def syllables(text: str) -> list[Syllable]:
    """The syllables of a delivered text in order."""
    normalized = normalize_letters(text)
    return [
        Syllable(*FORMS[match[0]], *normalized.span(*match.span()))
        for match in TOKEN.finditer(normalized.text)
    ]
