"""Images that say more, or less, than they hold."""

import struct
import zlib
from pathlib import Path

from PIL import Image


def picture(path: Path, width: int, height: int, orientation: int = 1) -> Path:
    """An image of one colour; `orientation` is EXIF's (6: to be turned by a quarter)."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("L", (width, height), 200).save(path, exif=exif)
    return path


def claims(path: Path, width: int, height: int) -> Path:
    """A PNG that says to be of this size, and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    return path
