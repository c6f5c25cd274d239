"""Numbers of chunks, looked up by hash and compared letter by letter, without a string of each."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Chunks, Table, kernel
from analyzers.kinds import CodePoints, code_points
from analyzers.segmenter.growing import GrowingArray

Numbers = NDArray[np.int32]
Ends = NDArray[np.int64]

UNKNOWN = -1
"""Number of a chunk that is not known."""

_PLACES = 32  # as in kernel/chunks.c
_SPARE = 3
"""A table has at least so many places for each chunk; five chunks in six stand at their first."""
_LEAST_BITS = 12
_BASE = secrets.randbits(64) | 1
"""What hashes depend on. It is another one in each process, so that nobody can write chunks that
all have the same hash."""


class Row(NamedTuple):
    """n chunks as code points in a row. ``ends``: shape (n + 1,), where each ends, behind a 0."""

    letters: CodePoints
    ends: Ends

    @classmethod
    def of(cls, chunks: Sequence[str]) -> "Row":
        letters = code_points("".join(chunks))
        return cls(letters, np.cumsum([0, *map(len, chunks)], dtype=np.int64))


class ChunkNumbers:
    """Numbers chunks from 0 on, in the order in which they are added.

    Any thread may look chunks up while another one adds some, which it may not find yet.
    """

    def __init__(self) -> None:
        self._letters = GrowingArray(np.uint32)
        self._ends = GrowingArray(np.int64)  # of each chunk in the letters, behind a 0
        self._ends.extend([0], 1)
        self._table = _table(_LEAST_BITS)
        self._chunks = self._known()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def look_up(self, chunks: Sequence[str]) -> Numbers:
        """The number of each of n chunks, or UNKNOWN; shape (n,)."""
        found = np.empty(len(chunks), np.int32)
        kernel().look_up(self._table, self._chunks, *Row.of(chunks), len(chunks), found)
        return found

    def read(self, letters: CodePoints, boundaries: Ends, offset: int) -> tuple[Numbers, ...]:
        """The chunks of a text and its newlines: the number of each, where it starts and where it
        ends. `offset` is added to the numbers of chunks that are known; newlines have the numbers
        0, at the ascending places `boundaries`, the last of which ends the text, and else 1.
        """
        places = tuple(np.empty((3, len(letters)), np.int32))
        count = kernel().read_chunks(
            self._table, self._chunks, offset, letters, len(letters), boundaries, *places
        )
        return tuple(one[:count] for one in places)

    def add(self, chunks: Sequence[str]) -> None:
        """Give numbers to chunks that are all different, unknown and not empty.

        A chunk that has the same hash as another may never be found, and so is always unknown.
        """
        first, row = len(self), Row.of(chunks)
        behind = self._ends.items[-1]
        self._letters.extend(row.letters, len(row.letters))
        self._ends.extend(behind + row.ends[1:], len(chunks))
        known, table = self._known(), self._table
        if len(self) * _SPARE > len(table.arrays["numbers"]):
            table = _table((len(self) * _SPARE).bit_length())
            first, row = 0, Row(self._letters.items, self._ends.items)
        # Who finds a number in a table looks at what is known, so that comes first.
        self._chunks = known
        kernel().put(table, known, *row, len(row.ends) - 1, first)
        self._table = table

    def _known(self) -> Chunks:
        letters, ends = self._letters.items, self._ends.items
        return Chunks(letters=letters, ends=ends, count=len(ends) - 1, base=_BASE)


def _table(bits: int) -> Table:
    """An empty table for 2^bits places."""
    size = (1 << bits) + _PLACES
    numbers = np.full(size, UNKNOWN, np.int32)
    return Table(hashes=np.zeros(size, np.uint64), numbers=numbers, bits=bits)
