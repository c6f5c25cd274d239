"""How much a text looks like Vietnamese: the share of its accented words that can be syllables."""

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from analyzers.segmenter import two_syllable_words
from analyzers.tones import is_syllable

#: Of a longer text a part is weighed, spread over it: the time to judge is bounded.
_ENOUGH_WORDS = 10_000
_LONGEST_SYLLABLE = 7  # nghiêng
_TILDE = "\u0303"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
#: A syllable that ends in one of these has one of the two tones below.
_STOPS = ("c", "ch", "p", "t")
_STOPPED_TONES = (["\u0301"], ["\u0323"])


class Evidence(NamedTuple):
    """What speaks for a text being Vietnamese, and what there is in all."""

    right: int  # accented words (each as often as it stands) that can be syllables
    total: int  # accented words
    #: The witnesses, in small letters: different right syllables of two letters and more, and words
    #: of two syllables that the dictionary has (`đại học`).
    kinds: frozenset[str]

    @property
    def confidence(self) -> float:
        """0..1: the share that is right, and less than that the fewer witnesses there are.

        A word of the dictionary is worth two syllables: chance may build these, but not that.
        """
        witnesses = sum(1 + (" " in kind) for kind in self.kinds)
        return self.right / max(self.total, 1) * witnesses / (witnesses + 1)


def weigh(text: str) -> Evidence:
    """The evidence that a text's accented words give.

    Symbols of cp1252 count as letters, since in a wrong reading they stand where letters should.
    Words of other alphabets count too, and speak against.
    """
    words = _word().findall(text)
    total = right = 0
    syllables = set()
    for word, count in Counter(words[:: len(words) // _ENOUGH_WORDS + 1]).items():
        if word.isascii() or word.lower() == word.upper():
            continue
        total += count
        if can_be_syllable(word):
            right += count
            if len(word) > 1:
                syllables.add(word.lower())
    known = two_syllable_words()
    found = {pair for pair in pairwise(map(str.lower, words)) if syllables.issuperset(pair)}
    return Evidence(right, total, frozenset(syllables).union(map(" ".join, found & known)))


@cache
def _word() -> re.Pattern[str]:
    latin = "A-Za-z\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u024f\u1ea0-\u1ef9"
    return re.compile(f"[{latin}\u0300-\u1cff€‚ƒ„†‡ˆ‰‹›˜™]+")


def can_be_syllable(word: str) -> bool:
    """Whether a word is built like a syllable and written like one.

    It has at most one tone, one that its ending allows, and is all small, all capital, or
    capitalized.
    """
    return len(word) <= _LONGEST_SYLLABLE and _is_regular(word)


@lru_cache(maxsize=1 << 16)
def _is_regular(word: str) -> bool:
    small = word.lower()
    tones = _TONES.findall(normalize("NFD", small))
    return (
        word in (small, word.upper(), small.capitalize())
        and (len(small) > 1 or tones != [_TILDE])  # `«` is ỡ in VPS, and stands alone
        and (tones in _STOPPED_TONES if small.endswith(_STOPS) else len(tones) <= 1)
        and is_syllable(small)
    )
