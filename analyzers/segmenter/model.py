"""pyvi's features as numbers: what a token, a pair and a triple add to the decision "B or I".

A label sequence depends only on differences of scores, so one number B − I replaces the two
weights of an attribute. Source of the features: ``ViTokenizer.word2features`` of pyvi 0.1.
"""

import math
import string

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import ROW, Chunks, Table, Words
from analyzers.segmenter.chunk_numbers import ChunkNumbers
from analyzers.segmenter.crfsuite import CrfModel, parse_crf
from analyzers.segmenter.errors import SegmentationModelError
from analyzers.segmenter.pyvi_files import PyviFiles, embedded_crf, word_sequences
from analyzers.segmenter.viterbi import Transitions
from analyzers.segmenter.word_pairs import WordPairs

JOINABLE = 1
"""Flag of a token that pyvi may join to a neighbour: no punctuation, no digit in front."""
TITLE = 2
"""Flag of a token whose first character is title case: joined only to another such token."""

Rows = NDArray[np.void]
"""An array of dtype `kernel.ROW`, shape (n,)."""
BOUNDARY_ROW = (math.inf, 0.0, 0.0, 0, 0, 0)
"""Row of a boundary between texts: surely not labelled I, and without weight for its neighbours."""

_NOTHING = (0.0, 0.0)
#: How the attributes of a token begin in its own features, in those of the token after it, and in
#: those of the token before it.
_PLACES = ("", "-1:", "+1:")
_WORD = "word.lower():"
#: What a token adds to the score of its own label and of its neighbours', as `kernel.ROW` has them.
Scores = tuple[float, float, float]
_UNKNOWN: Scores = (0.0, 0.0, 0.0)


class PyviModel:
    """Everything that segmentation needs from pyvi's files; immutable.

    ``transitions``: scores of neighbouring labels. ``pairs``: the word list. ``score_limit``:
    upper bound of what one token adds to the absolute score of a path.
    """

    def __init__(self, crf: CrfModel, pairs: WordPairs) -> None:
        self._state = crf.state
        (bb, bi), (ib, ii) = crf.transitions
        self.transitions = Transitions(bb, bi, ib, ii)
        self.pairs = pairs
        self.score_limit = _score_limit(crf)
        self._bias = self.difference("bias")
        self._digit = self.difference("word.isdigit()")
        self._words = self._scores_of_words()
        self._if_upper = self._for_each_place("word.isupper()")
        self._if_title = self._for_each_place("word.istitle()")
        self.words = self._known_words()

    def weights(self, attribute: str) -> tuple[float, float]:
        """What an attribute adds to the scores of labels B and I; 0.0 if it is unknown."""
        b, i = self._state.get(attribute, _NOTHING)
        return b, i

    def difference(self, attribute: str) -> float:
        """Score of B minus score of I that an attribute adds."""
        b, i = self.weights(attribute)
        return b - i

    def row(self, token: str) -> tuple[float, float, float, int, int, int]:
        """The token's entry for an array of dtype `kernel.ROW`."""
        lower = token.lower()
        scores = self._words.get(crf_name(lower), _UNKNOWN)
        if token.isupper():
            scores = _sum(scores, self._if_upper)
        if token.istitle():
            scores = _sum(scores, self._if_title)
        own, as_previous, as_next = scores
        own += self._bias + token.isdigit() * self._digit
        left, right = self.pairs.numbers(lower)
        return own, as_previous, as_next, left, right, token_flags(token)

    def _known_words(self) -> tuple[Words, Table, Chunks]:
        """What the kernel needs to make the row of a plain token, whose words are lower-case."""
        known = [*filter(None, dict.fromkeys((*self._words, *self.pairs.words)))]
        scored = ((*self._words.get(w, _UNKNOWN), *self.pairs.numbers(w), 0) for w in known)
        rows = np.fromiter(scored, ROW, len(known))
        words = ChunkNumbers()
        words.add(known)
        others = {"bias": self._bias, "digit": self._digit}
        sums = Words(rows=rows, upper=self._if_upper, title=self._if_title, **others)
        return sums, *words.with_room(0, 0)

    def _for_each_place(self, attribute: str) -> Scores:
        own, as_previous, as_next = [self.difference(place + attribute) for place in _PLACES]
        return own, as_previous, as_next

    def _scores_of_words(self) -> dict[str, Scores]:
        """The scores of each lower-cased token that the model knows in any of the places."""
        known = [attribute.partition(_WORD) for attribute in self._state]
        words = dict.fromkeys(word for place, sign, word in known if sign and place in _PLACES)
        return {word: self._for_each_place(_WORD + word) for word in words}


def _sum(one: Scores, other: Scores) -> Scores:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def crf_name(lower: str) -> str:
    """A lower-cased token as CRFsuite sees it: a C string, which ends at the first NUL."""
    return lower.partition("\0")[0]


def token_flags(token: str) -> int:
    """JOINABLE and TITLE; "not in string.punctuation" is a test for a substring, as in pyvi."""
    joinable = token not in string.punctuation and not token[0].isdigit()
    return JOINABLE * joinable + TITLE * token[0].istitle()


def load_model(files: PyviFiles) -> PyviModel:
    """Parse pyvi's files; raises SegmentationModelError for any that are not as expected."""
    crf = parse_crf(embedded_crf(files.model))
    if crf.labels != ("B_W", "I_W"):
        raise SegmentationModelError(f"pyvi's model has the labels {crf.labels}, not B_W and I_W")
    return PyviModel(crf, WordPairs(*word_sequences(files.words)))


def _score_limit(crf: CrfModel) -> float:
    """The largest absolute weights of each feature, summed, and that of a transition."""
    largest: dict[str, float] = {}
    for attribute, weights in crf.state.items():
        feature = attribute.partition("():")[0]
        largest[feature] = max(largest.get(feature, 0.0), *map(abs, weights))
    return sum(largest.values()) + max(abs(score) for row in crf.transitions for score in row)
