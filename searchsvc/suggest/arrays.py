"""Arrays in one file that is mapped into memory, so that all processes share them.

The file has the length of the header (8 bytes, little-endian), the header (JSON: a version, and for
each array its name, type, length and place), and the arrays, each at a multiple of 8 bytes.
"""

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

#: Counts, and places in texts of up to 2 GB: half as large as numpy's default. A larger number
#: raises OverflowError.
Numbers = NDArray[np.int32]

_LENGTH = 8
_MAX_HEADER = 1 << 16
_TYPES = ("|u1", "<i4", "<i8", "<u4", "<u8")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], version: int) -> None:
    """Write one-dimensional arrays of whole numbers. The file is named only when it is whole."""
    places, at = [], 0
    for name, array in arrays.items():
        places.append((name, array.dtype.str, array.size, at))
        at += -(-array.nbytes // _LENGTH) * _LENGTH
    header = orjson.dumps({"version": version, "arrays": places})
    header += b" " * (-len(header) % _LENGTH)
    scratch = path.with_name(path.name + ".new")
    with scratch.open("wb") as file:
        file.write(len(header).to_bytes(_LENGTH, "little") + header)
        for array in arrays.values():
            file.write(array.tobytes() + b"\0" * (-array.nbytes % _LENGTH))
    scratch.replace(path)


def read_arrays(path: Path, version: int) -> Arrays:
    """The arrays of a file. Raises OSError, ValueError, KeyError or TypeError when it is absent, of
    another version or damaged.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    length = int.from_bytes(mapped[:_LENGTH], "little")
    if length > min(_MAX_HEADER, len(mapped) - _LENGTH):
        raise ValueError(f"{path}: no header")
    header = orjson.loads(mapped[_LENGTH : _LENGTH + length])
    if header["version"] != version:
        raise ValueError(f"{path}: version {header['version']}, not {version}")
    return {
        name: _array(mapped, kind, size, _LENGTH + length + at)
        for name, kind, size, at in header["arrays"]
    }


def _array(mapped: mmap.mmap, kind: str, size: int, at: int) -> NDArray[Any]:
    if kind not in _TYPES:
        raise ValueError(f"no array of {kind}")
    return np.frombuffer(mapped, kind, size, at)
