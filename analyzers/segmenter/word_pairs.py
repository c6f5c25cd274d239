"""Membership of word pairs and triples in pyvi's word list, for whole arrays at once."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.errors import SegmentationModelError

PAIR = 1
"""Bit of a pair that is an entry of the word list."""
_HEAD, _TAIL = 2, 4  # first two words, last two words of a triple
_LARGEST_TABLE = 1 << 28  # bytes; pyvi 0.1.1 needs 22 million


class WordPairs:
    """A table of one byte for each left and right word; immutable after construction.

    A word has a *left* number (its row's first index) and a *right* number (its column), both 0
    where no entry has it in that place; their sum indexes the table. Construction raises
    SegmentationModelError for a list too large for such a table.
    """

    def __init__(
        self, pairs: Iterable[tuple[str, str]], triples: Iterable[tuple[str, str, str]]
    ) -> None:
        pairs, triples = list(pairs), list(triples)
        marked = [(a, b, PAIR) for a, b in pairs]
        marked += [(a, b, _HEAD) for a, b, _ in triples] + [(b, c, _TAIL) for _, b, c in triples]
        columns = {b: i for i, b in enumerate(dict.fromkeys(b for _, b, _ in marked), 1)}
        self._width = len(columns) + 1
        rows = dict.fromkeys(a for a, _, _ in marked)
        self._left = {a: i * self._width for i, a in enumerate(rows, 1)}
        self._right = columns
        size = self._width * (len(rows) + 1)
        if size > _LARGEST_TABLE:
            raise SegmentationModelError(f"word list with too many different words: {size} pairs")
        self._table = np.zeros(size, np.uint8)
        for bit in (PAIR, _HEAD, _TAIL):
            keys = [self._left[a] + columns[b] for a, b, mark in marked if mark == bit]
            self._table[keys] |= bit
        self._triples = frozenset(
            (self._left[a] + columns[b]) * self._width + columns[c] for a, b, c in triples
        )

    def numbers(self, lower: str) -> tuple[int, int]:
        """Left and right number of a lower-cased token."""
        return self._left.get(lower, 0), self._right.get(lower, 0)

    def has(self, words: Sequence[str]) -> bool:
        """Whether two or three lower-cased tokens are an entry of the word list."""
        pair = self._left.get(words[0], 0) + self._right.get(words[1], 0)
        if len(words) == 2:
            return bool(self._table[pair] & PAIR)
        triple = pair * self._width + self._right.get(words[2], 0)
        return triple in self._triples

    def find(
        self, left: NDArray[np.int32], right: NDArray[np.int32]
    ) -> tuple[NDArray[np.float64], list[int]]:
        """Pairs and triples in a sequence of n tokens, given their left and right numbers.

        Returns ``pairs`` of shape (n-1,), 1.0 at i where tokens i, i+1 are an entry and else 0.0,
        and the positions i, ascending, where tokens i, i+1, i+2 are one.
        """
        keys = left[:-1] + right[1:]
        marks = self._table.take(keys)
        heads = (((marks[:-1] & _HEAD) << 1) & marks[1:]).nonzero()[0]
        # Few: one token in 250 on real pages.
        triples = [
            place
            for place in heads.tolist()
            if int(keys[place]) * self._width + int(right[place + 2]) in self._triples
        ]
        return (marks & PAIR).astype(np.float64), triples
