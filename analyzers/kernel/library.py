"""Loads the compiled functions, and checks what they are given."""

import ctypes
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from analyzers.kernel.records import (
    ROW,
    Chunks,
    Folding,
    Learnt,
    Model,
    Moves,
    Pieces,
    Spelling,
    Table,
    Texts,
    Words,
    place_of,
)

_NAME = "analyzers.kernel._kernel"
_VERSION = 8
"""As in kernel.h."""
_TABLE, _CHUNKS, _MODEL, _MOVES, _PIECES, _SPELLING, _WORDS, _LEARNT, _TEXTS, _FOLDING = map(
    ctypes.POINTER,
    (Table, Chunks, Model, Moves, Pieces, Spelling, Words, Learnt, Texts, Folding),
)
_COUNT, _HASH = ctypes.c_int64, ctypes.c_uint64


class _Array:
    """An argument: a row of items of a type. As numpy's `ndpointer`, in a sixth of its time."""

    def __init__(self, dtype: DTypeLike) -> None:
        self._dtype = np.dtype(dtype)

    def from_param(self, array: object) -> Any:
        """Where the array is. Raises TypeError for anything else, which ctypes says in its way."""
        if type(array) is not np.ndarray or array.dtype != self._dtype:
            raise TypeError(f"no array of {self._dtype}")
        return place_of(array)


_U8, _U32, _U64, _I32, _I64, _F64, _BOOL, _ROWS = (
    _Array(dtype)
    for dtype in (np.uint8, np.uint32, np.uint64, np.int32, np.int64, np.float64, np.bool_, ROW)
)

#: What each function takes and gives, as the C files say.
_FUNCTIONS: dict[str, tuple[type | None, tuple[Any, ...]]] = {
    "version": (_COUNT, ()),
    "look_up": (None, (_TABLE, _CHUNKS, _U32, _I64, _COUNT, _I32)),
    "learn": (
        None,
        (
            *(_SPELLING, _WORDS, _TABLE, _CHUNKS, _TABLE, _CHUNKS, _TABLE, _CHUNKS, _LEARNT),
            *(_U32, _I32, _I32, _COUNT, _I32),
        ),
    ),
    "put": (None, (_TABLE, _CHUNKS, _U32, _I64, _COUNT, _COUNT)),
    "read_chunks": (
        _COUNT,
        (_TABLE, _CHUNKS, _U32, _COUNT, _I64, _I32, _I32, _I32),
    ),
    "count_tokens": (_COUNT, (_I64, _I32, _COUNT)),
    "read_tokens": (None, (_I64, _I32, _I32, _I32, _I32, _COUNT, _I32, _I32)),
    "scores": (None, (_MODEL, _ROWS, _I32, _COUNT, _F64)),
    "label": (_COUNT, (_MOVES, _F64, _COUNT, ctypes.c_double, _BOOL)),
    "join": (None, (_ROWS, _I32, _COUNT, _BOOL)),
    "sentence_ends": (_COUNT, (_TEXTS, _I32)),
    "part_words": (_COUNT, (_TEXTS, _U32, _I32)),
    "tell_kinds": (_COUNT, (_U32, _COUNT, _U8, _COUNT, _U8, _I32)),
    "find_changes": (_COUNT, (_U32, _U8, _I64, _COUNT, _I32)),
    "read_words": (None, (_U8, _I64, _COUNT, _I32, _I64, _COUNT, _I32, _I64, _I64)),
    "words_of_forms": (
        _COUNT,
        (_FOLDING, _U32, _I32, _COUNT, _U32, _I32, _COUNT, _I32, _COUNT, _HASH, _I32),
    ),
    "words_begun": (_COUNT, (_FOLDING, _U32, _I32, _COUNT, _U32, _I32, _COUNT, _I32)),
    "tell_spellings": (_COUNT, (_U32, _I32, _I32, _COUNT, _I32, _COUNT, _HASH, _I32, _I32)),
    "choose_parts": (None, (_TEXTS, _I32, _I64, _COUNT, _I32, _COUNT, _I32, _I64, _I64)),
    "write_parts": (None, (_TEXTS, _I32, _I64, _I64, _I64, _U32)),
    "find_ways": (None, (_SPELLING, _U32, _I64, _COUNT, _U8)),
    "write_pieces": (None, (_SPELLING, _U32, _I64, _COUNT, _U8, _PIECES, _PIECES)),
    "measure_words": (None, (_PIECES, _I32, _BOOL, _I64, _COUNT, _I64)),
    "write_words": (None, (_PIECES, _I32, _BOOL, _I64, _COUNT, _U8)),
    "find_cut": (None, (_PIECES, _I32, _I32, _I64, _COUNT, _BOOL)),
    "count_syllables": (None, (_PIECES, _I32, _I64, _COUNT, _I64, _I64, _I64)),
    "measure_texts": (None, (_PIECES, _I32, _I64, _BOOL, _COUNT, _I64)),
    "write_texts": (None, (_PIECES, _I32, _I64, _BOOL, _COUNT, _U8)),
    "words_near": (_COUNT, (_U32, _I64, _COUNT, _U32, _COUNT, _COUNT, _I32)),
    "distinct_terms": (_COUNT, (_U8, _COUNT, _U64, _COUNT, _U8)),
    "write_pairs": (None, (_PIECES, _I32, _I32, _I64, _COUNT, _I32, _U32, _I32, _U32, _I64)),
}


class KernelMissing(ImportError):
    """The compiled functions are not there, or cannot be loaded."""


@cache
def kernel() -> Any:
    """The compiled functions, by their names. Raises KernelMissing."""
    path = _path()
    try:
        library = ctypes.CDLL(path)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise KernelMissing(f"{path} is of another version or machine: {error}") from error
    if library.version() != _VERSION:
        raise KernelMissing(f"{path} is of another version; install Tàng Thư anew with pip")
    return library


def _path() -> str:
    found = find_spec(_NAME)
    if found is None or found.origin is None:
        raise KernelMissing(f"{_NAME} was not built; install Tàng Thư with pip")
    return found.origin
