"""What has been worked out about chunks and tokens seen before, as growing arrays.

A chunk (a run of characters without white space) is cut and its tokens are scored once; later
occurrences are looked up by hash.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import ROW, kernel
from analyzers.kinds import code_points
from analyzers.segmenter.chunk_numbers import UNKNOWN, ChunkNumbers
from analyzers.segmenter.growing import GrowingArray
from analyzers.segmenter.model import BOUNDARY_ROW, PyviModel, Rows
from analyzers.segmenter.tokenizer import chunk_tokens

BOUNDARY = 0
"""Number of what stands between two texts, as a chunk and as a token: it scores and joins
nothing."""
_FIRST = 2
"""Number of the first chunk that is met; 1 is "\\n", the one white-space character that is a
token."""


class Tokens(NamedTuple):
    """n tokens in a row: their numbers and their code-point offsets."""

    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]


class Vocabulary:
    """Gives numbers to chunks and tokens.

    Threads may use it at the same time. Nothing is ever removed: who finds it ``full`` starts a
    new one, and those that still use this one are not disturbed.
    """

    def __init__(self, model: PyviModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._characters = 0
        self._is_whole = True
        self._chunks = ChunkNumbers()
        self._token_numbers: dict[str, int] = {}
        # Of each chunk: the numbers of its tokens, and their places in it.
        self._part_ends = GrowingArray(np.int64)  # behind a 0
        self._parts = GrowingArray(np.int32)
        self._offsets = GrowingArray(np.int32)
        self._strings = GrowingArray(np.object_)
        self._rows = GrowingArray(ROW)
        self._part_ends.extend([0], 1)
        for row in (BOUNDARY_ROW, model.row("\n")):
            self._parts.extend([len(self._strings)], 1)
            self._offsets.extend([0], 1)
            self._part_ends.extend([len(self._parts)], 1)
            self._strings.extend(["\n"], 1)
            self._rows.extend([row], 1)

    def full(self, chunks: int, characters: int) -> bool:
        """Whether it has met more than so many chunks, or characters of chunks and new tokens; or
        something broke off what it was learning.
        """
        is_large = len(self._chunks) > chunks or self._characters > characters
        return is_large or not self._is_whole

    def __len__(self) -> int:
        """How many tokens are known; they are numbered in the order in which they came."""
        return len(self._rows)

    @property
    def rows(self) -> Rows:
        """Of all tokens that are known, in the order of their numbers."""
        return self._rows.items

    def read(self, text: str, boundaries: NDArray[np.int64]) -> Tokens:
        """The tokens of a text; newlines at the ascending offsets ``boundaries``, the last of which
        ends the text, become boundaries.
        """
        numbers, starts, ends = self._chunks.read(code_points(text), boundaries, _FIRST)
        unknown = np.flatnonzero(numbers == UNKNOWN)
        if len(unknown):
            places = zip(starts[unknown].tolist(), ends[unknown].tolist(), strict=True)
            chunks = [text[start:end] for start, end in places]
            new = list(dict.fromkeys(chunks))
            with self._learning():
                learnt = dict(zip(new, self._learnt(new), strict=True))
            numbers[unknown] = [learnt[chunk] for chunk in chunks]
        part_ends, parts, offsets = (
            part.items for part in (self._part_ends, self._parts, self._offsets)
        )
        count = kernel().count_tokens(part_ends, numbers, len(numbers))
        tokens = Tokens(*np.empty((2, count), np.int32))
        kernel().read_tokens(part_ends, parts, offsets, numbers, starts, len(numbers), *tokens)
        return tokens

    @contextmanager
    def _learning(self) -> Iterator[None]:
        """Holds the lock. What is broken off, as by Ctrl-C, may leave arrays that do not agree."""
        with self._lock:
            try:
                yield
            except BaseException:
                self._is_whole = False
                raise

    def _learnt(self, chunks: list[str]) -> list[int]:
        """The numbers of different chunks that were unknown a moment ago."""
        numbers = self._chunks.look_up(chunks)  # another thread may have learnt them since
        new = np.flatnonzero(numbers == UNKNOWN)
        numbers[new] = np.arange(len(new)) + len(self._chunks)
        self._learn([chunks[place] for place in new.tolist()])
        found: list[int] = (numbers + _FIRST).tolist()
        return found

    def _learn(self, chunks: list[str]) -> None:
        cut = [chunk_tokens(chunk) for chunk in chunks]
        tokens = list(chain.from_iterable(cut))
        self._learn_tokens(tokens)
        self._parts.extend([self._token_numbers[token] for token in tokens], len(tokens))
        ends = np.cumsum([0, *map(len, cut)])
        begins = np.cumsum([0, *map(len, tokens)])
        places = begins[:-1] - begins[ends[:-1]].repeat(np.diff(ends))
        self._offsets.extend(places, len(places))
        self._part_ends.extend(self._part_ends.items[-1] + ends[1:], len(cut))
        self._characters += int(begins[-1])
        # Last, since a thread that sees a chunk's number may ask for its tokens at once.
        self._chunks.add(chunks)

    def _learn_tokens(self, tokens: Sequence[str]) -> None:
        """Take in those of the tokens that are not known yet."""
        new = [token for token in dict.fromkeys(tokens) if token not in self._token_numbers]
        numbers = zip(new, count(len(self)))
        self._strings.extend(new, len(new))
        self._rows.extend([self._model.row(token) for token in new], len(new))
        self._token_numbers.update(numbers)  # last: so each number that is given has a row
        self._characters += sum(map(len, new))

    def numbers_of(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of single tokens, however they were cut."""
        with self._learning():
            self._learn_tokens(tokens)
        return np.array([self._token_numbers[token] for token in tokens], np.int32)

    def strings(self, tokens: NDArray[np.integer[Any]]) -> list[str]:
        """The tokens with these numbers."""
        strings: list[str] = self._strings.items.take(tokens).tolist()
        return strings
