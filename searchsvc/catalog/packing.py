"""Texts as the catalog keeps them, compressed one by one.

They are packed by zstd with a dictionary, since a single page is too short to repeat much. The
dictionary is one that was trained on the catalog's own texts (`dictionaries`; 3.4 to 1, where zlib
has 2.4). For a small catalog, and for what is no text, it is the words of Vietnamese and some prose
(2.7 to 1). What earlier versions packed, with the prose alone or by zlib, can still be read. All
these forms have a checksum of what was packed.
"""

import threading
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import zstandard

#: A greedy search at level 6 packs 9 % better in two and a half times the time (DECISIONS.md,
#: "Faster packing").
_LEVEL = 3
#: Before a frame that was packed with words and prose.
_WITH_WORDS = b"\x02"
#: In place of the magic number of a frame that was packed with a trained dictionary; the frame
#: itself has the dictionary's number.
_TRAINED = b"\x03"
#: Bytes. No text is longer, but a damaged frame may claim to be.
_LONGEST = 1 << 30
# Files that must never change: what was packed with them could not be read any more.
_WORDS, _PROSE = "words.txt", "dictionary.txt"

#: The trained dictionaries that this process knows, of whatever catalogs, by the number that zstd
#: gives each from its content.
_learnt: dict[int, bytes] = {}


class UnknownDictionary(Exception):
    """A text was packed with a dictionary that this process does not know; `args`: its number."""


def learn(dictionary: bytes) -> int:
    """Make a trained dictionary known to this process; returns its number."""
    number = zstandard.ZstdCompressionDict(dictionary).dict_id()
    _learnt[number] = dictionary
    return number


def is_known(number: int) -> bool:
    """Whether what is packed with that dictionary can be read."""
    return number in _learnt or not number


def pack(data: bytes, dictionary: int = 0) -> bytes:
    """Data as the catalog keeps it. Raises UnknownDictionary.

    `dictionary`: the number of one that was learnt, or 0 for the words and prose.
    """
    return _marked(_tools().compressor(dictionary).compress(data), dictionary)


def pack_all(texts: Sequence[bytes], dictionary: int) -> list[bytes]:
    """`pack` each text, in two threads of zstd's own, which need nothing of Python."""
    compressor = _tools().compressor(dictionary)
    filled = [text for text in texts if text]  # others would be left out
    # What it takes and gives is told wrongly by the types of the library.
    frames: Any = (
        compressor.multi_compress_to_buffer(cast(Any, filled), threads=2) if filled else ()
    )
    packed = (_marked(frame.tobytes(), dictionary) for frame in frames)
    return [next(packed) if text else pack(text, dictionary) for text in texts]


def _marked(frame: bytes, dictionary: int) -> bytes:
    return _TRAINED + frame[len(zstandard.FRAME_HEADER) :] if dictionary else _WITH_WORDS + frame


def unpack(data: bytes) -> bytes:
    """What `pack` was given. Raises ValueError for what it did not make; UnknownDictionary."""
    return unpack_all([data])[0]


def unpack_all(packed: Iterable[bytes]) -> list[bytes]:
    """`unpack` each; faster than one by one."""
    tools = _tools()
    try:
        return [_unpacked(tools, data) for data in packed]
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error


def _unpacked(tools: "_Tools", data: bytes) -> bytes:
    if data.startswith(_TRAINED):
        frame = _frame(data)
    elif data.startswith(_WITH_WORDS):
        frame = data[len(_WITH_WORDS) :]
    elif data.startswith(zstandard.FRAME_HEADER):
        frame = data
    else:
        return zlib.decompress(data)
    said = zstandard.get_frame_parameters(frame)
    if said.content_size > _LONGEST:
        raise ValueError("says that it is longer than any text")
    if frame is data:
        return tools.earlier_decompressor.decompress(frame)
    number = said.dict_id if data.startswith(_TRAINED) else 0
    return tools.decompressor(number).decompress(frame)


def _frame(data: bytes) -> bytes:
    """The zstd frame of what was packed with a trained dictionary."""
    return zstandard.FRAME_HEADER + data[len(_TRAINED) :]


class _Tools(threading.local):
    """The compressors and decompressors of one thread: two threads may not use the same one, nor
    the same dictionary object.
    """

    def __init__(self) -> None:
        self.earlier_decompressor = _decompressor(_static(_PROSE))
        self._compressors: dict[int, zstandard.ZstdCompressor] = {}
        self._decompressors: dict[int, zstandard.ZstdDecompressor] = {}

    def compressor(self, dictionary: int) -> zstandard.ZstdCompressor:
        if dictionary not in self._compressors:
            self._compressors[dictionary] = _compressor(_dictionary(dictionary))
        return self._compressors[dictionary]

    def decompressor(self, dictionary: int) -> zstandard.ZstdDecompressor:
        if dictionary not in self._decompressors:
            self._decompressors[dictionary] = _decompressor(_dictionary(dictionary))
        return self._decompressors[dictionary]


def _compressor(dictionary: zstandard.ZstdCompressionDict) -> zstandard.ZstdCompressor:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        dict_size=len(dictionary),
        write_checksum=True,
        write_content_size=True,
        write_dict_id=True,
    )
    dictionary.precompute_compress(compression_params=parameters)
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=dictionary)


def _decompressor(dictionary: zstandard.ZstdCompressionDict) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=dictionary)


def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    if not number:
        return _static(_WORDS, _PROSE)
    try:
        return zstandard.ZstdCompressionDict(_learnt[number])
    except KeyError:
        raise UnknownDictionary(number) from None


def _static(*names: str) -> zstandard.ZstdCompressionDict:
    texts = [Path(__file__).with_name(name).read_bytes() for name in names]
    return zstandard.ZstdCompressionDict(b"".join(texts), dict_type=zstandard.DICT_TYPE_RAWCONTENT)


@cache
def _tools() -> _Tools:
    return _Tools()
