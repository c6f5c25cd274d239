"""What has been worked out about chunks and tokens seen before, as growing arrays.

A chunk (a run of characters without white space) is cut and its tokens are scored once; later
occurrences cost one dictionary look-up and array gathers.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.growing import GrowingArray
from analyzers.segmenter.model import BOUNDARY_ROW, ROW, PyviModel, Rows
from analyzers.segmenter.tokenizer import chunk_tokens

BOUNDARY = 0
"""Chunk number of what stands between two texts: one token that scores and joins nothing."""
NEWLINE = 1
"""Chunk number of "\\n", the one white-space character that is a token."""

_RANGE = np.dtype([("first", np.intp), ("count", np.intp)])  # of numbers of parts
_PART = np.dtype([("token", np.intp), ("offset", np.intp)])  # token number, place in the chunk


@dataclass(frozen=True, slots=True)
class Tokens:
    """n tokens in a row: their numbers, their code-point offsets, and their rows of scores."""

    numbers: NDArray[np.intp]
    starts: NDArray[np.intp]
    rows: Rows


class _Numbers(dict[str, int]):
    """Numbers of chunks; -1 for one that is not known."""

    def __missing__(self, chunk: str) -> int:
        return -1


class Vocabulary:
    """Gives numbers to chunks, and arrays of tokens for arrays of numbers.

    Threads may use it at the same time. Nothing is ever removed: who finds it ``full`` starts a
    new one, and those that still use this one are not disturbed.
    """

    def __init__(self, model: PyviModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._characters = 0
        self._chunk_numbers = _Numbers({"\n": NEWLINE})
        self._token_numbers: dict[str, int] = {}
        self._ranges = GrowingArray(_RANGE)
        self._parts = GrowingArray(_PART)
        self._strings = GrowingArray(np.object_)
        # Each token with " " and with "_" before it, as far as they have been asked for.
        self._linked = GrowingArray(np.object_)
        self._rows = GrowingArray(ROW)
        for row in (BOUNDARY_ROW, model.row("\n")):
            self._ranges.extend([(len(self._parts), 1)], 1)
            self._parts.extend([(len(self._strings), 0)], 1)
            self._strings.extend(["\n"], 1)
            self._rows.extend([row], 1)

    def full(self, chunks: int, characters: int) -> bool:
        """Whether more than so many chunks, or characters in them and their tokens, were seen."""
        return len(self._chunk_numbers) > chunks or self._characters > characters

    def __len__(self) -> int:
        """How many tokens are known; they are numbered in the order in which they came."""
        return len(self._rows)

    def numbers(self, chunks: Sequence[str]) -> NDArray[np.intp]:
        """The number of each chunk, shape (n,)."""
        # The fastest of several ways; for one item or none itemgetter gives no tuple.
        known = itemgetter("\n", "\n", *chunks)(self._chunk_numbers)
        numbers = np.fromiter(known, np.intp, len(chunks) + 2)[2:]
        unknown = (numbers < 0).nonzero()[0]
        if len(unknown):
            new = [chunks[place] for place in unknown.tolist()]
            with self._lock:
                self._learn(
                    [chunk for chunk in dict.fromkeys(new) if chunk not in self._chunk_numbers]
                )
            numbers[unknown] = [self._chunk_numbers[chunk] for chunk in new]
        return numbers

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
        numbers = zip(chunks, count(len(self._ranges)))
        self._parts.extend(parts, len(parts))
        self._ranges.extend(ranges, len(ranges))
        self._characters += int(lengths.sum())
        self._chunk_numbers.update(numbers)  # last: who sees a number may gather at once

    def _learn_tokens(self, tokens: Sequence[str]) -> None:
        """Those of them that are not known."""
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

    def tokens(self, chunks: Sequence[str]) -> NDArray[np.intp]:
        """The numbers of the tokens of these chunks; the first and last are boundaries."""
        numbers = self.numbers(chunks)
        numbers[0] = numbers[-1] = BOUNDARY
        return self._parts.take(self._places(numbers)[0])["token"]

    def _places(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the parts of the chunks with these numbers stand, and how many each has."""
        ranges = self._ranges.take(numbers)
        counts = ranges["count"]
        ends = counts.cumsum()
        places = (ranges["first"] - ends + counts).repeat(counts)
        places += np.arange(len(places))
        return places, counts

    def rows(self, tokens: NDArray[np.intp]) -> Rows:
        """The rows of scores of the tokens with these numbers."""
        return self._rows.take(tokens)

    def strings(self, tokens: NDArray[np.intp]) -> list[str]:
        """The tokens with these numbers."""
        strings: list[str] = self._strings.take(tokens).tolist()
        return strings

    def linked(self, tokens: NDArray[np.intp], joined: NDArray[np.bool_]) -> list[str]:
        """The same, each with "_" before it where it is joined and else with " "."""
        if len(self._linked) < 2 * len(self):
            with self._lock:
                new = self.strings(np.arange(len(self._linked) // 2, len(self)))
                self._linked.extend([link + token for token in new for link in " _"], 2 * len(new))
        linked: list[str] = self._linked.take(2 * tokens + joined).tolist()
        return linked
