"""Generations of an index: folders, their manifests, and the pointer to the one that serves.

    index/CURRENT                   name of the serving generation, replaced atomically
    index/NAME/manifest.json        written last, replaced atomically at each commit
    index/NAME/…                    the engine's files

A folder without a manifest is a build that has not been committed; no reader looks into it.
"""

import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from searchsvc.engines.base import IndexState
from searchsvc.errors import EngineUnavailable

_POINTER = "CURRENT"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds. `checksums`: CRC-32 of each of the engine's files by its path."""

    generation: str
    schema: int
    analyzer: str
    revision: int
    items: int
    pages: int
    checksums: dict[str, int]
    committed_at: str

    @property
    def state(self) -> IndexState:
        return IndexState(
            self.generation, self.revision, self.items, self.pages, self.analyzer, self.schema
        )


#: Changes whenever another generation serves or the serving one was committed to.
Stamp = tuple[int, ...]


class Generations:
    """The generations under one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The folder of the serving generation, None when there is none yet."""
        try:
            name = (self.folder / _POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EngineUnavailable(f"{self.folder / _POINTER}: {error}") from error
        if not name or "/" in name or name.startswith("."):
            raise EngineUnavailable(f"{self.folder / _POINTER} names no generation: {name!r}")
        return self.folder / name

    def stamp(self) -> Stamp:
        """Cheap to take (two stats); equal stamps mean that nothing new was committed."""
        current = self.current()
        return _stat(self.folder / _POINTER) + (_stat(current / _MANIFEST) if current else ())

    def create(self) -> Path:
        """A new empty folder, named by the time so that names sort by age."""
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def point_to(self, folder: Path) -> None:
        """Let a committed generation serve."""
        read_manifest(folder)
        _replace(self.folder / _POINTER, folder.name.encode())

    def discard_others(self, keep: int = 1) -> None:
        """Delete uncommitted builds and all but the `keep` newest generations that do not serve."""
        current = self.current()
        others = [f for f in self.folder.iterdir() if f.is_dir() and f != current]
        committed = sorted(f for f in others if (f / _MANIFEST).exists())
        kept = committed[-keep:] if keep else []
        for folder in others:
            if folder not in kept:
                shutil.rmtree(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raises EngineUnavailable when it is missing or damaged."""
    try:
        return Manifest(**orjson.loads((folder / _MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise EngineUnavailable(f"{folder / _MANIFEST}: {error}") from error


def write_manifest(folder: Path, **values: Any) -> Manifest:
    """Replace the manifest of a generation; the caller has made its files durable."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(generation=folder.name, committed_at=now, **values)
    _replace(folder / _MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
    return manifest


def _stat(path: Path) -> Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, sees the old content or the new."""
    scratch = path.with_name(path.name + ".new")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
