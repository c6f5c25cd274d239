"""Score differences of tokens in context: pyvi's features for a whole sequence at once."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.model import ROW, PyviModel, Rows


class ContextScores:
    """Adds up what each token gets from itself, its neighbours, and the word list."""

    def __init__(self, model: PyviModel) -> None:
        self._pairs = model.pairs
        self._pair_behind = model.difference("-1:word.bi_gram()")
        self._pair_ahead = model.difference("+1:word.bi_gram()")
        self._triple_behind = model.difference("-2:word.tri_gram()")
        self._triple_ahead = model.difference("+2:word.tri_gram()")

    def deltas(self, rows: Rows) -> NDArray[np.float64]:
        """Score of label B minus that of I for each of n tokens, transitions aside; shape (n,).

        The first and last two lack what their absent neighbours would add.
        """
        delta: NDArray[np.float64] = rows["own"].copy()
        second_on, but_last = delta[1:], delta[:-1]
        second_on += rows["as_previous"][:-1]
        but_last += rows["as_next"][1:]
        pairs, triples = self._pairs.find(rows["left"], rows["right"])
        second_on += pairs * self._pair_behind
        but_last += pairs * self._pair_ahead
        for place in triples:
            delta[place] += self._triple_ahead
            delta[place + 2] += self._triple_behind
        return delta

    def deltas_of_blocks(self, blocks: Iterable[Rows]) -> Iterator[NDArray[np.float64]]:
        """The deltas of a sequence that comes in blocks, without holding all its rows."""
        rows = np.empty(0, ROW)
        done = 0  # how many of rows have had their deltas yielded
        for block in blocks:
            rows = np.concatenate([rows[max(done - 2, 0) :], block])
            done = min(done, 2)
            ready = max(len(rows) - 2, done)
            yield self.deltas(rows)[done:ready]
            done = ready
        yield self.deltas(rows[max(done - 2, 0) :])[min(done, 2) :]
