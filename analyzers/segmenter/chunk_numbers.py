"""Numbers of chunks, looked up by hash for all chunks of a text at once.

A dictionary wants each chunk of a text as a string, and looks at four far places of the memory for
each. Here a chunk becomes no string, and what is found by its hash is compared letter by letter.
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
"""A chunk may be at so many places of a table, from the one that its hash names."""
_SPARE = 3
"""So many times as many places as chunks, or more: five of six are at their first one."""
_LEAST_BITS = 12
_BASE = secrets.randbits(64) | 1
"""Of the hashes; odd, so that it has an inverse. Another one in each process, so nobody can write
chunks of which many have one hash."""
_INVERSE = pow(_BASE, -1, 1 << 64)
_KEPT_POWERS = 1 << 16
"""Of as many letters as most texts are looked at by."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """n chunks, of at least a letter each. ``letters``: of all, one chunk after the other;
    ``starts``, ``ends``: shape (n,), where each begins and ends in them.
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
        """Of each its length and the sum of its letters, each times the power of the base that its
        place names, modulo 2^64.
        """
        powers, inverses = _powers(len(self.letters))
        sums: Hashes = np.append(np.uint64(0), np.cumsum(self.letters * powers))
        hashes = (sums.take(self.ends) - sums.take(self.starts)) * inverses.take(self.starts)
        return hashes + self.lengths.astype(np.uint64)  # NUL adds nothing to the sum

    def strings(self, which: Numbers) -> list[str]:
        """Those with these places among the n."""
        text = self.letters.tobytes().decode("utf-32-le", "surrogatepass")
        ranges = zip(self.starts[which].tolist(), self.ends[which].tolist(), strict=True)
        return [text[start:end] for start, end in ranges]


class ChunkNumbers:
    """Gives chunks numbers from 0 on, in the order in which they are added.

    Any thread may look chunks up while another adds some: it may miss those.
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
        """The number of each, or UNKNOWN; shape (n,)."""
        found = self._table.find(chunks.hashes())
        begins = self._ends.take(found, mode="clip")
        alike = self._ends.take(found + 1, mode="clip") - begins == chunks.lengths
        # Of what is not alike any letters are looked at.
        places = (begins - chunks.starts).repeat(chunks.lengths)
        places += np.arange(len(places))
        differing = (self._letters.take(places, mode="clip") != chunks.letters).nonzero()[0]
        if len(differing):
            alike[chunks.ends.searchsorted(differing, "right")] = False
        found[~alike] = UNKNOWN
        return found

    def add(self, chunks: Chunks) -> None:
        """Number chunks that are all different and unknown.

        One that has the hash of another may never be found: it is as if it were always new.
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
    """Where a chunk may be by its hash: the first place that was free when it came, of `_PLACES`
    from the one that the first bits of its hash name.
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
        """Take in chunks that are numbered from `first`. Of many with one hash some find no place,
        and are left out.
        """
        numbers = np.arange(first, first + len(hashes))
        places = self._first_places(hashes)
        for _ in range(_PLACES):
            if not len(numbers):
                break
            free = self._numbers.take(places) == UNKNOWN
            self._hashes[places[free]] = hashes[free]
            self._numbers[places[free]] = numbers[free]  # last: who sees it compares the hash
            waiting = self._numbers.take(places) != numbers
            places, hashes, numbers = places[waiting] + 1, hashes[waiting], numbers[waiting]


def _powers(letters: int) -> tuple[Hashes, Hashes]:
    """Powers of the base from the first on, and of its inverse from 1 on: as many as letters."""
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
