"""The checksums that tantivy writes and does not check: read at a commit, compared by us."""

import zlib
from collections.abc import Mapping
from pathlib import Path

import orjson

_MAGIC = 1337
_BLOCK = 1 << 20

#: Files that have been read and were sound, by whatever name, for the next commit links to most of
#: them: device, inode, time of change, size, checksum.
Known = set[tuple[int, int, int, int, int]]


def recorded_checksum(path: Path) -> int:
    """The CRC-32 that a file of tantivy has if it is what tantivy wrote; it is not read for that.

    tantivy writes the CRC-32 of a file's body behind it, in a footer (JSON, its length, a magic
    number); going on from there over the footer gives that of the whole file.
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
    """What is wrong with the files below `folder`, one line a file, nothing when all is well.

    With `known`, files that are in it are not read again; it then holds the sound ones of these.
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
    if known is not None:  # in place, for it is the caller's
        known |= sound
        known &= sound
    return problems
