"""The result type."""

from collections.abc import Sequence
from dataclasses import dataclass

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
