"""Pairs of syllables as terms: what the pair field holds.

A pair only raises a page's rank, or says where to look for a phrase; so it is one of 830,584
buckets, named by three letters, instead of a term of its own. Two pairs in twenty thousand
share a bucket by chance with one of a page of 300; the dictionary is a third as large, and
the bucket of a whole page's pairs are worked out at once (DECISIONS.md, "Pairs in buckets").
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
#: Visible ASCII.
_FIRST_LETTER, _LETTERS = ord("!"), 94
_BUCKETS = np.uint64(_LETTERS**3)


def code(folded: str) -> int:
    """What stands for a folded syllable: 32 bits, of which the lowest `FREE_BITS` are 0."""
    return crc32(folded.encode("utf-8", "surrogatepass")) >> FREE_BITS << FREE_BITS


def pair_term(first: str, second: str) -> str:
    """The term of the pair field for two folded syllables that follow each other."""
    codes = np.array([code(first), code(second)], np.uint32)
    return pair_terms(codes, np.ones(1, np.bool_))


def pair_terms(codes: Codes, follows: NDArray[np.bool_]) -> str:
    """The terms of the pairs in a row of n syllables, with a space between them.

    `follows`, shape (n - 1,): whether the syllable after each is a pair with it.
    """
    numbers = (codes >> FREE_BITS).astype(np.uint64)
    mixed = (numbers[:-1] * _FIRST + numbers[1:] * _SECOND)[follows]
    buckets = (mixed >> _HIGH) * _BUCKETS >> _HIGH
    return _names().take(buckets.astype(np.intp)).tobytes()[:-1].decode("ascii")


@cache
def _names() -> NDArray[np.uint32]:
    """Of each bucket its three letters and a space, as four bytes (3 MB)."""
    letters = np.arange(_FIRST_LETTER, _FIRST_LETTER + _LETTERS, dtype=np.uint8)
    names = np.full((_LETTERS,) * 3 + (4,), ord(" "), np.uint8)
    for place in range(3):
        names[..., place] = letters.reshape((-1,) + (1,) * (2 - place))
    return names.reshape(-1, 4).view(np.uint32).ravel()
