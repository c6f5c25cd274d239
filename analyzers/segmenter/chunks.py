"""Finds the chunks of a text: runs of characters without white space, and the newlines."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.vocabulary import BOUNDARY, NEWLINE, Tokens, Vocabulary

_LAST_SPACE = 0x3000  # no character above IDEOGRAPHIC SPACE is white space
_IS_SPACE = np.array([chr(code).isspace() for code in range(_LAST_SPACE + 2)])
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
    """The tokens of a text; newlines at the ascending offsets ``boundaries`` become boundaries."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    space = _IS_SPACE.take(codes, mode="clip")
    begins = codes == ord("\n")
    begins[0] |= ~space[0]
    begins[1:] |= space[:-1] > space[1:]
    starts = begins.nonzero()[0]
    chunks = np.full(len(starts), NEWLINE)
    chunks[~space.take(starts)] = vocabulary.numbers(text.split())
    chunks[starts.searchsorted(boundaries)] = BOUNDARY
    return vocabulary.gather(chunks, starts)
