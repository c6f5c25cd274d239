"""ALTO: a file of one or more scanned pages with the place of every word; a folder of them is
an item, described by a `metadata.json` beside them.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from lxml import etree

from indexer.formats.base import Record, natural_order, title_from
from indexer.formats.record import Malformed, checked_metadata
from searchsvc.domain import Item, Page, WordBox
from searchsvc.errors import RecordError
from searchsvc.images import IMAGE_SUFFIXES

METADATA_FILE = "metadata.json"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?alto[\s>]", re.IGNORECASE)
#: Enough of a file to see its root element.
_HEAD = 4096


def is_alto(path: Path) -> bool:
    """Whether an XML file names ALTO's root element at its beginning."""
    try:
        with path.open("rb") as file:
            return _ROOT.search(file.read(_HEAD)) is not None
    except OSError:
        return False


def read_alto(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """The one item of an ALTO file, or of a folder of them.

    A page that cannot be read is rejected by its name; the item goes without it, and the others
    keep the numbers that their order gives them.
    """
    try:
        described, labels = _description(path, item_id)
        metadata = checked_metadata(described)
    except (OSError, Malformed) as error:
        yield RecordError(str(path / METADATA_FILE), str(error), item_id)
        return
    files = sorted(path.glob("*.xml"), key=natural_order) if path.is_dir() else [path]
    pages: list[Page] = []
    number = 1
    for file in files:
        try:
            found = _pages(file, max_bytes)
        except (OSError, Malformed, etree.LxmlError) as error:
            yield RecordError(str(file), f"not readable as ALTO: {error}", metadata.id)
            number += 1
            continue
        for page in found:
            pages.append(replace(page, number=number, label=labels.get(number, page.label)))
            number += 1
    if pages:
        yield Item(metadata, tuple(pages))
    else:
        yield RecordError(str(path), "no page could be read", metadata.id)


def _description(path: Path, item_id: str) -> tuple[dict[str, Any], dict[int, str]]:
    """The record in the metadata file, if there is one, and the page labels in it."""
    record: dict[str, Any] = {"id": item_id, "title": title_from(path.stem)}
    file = path / METADATA_FILE
    if not file.is_file():
        return record, {}
    try:
        described = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(described, dict):
        raise Malformed("not a JSON object")
    pages = described.pop("pages", None)
    listed = pages if isinstance(pages, list) else []
    labels = {
        page["number"]: page["label"]
        for page in listed
        if isinstance(page, dict)
        and isinstance(page.get("number"), int)
        and isinstance(page.get("label"), str)
    }
    return record | described, labels


def _pages(file: Path, max_bytes: int) -> list[Page]:
    """The pages of one file, numbered later."""
    if file.stat().st_size > max_bytes:
        raise Malformed(f"larger than {max_bytes} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.parse(str(file), parser).getroot()
    if etree.QName(root).localname.lower() != "alto":
        raise Malformed(f"the root element is {etree.QName(root).localname}")
    elements = list(root.iter("{*}Page"))
    if not elements:
        raise Malformed("has no Page")
    image = _image_beside(file) if len(elements) == 1 else None
    return [_page(element, image) for element in elements]


def _image_beside(file: Path) -> str | None:
    """The image of the same name, relative to the folder."""
    names = (file.with_suffix(suffix) for suffix in sorted(IMAGE_SUFFIXES))
    return next((path.name for path in names if path.is_file()), None)


def _page(element: etree._Element, image: str | None) -> Page:
    words: list[WordBox] = []
    blocks = []
    for block in element.iter("{*}TextBlock"):
        lines = [_line(line, words) for line in block.iter("{*}TextLine")]
        blocks.append("\n".join(line for line in lines if line))
    return Page(
        number=1,
        text="\n\n".join(block for block in blocks if block),
        label=element.get("PRINTED_IMG_NR") or None,
        image=image,
        width=_number(element, "WIDTH"),
        height=_number(element, "HEIGHT"),
        words=tuple(words),
    )


def _line(line: etree._Element, words: list[WordBox]) -> str:
    """The text of a line; the boxes of its words are added to `words`."""
    pieces = []
    hyphen = ""
    for child in line:
        if not isinstance(child.tag, str):
            continue  # a comment
        name = etree.QName(child).localname
        if name == "String" and (content := (child.get("CONTENT") or "").strip()):
            pieces.append(content)
            if box := _box(child, content):
                words.append(box)
        elif name == "HYP":
            hyphen = "-"
    return " ".join(pieces) + hyphen


def _box(string: etree._Element, content: str) -> WordBox | None:
    """The place of a word, None where the file does not say it."""
    place = [_number(string, name, zero=True) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    x, y, width, height = place
    if x is None or y is None or not width or not height:
        return None
    confidence = _number(string, "WC", zero=True)
    return WordBox(content, x, y, width, height, 1.0 if confidence is None else confidence)


def _number(element: etree._Element, name: str, zero: bool = False) -> float | None:
    """An attribute's value, None for one that is missing, no number, or not above 0."""
    try:
        value = float(element.get(name) or "")
    except ValueError:
        return None
    if not math.isfinite(value) or value < 0 or (value == 0 and not zero):
        return None
    return int(value) if value.is_integer() else value
