"""ZIP archives of documents, opened with care: nothing is unpacked to disk, all is bounded."""

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from indexer.formats.base import Found, Malformed, Record
from searchsvc.domain import Item
from searchsvc.errors import RecordError

#: What a ZIP archive begins with.
SIGNATURE = b"PK\x03\x04"
#: The longest list of members that is read, in bytes; a member takes 46 of them and its name.
_LONGEST_DIRECTORY = 4_000_000
_MAX_MEMBERS = 20_000
#: A member that is larger, inflated, than this, and than its packed size by the ratio, is a bomb.
_UNSUSPECTED = 1_000_000
_MAX_RATIO = 300
_BLOCK = 1 << 16
#: What `zipfile` raises for archives that are cut off, altered, or packed as it does not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Zipped:
    """An archive whose members are read into memory, at most `max_bytes` in all.

    Raises Malformed, on opening and reading, with a reason that names the member; OSError.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._left = self._max_bytes = max_bytes
        self._file = _Bounded(path)
        try:
            self._archive = zipfile.ZipFile(self._file)
            self._members = _checked(self._archive.infolist())
        except Malformed:
            self._file.close()
            raise
        except BROKEN as error:
            self._file.close()
            raise Malformed(f"not a whole ZIP archive: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._archive.close()
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member."""
        member = self._members.get(name)
        if member is None:
            raise Malformed(f"has no member {name[:200]!r}")
        if member.flag_bits & 1:
            raise Malformed(f"member {name[:200]!r} is encrypted")
        if _is_bomb(member):
            raise Malformed(f"member {name[:200]!r} is packed more than {_MAX_RATIO} to 1")
        data = bytearray()
        try:
            with self._archive.open(member) as file:
                while block := file.read(_BLOCK):
                    self._left -= len(block)
                    if self._left < 0:
                        raise Malformed(f"its texts are longer than {self._max_bytes} bytes")
                    data += block
        except Malformed:
            raise
        except BROKEN as error:
            raise Malformed(f"member {name[:200]!r} is damaged: {error}") from error
        return bytes(data)


def read_archive(
    path: Path,
    item_id: str,
    max_bytes: int,
    kind: str,
    item_in: Callable[[Zipped, Path, str], Item],
) -> Iterator[Record]:
    """The one item of an archive, or why it could not be read. Its texts: at most `max_bytes`."""
    try:
        with Zipped(path, max_bytes) as archive:
            item = item_in(archive, path, item_id)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), f"not readable as {kind}: {error}", item_id)
        return
    yield Found(str(path), item)


class _Bounded(io.BufferedReader):
    """`zipfile` reads the list of members at once, however long the archive says that it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        most = _LONGEST_DIRECTORY + 1
        data = super().read(most if size is None or size < 0 else min(size, most))
        if len(data) > _LONGEST_DIRECTORY:
            raise Malformed("the list of members is too long")
        return data


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(members) > _MAX_MEMBERS:
        raise Malformed(f"has more than {_MAX_MEMBERS} members")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
            raise Malformed(f"member {member.filename[:200]!r} leads out of the archive")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Malformed(f"member {member.filename[:200]!r} is a link")
    return {member.filename: member for member in members}


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(_UNSUSPECTED, _MAX_RATIO * member.compress_size)
