"""What has been worked out about chunks and tokens seen before, as growing arrays.

A chunk (a run of characters without white space) is cut and its tokens are scored once; later
occurrences cost a look-up by hash and array gathers.
"""

import threading
from collections.abc import Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.chunk_numbers import UNKNOWN, ChunkNumbers, Chunks
from analyzers.segmenter.growing import GrowingArray
from analyzers.segmenter.model import BOUNDARY_ROW, ROW, PyviModel, Rows
from analyzers.segmenter.tokenizer import chunk_tokens

BOUNDARY = 0
"""Chunk number of what stands between two texts: one token that scores and joins nothing."""
NEWLINE = 1
"""Chunk number of "\\n", the one white-space character that is a token."""
_FIRST = 2
"""Number of the first chunk that is met."""

_RANGE = np.dtype([("first", np.intp), ("count", np.intp)])  # of numbers of parts
_PART = np.dtype([("token", np.intp), ("offset", np.intp)])  # token number, place in the chunk


class Tokens(NamedTuple):
    """n tokens in a row: their numbers, their code-point offsets, and their rows of scores."""

    numbers: NDArray[np.intp]
    starts: NDArray[np.intp]
    rows: Rows


class Vocabulary:
    """Gives numbers to chunks, and arrays of tokens for arrays of numbers.

    Threads may use it at the same time. Nothing is ever removed: who finds it ``full`` starts a
    new one, and those that still use this one are not disturbed.
    """

    def __init__(self, model: PyviModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._characters = 0
        self._chunks = ChunkNumbers()
        self._token_numbers: dict[str, int] = {}
        self._ranges = GrowingArray(_RANGE)
        self._parts = GrowingArray(_PART)
        self._strings = GrowingArray(np.object_)
        # Each token with " " and with "_" before it, as far as any have been asked for.
        self._linked = GrowingArray(np.object_)
        self._rows = GrowingArray(ROW)
        for row in (BOUNDARY_ROW, model.row("\n")):
            self._ranges.extend([(len(self._parts), 1)], 1)
            self._parts.extend([(len(self._strings), 0)], 1)
            self._strings.extend(["\n"], 1)
            self._rows.extend([row], 1)

    def full(self, chunks: int, characters: int) -> bool:
        """Whether it has met more than so many chunks, or characters of chunks and new tokens."""
        return len(self._chunks) > chunks or self._characters > characters

    def __len__(self) -> int:
        """How many tokens are known; they are numbered in the order in which they came."""
        return len(self._rows)

    def numbers(self, chunks: Chunks) -> NDArray[np.intp]:
        """The number of each of n chunks, shape (n,)."""
        numbers = self._chunks.look_up(chunks)
        unknown = (numbers == UNKNOWN).nonzero()[0]
        if len(unknown):
            strings = chunks.strings(unknown)
            new = list(dict.fromkeys(strings))
            with self._lock:
                learnt = dict(zip(new, self._learnt(new), strict=True))
            numbers[unknown] = [learnt[chunk] for chunk in strings]
        return numbers + _FIRST

    def _learnt(self, strings: list[str]) -> list[int]:
        """The numbers of different chunks that were unknown a moment ago."""
        chunks = Chunks.of_strings(strings)
        numbers = self._chunks.look_up(chunks)  # another thread may have learnt them since
        new = (numbers == UNKNOWN).nonzero()[0]
        numbers[new] = np.arange(len(new)) + len(self._chunks)
        self._learn([strings[place] for place in new.tolist()])
        found: list[int] = numbers.tolist()
        return found

    def _learn(self, chunks: list[str]) -> None:
        cut = [chunk_tokens(chunk) for chunk in chunks]
        tokens = list(chain.from_iterable(cut))
        self._learn_tokens(tokens)
        ranges = np.empty(len(cut), _RANGE)
        ranges["count"] = counts = np.fromiter(map(len, cut), np.intp, len(cut))
        ranges["first"] = first = np.cumsum(counts) - counts
        parts = np.empty(len(tokens), _PART)
        parts["token"] = [self._token_numbers[token] for token in tokens]
        lengths = np.fromiter(map(len, tokens), np.intp, len(tokens))
        begins = np.cumsum(lengths) - lengths
        parts["offset"] = begins - np.repeat(begins[first], counts)
        ranges["first"] += len(self._parts)
        self._parts.extend(parts, len(parts))
        self._ranges.extend(ranges, len(ranges))
        self._characters += int(lengths.sum())
        # Last, since a thread that sees a chunk's number may gather its tokens at once.
        self._chunks.add(Chunks.of_strings(chunks))

    def _learn_tokens(self, tokens: Sequence[str]) -> None:
        """Take in those of the tokens that are not known yet."""
        new = [token for token in dict.fromkeys(tokens) if token not in self._token_numbers]
        self._token_numbers.update(zip(new, count(len(self._strings))))
        self._strings.extend(new, len(new))
        self._rows.extend([self._model.row(token) for token in new], len(new))
        self._characters += sum(map(len, new))

    def gather(self, numbers: NDArray[np.intp], starts: NDArray[np.intp]) -> Tokens:
        """The tokens of the chunks with these numbers, which begin at these offsets."""
        places, counts = self._places(numbers)
        parts = self._parts.take(places)
        tokens = parts["token"]
        starts = starts.repeat(counts) + parts["offset"]
        return Tokens(tokens, starts, self._rows.take(tokens))

    def numbers_of(self, tokens: Sequence[str]) -> NDArray[np.intp]:
        """The numbers of single tokens, however they were cut."""
        with self._lock:
            self._learn_tokens(tokens)
        return np.array([self._token_numbers[token] for token in tokens], np.intp)

    def _places(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the parts of the chunks with these numbers stand, and how many each has."""
        ranges = self._ranges.take(numbers)
        counts = ranges["count"]
        ends = counts.cumsum()
        places = (ranges["first"] - ends + counts).repeat(counts)
        places += np.arange(len(places))
        return places, counts

    def strings(self, tokens: NDArray[np.intp]) -> list[str]:
        """The tokens with these numbers."""
        strings: list[str] = self._strings.take(tokens).tolist()
        return strings

    def linked(self, tokens: NDArray[np.intp], joined: NDArray[np.bool_]) -> list[str]:
        """The tokens with these numbers, each with "_" before it where it is joined, else " "."""
        if len(self._linked) < 2 * len(self):
            with self._lock:
                new = self.strings(np.arange(len(self._linked) // 2, len(self)))
                self._linked.extend([link + token for token in new for link in " _"], 2 * len(new))
        linked: list[str] = self._linked.take(2 * tokens + joined).tolist()
        return linked
