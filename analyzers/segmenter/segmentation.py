"""What segmenting texts gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.vocabulary import Vocabulary

_LINKS = np.array([" ", "_"], np.object_)


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """The n tokens of a text and which of them continue a word.

    ``numbers``: shape (n,), the tokens in order, as ``vocabulary`` numbers them. ``starts``: shape
    (n,), the code-point offset of each token in the text; a token ends at its start plus its
    length. ``joined``: shape (n,), true where the token continues the word of the token before it
    (pyvi writes "_" there instead of " "); never at the first token.
    """

    vocabulary: Vocabulary
    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]
    joined: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def tokens(self) -> list[str]:
        """pyvi's tokens (syllables, numbers, punctuation, "\\n" ...) as they stand in the text."""
        return self.vocabulary.strings(self.numbers)

    def written(self) -> str:
        """The words with a space between them, as pyvi writes them: "_" between their tokens."""
        parts = np.empty((len(self), 2), np.object_)
        parts[:, 0] = _LINKS.take(self.joined)
        parts[:, 1] = self.tokens
        return "".join(parts.ravel()[1:].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class SegmentedTexts:
    """The n tokens of m texts in a row, as in `Segmentation`; each starts where it does in its own
    text. ``ends``: where the tokens of each text end, behind a 0; shape (m + 1,).
    """

    vocabulary: Vocabulary
    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]
    joined: NDArray[np.bool_]
    ends: NDArray[np.int64]

    def each(self) -> Iterator[Segmentation]:
        """Those of each text. They have arrays of their own, so that one does not keep all."""
        for begin, end in pairwise(self.ends.tolist()):
            own = self.numbers[begin:end].copy(), self.starts[begin:end].copy()
            yield Segmentation(self.vocabulary, *own, self.joined[begin:end].copy())
