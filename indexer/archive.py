"""The file that a backup is: a tar of plain files, and behind it a checksum of all of it.

    catalog.sqlite, tangthu.toml, index/…    as in the home
    backup.json                              last: what they are, the SHA-256 and size of each
    tangthu-backup 1 sha256=…                512 bytes behind the tar, which tar passes over

Not compressed: the texts in the catalog and the postings in the index already are (DECISIONS.md).
So nothing in it can be larger than the file, either.
"""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson

from searchsvc.errors import BadBackup

CONTENTS = "backup.json"
FORMAT = 1
_BLOCK = 1 << 20
_TRAILER = 512
_SEAL = re.compile(rb"tangthu-backup 1 sha256=([0-9a-f]{64})\n\0+")
_MOST_CONTENTS = 64_000_000
_NAMES = re.compile(
    r"catalog\.sqlite|tangthu\.toml|backup\.json|index/CURRENT"
    r"|index/[0-9TZ]+/(manifest\.json|commit-[0-9]+/[\w-]+(/[\w.-]+)?)",
    re.ASCII,
)


class ArchiveWriter:
    """Writes an archive to a file that is open for writing; nothing is sought in it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = _HashingWriter(file)
        as_file: Any = self._file  # all that is asked of it is to write and to tell how much
        self._tar = tarfile.TarFile(mode="w", fileobj=as_file, format=tarfile.PAX_FORMAT)
        self._members: dict[str, tuple[int, str]] = {}

    def add(self, name: str, path: Path) -> None:
        """Put a file in under this name. It must not change meanwhile."""
        with path.open("rb") as source:
            reader = _HashingReader(source)
            self._put(name, path.stat().st_size, reader)
        self._members[name] = path.stat().st_size, reader.digest.hexdigest()

    def close(self, **contents: Any) -> None:
        """Complete the archive; `contents`: what is said of it in `backup.json`."""
        said = orjson.dumps({"format": FORMAT, **contents, "members": self._members})
        self._put(CONTENTS, len(said), io.BytesIO(said))
        self._tar.close()
        seal = b"tangthu-backup 1 sha256=%s\n" % self._file.digest.hexdigest().encode()
        self._file.write(seal.ljust(_TRAILER, b"\0"))

    def _put(self, name: str, size: int, source: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        member.mode = 0o644
        self._tar.addfile(member, source)


def check_archive(path: Path) -> None:
    """Read all of a file. Raises BadBackup unless it is a backup, whole and as it was written."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TRAILER))
        seal = _SEAL.fullmatch(file.read())
        if seal is None:
            raise BadBackup(f"{path} is no backup, or its end is missing")
        file.seek(0)
        digest, left = hashlib.sha256(), size - _TRAILER
        while left and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
    if digest.hexdigest().encode() != seal[1]:
        raise BadBackup(f"{path} is not as it was written: its checksum differs")


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Write an archive's files below an empty folder; gives what `backup.json` says.

    Raises BadBackup for names that no backup has, for anything but plain files, and when a file is
    not the one that was put in.
    """
    found: dict[str, tuple[int, str]] = {}
    contents: dict[str, Any] | None = None
    try:
        with tarfile.open(path, mode="r:") as tar:
            for member in _members(path, tar):
                source = tar.extractfile(member)
                assert source  # it is a plain file
                if member.name == CONTENTS:
                    contents = _contents(path, member, source)
                else:
                    found[member.name] = _write(source, folder.joinpath(member.name))
    except tarfile.TarError as error:
        raise BadBackup(f"{path}: {error}") from error
    if contents is None:
        raise BadBackup(f"{path} has no {CONTENTS}")
    expected = {name: tuple(value) for name, value in contents["members"].items()}
    if differing := sorted(expected.items() ^ found.items()):
        raise BadBackup(f"{path}: {differing[0][0]} is not what was put in")
    return contents


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    seen: set[str] = set()
    for member in tar:
        plain = member.type == tarfile.REGTYPE and member.sparse is None
        proper = _NAMES.fullmatch(member.name) and ".." not in PurePosixPath(member.name).parts
        if not plain or not proper or member.name in seen:
            raise BadBackup(f"{path} holds {member.name[:100]!r}, which no backup does")
        seen.add(member.name)
        yield member


def _contents(path: Path, member: tarfile.TarInfo, source: IO[bytes]) -> dict[str, Any]:
    try:
        contents = orjson.loads(source.read(_MOST_CONTENTS))
        if (found := contents["format"]) != FORMAT:
            raise BadBackup(f"{path} is of format {found}, this program knows {FORMAT}")
        dict(contents["members"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{path}: {member.name}: {error}") from error
    return dict(contents)


def _write(source: IO[bytes], target: Path) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = _HashingReader(source)
    size = 0
    with target.open("xb") as file:
        while block := reader.read(_BLOCK):
            size += file.write(block)
    return size, reader.digest.hexdigest()


class _HashingWriter:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._written = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self._written += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._written


class _HashingReader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data
