"""The result types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """The n tokens of a text and which of them continue a word.

    ``tokens``: pyvi's tokens (syllables, numbers, punctuation, "\\n" ...) in order, as they stand
    in the text. ``starts``: shape (n,), the code-point offset of each token in the text; a token
    ends at its start plus its length. ``joined``: shape (n,), true where the token continues the
    word of the token before it (pyvi writes "_" there instead of " "); never at the first token.
    """

    tokens: Sequence[str]
    starts: NDArray[np.int32]
    joined: NDArray[np.bool_]

    def words(self) -> Iterator[str]:
        """The words, as pyvi writes them: their tokens with "_" between them."""
        begins = self.word_begins().tolist()
        for begin, end in zip(begins, [*begins[1:], len(self.tokens)], strict=True):
            yield "_".join(self.tokens[begin:end])

    def word_begins(self) -> NDArray[np.intp]:
        """The numbers of the tokens that begin a word, ascending."""
        return (~self.joined).nonzero()[0]


class Word(NamedTuple):
    """A word as pyvi writes it (``thư_viện``), and where it stands in the text as it was given.

    ``start`` and ``end`` are code points; marks and newlines are words too.
    """

    text: str
    start: int
    end: int
