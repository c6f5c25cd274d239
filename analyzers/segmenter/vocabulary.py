"""What has been worked out about chunks and tokens seen before, as growing arrays.

A chunk (a run of characters without white space) is cut and its tokens are scored once; later
occurrences are looked up by hash.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import ROW, Learnt, kernel
from analyzers.kinds import CodePoints, code_points
from analyzers.segmenter.chunk_numbers import UNKNOWN, ChunkNumbers, Row
from analyzers.segmenter.growing import GrowingArray
from analyzers.segmenter.model import BOUNDARY_ROW, PyviModel, Rows
from analyzers.segmenter.tokenizer import chunk_tokens
from analyzers.spelling import spelling

Numbers = NDArray[np.int32]

BOUNDARY = 0
"""Number of what stands between two texts, as a chunk and as a token: it scores and joins
nothing."""
_FIRST = ["\n", "\n"]
"""The first chunks and tokens: boundary, and newline, the one white-space character that is a
token. They are never looked up."""
_MARKS = [*".,;:!?()[]{}\"'/-+=%&*#$^`|~<\\", *"“”‘’–—…•°", "..."]
"""Tokens that are learnt before they come, since the kernel makes no token of a mark that is
new."""
_LONGEST_SIMPLE = 100
_LEARNT_AT_ONCE = 1000
"""Letters and number of chunks that the kernel learns at once. Each letter may be a token, for
which there must be room."""


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
        self._is_whole = True
        self._chunks = ChunkNumbers()
        self._tokens = ChunkNumbers()
        self._strings = GrowingArray(np.object_)  # of tokens, as far as they were asked for
        # Of each chunk: the numbers of its tokens, and their places in it.
        self._part_ends = GrowingArray(np.int64)  # behind a 0
        self._parts = GrowingArray(np.int32)
        self._offsets = GrowingArray(np.int32)
        self._rows = GrowingArray(ROW)
        self._part_ends.extend([0], 1)
        self._add_tokens(_FIRST, [BOUNDARY_ROW, model.row("\n")])
        self._add_chunks(_FIRST, [_FIRST[:1]] * len(_FIRST), np.arange(len(_FIRST)))
        self._add_tokens(_MARKS, [model.row(mark) for mark in _MARKS])

    def full(self, chunks: int, characters: int) -> bool:
        """Whether it has met more than so many chunks, or characters of chunks and tokens; or
        something broke off what it was learning.
        """
        met = self._chunks.characters + self._tokens.characters
        return len(self._chunks) > chunks or met > characters or not self._is_whole

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
        letters = code_points(text)
        numbers, starts, ends = self._chunks.read(letters, boundaries)
        unknown = np.flatnonzero(numbers == UNKNOWN)
        if len(unknown):
            with self._learning():
                numbers[unknown] = self._learnt(text, letters, starts[unknown], ends[unknown])
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

    def _learnt(self, text: str, letters: CodePoints, starts: Numbers, ends: Numbers) -> Numbers:
        """The numbers of chunks of a text that were unknown a moment ago."""
        numbers = np.full(len(starts), UNKNOWN, np.int32)
        short = np.flatnonzero(ends - starts <= _LONGEST_SIMPLE)
        for first in range(0, len(short), _LEARNT_AT_ONCE):
            some = short[first : first + _LEARNT_AT_ONCE]
            numbers[some] = self._learn_simple(letters, starts[some], ends[some])
        others = np.flatnonzero(numbers == UNKNOWN)
        if len(others):
            places = zip(starts[others].tolist(), ends[others].tolist(), strict=True)
            chunks = [text[start:end] for start, end in places]
            new = list(dict.fromkeys(chunks))
            learnt = dict(zip(new, self._learn(new), strict=True))
            numbers[others] = [learnt[chunk] for chunk in chunks]
        return numbers

    def _learn_simple(self, letters: CodePoints, starts: Numbers, ends: Numbers) -> Numbers:
        """The same for a few short ones; UNKNOWN are those that the kernel leaves to `_learn`."""
        count, size = len(starts), int((ends - starts).sum())
        numbers = np.empty(count, np.int32)
        words = self._model.words
        chunk_table, chunks = self._chunks.with_room(count, size)
        token_table, tokens = self._tokens.with_room(size, size)
        learnt = Learnt(
            part_ends=self._part_ends.with_room(count),
            parts=self._parts.with_room(size),
            offsets=self._offsets.with_room(size),
            rows=self._rows.with_room(size),
        )
        kernel().learn(
            *(spelling(), *words, chunk_table, chunks, token_table, tokens, learnt),
            *(letters, starts, ends, count, numbers),
        )
        self._rows.grow(tokens.count)
        self._tokens.grow(tokens)
        self._part_ends.grow(chunks.count + 1)
        self._parts.grow(self._part_ends.items[-1])
        self._offsets.grow(self._part_ends.items[-1])
        # Last, since a thread that sees a chunk's number may ask for its tokens at once.
        self._chunks.grow(chunks)
        return numbers

    def _learn(self, chunks: Sequence[str]) -> Numbers:
        """The numbers of different chunks that are unknown."""
        cut = list(map(chunk_tokens, chunks))
        numbers = np.arange(len(self._chunks), len(self._chunks) + len(chunks), dtype=np.int32)
        self._add_chunks(chunks, cut, self._numbered(list(chain.from_iterable(cut))))
        return numbers

    def _add_chunks(
        self, chunks: Sequence[str], cut: Sequence[Sequence[str]], parts: NDArray[np.integer[Any]]
    ) -> None:
        """`cut`: the tokens of each, `parts`: the numbers of all these."""
        ends = np.cumsum([0, *map(len, cut)])
        begins = np.cumsum([0, *map(len, chain.from_iterable(cut))])
        places = begins[:-1] - begins[ends[:-1]].repeat(np.diff(ends))
        self._parts.extend(parts, len(parts))
        self._offsets.extend(places, len(places))
        self._part_ends.extend(self._part_ends.items[-1] + ends[1:], len(cut))
        self._chunks.add(chunks)  # last, as above

    def _numbered(self, tokens: Sequence[str]) -> Numbers:
        """The numbers of tokens, which those that are not known are given."""
        different = list(dict.fromkeys(tokens))
        numbers = self._tokens.look_up(different)
        new = np.flatnonzero(numbers == UNKNOWN)
        numbers[new] = np.arange(len(self), len(self) + len(new))
        unknown = [different[place] for place in new.tolist()]
        self._add_tokens(unknown, [self._model.row(token) for token in unknown])
        known = dict(zip(different, numbers.tolist(), strict=True))
        return np.array([known[token] for token in tokens], np.int32)

    def _add_tokens(self, tokens: Sequence[str], rows: Sequence[Any]) -> None:
        self._rows.extend(rows, len(rows))
        self._tokens.add(tokens)

    def numbers_of(self, tokens: Sequence[str]) -> Numbers:
        """The numbers of single tokens, however they were cut."""
        with self._learning():
            return self._numbered(tokens)

    def letters(self, first: int) -> Row:
        """The tokens from number `first` on."""
        return self._tokens.row(first)

    def strings(self, tokens: NDArray[np.integer[Any]]) -> list[str]:
        """The tokens with these numbers."""
        if len(self._strings) < len(self):
            with self._lock:
                row = self._tokens.row(len(self._strings))
                made = row.strings(range(len(row.ends) - 1))
                self._strings.extend(made, len(made))
        strings: list[str] = self._strings.items.take(tokens).tolist()
        return strings
