"""Pairs of syllables as terms: what the pair field holds.

A pair only raises a page's rank, or says where to look for a phrase; so it is one of 131,072
buckets, named by three letters, instead of a term of its own. By chance one page of 400 has a pair
of the same bucket as a given one; in return the field is a third smaller than with terms of their
own, and the buckets of a page are worked out at once (DECISIONS.md, "Pairs in buckets").
"""

from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

#: Bits of a code that are left for other uses (kernel/streams.c).
FREE_BITS = 3

#: Odd numbers without a pattern, one for each place: `a b` is not `b a`.
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
_HIGH = 32
_64_BITS = (1 << 64) - 1
#: Visible ASCII.
_FIRST_LETTER, _LETTERS = ord("!"), 94
_BUCKETS = 1 << 17
#: Characters of a term and the space behind it.
SIZE = 4


def code(folded: str) -> int:
    """What stands for a folded syllable: 32 bits, of which the lowest `FREE_BITS` are 0."""
    return crc32(folded.encode("utf-8", "surrogatepass")) >> FREE_BITS << FREE_BITS


def pair_term(first: str, second: str) -> str:
    """The term of the pair field for two folded syllables that follow each other."""
    numbers = code(first) >> FREE_BITS, code(second) >> FREE_BITS
    mixed = numbers[0] * _FIRST + numbers[1] * _SECOND & _64_BITS
    bucket = (mixed >> _HIGH) * _BUCKETS >> _HIGH
    high, low = divmod(bucket, _LETTERS)
    letters = (*divmod(high, _LETTERS), low)
    return "".join([chr(letter + _FIRST_LETTER) for letter in letters])


@cache
def names() -> NDArray[np.uint32]:
    """Of each bucket its three letters and a space, as `SIZE` bytes; shape (buckets,)."""
    letters = np.full((_BUCKETS, SIZE), ord(" "), np.uint8)
    rest = np.arange(_BUCKETS)
    for place in (2, 1, 0):
        letters[:, place] = rest % _LETTERS + _FIRST_LETTER
        rest //= _LETTERS
    return letters.view(np.uint32).ravel()
