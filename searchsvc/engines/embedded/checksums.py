"""The checksums in tantivy's files, which tantivy writes but does not check by itself."""

import zlib
from collections.abc import Mapping
from pathlib import Path

import orjson

_MAGIC = 1337
_BLOCK = 1 << 20

#: Files that were read and found sound: device, inode, time of change, size, checksum. They are not
#: known by name, since the next commit has most of them under another.
Known = set[tuple[int, int, int, int, int]]


def recorded_checksum(path: Path) -> int:
    """The CRC-32 that a file should have, without reading its body.

    tantivy writes the CRC-32 of a file's body into a footer (JSON, its length, a magic number);
    continued over the footer, it gives that of the whole file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        tail = file.read()
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        if len(tail) != 8 or magic != _MAGIC or length > size - 8:
            raise ValueError(f"{path.name} ends without tantivy's footer")
        file.seek(size - 8 - length)
        footer = file.read(length)
    return zlib.crc32(footer + tail, int(orjson.loads(footer)["crc"]))


def whole_checksum(path: Path) -> int:
    """The CRC-32 of a file, every byte of it read: 1 GB/s."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc


def verify_checksums(
    folder: Path, expected: Mapping[str, int], known: Known | None = None
) -> list[str]:
    """What is wrong with the files below `folder`: a line for each damaged or missing one.

    `expected`: CRC-32 by path below the folder. `known`: files that need not be read again; it is
    changed in place to hold those of these files that are sound.
    """
    problems = []
    sound: Known = set()
    for name, crc in expected.items():
        path = folder / name
        try:
            stat = path.stat()
            mark = (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size, crc)
            if (known and mark in known) or whole_checksum(path) == crc:
                sound.add(mark)
            else:
                problems.append(f"{name}: damaged")
        except OSError as error:
            problems.append(f"{name}: {error.strerror or error}")
    if known is not None:
        known.clear()
        known.update(sound)
    return problems
