"""Files that another file names: only those in its own folder, never one from elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from indexer.formats.base import Malformed
from indexer.formats.spelled import Entries

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Outside(Malformed):
    """A name that leads out of the folder."""


class Elsewhere(Malformed):
    """An address on another machine."""


def local_file(folder: Path, named: str, entries: Entries | None = None) -> Path:
    """The file that a URL or path names, relative to `folder` and below it.

    `entries`: those of the folder, for one who asks often. Raises Outside; Elsewhere; Malformed
    for a file that is not there.
    """
    for path in _candidates(folder, named, entries):
        if path.is_file():
            return path
    raise Malformed(f"{_shown(named)} is not there")


def local_folder(folder: Path, named: str) -> Path | None:
    """The folder of such a file, whether the file is there or not; None for none below `folder`."""
    try:
        paths = _candidates(folder, named, None)
        return next((path.parent for path in paths if path.parent.is_dir()), None)
    except Malformed:
        return None


def folder_named(folder: Path, named: str) -> Path | None:
    """The folder of such a file, wherever it leads on this machine; None where there is none."""
    name = unquote(named.strip().replace("\\", "/"))
    try:
        found = (folder / name).resolve().parent
        return found if found.is_dir() and not _SCHEME.match(name) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _candidates(folder: Path, named: str, entries: Entries | None) -> Iterator[Path]:
    """Paths that a name may stand for: as it is, with its percent signs decoded, or as the disk
    spells it.
    """
    name = named.strip().replace("\\", "/")
    if name.lower().startswith("file:"):
        name = name[5:].removeprefix("//")
    if _SCHEME.match(name) or name.startswith("//"):
        raise Elsewhere(f"{_shown(named)} is not read: only files beside it are")
    entries = entries or Entries(folder)
    as_written = (name, unquote(name))
    for candidate in dict.fromkeys((*as_written, *map(entries.find, as_written))):
        try:
            root = folder.resolve()
            path = (root / candidate).resolve()
            path.exists()  # raises for what no file could be called
        except (OSError, ValueError, RuntimeError):  # too long, a NUL in it, links in a circle
            continue
        if not path.is_relative_to(root):
            raise Outside(f"{_shown(named)} is not read: it leads out of the folder")
        yield path


def _shown(name: str) -> str:
    return repr(name if len(name) <= 100 else f"{name[:100]}…")
