"""Characters as numbers, and their kinds, of whole texts at once."""

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]
Kinds = NDArray[np.uint8]

#: Code points from here on are rare in texts in Latin letters, and looked at one by one.
TABLE_END = 0x3000

_UTF_32 = f"utf-32-{sys.byteorder[0]}e"  # in the order of bytes that numpy's numbers have


def code_points(text: str) -> CodePoints:
    """The code points of a text, lone surrogates too; shape (n,)."""
    return np.frombuffer(text.encode(_UTF_32, "surrogatepass"), np.uint32)


def text_of(letters: CodePoints) -> str:
    """The text of these code points."""
    return letters.tobytes().decode(_UTF_32, "surrogatepass")


class KindTable:
    """What a function says of a character (0 to 255), by code point."""

    def __init__(self, kind: Callable[[str], int]) -> None:
        self._kind = kind
        self._table: Kinds | None = None

    def of(self, letters: CodePoints) -> Kinds:
        """The kind of each of n characters; shape (n,)."""
        # Made when it is needed, but no cached_property: Python 3.11 has a lock in that, which a
        # fork may leave locked.
        if self._table is None:
            found = map(self._kind, map(chr, range(TABLE_END)))
            self._table = np.fromiter(found, np.uint8, TABLE_END)
        kinds = self._table.take(letters, mode="clip")
        if len(letters) and letters.max() >= TABLE_END:
            far = letters >= TABLE_END
            different, which = np.unique(letters[far], return_inverse=True)
            kinds[far] = np.array([self._kind(chr(code)) for code in different], np.uint8)[which]
        return kinds
