"""Texts as the catalog keeps them, compressed one by one.

With zstd and a dictionary of Vietnamese prose, since a page by itself is too short to repeat much:
2.9 to 1 instead of zlib's 2.4, and unpacked in less than half the time (DECISIONS.md). What an
earlier version wrote with zlib is read as well. Both have a checksum of what was packed.
"""

import threading
import zlib
from functools import cache
from pathlib import Path

import zstandard

_LEVEL = 6
#: No text is longer; a damaged frame may say that it is (bytes).
_LONGEST = 1 << 30


def pack(data: bytes) -> bytes:
    return _tools().compressor.compress(data)


def unpack(data: bytes) -> bytes:
    """Raises ValueError for what `pack` never made."""
    try:
        if not data.startswith(zstandard.FRAME_HEADER):
            return zlib.decompress(data)
        if zstandard.frame_content_size(data) > _LONGEST:
            raise ValueError("says that it is longer than any text")
        return _tools().decompressor.decompress(data)
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error


class _Tools(threading.local):
    """One of each for every thread: neither may be used by two at once."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=_dictionary(), write_checksum=True
        )
        self.decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary())


@cache
def _tools() -> _Tools:
    return _Tools()


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    # Never to be changed: what was packed with it could not be read any more.
    prose = Path(__file__).with_name("dictionary.txt").read_bytes()
    dictionary = zstandard.ZstdCompressionDict(prose, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    dictionary.precompute_compress(level=_LEVEL)
    return dictionary
