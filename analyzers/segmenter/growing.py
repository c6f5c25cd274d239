"""An array that grows at its end."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray


class GrowingArray:
    """Items of one dtype, numbered from 0.

    One thread at a time may extend it. Others may at the same time take items that they know to
    be there, since growing replaces the array and never moves what is being read.
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._size = 0
        self._items: NDArray[Any] = np.empty(1024, dtype)

    def __len__(self) -> int:
        return self._size

    def extend(self, items: ArrayLike, count: int) -> None:
        """Append ``count`` items."""
        end = self._size + count
        if end > len(self._items):
            spare = np.empty(max(count, len(self._items)), self._items.dtype)
            self._items = np.concatenate([self._items, spare])
        self._items[self._size : end] = items
        self._size = end

    def take(
        self, numbers: NDArray[np.intp], mode: Literal["raise", "clip"] = "raise"
    ) -> NDArray[Any]:
        """The items with these numbers, in this order.

        With "clip", a number that no item has gives any value.
        """
        return self._items.take(numbers, mode=mode)
