"""Finds the chunks of a text: runs of characters without white space, and the newlines."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.chunk_numbers import Chunks
from analyzers.segmenter.vocabulary import BOUNDARY, NEWLINE, Tokens, Vocabulary

SPACES = (
    *range(0x09, 0x0E),
    *range(0x1C, 0x21),
    *(0x85, 0xA0, 0x1680),
    *range(0x2000, 0x200B),
    *(0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
)
"""Code points of all white-space characters, ascending: those that ``\\s`` matches."""
_IS_SPACE = np.zeros(SPACES[-1] + 2, np.bool_)  # the last entry stands for all code points above
_IS_SPACE[list(SPACES)] = True
_space = re.compile(r"\s")


def pieces(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Cut a text that ends in white space into ranges of about ``size`` characters.

    Each range ends with a white-space character, so no chunk is cut.
    """
    begin = 0
    while begin < len(text):
        match = _space.search(text, begin + size - 1)
        end = len(text) if match is None else match.end()
        yield begin, end
        begin = end


def read_tokens(text: str, boundaries: NDArray[np.intp], vocabulary: Vocabulary) -> Tokens:
    """The tokens of a text that ends in white space; newlines at the ascending offsets
    ``boundaries`` become boundaries.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    space = _IS_SPACE.take(codes, mode="clip")
    begins = codes == ord("\n")
    begins[0] |= ~space[0]
    begins[1:] |= space[:-1] > space[1:]
    starts = begins.nonzero()[0]
    numbers = np.full(len(starts), NEWLINE)
    are_chunks = ~space.take(starts)
    ends = (space[1:] > space[:-1]).nonzero()[0] + 1
    chunks = Chunks.of(codes[~space], ends - starts[are_chunks])
    numbers[are_chunks] = vocabulary.numbers(chunks)
    numbers[starts.searchsorted(boundaries)] = BOUNDARY
    return vocabulary.gather(numbers, starts)
