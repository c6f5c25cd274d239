"""Where a query's words were found, in one text or in many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Found(NamedTuple):
    """A match: characters `start` to `end` of a text. `word`: the number of the query's word, or
    phrase, that is found there; `syllables`: how many it has.
    """

    start: int
    end: int
    word: int
    syllables: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The matches of several texts, in the order of the texts.

    `columns`: starts, ends, words and syllables of all, shape (4, n). Those of text i are
    `bounds[i]` to `bounds[i + 1]`; `bounds` has one number more than there are texts.
    """

    columns: NDArray[np.int32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, found: Sequence[Sequence[Found]]) -> "Matches":
        """Those of each text."""
        numbers = chain.from_iterable(chain.from_iterable(found))
        bounds = np.cumsum([0, *map(len, found)], dtype=np.int64)
        rows = np.fromiter(numbers, np.int32, len(Found._fields) * int(bounds[-1]))
        columns = rows.reshape(-1, len(Found._fields)).T
        return cls(np.ascontiguousarray(columns), bounds)

    def __len__(self) -> int:
        """How many there are in all texts."""
        return int(self.bounds[-1])

    def in_text(self, number: int) -> list[Found]:
        """Those of one text, in order."""
        first, last = self.bounds[number : number + 2]
        return list(map(Found, *self.columns[:, first:last].tolist()))

    def in_each(self) -> list[list[Found]]:
        """Those of each text, in order."""
        return [self.in_text(number) for number in range(len(self.bounds) - 1)]
