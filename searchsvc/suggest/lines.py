"""A list of strings as two arrays: their text, and where each begins in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from searchsvc.suggest.arrays import Numbers

Bytes = NDArray[np.uint8]


class Lines(Sequence[bytes]):
    """A sequence of n lines, as UTF-8 without line ends.

    `text`: all lines, with a newline after each. `starts`: shape (n + 1,), the place in the text
    where each line begins, and the length of the text.
    """

    def __init__(self, text: Bytes, starts: Numbers) -> None:
        self.text, self.starts = text, starts
        # Single elements of a memoryview are read faster than those of an array.
        self._bytes, self._starts = text.data, starts.data

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Lines":
        """Newlines within a line become spaces."""
        encoded = [line.replace("\n", " ").encode("utf-8", "replace") + b"\n" for line in lines]
        starts = list(accumulate(map(len, encoded), initial=0))
        return cls(np.frombuffer(b"".join(encoded), np.uint8), np.array(starts, np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index >= len(self):
            raise IndexError(index)
        return bytes(self._bytes[self._starts[index] : self._starts[index + 1] - 1])

    def piece(self, start: int, size: int) -> bytes:
        """`size` bytes of the text from a place on, perhaps across the ends of lines."""
        return bytes(self._bytes[start : start + size])

    def start(self, number: int) -> int:
        """The place where a line begins."""
        return self._starts[number]

    def number(self, place: int) -> int:
        """The number of the line in which a place lies."""
        return bisect_right(self._starts, place) - 1

    def beginning_with(self, start: bytes) -> range:
        """The numbers of the lines that begin so. The lines must be sorted."""
        first = bisect_left(self, start)
        return range(first, bisect_left(self, after(start), first))


def after(start: bytes) -> bytes:
    """Bytes that sort right behind everything that begins with `start`."""
    return start + b"\xff"
