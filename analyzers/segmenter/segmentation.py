"""The result types."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.vocabulary import Vocabulary

_LINKS = np.array([" ", "_"], np.object_)


class Word(NamedTuple):
    """A word as pyvi writes it (``thư_viện``), and where it stands in the text as it was given.

    ``start`` and ``end`` are code points; marks and newlines are words too.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """The n tokens of a text and which of them continue a word.

    ``numbers``: shape (n,), the tokens in order, as ``vocabulary`` numbers them. ``starts``: shape
    (n,), the code-point offset of each token in the text; a token ends at its start plus its
    length. ``joined``: shape (n,), true where the token continues the word of the token before it
    (pyvi writes "_" there instead of " "); never at the first token.
    """

    vocabulary: Vocabulary
    numbers: NDArray[np.intp]
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

    def words(self) -> list[Word]:
        """The words with their places."""
        begins = (~self.joined).nonzero()[0]
        if not len(begins):
            return []
        lasts = np.append(begins[1:], len(self)) - 1
        last_tokens = self.vocabulary.strings(self.numbers.take(lasts))
        ends = self.starts.take(lasts) + np.fromiter(map(len, last_tokens), np.int32, len(lasts))
        # No token holds a space.
        words = self.written().split(" ")
        return list(map(Word, words, self.starts.take(begins).tolist(), ends.tolist()))
