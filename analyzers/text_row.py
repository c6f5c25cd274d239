"""Texts in a row: what is done to many at once takes hardly longer than what is done to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers.kinds import CodePoints, code_points

Ends = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TextRow:
    """n texts in a row. `text`: all together; `codes`: its code points; `ends`: where each text
    ends, behind a 0; shape (n + 1,).
    """

    text: str
    codes: CodePoints
    ends: Ends

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TextRow":
        texts = list(texts)
        together = "".join(texts)
        return cls(together, code_points(together), ends_of(texts))

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.ends) - 1

    def texts(self) -> list[str]:
        """The texts, one by one."""
        return [self.text[start:end] for start, end in pairwise(self.ends.tolist())]


def ends_of(texts: Iterable[str]) -> Ends:
    """Where each of n texts ends in a row of them, behind a 0; shape (n + 1,)."""
    return np.array(list(accumulate(map(len, texts), initial=0)), np.int64)
