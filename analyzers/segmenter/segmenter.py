"""Text → Segmentation: tokens, scores, labels and pyvi's output rule."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import kernel
from analyzers.segmenter.composition import composed
from analyzers.segmenter.exact import exact_labels
from analyzers.segmenter.model import PyviModel
from analyzers.segmenter.scores import ContextScores
from analyzers.segmenter.segmentation import Segmentation, SegmentedTexts
from analyzers.segmenter.viterbi import TooCloseToCall, label_inside
from analyzers.segmenter.vocabulary import BOUNDARY, Vocabulary

_PIECE = 1 << 15
"""Characters that are worked on at once: enough to make what a call costs small per token, few
enough for the strings and arrays to stay in the processor's cache (measured: 2^14 to 2^16)."""
_VOCABULARY_CHUNKS = 50_000
_VOCABULARY_CHARACTERS = 1 << 22
"""How much is remembered. It takes 55 MB, with what `analyzers.columns` makes of it; twice as many
chunks would take 20 MB more and save nothing that could be measured."""


class Segmenter:
    """Segments texts with pyvi's model. Threads may share one."""

    def __init__(self, model: PyviModel) -> None:
        self._model = model
        self._scores = ContextScores(model)
        self._vocabulary = Vocabulary(model)

    def forget(self) -> None:
        """Drop all that was learned from texts, and any lock that is held on it."""
        self._vocabulary = Vocabulary(self._model)

    def segment(self, text: str) -> str:
        """What pyvi's ``ViTokenizer.tokenize`` returns."""
        return self.segmentations([composed(text)])[0].written() or text

    def segmentations(self, texts: Sequence[str]) -> list[Segmentation]:
        """Tokens, offsets and joins of NFC texts."""
        return [one for group in self.segmented(texts) for one in group.each()]

    def segmented(self, texts: Sequence[str]) -> Iterator[SegmentedTexts]:
        """The same, some texts in a row."""
        return map(self._segment_group, _groups(texts))

    def _segment_group(self, texts: list[str]) -> SegmentedTexts:
        """Segment texts that are read as one string, with newlines around them as boundaries."""
        vocabulary = self._roomy_vocabulary()
        boundaries = np.array([0, *(len(text) + 1 for text in texts)], np.int64).cumsum()
        numbers, starts = vocabulary.read("\n".join(["", *texts, ""]), boundaries)
        is_own = numbers != BOUNDARY
        places = np.flatnonzero(~is_own)
        joined = self._joined(vocabulary, numbers, places.tolist())
        ends = places - np.arange(len(places))
        before = np.repeat(boundaries[:-1].astype(np.int32) + 1, np.diff(ends))
        own = numbers[is_own], starts[is_own] - before, joined[is_own]
        return SegmentedTexts(vocabulary, *own, ends)

    def _roomy_vocabulary(self) -> Vocabulary:
        if self._vocabulary.full(_VOCABULARY_CHUNKS, _VOCABULARY_CHARACTERS):
            self._vocabulary = Vocabulary(self._model)
        return self._vocabulary

    def _joined(
        self, vocabulary: Vocabulary, numbers: NDArray[np.int32], ends: list[int]
    ) -> NDArray[np.bool_]:
        """Whether pyvi writes "_" before each of n tokens; shape (n,). ``ends``: the places of the
        boundaries.
        """
        rows = vocabulary.rows
        delta = self._scores.deltas(rows, numbers)
        # CRFsuite compares running sums that grow with the text. From the last score that two
        # paths share it rounds six times, by at most 2^-53 of the sum; a token's own score adds
        # a few roundings of smaller numbers. 2^-49 is room for sixteen.
        tolerance = len(delta) * self._model.score_limit * 2.0**-49
        try:
            joined = label_inside(delta, self._model.transitions, tolerance)
        except TooCloseToCall:
            joined = np.zeros(len(delta), np.bool_)
            for before, end in pairwise(ends):
                if tokens := vocabulary.strings(numbers[before + 1 : end]):
                    joined[before + 1 : end] = exact_labels(self._model, tokens)
        kernel().join(rows, numbers, len(numbers), joined)
        return joined


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """Neighbouring texts in groups of at least `_PIECE` characters, but for the last group."""
    group: list[str] = []
    size = 0
    for text in texts:
        group.append(text)
        size += len(text)
        if size >= _PIECE:
            yield group
            group, size = [], 0
    if group:
        yield group
