"""Texts as the catalog keeps them, compressed one by one.

With zstd and a dictionary, since a page by itself is too short to repeat much: the words of
Vietnamese, and some prose. 3.0 to 1 instead of zlib's 2.4, and unpacked in less than half the time
(DECISIONS.md). What earlier versions wrote, with the prose alone or with zlib, is read as well. All
of them have a checksum of what was packed.
"""

import threading
import zlib
from functools import cache
from pathlib import Path

import zstandard

_LEVEL = 6
#: Before a frame that was packed with words and prose.
_WITH_WORDS = b"\x02"
#: No text is longer; a damaged frame may say that it is (bytes).
_LONGEST = 1 << 30
# Never to be changed: what was packed with them could not be read any more.
_WORDS, _PROSE = "words.txt", "dictionary.txt"


def pack(data: bytes) -> bytes:
    return _WITH_WORDS + _tools().compressor.compress(data)


def unpack(data: bytes) -> bytes:
    """Raises ValueError for what `pack` never made."""
    try:
        if data.startswith(_WITH_WORDS):
            return _unpacked(_tools().decompressor, data[len(_WITH_WORDS) :])
        if data.startswith(zstandard.FRAME_HEADER):
            return _unpacked(_tools().earlier_decompressor, data)
        return zlib.decompress(data)
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error


def _unpacked(decompressor: zstandard.ZstdDecompressor, frame: bytes) -> bytes:
    if zstandard.frame_content_size(frame) > _LONGEST:
        raise ValueError("says that it is longer than any text")
    return decompressor.decompress(frame)


class _Tools(threading.local):
    """One of each for every thread: none may be used by two at once."""

    def __init__(self) -> None:
        both, prose = _dictionary(_WORDS, _PROSE), _dictionary(_PROSE)
        self.compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=both, write_checksum=True
        )
        self.decompressor = zstandard.ZstdDecompressor(dict_data=both)
        self.earlier_decompressor = zstandard.ZstdDecompressor(dict_data=prose)


@cache
def _tools() -> _Tools:
    return _Tools()


@cache
def _dictionary(*names: str) -> zstandard.ZstdCompressionDict:
    texts = [Path(__file__).with_name(name).read_bytes() for name in names]
    dictionary = zstandard.ZstdCompressionDict(
        b"".join(texts), dict_type=zstandard.DICT_TYPE_RAWCONTENT
    )
    dictionary.precompute_compress(level=_LEVEL)
    return dictionary
