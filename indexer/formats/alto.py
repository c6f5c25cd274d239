"""ALTO: a file of one or more scanned pages with the place of every word; a folder of them is
an item, described by a `metadata.json` beside them. See `alto_page` for what a page says.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from lxml import etree

from indexer.formats.alto_page import page_from
from indexer.formats.base import Found, Malformed, Record, natural_order, title_from
from indexer.formats.record import check_pages, checked_metadata
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES

METADATA_FILE = "metadata.json"


class _OtherXml(Malformed):
    """Well-formed, and no ALTO."""


def is_alto(path: Path) -> bool:
    """Whether ALTO's root element is at the beginning of a file."""
    try:
        with path.open("rb") as file:
            _, root = next(etree.iterparse(file, events=("start",), no_network=True))
            return _is_root(root)
    except (OSError, etree.LxmlError, StopIteration):
        return False


def read_alto(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of an ALTO file, or of a folder of them.

    A page that cannot be read is rejected by its name; the item goes without it, and the others
    keep the numbers that their order gives them.
    """
    try:
        described, labels = _description(path, item_id, max_bytes)
        metadata = checked_metadata(described)
        files = _files(path)
        images = _images(path if path.is_dir() else path.parent)
    except (OSError, Malformed) as error:
        yield RecordError(str(path / METADATA_FILE), str(error), item_id)
        return
    pages: list[Page] = []
    number = 1
    for file in files:
        try:
            found = _pages(file, max_bytes)
        except (OSError, Malformed, etree.LxmlError) as error:
            yield RecordError(str(file), f"not readable as ALTO: {error}", metadata.id)
            number += not isinstance(error, _OtherXml)
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


def _files(path: Path) -> list[Path]:
    """The pages of a folder in order, links and what is hidden left aside; or the file itself."""
    if not path.is_dir():
        return [path]
    files = [
        file
        for file in path.iterdir()
        if file.suffix.lower() == ".xml" and not file.name.startswith(".")
    ]
    return sorted((f for f in files if f.is_file() and not f.is_symlink()), key=natural_order)


def _description(path: Path, item_id: str, max_bytes: int) -> tuple[dict[str, Any], dict[int, str]]:
    """The record in the metadata file, if there is one, and the page labels in it."""
    record: dict[str, Any] = {"id": item_id, "title": title_from(path.stem)}
    if not path.is_dir():
        return record, {}
    record["title"] = title_from(path.name)
    file = path / METADATA_FILE
    # A link that leads nowhere is an error: what it should say of the rights is not known.
    if not file.exists() and not file.is_symlink():
        return record, {}
    if file.stat().st_size > max_bytes:
        raise Malformed(f"larger than {max_bytes} bytes")
    try:
        described = orjson.loads(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(described, dict):
        raise Malformed("not a JSON object")
    listed = described.pop("pages", None)
    return record | described, _labels(listed if isinstance(listed, list) else [])


def _labels(listed: list[Any]) -> dict[int, str]:
    """Page labels by number."""
    return {
        page["number"]: page["label"]
        for page in listed
        if isinstance(page, dict)
        and type(page.get("number")) is int
        and isinstance(page.get("label"), str)
    }


def _pages(file: Path, max_bytes: int) -> list[Page]:
    """The pages of one file, numbered later."""
    if file.stat().st_size > max_bytes:
        raise Malformed(f"larger than {max_bytes} bytes")
    root = _parse(file.read_bytes())
    if not _is_root(root):
        raise _OtherXml(f"the root element is {etree.QName(root).localname}")
    elements = list(root.iter("{*}Page"))
    if not elements:
        raise Malformed("has no Page")
    return [page_from(element) for element in elements]


def _parse(data: bytes) -> etree._Element:
    # What can be read as UTF-8 is UTF-8: files are re-coded, and their first line is forgotten.
    encoding = "utf-8" if not data.isascii() and b"\0" not in data and _is_utf8(data) else None
    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False
    )
    return etree.fromstring(data, parser)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_root(element: etree._Element) -> bool:
    return etree.QName(element).localname.lower() == "alto"


def _images(folder: Path) -> dict[str, str]:
    """Images of a folder by their names without suffix; the first where there are several."""
    names = sorted((file.name for file in folder.iterdir()), reverse=True)
    return {Path(n).stem: n for n in names if Path(n).suffix.lower() in IMAGE_SUFFIXES}
