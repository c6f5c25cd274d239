"""Characters as numbers, and their kinds, of whole texts at once."""

import sys
from collections.abc import Callable, Collection
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import kernel

N = TypeVar("N", np.uint8, np.uint32)

CodePoints = NDArray[np.uint32]
Kinds = NDArray[np.uint8]
Far = NDArray[np.int32]

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
        return self.told(letters)[0]

    def told(self, letters: CodePoints) -> tuple[Kinds, Far]:
        """The same, and the places of the characters from TABLE_END on."""
        # Made when it is needed, but no cached_property: Python 3.11 has a lock in that, which a
        # fork may leave locked.
        if self._table is None:
            self._table = told_of_each(self._kind, range(TABLE_END), np.uint8)
        kinds, places = np.empty(len(letters), np.uint8), np.empty(len(letters), np.int32)
        count = kernel().tell_kinds(letters, len(letters), self._table, TABLE_END, kinds, places)
        far = places[:count]
        if count:
            # Mostly there are few, and the different ones of many are few as well.
            codes = letters[far].tolist()
            told = {code: self._kind(chr(code)) for code in set(codes)}
            kinds[far] = [told[code] for code in codes]
        return kinds, far


def told_of_each(kind: Callable[[str], int], codes: Collection[int], dtype: type[N]) -> NDArray[N]:
    """What a function says of characters, asked one by one."""
    return np.fromiter(map(kind, map(chr, codes)), dtype, len(codes))
