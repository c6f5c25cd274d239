"""The pieces of all tokens that a vocabulary knows, put together once."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Pieces, kernel
from analyzers.pieces import piece
from analyzers.segmenter import Vocabulary
from analyzers.segmenter.chunk_numbers import Row
from analyzers.segmenter.growing import GrowingArray
from analyzers.spelling import spelling

_STRINGS = 4
"""Of each piece; see `Piece.strings`."""
_CODE_BYTES = 4
_BYTES_A_LETTER, _BYTES_A_TOKEN = 18, 9
"""What the strings of a token take at most that the kernel puts together: six times its letters, of
three bytes each, and signs between them."""
_OTHER = 0
"""Of a token that it leaves to Python, as in kernel/pieces.c."""
_ENDS = ("string_ends", "code_ends")  # behind a 0


class Columns:
    """The pieces of the tokens that a vocabulary knows, by its numbers."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._arrays = {name: GrowingArray(dtype) for name, dtype in Pieces.TYPES.items()}
        for name in _ENDS:
            self._arrays[name].extend([0], 1)

    def follow(self) -> Pieces:
        """All, with those of what the vocabulary has met since."""
        known = len(self._arrays["goes_on"])
        if known < len(self.vocabulary):
            for name, items in _put_together(self.vocabulary.letters(known)).items():
                array = self._arrays[name]
                if name in _ENDS:
                    items = array.items[-1] + items[1:]
                array.extend(items, len(items))
        return Pieces(**{name: array.items for name, array in self._arrays.items()})


def _put_together(row: Row) -> dict[str, NDArray[Any]]:
    """The arrays of the pieces of n tokens: of most by the kernel, of others one by one."""
    count = len(row.ends) - 1
    ways = np.empty(count, np.uint8)
    kernel().find_ways(spelling(), *row, count, ways)
    others = _pieces(row.strings(np.flatnonzero(ways == _OTHER).tolist()))
    sizes = {
        "strings": len(others.arrays["strings"])
        + _BYTES_A_LETTER * len(row.letters)
        + _BYTES_A_TOKEN * count,
        "string_ends": _STRINGS * count + 1,
        "codes": len(others.arrays["codes"]) + count + len(row.letters) // 2,
        "code_ends": count + 1,
        "open_lengths": count,
        "goes_on": count,
    }
    made = {name: np.zeros(size, Pieces.TYPES[name]) for name, size in sizes.items()}
    kernel().write_pieces(spelling(), *row, count, ways, others, Pieces(**made))
    made["strings"] = made["strings"][: made["string_ends"][-1]]
    made["codes"] = made["codes"][: made["code_ends"][-1]]
    return made


def _pieces(tokens: Sequence[str]) -> Pieces:
    found = list(map(piece, tokens))
    strings = [text.encode("utf-8", "surrogatepass") for one in found for text in one.strings]
    codes = [one.codes for one in found]
    return Pieces(
        strings=np.frombuffer(b"".join(strings), np.uint8),
        string_ends=np.cumsum([0, *map(len, strings)], dtype=np.int64),
        codes=np.frombuffer(b"".join(codes), np.uint32),
        code_ends=np.cumsum([0, *map(len, codes)], dtype=np.int64) // _CODE_BYTES,
        open_lengths=np.array([one.open_length for one in found], np.int32),
        goes_on=np.array([token[0].isalnum() for token in tokens], np.bool_),
    )


class _Known(threading.local):
    """Columns of each thread: none waits for another, and none is locked for good by a fork."""

    columns: Columns | None = None


_known = _Known()


def pieces(vocabulary: Vocabulary) -> Pieces:
    """Those of all tokens that a vocabulary knows. Of another one than the last that this thread
    asked for they are made anew.
    """
    found, _known.columns = _known.columns, None
    if found is None or found.vocabulary is not vocabulary:
        found = Columns(vocabulary)
    known = found.follow()
    _known.columns = found  # unless something broke it off: then its arrays may not agree
    return known
