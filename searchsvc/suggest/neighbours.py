"""Which syllables stand next to a syllable in phrases, of many candidates at once.

A slip has some sixty corrections, and each is judged by its neighbours: read from all places of a
neighbour together, that takes 0.2 ms a query, where looking each pair up took 2 to 5.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchsvc.suggest.near import BITS, MOST_LETTERS, Codes
from searchsvc.suggest.phrases import Phrases

#: Three kilobytes each.
_REMEMBERED = 2048
_A = ord("a")


class _Table(NamedTuple):
    """Codes of syllables, ascending, and how many items and pages have a phrase with each."""

    codes: Codes
    counts: NDArray[np.int64]

    def of(self, codes: Codes) -> NDArray[np.int64]:
        if not len(self.codes):
            return np.zeros(len(codes), np.int64)
        places = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[places] == codes, self.counts[places], 0)


class Neighbours:
    """Asked by a folded syllable; answers are in the order of the candidates' codes."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._tables: Callable[[str, bool], _Table] = lru_cache(_REMEMBERED)(self._table)

    def following(self, folded: str, codes: Codes) -> NDArray[np.int64]:
        """How often each candidate stands right after this syllable."""
        return self._tables(folded, True).of(codes)

    def preceding(self, folded: str, codes: Codes) -> NDArray[np.int64]:
        """How often each candidate stands right before this syllable."""
        return self._tables(folded, False).of(codes)

    def _table(self, folded: str, is_following: bool) -> _Table:
        phrases = self._phrases
        places = phrases.whole(folded)
        frequencies = phrases.frequencies[phrases.numbers(places)]
        text = phrases.folded_text
        if is_following:
            codes = _read(text, places + len(folded.encode()) + 1, 1)
        else:
            codes = _read(text, places - 2, -1)
        kept = codes > 0
        found, where = np.unique(codes[kept], return_inverse=True)
        counts = np.bincount(where, frequencies[kept], len(found)).astype(np.int64)
        return _Table(found, counts)


def _read(text: NDArray[np.uint8], at: NDArray[np.int64], step: int) -> Codes:
    """The codes of the syllables that begin (`step` 1) or end (-1) at these places; 0 where there
    is none, or one without a code.
    """
    rows = np.arange(-1, MOST_LETTERS + 1)[:, None]
    # Before the first phrase, as behind the last, is the line end with which the text ends.
    signs = text[np.clip(at + step * rows, -1, len(text) - 1)]
    gap, window = signs[0], signs[1:]
    is_letter = (window >= _A) & (window < _A + 26)
    lengths = np.argmin(is_letter, 0)
    end = np.take_along_axis(window, lengths[None], 0)[0]
    # Over a line end stands another phrase; a syllable is whole when a space or line end follows.
    is_whole = (gap == ord(" ")) & ((end == ord(" ")) | (end == ord("\n"))) & ~is_letter.all(0)
    rows = rows[1:]
    inside = is_letter & (rows < lengths) & is_whole
    shifts = BITS * (lengths - 1 - rows if step > 0 else rows)
    letters = np.where(inside, window - (_A - 1), 0).astype(np.uint64)
    codes: Codes = (letters << np.where(inside, shifts, 0).astype(np.uint64)).sum(0)
    return codes
