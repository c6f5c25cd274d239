"""Generations of an index: folders, their manifests, and the pointer to the one that serves.

    index/CURRENT                   name of the serving generation, replaced atomically
    index/NAME/manifest.json        written last, replaced atomically at each commit
    index/NAME/BUILDING             there until the generation is complete and verified
    index/NAME/DAMAGED              what `verify` found; while it is there, nobody answers from it
    index/NAME/…                    the engine's files

A folder with BUILDING, or without a manifest, is a build that is under way or has died. No reader
opens it; the next rebuild resumes it from the revision noted in BUILDING, or deletes it.
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
#: Characters that no folder's name can have.
_NO_PATH = frozenset("/\0")
_MANIFEST = "manifest.json"
_BUILDING = "BUILDING"
_DAMAGED = "DAMAGED"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    `commit`: number of the engine's commit that it describes. `checksums`: CRC-32 of each of the
    engine's files by its path in that commit. `catalog`: the identity of the catalog that it was
    made from; "" in those that earlier programs wrote.
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
    catalog: str = ""

    def is_of(self, catalog: str) -> bool:
        """Whether it may be of the catalog with this identity, whose keys and revisions it has."""
        return self.catalog in ("", catalog)

    @property
    def state(self) -> IndexState:
        return IndexState(
            self.generation, self.revision, self.items, self.pages, self.analyzer, self.schema
        )


#: Changes whenever another generation serves, or the serving one gets a new commit.
Stamp = tuple[int, ...]


class Generations:
    """The generations below one index folder. `pinned`: taken for the serving one, if given."""

    def __init__(self, folder: Path, pinned: Path | None = None) -> None:
        self.folder = folder
        self._pinned = pinned

    def current(self) -> Path | None:
        """The folder of the serving generation, None when there is none yet. Raises
        EngineUnavailable when the pointer is damaged.
        """
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
        """Whether this generation serves; none does when the pointer cannot be read."""
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
        """A new empty folder, named by the current time, so that names sort by age."""
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def builds(self) -> list[Path]:
        """Generations that are not complete, oldest first. The serving one is never among them,
        even when its files are missing.
        """
        return [f for f in self._folders() if not is_complete(f) and not self.serves(f)]

    def previous(self) -> Path | None:
        """The newest complete generation that does not serve, leaving out those that an older
        program wrote in another form; None when there is none.
        """
        current = self.current()
        others = [f for f in self._folders() if is_complete(f) and f != current]
        ours = [folder for folder in others if not _is_of_old_form(folder)]
        return ours[-1] if ours else None

    def point_to(self, folder: Path) -> None:
        """Let a committed generation serve; from then on it counts as complete."""
        read_manifest(folder)
        (folder / _BUILDING).unlink(missing_ok=True)
        name = folder.name.encode()
        replace_file(self.folder / _POINTER, name + b" " + _checksum(name).encode() + b"\n")

    def discard_others(self, keep: int = 1) -> None:
        """Delete all builds, and of the complete generations that do not serve all but the `keep`
        newest.
        """
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
    """A generation's manifest. Raises EngineUnavailable when it is missing or damaged."""
    path = folder / _MANIFEST
    try:
        values = orjson.loads(path.read_bytes())
        if values.pop("checksum", None) != _checksum(_encoded(values)):
            raise EngineUnavailable(f"{path} is damaged, or of another version")
        return Manifest(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EngineUnavailable(f"{path}: {error}") from error


def write_manifest(folder: Path, **values: Any) -> Manifest:
    """Replace the manifest of a generation, whose files must already be durable."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(generation=folder.name, committed_at=now, **values)
    content = asdict(manifest)
    replace_file(folder / _MANIFEST, _encoded(content | {"checksum": _checksum(_encoded(content))}))
    return manifest


def is_complete(folder: Path) -> bool:
    """Whether a generation has been built to its end and verified."""
    return (folder / _MANIFEST).exists() and not (folder / _BUILDING).exists()


def mark_progress(folder: Path, revision: int, recipe: str | None = None) -> None:
    """Note that a build has every change up to `revision`. `recipe`: what decides its documents
    (see the engine's function of that name); None keeps the one noted before.
    """
    if recipe is None:
        recipe = progress(folder)[1]
    replace_file(folder / _BUILDING, orjson.dumps([revision, recipe]))


def progress(folder: Path) -> tuple[int, str]:
    """Revision and recipe as `mark_progress` noted them last; (0, "") when they cannot be read."""
    try:
        revision, recipe = orjson.loads((folder / _BUILDING).read_bytes())
        return int(revision), str(recipe)
    except (OSError, ValueError, TypeError):
        return 0, ""


def mark_damaged(folder: Path, problems: list[str]) -> None:
    """Mark a generation as damaged, so that nobody answers from it; without problems, unmark it."""
    if problems:
        replace_file(folder / _DAMAGED, "\n".join(problems).encode() + b"\n")
    elif (folder / _DAMAGED).exists():  # a read-only disk would refuse to delete what is not there
        (folder / _DAMAGED).unlink(missing_ok=True)


def refuse_damaged(folder: Path) -> None:
    """Raises EngineUnavailable for a generation that is marked as damaged, or cannot be read."""
    if _stat(folder / _DAMAGED):
        raise EngineUnavailable(f"{folder} is damaged; run: tangthu verify --repair")


def discard(folder: Path) -> None:
    """Delete a generation. If this is interrupted, what is left counts as a build.

    Raises EngineUnavailable, deleting nothing, for the serving generation; OSError.
    """
    if Generations(folder.parent).serves(folder):
        raise EngineUnavailable(f"{folder} serves, and is not deleted")
    (folder / _MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder)


def tidy(folder: Path, delete: Callable[[Path], None] = shutil.rmtree) -> None:
    """Delete what is no longer needed. A failure is only logged: the next job tries again."""
    try:
        delete(folder)
    except OSError as error:
        _log.warning("%s cannot be deleted: %s", folder, error)


def _is_of_old_form(folder: Path) -> bool:
    """Whether a manifest lacks the keys that all of ours have; a single flipped bit cannot remove
    both.
    """
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
