"""Checksums of the catalog's file, for SQLite keeps none of its own.

At the end of a job, when all is in the file itself and nobody writes, the catalog is `settled`: a
token is put into it, and beside it go the token and the CRC-32 of each block of the file. The next
change takes the token out, so only a file that should not have changed is compared: then every
bit of it counts, used or not. What is in a catalog that is not settled is checked by its content.
"""

import os
import zlib
from pathlib import Path
from typing import BinaryIO

import orjson

from searchsvc.durable import replace_file

_BLOCK = 1 << 20


def new_token() -> str:
    """A token that no other moment has, and that does not survive a flipped bit."""
    nonce = os.urandom(8).hex()
    return f"{nonce}-{zlib.crc32(nonce.encode()):08x}"


def is_token(text: str) -> bool:
    """Whether it is one that `new_token` made."""
    nonce, _, checksum = text.partition("-")
    return checksum == f"{zlib.crc32(nonce.encode()):08x}"


def sums_file(path: Path) -> Path:
    """Where the checksums of a catalog's file are."""
    return path.with_name(path.name + ".sums")


def write_sums(path: Path, file: BinaryIO, token: str) -> None:
    """Note the checksums of the catalog's file, which has this path and is open; replaces what was
    noted before.
    """
    body = orjson.dumps({"token": token, "blocks": _blocks(file)})
    replace_file(sums_file(path), b"%08x\n" % zlib.crc32(body) + body)


def compare_sums(path: Path, file: BinaryIO, token: str | None) -> list[str]:
    """What in a settled file, whose token that is, is not as it was written. It has this path and
    is open.

    Nothing where there is nothing to compare: the catalog has changed since, or has never been
    settled.
    """
    try:
        checksum, _, body = sums_file(path).read_bytes().partition(b"\n")
    except FileNotFoundError:
        return []
    if checksum != b"%08x" % zlib.crc32(body):
        return [f"{sums_file(path).name}: damaged"]
    noted = orjson.loads(body)
    if token is None or (token and not is_token(token)):
        return [f"{path.name}: the token that says whether it is settled is damaged"]
    if token != noted["token"]:
        return []
    found = _blocks(file)
    if len(found) != len(noted["blocks"]):
        return [f"{path.name}: not as long as it was written"]
    pairs = enumerate(zip(found, noted["blocks"], strict=True))
    return [
        f"{path.name}: damaged between bytes {n * _BLOCK:,} and {(n + 1) * _BLOCK:,}"
        for n, (now, then) in pairs
        if now != then
    ]


def _blocks(file: BinaryIO) -> list[int]:
    file.seek(0)
    return [zlib.crc32(block) for block in iter(lambda: file.read(_BLOCK), b"")]
