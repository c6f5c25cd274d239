"""How much a text looks like Vietnamese: the share of its accented words that can be syllables."""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import normalize

from analyzers.tones import is_syllable

_LONGEST_SYLLABLE = 7  # nghiêng
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
#: A syllable that ends in one of these has a rising or a heavy tone.
_STOPS = ("c", "ch", "p", "t")


class Evidence(NamedTuple):
    """What speaks for a text being Vietnamese."""

    share: float  # of the accented words (each as often as it stands) that can be syllables, 0..1
    kinds: int  # different ones that can, of two letters and more

    @property
    def confidence(self) -> float:
        """0..1: the share, and less than that the fewer witnesses there are."""
        return self.share * self.kinds / (self.kinds + 1)


def weigh(text: str) -> Evidence:
    """The evidence of a text's accented words.

    Symbols of cp1252 are letters here: in a wrong reading they stand where letters should.
    """
    counts = Counter(found[0] for found in _word().finditer(text))
    accented = {
        word: count
        for word, count in counts.items()
        if not word.isascii() and word.lower() != word.upper()
    }
    right = {word: count for word, count in accented.items() if _can_be_syllable(word)}
    share = sum(right.values()) / max(sum(accented.values()), 1)
    return Evidence(share, sum(len(word) > 1 for word in right))


@cache
def _word() -> re.Pattern[str]:
    latin = "A-Za-z\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u024f\u1ea0-\u1ef9"
    return re.compile(f"[{latin}\u0300-\u036f€‚ƒ„†‡ˆ‰‹›˜™]+")


def _can_be_syllable(word: str) -> bool:
    if len(word) > _LONGEST_SYLLABLE:
        return False
    small = word.lower()
    return word in (small, word.upper(), small.capitalize()) and _is_legal(small)


@lru_cache(maxsize=1 << 14)
def _is_legal(word: str) -> bool:
    tones = _TONES.findall(normalize("NFD", word))
    stopped = word.endswith(_STOPS)
    if len(tones) > 1 or (stopped and tones[0:1] not in (["\u0301"], ["\u0323"])):
        return False
    return is_syllable(word)
