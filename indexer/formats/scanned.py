"""Scanned pages: a folder of page files, or one such file, is an item.

Beside the files of a folder stand the images of the same names and a `metadata.json`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.formats.base import Format, Found, Malformed, Record, natural_order
from indexer.formats.beside import METADATA_FILE, description
from indexer.formats.record import check_pages, checked_metadata
from indexer.formats.xml import OtherXml
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES


def read_scanned(path: Path, item_id: str, max_bytes: int, format_: Format) -> Iterator[Record]:
    """The one item of a page file, or of a folder of them.

    A page that cannot be read is rejected by its name; the item goes without it, and the others
    keep the numbers that their order gives them.
    """
    assert format_.pages
    try:
        described, labels = description(path, item_id, max_bytes)
        metadata = checked_metadata(described)
        files = _files(path, format_.suffixes)
        images = _images(path if path.is_dir() else path.parent)
    except (OSError, Malformed) as error:
        yield RecordError(str(path / METADATA_FILE), str(error), item_id)
        return
    pages: list[Page] = []
    number = 1
    for file in files:
        try:
            found = format_.pages(file, max_bytes)
        except (OSError, Malformed) as error:
            reason = f"not readable as {format_.name}: {error}"
            yield RecordError(str(file), reason, metadata.id)
            number += not isinstance(error, OtherXml)
            continue
        image = images.get(file.stem) if len(found) == 1 else None
        for page in found:
            label = labels.get(number, page.label)
            pages.append(replace(page, number=number, label=label, image=image))
            number += 1
    if pages:
        yield _item(path, Item(metadata, tuple(pages)))
    elif path.is_dir():
        yield RecordError(str(path), "no page could be read", metadata.id)


def _item(path: Path, item: Item) -> Record:
    try:
        check_pages(item.pages)
    except Malformed as error:
        return RecordError(str(path), str(error), item.id)
    return Found(str(path), item)


def _files(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """The pages of a folder in order, links and what is hidden left aside; or the file itself."""
    if not path.is_dir():
        return [path]
    files = [
        file
        for file in path.iterdir()
        if file.suffix.lower() in suffixes and not file.name.startswith(".")
    ]
    return sorted((f for f in files if f.is_file() and not f.is_symlink()), key=natural_order)


def _images(folder: Path) -> dict[str, str]:
    """Images of a folder by their names without suffix; the first where there are several."""
    names = sorted((file.name for file in folder.iterdir()), reverse=True)
    return {Path(n).stem: n for n in names if Path(n).suffix.lower() in IMAGE_SUFFIXES}
