"""All formats that can be taken in, and how a file's format is told: by what is in it."""

from pathlib import Path

from indexer.formats import (
    docx,
    dublin_core,
    epub,
    html,
    json_file,
    marc,
    marcxml,
    mets,
    mods_file,
    pdf,
    plaintext,
    records,
    saf,
    table,
)
from indexer.formats.base import Format
from indexer.formats.page_formats import PAGE_FORMATS
from indexer.formats.xml import first_bytes

#: The first that recognizes a file reads it, so those that are surest of themselves come first.
FORMATS: tuple[Format, ...] = (
    mets.FORMAT,
    *PAGE_FORMATS,
    saf.FORMAT,
    mods_file.FORMAT,
    marcxml.FORMAT,
    dublin_core.FORMAT,
    marc.FORMAT,
    json_file.FORMAT,
    pdf.FORMAT,
    epub.FORMAT,
    docx.FORMAT,
    html.FORMAT,
    table.FORMAT,
    records.FORMAT,
    plaintext.FORMAT,
)


def format_named(name: str) -> Format:
    """The format of this name. Raises KeyError."""
    return {format_.name: format_ for format_ in FORMATS}[name]


def format_of(path: Path) -> Format | None:
    """The format of a file, None where it is of none.

    A file whose content says nothing (an empty or broken one) is of the format that its name says,
    so that the reader can say what is wrong with it.
    """
    name = path.name.lower()
    by_name = (format_ for format_ in FORMATS if name.endswith(format_.suffixes))
    return recognized(path) or next(by_name, None)


def recognized(path: Path) -> Format | None:
    """The format that a file's content is of, None where it is of none or cannot be read."""
    try:
        head = first_bytes(path)
    except OSError:
        return None
    return next((format_ for format_ in FORMATS if format_.recognizes(path, head)), None)
