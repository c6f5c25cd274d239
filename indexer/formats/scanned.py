"""Scanned pages: a folder of page files, or one such file, is an item.

Beside the files of a folder stand the images of the same names and a `metadata.json`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from indexer.formats import images
from indexer.formats.base import Format, Found, Malformed, Record
from indexer.formats.beside import description, metadata_file
from indexer.formats.frame import fitted
from indexer.formats.record import check_pages, checked_metadata
from indexer.formats.sheets import Sheet, sheets_of
from indexer.formats.xml import OtherXml
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError


def read_scanned(path: Path, item_id: str, max_bytes: int, format_: Format) -> Iterator[Record]:
    """The one item of a page file, or of a folder of them.

    A page that cannot be read is rejected by its name; the item goes without it, and the others
    keep the numbers that their order gives them.
    """
    try:
        described, labels = description(path, item_id, max_bytes)
        metadata = checked_metadata(described)
        sheets = sheets_of(path, format_)
    except (OSError, Malformed) as error:
        yield RecordError(str(metadata_file(path) or path), str(error), item_id)
        return
    folder = path if path.is_dir() else path.parent
    pages: list[Page] = []
    number = 1
    for sheet in sheets:
        found, errors = read_sheet(sheet, max_bytes)
        for file, kind, problem in errors:
            reason = f"not readable as {kind}: {problem}"
            yield RecordError(str(file), reason, metadata.id)
        for page in found:
            label = labels.get(number, page.label)
            image = _image(page, sheet, alone=len(found) == 1)
            size = images.image_size(folder / image) if image else None
            fit = fitted(replace(page, number=number, label=label, image=image), size)
            pages.append(fit)
            number += 1
        if not found:
            number += any(not isinstance(problem, OtherXml) for _, _, problem in errors)
    if pages:
        # An image that a file names is that file's page, and no page that nobody has read.
        taken = {page.image for page in pages if page.text and page.image}
        kept = tuple(page for page in pages if page.text or page.image not in taken)
        yield _item(path, Item(metadata, kept))
    elif path.is_dir():
        yield RecordError(str(path), "no page could be read", metadata.id)


def read_sheet(
    sheet: Sheet, max_bytes: int
) -> tuple[list[Page], list[tuple[Path, str, Exception]]]:
    """The pages of the first of a sheet's files that can be read, and what is wrong with others."""
    errors: list[tuple[Path, str, Exception]] = []
    for file, format_ in sheet.files:
        assert format_.pages
        try:
            return format_.pages(file, max_bytes), errors
        except (OSError, Malformed) as error:
            errors.append((file, format_.name, error))
    return [], errors


def _image(page: Page, sheet: Sheet, alone: bool) -> str | None:
    """The image of a page: that of its file's name, else the one that the file names."""
    named = PurePath(page.image).stem if page.image else None
    own = sheet.images.get(sheet.name) if alone else None
    return own or (sheet.images.get(named) if named else None)


def _item(path: Path, item: Item) -> Record:
    try:
        check_pages(item.pages)
    except Malformed as error:
        return RecordError(str(path), str(error), item.id)
    return Found(str(path), item)
