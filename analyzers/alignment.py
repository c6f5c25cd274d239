"""Edited text that remembers where each of its characters came from."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]
Places = NDArray[np.intp]

#: Characters `start` to `end` (excluded) of a text are replaced by a string. What is as long as it
#: stands for it character by character, anything else as a whole; an empty one for nothing.
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Normalized:
    """Normalized text. `starts[i]`, `ends[i]` bound what character i stands for in the original
    (code-point offsets); both are None when every character stands for itself.
    """

    text: str
    starts: Offsets | None = None
    ends: Offsets | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (excluded; at least one) stand in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])

    def spans(self, places: Places) -> Places:
        """The same of many: starts and ends, shape (n, 2)."""
        if self.starts is None or self.ends is None:
            return places
        starts, ends = places.T
        return np.stack([self.starts[starts], self.ends[ends - 1]], axis=1).astype(np.intp)

    def then(self, edits: Iterable[Edit]) -> "Normalized":
        """This text with `edits` made, which are in order; one that overlaps an earlier is not."""
        second = _edited(self.text, edits)
        if self.starts is None or self.ends is None:
            return second
        if second.starts is None or second.ends is None:
            return Normalized(second.text, self.starts, self.ends)
        return Normalized(second.text, self.starts[second.starts], self.ends[second.ends - 1])


def _edited(text: str, edits: Iterable[Edit]) -> Normalized:
    pieces: list[str] = []
    resized: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, new in edits:
        if start < done or new == text[start:end]:
            continue
        pieces += text[done:start], new
        length += start - done + len(new)
        if len(new) != end - start:
            resized.append((length - len(new), length, start, end))
        done = end
    if not pieces:
        return Normalized(text)
    joined = "".join(pieces) + text[done:]
    return Normalized(joined, *_offsets(len(joined), resized)) if resized else Normalized(joined)


def _offsets(length: int, resized: list[tuple[int, int, int, int]]) -> tuple[Offsets, Offsets]:
    """Starts and ends in the original for a text of `length`, given each stretch of it (begin,
    end) that stands for an original one (begin, end) of another length.
    """
    first: list[int] = []
    last: list[int] = []
    done = 0
    for new_begin, new_end, begin, end in [*resized, (length, length, 0, 0)]:
        plain = new_begin - len(first)
        first += range(done, done + plain)
        last += range(done + 1, done + plain + 1)
        first += [begin] * (new_end - new_begin)
        last += [end] * (new_end - new_begin)
        done = end
    return np.array(first, np.int32), np.array(last, np.int32)
