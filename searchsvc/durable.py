"""Files that survive a power cut: the old content or the new, under one name."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

#: What a file system answers that has no hard links, or no more of this one, or is another one.
_NO_LINKS = frozenset(
    {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
)


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which bears its name when all of it is on disk, and never before."""
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError) and error.filename == str(partial):
            error.filename = str(path)  # the only name that anybody asked for
        raise
    sync(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, sees the old content or the new."""
    with appearing(path) as file:
        file.write(data)


def sync(path: Path) -> None:
    """Have what a file holds, or which files a folder has, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link(source: str | Path, target: str | Path) -> None:
    """Another name for a file; a copy where the file system gives none."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(source, target)
        sync(Path(target))
