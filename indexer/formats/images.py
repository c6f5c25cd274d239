"""Page images: their size, read from their first bytes, and pages that are images alone."""

import warnings
from pathlib import Path

from PIL import Image

from indexer.formats.base import Format, Malformed
from searchsvc.domain import Page

#: The key of `Page.extra` that marks a page whose text has yet to be read by OCR.
NEEDS_OCR = "needs_ocr"

#: What Pillow may take a file for: the kinds that are shown, whatever their suffix.
_KINDS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "JPEG2000")
#: EXIF's tag of how a picture is turned, and the values at which width and height are exchanged.
_ORIENTATION, _ON_ITS_SIDE = 0x0112, range(5, 9)


def image_size(path: Path) -> tuple[int, int] | None:
    """Width and height as a browser shows it; None for what is no image that it could show.

    Nothing is decoded, so a picture that would fill the memory does no harm.
    """
    if not path.is_file():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged EXIF, and of a great many pixels
        try:
            with Image.open(path, formats=_KINDS) as image:
                width, height = image.size
                # Only JPEG has it in front; to find it in others means to decode them.
                turned = image.format == "JPEG" and image.getexif().get(_ORIENTATION)
        except Exception:  # Pillow raises most kinds of errors for files that are none
            return None
    return (height, width) if turned in _ON_ITS_SIDE else (width, height)


def image_page(path: Path) -> Page:
    """The page of an image that has no text. Raises Malformed for what is no image."""
    size = image_size(path)
    if size is None:
        raise Malformed("not an image that can be read")
    return Page(1, "", image=path.name, width=size[0], height=size[1], extra={NEEDS_OCR: True})


def read_pages(path: Path, _max_bytes: int) -> list[Page]:
    """The one page of an image. Raises Malformed."""
    return [image_page(path)]


FORMAT = Format(
    "images",
    "images of pages that no OCR has read yet; a folder of them with a metadata.json is an item",
    (),  # an image among other files is no item
    lambda path, _head: False,
    pages=read_pages,
)
