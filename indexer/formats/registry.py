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
from indexer.formats.xml import first_bytes, root_name

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
    if format_ := recognized(path):
        return format_
    name = path.name.lower()
    by_name = next((format_ for format_ in FORMATS if name.endswith(format_.suffixes)), None)
    return None if other_root(path) else by_name


def other_root(path: Path) -> str:
    """The root element of a file called `.xml` that is of no format by its content; '' for any
    other file, for XML that is broken before it, and for what is called METS.
    """
    name = path.name.lower()
    if not name.endswith(".xml") or name.endswith(mets.FORMAT.suffixes) or recognized(path):
        return ""
    try:
        return root_name(first_bytes(path))
    except OSError:
        return ""


def reason_unread(path: Path) -> str:
    """Why a file of no format is not read."""
    root = other_root(path)
    kind = f"XML of a kind that cannot be read: its root element is {root}"
    return kind if root else "of no format that can be read"


def recognized(path: Path) -> Format | None:
    """The format that a file's content is of, None where it is of none or cannot be read."""
    try:
        head = first_bytes(path)
    except OSError:
        return None
    return next((format_ for format_ in FORMATS if format_.recognizes(path, head)), None)
