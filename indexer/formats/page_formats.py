"""The formats of files that hold pages, and how such a file's format is told."""

from pathlib import Path

from indexer.formats import alto, hocr, images, miniocr, page_xml
from indexer.formats.base import Format
from indexer.formats.xml import first_bytes

#: Where several files are of the same page, that in the first of these is read.
PAGE_FORMATS: tuple[Format, ...] = (
    alto.FORMAT,
    page_xml.FORMAT,
    hocr.FORMAT,
    miniocr.FORMAT,
    images.FORMAT,
)


def page_format_of(path: Path) -> Format | None:
    """The format of a file of pages by its content, None where it is none or cannot be read."""
    try:
        head = first_bytes(path)
    except OSError:
        return None
    return next((format_ for format_ in PAGE_FORMATS if format_.recognizes(path, head)), None)
