"""Generations of an index: folders, their manifests, and the pointer to the one that serves.

    index/CURRENT                   name of the serving generation, replaced atomically
    index/NAME/manifest.json        written last, replaced atomically at each commit
    index/NAME/BUILDING             there until the generation is complete and verified
    index/NAME/DAMAGED              what `verify` found; there, nobody answers from it
    index/NAME/…                    the engine's files

A folder with BUILDING, or without a manifest, is a build under way or one that died. No reader
looks into it; the next rebuild goes on from what its BUILDING says, or deletes it.
"""

import logging
import shutil
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from searchsvc.durable import replace_file
from searchsvc.engines.base import IndexState
from searchsvc.errors import EngineUnavailable

_log = logging.getLogger(__name__)

_POINTER = "CURRENT"
#: What the name of a folder cannot have.
_NO_PATH = frozenset("/\0")
_MANIFEST = "manifest.json"
_BUILDING = "BUILDING"
_DAMAGED = "DAMAGED"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    `commit`: number of the engine's commit that it describes. `checksums`: CRC-32 of each of the
    engine's files by its path in that commit.
    """

    generation: str
    schema: int
    analyzer: str
    revision: int
    items: int
    pages: int
    commit: int
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
    """The generations under one index folder; `pinned`: the one to take for the serving one."""

    def __init__(self, folder: Path, pinned: Path | None = None) -> None:
        self.folder = folder
        self._pinned = pinned

    def current(self) -> Path | None:
        """The folder of the serving generation, None when there is none yet."""
        if self._pinned:
            return self._pinned
        pointer = self.folder / _POINTER
        try:
            named = pointer.read_bytes().decode().removesuffix("\n")
            name, _, checksum = named.partition(" ")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EngineUnavailable(f"{pointer}: {error}") from error
        if not name or not _NO_PATH.isdisjoint(name) or name.startswith("."):
            raise EngineUnavailable(f"{pointer} names no generation: {name!r}")
        if checksum and checksum != _checksum(name.encode()):
            raise EngineUnavailable(f"{pointer} is damaged")
        return self.folder / name

    def serves(self, folder: Path) -> bool:
        """Whether it is the one that serves; of a pointer that cannot be read, none does."""
        try:
            return folder == self.current()
        except EngineUnavailable:
            return False

    def stamp(self) -> Stamp:
        """Cheap to take (three stats); equal stamps mean that nothing new was committed."""
        stamp = _stat(self.folder / _POINTER)
        if current := self.current():
            stamp += _stat(current / _MANIFEST) + _stat(current / _DAMAGED)
        return stamp

    def create(self) -> Path:
        """A new empty folder, named by the time so that names sort by age."""
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def builds(self) -> list[Path]:
        """Generations that are not complete, the oldest first. One that serves is none, whatever
        has become of it.
        """
        return [f for f in self._folders() if not is_complete(f) and not self.serves(f)]

    def previous(self) -> Path | None:
        """The newest complete generation that does not serve, but for those that an older program
        wrote in another form.
        """
        current = self.current()
        others = [f for f in self._folders() if is_complete(f) and f != current]
        ours = [folder for folder in others if not _is_of_old_form(folder)]
        return ours[-1] if ours else None

    def point_to(self, folder: Path) -> None:
        """Let a committed generation serve; it is complete then."""
        read_manifest(folder)
        (folder / _BUILDING).unlink(missing_ok=True)
        name = folder.name.encode()
        replace_file(self.folder / _POINTER, name + b" " + _checksum(name).encode() + b"\n")

    def discard_others(self, keep: int = 1) -> None:
        """Delete builds and all but the `keep` newest generations that do not serve."""
        current = self.current()
        others = [folder for folder in self._folders() if folder != current]
        complete = [folder for folder in others if is_complete(folder)]
        kept = complete[-keep:] if keep else []
        for folder in others:
            if folder not in kept:
                tidy(folder, discard)

    def _folders(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.iterdir() if path.is_dir())
        except FileNotFoundError:
            return []


def read_manifest(folder: Path) -> Manifest:
    """Raises EngineUnavailable when it is missing or damaged."""
    path = folder / _MANIFEST
    try:
        values = orjson.loads(path.read_bytes())
        if values.pop("checksum", None) != _checksum(_encoded(values)):
            raise EngineUnavailable(f"{path} is damaged, or of another version")
        return Manifest(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EngineUnavailable(f"{path}: {error}") from error


def write_manifest(folder: Path, **values: Any) -> Manifest:
    """Replace the manifest of a generation; the caller has made its files durable."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(generation=folder.name, committed_at=now, **values)
    content = asdict(manifest)
    replace_file(folder / _MANIFEST, _encoded(content | {"checksum": _checksum(_encoded(content))}))
    return manifest


def is_complete(folder: Path) -> bool:
    """Whether a generation has been built to its end, and verified."""
    return (folder / _MANIFEST).exists() and not (folder / _BUILDING).exists()


def mark_progress(folder: Path, revision: int, recipe: str | None = None) -> None:
    """Note that a build holds every change up to `revision`; `recipe`: what it is made by, as
    noted before when None.
    """
    if recipe is None:
        recipe = progress(folder)[1]
    replace_file(folder / _BUILDING, orjson.dumps([revision, recipe]))


def progress(folder: Path) -> tuple[int, str]:
    """What `mark_progress` noted last; (0, "") when nothing can be read."""
    try:
        revision, recipe = orjson.loads((folder / _BUILDING).read_bytes())
        return int(revision), str(recipe)
    except (OSError, ValueError, TypeError):
        return 0, ""


def mark_damaged(folder: Path, problems: list[str]) -> None:
    """Let nobody answer from a generation; with no problems, let it answer again."""
    if problems:
        replace_file(folder / _DAMAGED, "\n".join(problems).encode() + b"\n")
    elif (folder / _DAMAGED).exists():  # else a disk that cannot be written to would say so
        (folder / _DAMAGED).unlink(missing_ok=True)


def refuse_damaged(folder: Path) -> None:
    """Raises EngineUnavailable for a generation that `verify` found damaged, or cannot be read."""
    if _stat(folder / _DAMAGED):
        raise EngineUnavailable(f"{folder} is damaged; run: tangthu verify --repair")


def discard(folder: Path) -> None:
    """Delete a generation. Killed half way, what is left is a build.

    Raises EngineUnavailable, nothing being deleted, for the one that serves; OSError.
    """
    if Generations(folder.parent).serves(folder):
        raise EngineUnavailable(f"{folder} serves, and is not deleted")
    (folder / _MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder)


def tidy(folder: Path, delete: Callable[[Path], None] = shutil.rmtree) -> None:
    """Delete what is not needed any more. Where that fails, no job fails: the next tries again."""
    try:
        delete(folder)
    except OSError as error:
        _log.warning("%s cannot be deleted: %s", folder, error)


def _is_of_old_form(folder: Path) -> bool:
    """Whether a manifest lacks what every one of ours has. No single flipped bit looks like it."""
    try:
        keys = set(orjson.loads((folder / _MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        return False
    return keys.isdisjoint(("commit", "checksum"))


def _encoded(values: dict[str, Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_INDENT_2)


def _checksum(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}"


def _stat(path: Path) -> Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    except OSError as error:  # no right to it, no folder, a disk that fails
        raise EngineUnavailable(f"{path}: {error.strerror}") from error
    return found.st_ino, found.st_mtime_ns, found.st_size
