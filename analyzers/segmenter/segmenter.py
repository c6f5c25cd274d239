"""Text → Segmentation: tokens, scores, labels and pyvi's output rule."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.chunks import pieces, read_tokens
from analyzers.segmenter.composition import composed
from analyzers.segmenter.exact import exact_labels
from analyzers.segmenter.model import JOINABLE, TITLE, PyviModel, Rows
from analyzers.segmenter.scores import ContextScores
from analyzers.segmenter.segmentation import Segmentation
from analyzers.segmenter.viterbi import TooCloseToCall, label_inside
from analyzers.segmenter.vocabulary import Vocabulary

_PIECE = 1 << 15
"""Characters that are worked on at once: enough to make numpy's overhead small per token, few
enough for the strings and arrays to stay in the processor's cache (measured: 2^14 to 2^16)."""
_VOCABULARY_CHUNKS = 80_000
_VOCABULARY_CHARACTERS = 1 << 22
"""How much is remembered. It takes 60 MB, with what `analyzers.pieces` makes of it; 131,072 chunks
would take 25 MB more and save a thirtieth of the time."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """n tokens of several texts and their boundaries, with what decides their labels."""

    numbers: NDArray[np.intp]
    starts: NDArray[np.intp]
    flags: NDArray[np.uint8]
    delta: NDArray[np.float64]


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
        normal = composed(text)
        if len(normal) > 2 * _PIECE:
            return self.segmentations([normal])[0].written() or text
        vocabulary = self._roomy_vocabulary()
        boundaries = np.array([0, len(normal) + 1])
        numbers, _, rows = read_tokens(f"\n{normal}\n", boundaries, vocabulary)
        if len(numbers) == 2:
            return text
        delta = self._scores.deltas(rows)
        first, last = np.array([1]), np.array([len(numbers) - 2])
        joined = self._joined(
            delta, rows["flags"], first, last, lambda: vocabulary.strings(numbers)
        )
        return "".join(vocabulary.linked(numbers[1:-1], joined[1:-1]))[1:]

    def segmentations(self, texts: Sequence[str]) -> list[Segmentation]:
        """Tokens, offsets and joins of NFC texts."""
        results: list[Segmentation] = []
        for group in _groups(texts):
            results.extend(self._segment_group(group))
        return results

    def _segment_group(self, texts: list[str]) -> Iterator[Segmentation]:
        """Segment texts that are read as one string, with newlines around them as boundaries."""
        vocabulary = self._roomy_vocabulary()
        boundaries = np.array([0, *(len(text) + 1 for text in texts)]).cumsum()
        tokens = self._read("\n".join(["", *texts, ""]), boundaries, vocabulary)
        cuts = tokens.starts.searchsorted(boundaries)
        first, last = cuts[:-1] + 1, cuts[1:] - 1
        filled = first <= last
        joined = self._joined(
            tokens.delta,
            tokens.flags,
            first[filled],
            last[filled],
            lambda: vocabulary.strings(tokens.numbers),
        )
        ranges = zip(first.tolist(), cuts[1:].tolist(), boundaries[:-1].tolist(), strict=True)
        for begin, end, boundary in ranges:
            starts = (tokens.starts[begin:end] - (boundary + 1)).astype(np.int32)
            own = (tokens.numbers[begin:end].copy(), starts, joined[begin:end].copy())
            yield Segmentation(vocabulary, *own)

    def _read(self, whole: str, boundaries: NDArray[np.intp], vocabulary: Vocabulary) -> _Scored:
        """All tokens of a string that ends with a newline, some newlines being boundaries."""
        numbers, starts, flags = [], [], []

        def blocks() -> Iterator[Rows]:
            for begin, end in pieces(whole, _PIECE):
                here = boundaries[(boundaries >= begin) & (boundaries < end)] - begin
                tokens = read_tokens(whole[begin:end], here, vocabulary)
                numbers.append(tokens.numbers)
                starts.append(tokens.starts + begin)
                flags.append(tokens.rows["flags"])
                yield tokens.rows

        if len(whole) <= 2 * _PIECE:
            tokens = read_tokens(whole, boundaries, vocabulary)
            delta = self._scores.deltas(tokens.rows)
            return _Scored(tokens.numbers, tokens.starts, tokens.rows["flags"], delta)
        delta = np.concatenate(list(self._scores.deltas_of_blocks(blocks())))
        return _Scored(
            np.concatenate(numbers), np.concatenate(starts), np.concatenate(flags), delta
        )

    def _roomy_vocabulary(self) -> Vocabulary:
        if self._vocabulary.full(_VOCABULARY_CHUNKS, _VOCABULARY_CHARACTERS):
            self._vocabulary = Vocabulary(self._model)
        return self._vocabulary

    def _joined(
        self,
        delta: NDArray[np.float64],
        flags: NDArray[np.uint8],
        first: NDArray[np.intp],
        last: NDArray[np.intp],
        strings: Callable[[], list[str]],
    ) -> NDArray[np.bool_]:
        """Whether pyvi writes "_" before each of n tokens; shape (n,).

        ``delta``, ``flags``, ``first``, ``last``: as for `label_inside` and `_may_join`.
        ``strings`` gives the tokens, where they are needed.
        """
        # CRFsuite compares running sums that grow with the text. From the last score that two
        # paths share it rounds six times, by at most 2^-53 of the sum; a token's own score adds
        # a few roundings of smaller numbers. 2^-49 is room for sixteen.
        tolerance = len(delta) * self._model.score_limit * 2.0**-49
        try:
            joined = label_inside(delta, first, last, self._model.transitions, tolerance)
        except TooCloseToCall:
            joined = np.zeros(len(delta), np.bool_)
            for begin, end in zip(first.tolist(), (last + 1).tolist(), strict=True):
                joined[begin:end] = exact_labels(self._model, strings()[begin:end])
        joined[1:] &= _may_join(flags)
        return joined


def _may_join(flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each token but the first may be joined to the one before it, whatever its label."""
    before, here = flags[:-1], flags[1:]
    return (before & here & JOINABLE) > (here & ~before & TITLE)


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
