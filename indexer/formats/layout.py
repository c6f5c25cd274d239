"""What all readers of OCR share: lines to text, places to boxes."""

import math
import re
import sys
from collections.abc import Iterable
from functools import lru_cache

from indexer.formats.page import MAX_LENGTH
from searchsvc.domain import WordBox

#: Longer strings of figures are no number that we could use.
_LONGEST_NUMBER = 40
#: The end of a word that a line breaks.
_BROKEN = re.compile(r"[^\W\d_][-\u00ad\u2010]\Z")


# A book of ten thousand pages has millions of boxes, and few different numbers and words: each is
# kept once.
@lru_cache(maxsize=1 << 16)
def number(value: str | None) -> float | None:
    """A number as files write it (`12`, `12.5`, `1.2e3`); None for none, or too great a one."""
    try:
        read = float((value or "")[:_LONGEST_NUMBER])
    except ValueError:
        return None
    if not math.isfinite(read) or abs(read) > MAX_LENGTH:
        return None
    return int(read) if read.is_integer() else read


def size(value: str | None) -> float | None:
    """A width or height: a number above 0."""
    read = number(value)
    return read if read is not None and read > 0 else None


def text_of(blocks: Iterable[Iterable[str]]) -> str:
    """The text of blocks of lines, with a blank line between blocks; empty ones leave no trace.

    A line end alone parts blocks between which a word goes on, as from one column to the next.
    """
    pieces: list[str] = []
    for block in filter(None, ("\n".join(filter(None, lines)) for lines in blocks)):
        if pieces:
            goes_on = _BROKEN.search(pieces[-1][-2:]) and block[0].islower()
            pieces.append("\n" if goes_on else "\n\n")
        pieces.append(block)
    return "".join(pieces)


def end_of_line(text: str) -> str:
    """A line, or its last word, with a hyphen where a program has put `¬` at the end for one."""
    return f"{text[:-1]}-" if text.endswith("¬") and text[-2:-1].isalpha() else text


def box(text: str, left: float, top: float, right: float, bottom: float) -> WordBox | None:
    """The box of a word between two corners, None where nothing lies between them."""
    if not text or right <= left or bottom <= top:
        return None
    return WordBox(sys.intern(text), left, top, right - left, bottom - top, 1.0)


def bounds(points: Iterable[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of points."""
    listed = list(points)
    if not listed:
        return None
    across, down = zip(*listed, strict=True)
    return min(across), min(down), max(across), max(down)


@lru_cache(maxsize=1 << 10)
def confidence(value: float | None) -> float:
    """From 0 to 1; 1 where none is said."""
    return 1.0 if value is None else min(1.0, max(0.0, value))


def cut(text: str, corners: tuple[float, float, float, float]) -> list[WordBox]:
    """Boxes for the words of a line that has one place for all: as long as their letters are many.

    A line that is higher than wide is taken to run downwards.
    """
    left, top, right, bottom = corners
    down = bottom - top > right - left
    boxes = []
    for word in re.finditer(r"\S+", text):
        first, last = word.start() / len(text), word.end() / len(text)
        if down:
            y = top + (bottom - top) * first, top + (bottom - top) * last
            placed = box(word[0], left, round(y[0]), right, round(y[1]))
        else:
            x = left + (right - left) * first, left + (right - left) * last
            placed = box(word[0], round(x[0]), top, round(x[1]), bottom)
        boxes += [placed] if placed else []
    return boxes
