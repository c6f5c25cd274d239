"""Score differences of tokens in context: pyvi's features for a whole sequence at once."""

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Model, kernel
from analyzers.segmenter.model import PyviModel, Rows


class ContextScores:
    """Adds up what each token gets from itself, its neighbours, and the word list."""

    def __init__(self, model: PyviModel) -> None:
        marks, triples, width = model.pairs.arrays()
        self._model = Model(
            marks=marks,
            triples=triples,
            triple_count=len(triples),
            width=width,
            pair_behind=model.difference("-1:word.bi_gram()"),
            pair_ahead=model.difference("+1:word.bi_gram()"),
            triple_behind=model.difference("-2:word.tri_gram()"),
            triple_ahead=model.difference("+2:word.tri_gram()"),
        )

    def deltas(self, rows: Rows, tokens: NDArray[np.int32]) -> NDArray[np.float64]:
        """Score of label B minus that of I for each of n tokens, transitions aside; shape (n,).

        ``rows``: of all tokens that are known; ``tokens``: the numbers of at least two, of which
        the first and the last are boundaries. At boundaries it is infinite.
        """
        delta = np.empty(len(tokens), np.float64)
        kernel().scores(self._model, rows, tokens, len(tokens), delta)
        return delta
