"""Kinds of characters, of whole texts at once."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Kinds = NDArray[np.uint8]

#: Code points from here on are rare in texts in Latin letters, and looked at one by one.
TABLE_END = 0x3000


class KindTable:
    """What a function says of a character (0 to 255), by code point."""

    def __init__(self, kind: Callable[[str], int]) -> None:
        self._kind = kind

    def of(self, codes: NDArray[np.uint32]) -> Kinds:
        """The kind of each of n characters; shape (n,)."""
        kinds = self._table.take(codes, mode="clip")
        if len(codes) and codes.max() >= TABLE_END:
            far = codes >= TABLE_END
            different, which = np.unique(codes[far], return_inverse=True)
            kinds[far] = np.array([self._kind(chr(code)) for code in different], np.uint8)[which]
        return kinds

    @cached_property
    def _table(self) -> Kinds:
        return np.fromiter(map(self._kind, map(chr, range(TABLE_END))), np.uint8, TABLE_END)
