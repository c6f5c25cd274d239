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
    new_begins, new_ends, begins, ends = np.array(resized, np.int32).T
    # Behind each stretch all is further on, or back, by so many more characters.
    further = np.zeros(length + 1, np.int32)
    np.add.at(further, new_ends, (ends - begins) - (new_ends - new_begins))
    first = np.arange(length, dtype=np.int32) + np.cumsum(further[:length], dtype=np.int32)
    last = first + 1
    for new_begin, new_end, begin, end in resized:
        first[new_begin:new_end] = begin
        last[new_begin:new_end] = end
    return first, last
