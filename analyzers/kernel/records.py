"""The structs of the C files."""

import ctypes
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

_POINTER, _INTEGER, _REAL = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double

ROW = np.dtype(
    [
        ("own", np.float64),  # score that the token adds to its own label ...
        ("as_previous", np.float64),  # ... to that of the token after it ...
        ("as_next", np.float64),  # ... and to that of the token before it
        ("left", np.int32),  # WordPairs.numbers
        ("right", np.int32),
        ("flags", np.uint8),
    ],
    align=True,
)
"""All of a token that its own score and those of its neighbours need to know."""

LETTER = np.dtype(
    [
        ("lower", np.uint16),  # the small form of a letter; and of this ...
        ("folded", np.uint16),  # ... the letter without marks ...
        ("bare", np.uint16),  # ... the letter without a tone ...
        ("tone", np.uint8),  # ... and the tone, from 1 on; 0 for none
        ("kinds", np.uint8),
    ],
    align=True,
)
"""All of a letter that the terms of a syllable need to know."""


_PLACE = ctypes.c_char * 0


def place_of(array: Any) -> Any:
    """Where an array is, as ctypes hands it on. Raises TypeError when its items do not stand in a
    row.
    """
    if array.flags.writeable:  # in a fifth of the time
        return _PLACE.from_buffer(array)
    if not array.flags.c_contiguous:
        raise TypeError("its items do not stand in a row")
    return _PLACE.from_address(array.__array_interface__["data"][0])


class _Record(ctypes.Structure):
    """A struct that points into arrays, which it keeps alive. `TYPES`: those of its arrays. Raises
    TypeError for an array of another type, or whose items do not stand in a row.
    """

    TYPES: ClassVar[dict[str, DTypeLike]] = {}

    def __init__(self, **fields: Any) -> None:
        arrays = {name: fields[name] for name in self.TYPES}
        for name, dtype in self.TYPES.items():
            array: NDArray[Any] = arrays[name]
            if array.dtype != dtype or not array.flags.c_contiguous:
                raise TypeError(f"{type(self).__name__}.{name} is no row of {np.dtype(dtype)}")
            fields[name] = ctypes.addressof(place_of(array))
        super().__init__(**fields)
        self.arrays = arrays


class Table(_Record):
    """Of numbers of chunks, by hash; see `chunk_numbers`."""

    _fields_ = (("hashes", _POINTER), ("numbers", _POINTER), ("bits", _INTEGER))
    TYPES: ClassVar = {"hashes": np.uint64, "numbers": np.int32}


class Chunks(_Record):
    """Known chunks: their letters in a row, and where each ends, behind a 0."""

    _fields_ = (
        ("letters", _POINTER),
        ("ends", _POINTER),
        ("count", _INTEGER),
        ("base", ctypes.c_uint64),
    )
    TYPES: ClassVar = {"letters": np.uint32, "ends": np.int64}


class Model(_Record):
    """What pairs and triples of tokens add to the scores; see `word_pairs`."""

    _fields_ = (
        ("marks", _POINTER),
        ("triples", _POINTER),  # ascending
        ("triple_count", _INTEGER),
        ("width", _INTEGER),
        ("pair_behind", _REAL),
        ("pair_ahead", _REAL),
        ("triple_behind", _REAL),
        ("triple_ahead", _REAL),
    )
    TYPES: ClassVar = {"marks": np.uint8, "triples": np.int64}


class Words(_Record):
    """Scores of the words that the model knows, and what else adds to a token's; see `model`."""

    _fields_ = (
        ("rows", _POINTER),
        ("bias", _REAL),
        ("digit", _REAL),
        ("upper", _REAL * 3),
        ("title", _REAL * 3),
    )
    TYPES: ClassVar = {"rows": ROW}


class Learnt(_Record):
    """What is known of chunks and tokens, with room for more; see `vocabulary`."""

    _fields_ = (
        ("part_ends", _POINTER),
        ("parts", _POINTER),
        ("offsets", _POINTER),
        ("rows", _POINTER),
    )
    TYPES: ClassVar = {
        "part_ends": np.int64,
        "parts": np.int32,
        "offsets": np.int32,
        "rows": ROW,
    }


class Moves(_Record):
    """Scores of neighbouring labels; see `viterbi`."""

    _fields_ = (("bb", _REAL), ("bi", _REAL), ("ib", _REAL), ("ii", _REAL))


class Pieces(_Record):
    """What tokens add to the streams; see `pieces`. Ends stand behind a 0."""

    _fields_ = (
        ("strings", _POINTER),  # UTF-8
        ("string_ends", _POINTER),  # four a token
        ("codes", _POINTER),
        ("code_ends", _POINTER),  # one a token
        ("open_lengths", _POINTER),
        ("goes_on", _POINTER),
    )
    TYPES: ClassVar = {
        "strings": np.uint8,
        "string_ends": np.int64,
        "codes": np.uint32,
        "code_ends": np.int64,
        "open_lengths": np.int32,
        "goes_on": np.bool_,
    }


class Texts(_Record):
    """Texts in a row, with what tells where their sentences end; see `with_kinds`. Ends stand
    behind a 0.
    """

    _fields_ = (
        ("letters", _POINTER),
        ("kinds", _POINTER),
        ("ends", _POINTER),
        ("count", _INTEGER),
        ("shorts", _POINTER),
        ("short_count", _INTEGER),
    )
    TYPES: ClassVar = {
        "letters": np.uint32,
        "kinds": np.uint8,
        "ends": np.int64,
        "shorts": np.uint64,
    }


class Folding(_Record):
    """Letters as they are folded; see `Letters.folding`."""

    _fields_ = (
        ("table", _POINTER),
        ("size", _INTEGER),
        ("far", _POINTER),
        ("far_folded", _POINTER),
        ("far_count", _INTEGER),
    )
    TYPES: ClassVar = {"table": np.uint32, "far": np.uint32, "far_folded": np.uint32}


class Spelling(_Record):
    """How letters and syllables are written; see `spelling`."""

    _fields_ = (
        ("letters", _POINTER),
        ("letter_count", _INTEGER),
        ("onsets", _POINTER),  # ascending
        ("onset_count", _INTEGER),
        ("rhymes", _POINTER),  # ascending
        ("rhyme_count", _INTEGER),
        ("tone_places", _POINTER),
        ("toned", _POINTER),
        ("brief", _POINTER),
        ("crcs", _POINTER),
    )
    TYPES: ClassVar = {
        "letters": LETTER,
        "onsets": np.uint64,
        "rhymes": np.uint64,
        "tone_places": np.uint8,
        "toned": np.uint16,
        "brief": np.uint16,
        "crcs": np.uint32,
    }
