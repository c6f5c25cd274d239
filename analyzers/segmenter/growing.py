"""An array that grows at its end."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray


class GrowingArray:
    """Items of one dtype, numbered from 0.

    One thread at a time may extend it. Others may at the same time read `items`, since growing
    replaces the array and never moves what is being read.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._spacious: NDArray[Any] = np.empty(1024, dtype)
        self.items = self._spacious[:0]
        """All that are there."""

    def __len__(self) -> int:
        return len(self.items)

    def extend(self, items: ArrayLike, count: int) -> None:
        """Append ``count`` items."""
        end = len(self) + count
        self.with_room(count)[len(self) : end] = items
        self.items = self._spacious[:end]

    def with_room(self, count: int) -> NDArray[Any]:
        """All items, and behind them room for at least ``count`` more, which `grow` takes in."""
        if len(self) + count > len(self._spacious):
            spare = np.empty(max(count, len(self._spacious)), self._spacious.dtype)
            self._spacious = np.concatenate([self._spacious, spare])
        return self._spacious

    def grow(self, size: int) -> None:
        """Take in what was written behind the items: there are ``size`` then."""
        self.items = self._spacious[:size]
