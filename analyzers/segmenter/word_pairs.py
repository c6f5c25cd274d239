"""Membership of word pairs and triples in pyvi's word list."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.errors import SegmentationModelError

#: Bits of a pair: an entry of the word list, the first two words of a triple, the last two.
_PAIR, _HEAD, _TAIL = 1, 2, 4
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
        marked = [(a, b, _PAIR) for a, b in pairs]
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
        for bit in (_PAIR, _HEAD, _TAIL):
            keys = [self._left[a] + columns[b] for a, b, mark in marked if mark == bit]
            self._table[keys] |= bit
        self._triples = frozenset(
            (self._left[a] + columns[b]) * self._width + columns[c] for a, b, c in triples
        )

    @property
    def words(self) -> Iterable[str]:
        """All words that have a number."""
        return {**self._left, **self._right}

    def numbers(self, lower: str) -> tuple[int, int]:
        """Left and right number of a lower-cased token."""
        return self._left.get(lower, 0), self._right.get(lower, 0)

    def has(self, words: Sequence[str]) -> bool:
        """Whether two or three lower-cased tokens are an entry of the word list."""
        pair = self._left.get(words[0], 0) + self._right.get(words[1], 0)
        if len(words) == 2:
            return bool(self._table[pair] & _PAIR)
        triple = pair * self._width + self._right.get(words[2], 0)
        return triple in self._triples

    def arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.int64], int]:
        """The table; each triple's key, ascending: the place of its first two words in the table,
        times the table's width, plus the right number of the third; and that width.
        """
        return self._table, np.array(sorted(self._triples), np.int64), self._width
