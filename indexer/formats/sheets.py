"""Which files of a folder are of the same page: those of one name, whatever their suffix."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from indexer.formats import images
from indexer.formats.base import Format, Malformed, natural_order
from indexer.formats.beside import description_in_xml, is_metadata
from indexer.formats.page_formats import PAGE_FORMATS, page_format_of
from searchsvc.images import IMAGE_SUFFIXES

#: A page file, and the format to read it in.
_File: TypeAlias = tuple[Path, Format]

_RANKS = {format_.name: rank for rank, format_ in enumerate(PAGE_FORMATS)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, or several that one file holds: the files to read, the best first.

    `images`: all images of the folder by their names without suffix.
    """

    name: str
    files: tuple[_File, ...]
    images: Mapping[str, str]


def sheets_of(path: Path, format_: Format) -> list[Sheet]:
    """The sheets of a folder in natural order, links and what is hidden left aside; or of a file.

    A file whose content is of no page format, and whose name is of one that the folder has, is one
    that is broken. Images without page file are pages when their names count on as those of the
    page files do, or where there is no page file. Raises Malformed where a file describes
    something; OSError.
    """
    if not path.is_dir():
        return [Sheet(path.stem, ((path, format_),), _images(path.parent.iterdir()))]
    entries = [entry for entry in path.iterdir() if not entry.name.startswith(".")]
    pictures = _images(entries)
    names: dict[str, list[_File]] = {}
    for file, kind in _page_files(entries, format_):
        names.setdefault(file.stem, []).append((file, kind))
    patterns = {_pattern(name) for name in names}
    for name, picture in pictures.items():
        if name not in names and (not patterns or _pattern(name) in patterns):
            file = path / picture
            if file.is_file() and not file.is_symlink():
                names[name] = [(file, images.FORMAT)]
    for files in names.values():
        files.sort(key=lambda entry: (_RANKS.get(entry[1].name, len(_RANKS)), entry[0].name))
    in_order = sorted(names.items(), key=lambda entry: natural_order(entry[1][0][0]))
    return [Sheet(name, tuple(files), pictures) for name, files in in_order]


def _page_files(entries: list[Path], format_: Format) -> Iterator[_File]:
    """The page files among a folder's entries, each with the format to read it in."""
    files = [
        (file, page_format_of(file))
        for file in entries
        if file.suffix.lower() not in IMAGE_SUFFIXES
        and not is_metadata(file)
        and file.is_file()
        and not file.is_symlink()
    ]
    kinds = [format_, *(kind for _, kind in files if kind)]
    by_suffix = {suffix: kind for kind in reversed(kinds) for suffix in kind.suffixes}
    for file, kind in files:
        if kind is None and file.suffix.lower() == ".xml" and description_in_xml(file):
            # It may be of these pages, and close them.
            reason = "is no page but a description; if it is of these pages, call it metadata.xml"
            raise Malformed(f"{file.name} {reason}")
        if wanted := kind or by_suffix.get(file.suffix.lower()):
            yield file, wanted


def _pattern(name: str) -> str:
    """A name without its numbers: `0012_thumb` is of another row than `0012`."""
    return re.sub(r"\d+", "#", name)


def _images(files: Iterable[Path]) -> dict[str, str]:
    """Images by their names without suffix; the quickest to show where there are several."""
    pictures = [file for file in files if file.suffix.lower() in IMAGE_SUFFIXES]
    pictures.sort(key=lambda file: (IMAGE_SUFFIXES.index(file.suffix.lower()), file.name))
    return {file.stem: file.name for file in reversed(pictures)}
