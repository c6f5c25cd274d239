"""Numbers of chunks, looked up by hash for all chunks of a text at once.

A dictionary would need each chunk of a text as a string, and look at four distant places of the
memory for each. Here no string is made, and what is found by a hash is compared letter by letter.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.growing import GrowingArray

Codes = NDArray[np.uint32]
Numbers = NDArray[np.intp]
Hashes = NDArray[np.uint64]

UNKNOWN = -1
"""Number of a chunk that is not known."""

_PLACES = 32
"""A chunk stands at one of so many places of a table, the first of which its hash names."""
_SPARE = 3
"""A table has at least so many places for each chunk; five chunks in six stand at their first."""
_LEAST_BITS = 12
_BASE = secrets.randbits(64) | 1
"""The base of the hashes. It is odd, so that it has an inverse, and another one in each process, so
that nobody can write chunks that all have the same hash."""
_INVERSE = pow(_BASE, -1, 1 << 64)
_KEPT_POWERS = 1 << 16
"""The powers of the base are kept for so many letters; texts are rarely read in longer parts."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """n chunks of at least one letter each.

    ``letters``: the code points of all chunks, one after the other. ``starts``, ``ends``: shape
    (n,), where each chunk begins and ends in ``letters``.
    """

    letters: Codes
    starts: Numbers
    ends: Numbers

    @classmethod
    def of(cls, letters: Codes, lengths: Numbers) -> "Chunks":
        ends = lengths.cumsum()
        return cls(letters, ends - lengths, ends)

    @classmethod
    def of_strings(cls, chunks: Sequence[str]) -> "Chunks":
        letters = np.frombuffer("".join(chunks).encode("utf-32-le", "surrogatepass"), "<u4")
        return cls.of(letters, np.fromiter(map(len, chunks), np.intp, len(chunks)))

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def lengths(self) -> Numbers:
        return self.ends - self.starts

    def hashes(self) -> Hashes:
        """The hash of each chunk, shape (n,): its length plus the sum of its letters, each times
        the power of the base that belongs to its place in the chunk, modulo 2^64.
        """
        powers, inverses = _powers(len(self.letters))
        sums: Hashes = np.append(np.uint64(0), np.cumsum(self.letters * powers))
        hashes = (sums.take(self.ends) - sums.take(self.starts)) * inverses.take(self.starts)
        return hashes + self.lengths.astype(np.uint64)  # a NUL adds nothing else

    def strings(self, which: Numbers) -> list[str]:
        """The chunks at these places, 0 to n-1, as strings."""
        text = self.letters.tobytes().decode("utf-32-le", "surrogatepass")
        ranges = zip(self.starts[which].tolist(), self.ends[which].tolist(), strict=True)
        return [text[start:end] for start, end in ranges]


class ChunkNumbers:
    """Numbers chunks from 0 on, in the order in which they are added.

    Any thread may look chunks up while another one adds some, which it may not find yet.
    """

    def __init__(self) -> None:
        self._letters = GrowingArray(np.uint32)
        self._ends = GrowingArray(np.intp)  # of each chunk in the letters, behind a 0
        self._ends.extend([0], 1)
        self._hashes = GrowingArray(np.uint64)
        self._table = _Table(_LEAST_BITS)

    def __len__(self) -> int:
        return len(self._hashes)

    def look_up(self, chunks: Chunks) -> Numbers:
        """The number of each of n chunks, or UNKNOWN; shape (n,)."""
        found = self._table.find(chunks.hashes())
        begins = self._ends.take(found, mode="clip")
        alike = self._ends.take(found + 1, mode="clip") - begins == chunks.lengths
        # Where the lengths differ, it does not matter which letters are compared.
        places = (begins - chunks.starts).repeat(chunks.lengths)
        places += np.arange(len(places))
        differing = (self._letters.take(places, mode="clip") != chunks.letters).nonzero()[0]
        if len(differing):
            alike[chunks.ends.searchsorted(differing, "right")] = False
        found[~alike] = UNKNOWN
        return found

    def add(self, chunks: Chunks) -> None:
        """Give numbers to chunks that are all different and all unknown.

        A chunk that has the same hash as another may never be found, and so is always unknown.
        """
        first, hashes = len(self), chunks.hashes()
        self._letters.extend(chunks.letters, len(chunks.letters))
        behind = self._ends.take(np.array([first]))
        self._ends.extend(behind + chunks.ends, len(chunks))
        self._hashes.extend(hashes, len(chunks))
        if len(self) * _SPARE <= self._table.size:
            self._table.put(hashes, first)
        else:
            table = _Table((len(self) * _SPARE).bit_length())
            table.put(self._hashes.take(np.arange(len(self))), 0)
            self._table = table


class _Table:
    """Finds the number of a chunk by its hash.

    The first bits of the hash name a place. The chunk stands there or, where that was taken, at the
    next free one of `_PLACES` in a row.
    """

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.size = 1 << bits
        self._hashes = np.zeros(self.size + _PLACES, np.uint64)
        self._numbers = np.full(self.size + _PLACES, UNKNOWN, np.int32)

    def _first_places(self, hashes: Hashes) -> Numbers:
        return (hashes >> np.uint64(64 - self.bits)).astype(np.intp)

    def find(self, hashes: Hashes) -> Numbers:
        """The number of the chunk with each hash, or UNKNOWN."""
        places = self._first_places(hashes)
        found = self._numbers.take(places).astype(np.intp)
        others = np.flatnonzero((self._hashes.take(places) != hashes) & (found != UNKNOWN))
        places, hashes = places.take(others), hashes.take(others)
        for _ in range(1, _PLACES):
            if not len(others):
                return found
            places += 1
            numbers = self._numbers.take(places)
            found[others] = numbers
            on = (self._hashes.take(places) != hashes) & (numbers != UNKNOWN)
            others, places, hashes = others[on], places[on], hashes[on]
        found[others] = UNKNOWN
        return found

    def put(self, hashes: Hashes, first: int) -> None:
        """Take in the hashes of chunks that are numbered from `first` on.

        A chunk that finds none of its places free is left out.
        """
        numbers = np.arange(first, first + len(hashes))
        places = self._first_places(hashes)
        for _ in range(_PLACES):
            if not len(numbers):
                break
            free = self._numbers.take(places) == UNKNOWN
            self._hashes[places[free]] = hashes[free]
            # Last, since a thread that sees a number compares the hash.
            self._numbers[places[free]] = numbers[free]
            waiting = self._numbers.take(places) != numbers
            places, hashes, numbers = places[waiting] + 1, hashes[waiting], numbers[waiting]


def _powers(letters: int) -> tuple[Hashes, Hashes]:
    """As many powers of the base, from the first on, and of its inverse, from the zeroth on."""
    if letters > _KEPT_POWERS:
        return _powers_made(letters)
    powers, inverses = _kept_powers()
    return powers[:letters], inverses[:letters]


@cache
def _kept_powers() -> tuple[Hashes, Hashes]:
    return _powers_made(_KEPT_POWERS)


def _powers_made(letters: int) -> tuple[Hashes, Hashes]:
    powers = np.full(letters, _BASE, np.uint64).cumprod()
    inverses = np.full(letters, _INVERSE, np.uint64)
    inverses[:1] = 1
    return powers, inverses.cumprod()
