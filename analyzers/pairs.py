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

Codes = NDArray[np.uint32]

#: Bits of a code that `pair_terms` does not look at.
FREE_BITS = 3

#: Odd numbers without a pattern, one for each place: `a b` is not `b a`.
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_HIGH = np.uint64(32)
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
    mixed = numbers[0] * int(_FIRST) + numbers[1] * int(_SECOND) & _64_BITS
    bucket = (mixed >> int(_HIGH)) * _BUCKETS >> int(_HIGH)
    high, low = divmod(bucket, _LETTERS)
    letters = (*divmod(high, _LETTERS), low)
    return "".join([chr(letter + _FIRST_LETTER) for letter in letters])


def pair_terms(codes: Codes, follows: NDArray[np.bool_]) -> str:
    """The terms of the pairs in a row of n syllables, with a space between them.

    `follows`, shape (n - 1,): whether the syllable after each is a pair with it.
    """
    numbers = (codes >> FREE_BITS).astype(np.uint64)
    mixed = (numbers[:-1] * _FIRST + numbers[1:] * _SECOND)[follows]
    buckets = (mixed >> _HIGH) * np.uint64(_BUCKETS) >> _HIGH
    return _names().take(buckets.astype(np.intp)).tobytes()[:-1].decode("ascii")


@cache
def _names() -> NDArray[np.uint32]:
    """Of each bucket its three letters and a space, as four bytes."""
    letters = np.full((_BUCKETS, SIZE), ord(" "), np.uint8)
    rest = np.arange(_BUCKETS)
    for place in (2, 1, 0):
        letters[:, place] = rest % _LETTERS + _FIRST_LETTER
        rest //= _LETTERS
    return letters.view(np.uint32).ravel()
