"""Numbers of chunks, looked up by hash and compared letter by letter, without a string of each."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Chunks, Table, kernel
from analyzers.kinds import CodePoints, code_points, text_of
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

    def strings(self, places: Sequence[int]) -> list[str]:
        """Those of the chunks that stand at these places."""
        text, ends = text_of(self.letters), self.ends.tolist()
        return [text[ends[place] : ends[place + 1]] for place in places]


class ChunkNumbers:
    """Numbers chunks, or tokens, from 0 on, in the order in which they are added.

    Any thread may look chunks up while another one adds some, which it may not find yet.
    """

    def __init__(self) -> None:
        self._letters = GrowingArray(np.uint32)
        self._ends = GrowingArray(np.int64)  # of each chunk in the letters, behind a 0
        self._ends.extend([0], 1)
        self._table = _table(_LEAST_BITS)
        self._chunks = self._known(self._letters.items, self._ends.items)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def characters(self) -> int:
        """Of all chunks."""
        return len(self._letters)

    def look_up(self, chunks: Sequence[str]) -> Numbers:
        """The number of each of n chunks, or UNKNOWN; shape (n,)."""
        found = np.empty(len(chunks), np.int32)
        kernel().look_up(self._table, self._chunks, *Row.of(chunks), len(chunks), found)
        return found

    def read(self, letters: CodePoints, boundaries: Ends) -> tuple[Numbers, ...]:
        """The chunks of a text and its newlines: the number of each, where it starts and where it
        ends. Newlines have the numbers 0, at the ascending places `boundaries`, the last of which
        ends the text, and else 1.
        """
        places = tuple(np.empty((3, len(letters)), np.int32))
        count = kernel().read_chunks(
            self._table, self._chunks, letters, len(letters), boundaries, *places
        )
        return tuple(one[:count] for one in places)

    def add(self, chunks: Sequence[str]) -> None:
        """Give numbers to chunks that are all different, unknown and not empty.

        A chunk that has the same hash as another may never be found, and so is always unknown.
        """
        first, row = len(self), Row.of(chunks)
        table, known = self.with_room(len(chunks), len(row.letters))
        self._letters.extend(row.letters, len(row.letters))
        self._ends.extend(self._ends.items[-1] + row.ends[1:], len(chunks))
        known.count = len(self)
        # Who finds a number in a table looks at what is known, so that comes first.
        self._chunks = known
        kernel().put(table, known, *row, len(chunks), first)

    def with_room(self, chunks: int, letters: int) -> tuple[Table, Chunks]:
        """Where the kernel puts so many more chunks and letters, for `grow` to take them in."""
        if (len(self) + chunks) * _SPARE > len(self._table.arrays["numbers"]):
            table = _table(((len(self) + chunks) * _SPARE).bit_length())
            kernel().put(table, self._chunks, *self.row(), len(self), 0)
            self._table = table
        rooms = self._letters.with_room(letters), self._ends.with_room(chunks)
        return self._table, self._known(*rooms)

    def grow(self, known: Chunks) -> None:
        """Take in what the kernel has put behind the chunks."""
        # Letters first: who sees where a chunk ends, in another thread, must see its letters.
        self._letters.grow(known.arrays["ends"][known.count])
        self._ends.grow(known.count + 1)
        self._chunks = known

    def row(self, first: int = 0) -> Row:
        """The chunks from number `first` on."""
        ends = self._ends.items[first:]
        return Row(self._letters.items[ends[0] :], ends - ends[0])

    def _known(self, letters: CodePoints, ends: Ends) -> Chunks:
        return Chunks(letters=letters, ends=ends, count=len(self), base=_BASE)


def _table(bits: int) -> Table:
    """An empty table for 2^bits places."""
    size = (1 << bits) + _PLACES
    numbers = np.full(size, UNKNOWN, np.int32)
    return Table(hashes=np.zeros(size, np.uint64), numbers=numbers, bits=bits)
