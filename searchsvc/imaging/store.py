"""Drawn images on disk: written whole or not at all, the longest unused first to go."""

import contextlib
import os
import tempfile
import time
from pathlib import Path

_SUFFIX = ".image"
#: Writes between two looks at the whole folder.
_SWEEP_EVERY = 256
#: Share of the limit that is kept when it was passed.
_KEPT = 0.8
_LEFT_OVER_SECONDS = 3600


class Store:
    """Small files by name in a folder of at most about `max_bytes`; processes may share it.

    A disk that is full or read-only costs speed, not the answer: nothing is raised.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._writes = 0
        self._written = 0

    def read(self, name: str, empty_for: float) -> bytes | None:
        """What is kept under the name, None when nothing is; what is empty only for so long."""
        path = self._path(name)
        try:
            found = path.stat()
            if not found.st_size and time.time() - found.st_mtime > empty_for:
                return None
            content = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            # Read times are often not kept by the disk; the sweep goes by this one.
            os.utime(path, (time.time(), found.st_mtime))
        return content

    def write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.replace(temporary, path)
            except OSError:
                os.unlink(temporary)
                raise
        self._writes += 1
        self._written += len(content)
        if self._writes % _SWEEP_EVERY == 1 or self._written > self._max_bytes / 20:
            self._written = 0
            self.sweep()

    def sweep(self) -> None:
        """Bring the folder within its limit."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        if total <= self._max_bytes:
            return
        for _, size, path in files:
            if total <= self._max_bytes * _KEPT:
                return
            with contextlib.suppress(OSError):
                os.unlink(path)
            total -= size

    def _files(self) -> list[tuple[float, int, str]]:
        """Time of last use, size on disk and path of every file; what was left half is removed."""
        found = []
        for parent, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(parent, name)
                with contextlib.suppress(OSError):
                    state = os.stat(path)
                    if name.endswith(_SUFFIX):
                        # A file takes whole blocks, however small it is.
                        found.append((state.st_atime, -(-state.st_size // 4096) * 4096, path))
                    elif time.time() - state.st_mtime > _LEFT_OVER_SECONDS:
                        os.unlink(path)
        return found

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / (name + _SUFFIX)
