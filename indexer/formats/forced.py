"""`--format`: files and folders that are read in one format, whatever they look like."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.formats import images, saf
from indexer.formats.base import Format
from indexer.formats.folder import Walk
from indexer.formats.registry import FORMATS, format_named, recognized
from indexer.formats.source import Source
from searchsvc.errors import RecordError, UsageError
from searchsvc.images import IMAGE_SUFFIXES

#: A folder with its files, or why it cannot be read.
_Folder = tuple[Path, list[Path]] | RecordError
_WHOLE_FOLDERS = (saf.FORMAT, images.FORMAT)


def read_as(
    name: str, given: Path, walk: Walk, folders: Iterable[_Folder]
) -> Iterator[Source | RecordError]:
    """The sources of a format in a file or below a folder.

    Raises UsageError for a format that there is not, for a file where a folder is needed, and for a
    folder with nothing that could be of the format.
    """
    try:
        format_ = format_named(name)
    except KeyError:
        names = ", ".join(format_.name for format_ in FORMATS)
        raise UsageError(f"--format {name}: there is no such format, but {names}") from None
    if not given.is_dir():
        if format_ in _WHOLE_FOLDERS:
            raise UsageError(f"{given}: --format {name} takes folders")
        yield walk.file(given, format_)
        return
    found = False
    for folder in folders:
        if isinstance(folder, RecordError):
            yield folder
            continue
        for source in _sources(format_, *folder, walk):
            found = True
            yield source
    if not found:
        raise UsageError(f"{given}: nothing in it can be of the format {name}")


def _sources(format_: Format, folder: Path, files: list[Path], walk: Walk) -> Iterator[Source]:
    if format_ is saf.FORMAT:
        if saf.is_item(folder):
            yield walk.whole(folder, format_)
        return
    suffixes = IMAGE_SUFFIXES if format_ is images.FORMAT else format_.suffixes
    wanted = [f for f in files if f.name.lower().endswith(suffixes) or recognized(f) is format_]
    if format_.pages and wanted:
        yield walk.whole(folder, format_)
    elif not format_.pages:
        yield from (walk.file(file, format_) for file in wanted)
