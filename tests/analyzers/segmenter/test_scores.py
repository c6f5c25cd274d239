"""Scores in context, beside pyvi's features one by one: also for word lists that pyvi's is not."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segmenter.crfsuite import CrfModel
from analyzers.segmenter.exact import _state
from analyzers.segmenter.model import PyviModel
from analyzers.segmenter.scores import ContextScores
from analyzers.segmenter.vocabulary import BOUNDARY, Vocabulary
from analyzers.segmenter.word_pairs import WordPairs

_WORDS = "abcd"
_PLACES = ("", "-1:", "+1:")
_FEATURES = ["word.isupper()", "word.istitle()", *(f"word.lower():{word}" for word in _WORDS)]
_ATTRIBUTES = ["bias", "word.isdigit()", *(place + name for place in _PLACES for name in _FEATURES)]
_ATTRIBUTES += [
    f"{step}:word.{gram}_gram()"
    for step, gram in (("-1", "bi"), ("+1", "bi"), ("-2", "tri"), ("+2", "tri"))
]
_weight = random.Random(1)
_STATE: dict[str, tuple[float, ...]] = {
    name: (_weight.uniform(-1, 1), _weight.uniform(-1, 1)) for name in _ATTRIBUTES
}

_word = st.sampled_from(_WORDS)
_token = st.sampled_from([*_WORDS, *_WORDS.upper(), "1", "?"])


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.tuples(_word, _word), max_size=6),
    st.lists(st.tuples(_word, _word, _word), max_size=6),
    st.lists(st.lists(_token, max_size=8), max_size=3),
)
def test_scores_are_those_of_the_features(
    pairs: list[tuple[str, str]], triples: list[tuple[str, str, str]], texts: list[list[str]]
) -> None:
    crf = CrfModel(("B_W", "I_W"), _STATE, ((0.0, 0.0), (0.0, 0.0)))
    model = PyviModel(crf, WordPairs(pairs, triples))
    vocabulary = Vocabulary(model)
    numbers, expected = [BOUNDARY], [np.inf]
    for text in texts:
        scores = [_state(model, text, at) for at in range(len(text))]
        numbers += [*vocabulary.numbers_of(text).tolist(), BOUNDARY]
        expected += [*(b - i for b, i in scores), np.inf]
    if not texts:
        numbers, expected = numbers * 2, expected * 2
    found = ContextScores(model).deltas(vocabulary.rows, np.array(numbers, np.int32))
    assert found.tolist() == pytest.approx(expected)
