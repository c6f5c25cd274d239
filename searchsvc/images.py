"""Page images: only files of the folder that the item came from, and only images.

A page's image is a path relative to that folder, or `book.pdf#7` for a page of a PDF.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from searchsvc.errors import NotFound

#: What is taken for an image by its name; of several of one page, the first is the quickest to
#: show. What it is, the one who draws it sees by its content.
BROWSER_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
IMAGE_SUFFIXES = (*BROWSER_SUFFIXES, ".tif", ".tiff", ".jp2", ".jpx", ".j2k")
_PDF_PAGE = re.compile(r"(.*\.pdf)#([1-9][0-9]{0,6})", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ImageSource:
    """Where a page's image is: a file, and in a PDF the number of the page, from 1."""

    path: Path
    pdf_page: int | None = None


def has_image(image: str | None) -> bool:
    """Whether a page's image is named like one that can be shown."""
    return bool(image) and _split(str(image)) is not None


def image_source(root: Path, image: str | None) -> ImageSource:
    """The image of a path, which is relative to `root`. Raises NotFound for any other."""
    named = _split(image) if image and "\x00" not in image else None
    if named is None:
        raise NotFound("This page has no image.")
    name, pdf_page = named
    try:
        folder = root.resolve()
        path = (folder / name).resolve()
        # A link or a `..` may lead out of the folder only after all is resolved.
        inside = path.is_relative_to(folder) and path.is_file()
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside or not _is_named_alike(path, pdf_page):
        raise NotFound("This page has no image.")
    return ImageSource(path, pdf_page)


def _split(image: str) -> tuple[str, int | None] | None:
    if found := _PDF_PAGE.fullmatch(image):
        return found[1], int(found[2])
    return (image, None) if PurePath(image).suffix.lower() in IMAGE_SUFFIXES else None


def _is_named_alike(path: Path, pdf_page: int | None) -> bool:
    """Whether the file that a link led to is of the kind that was asked for."""
    suffix = path.suffix.lower()
    return suffix in IMAGE_SUFFIXES if pdf_page is None else suffix == ".pdf"
