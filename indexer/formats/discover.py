"""What the paths given to `ingest` hold: sources, each with the reader for it."""

import os
from collections.abc import Iterator
from pathlib import Path

from indexer.formats import saf
from indexer.formats.base import natural_order
from indexer.formats.folder import Walk
from indexer.formats.forced import read_as
from indexer.formats.registry import format_of, reason_unread
from indexer.formats.source import Source
from searchsvc.errors import RecordError, UsageError


def as_stored(path: Path) -> Path:
    """A path as it is kept. `..` goes up from where a link leads; any other link that is given
    keeps its name.
    """
    return path.resolve() if ".." in path.parts else path.absolute()


def discover(paths: list[Path], format_name: str | None = None) -> Iterator[Source | RecordError]:
    """Sources in a stable order.

    `format_name`: read all in this format, whatever it looks like. Raises UsageError for a path
    that is not there, a format that there is not, or one that a path cannot be of.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    for path in paths:
        absolute = as_stored(path)
        walk = Walk(absolute if absolute.is_dir() else absolute.parent)
        if misnamed := _misnamed(absolute):
            yield misnamed
        elif format_name:
            yield from read_as(format_name, absolute, walk, _below(absolute))
        elif absolute.is_dir():
            yield from _in_folders(absolute, walk)
        elif format_ := format_of(absolute):
            yield walk.file(absolute, format_)
        else:
            yield RecordError(str(path), reason_unread(absolute))


def _in_folders(given: Path, walk: Walk) -> Iterator[Source | RecordError]:
    for found in _below(given):
        if isinstance(found, RecordError):
            yield found
        else:
            yield from walk.folder(*found)


def _below(given: Path) -> Iterator[tuple[Path, list[Path]] | RecordError]:
    """A folder and the folders in it, depth first, each with its files; none for a file.

    Links are not followed: one that leads out of the folder is an error, what others lead to is
    read where it is. What is hidden (`.git`, the `._0001.xml` of a Mac, the `~$a.docx` of Word) is
    left aside, and so is what is below an item of DSpace.
    """
    waiting = [given] if given.is_dir() else []
    root = given.resolve()
    while waiting:
        folder = waiting.pop()
        try:
            entries = [e for e in os.scandir(folder) if not e.name.startswith((".", "~$"))]
        except OSError as error:
            yield RecordError(str(folder), f"cannot be read: {error.strerror}")
            continue
        named = [entry for entry in entries if not _misnamed(Path(entry.path))]
        yield from filter(None, (_misnamed(Path(entry.path)) for entry in entries))
        links = [Path(entry.path) for entry in named if entry.is_symlink()]
        yield from filter(None, (_astray(link, root) for link in sorted(links)))
        named.sort(key=lambda entry: natural_order(Path(entry.name)))
        yield folder, [Path(entry.path) for entry in named if entry.is_file(follow_symlinks=False)]
        if not saf.is_item(folder):
            folders = [Path(entry.path) for entry in named if entry.is_dir(follow_symlinks=False)]
            waiting.extend(reversed(folders))


def _astray(link: Path, root: Path) -> RecordError | None:
    """An error for a link that leads out of a folder: nobody who gave it may have meant that."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # to nothing, or round in a circle
        return RecordError(str(link), "a link that leads nowhere")
    if target.is_relative_to(root):
        return None
    return RecordError(
        str(link), "a link that leads out of the folder, which is not followed; give its target"
    )


def _misnamed(path: Path) -> RecordError | None:
    """An error for a name that is not Unicode: it could be neither kept nor shown."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return RecordError(os.fsencode(path).decode(errors="replace"), "the name is not UTF-8")
    return None
