"""PAGE XML of PRImA, of all years: a scanned page with the outlines of its lines and words.

Text is taken as deep as it goes: from words, else from lines, else from regions. Of several
readings that of the lowest index is taken. Schemas: https://github.com/PRImA-Research-Lab/PAGE-XML.
"""

from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

from lxml import etree

from indexer.formats.base import Format, Malformed
from indexer.formats.images import NEEDS_OCR
from indexer.formats.layout import bounds, box, confidence, cut, end_of_line, number, size, text_of
from indexer.formats.page_order import regions_in_order
from indexer.formats.xml import root_name, root_named
from searchsvc.domain import Page, WordBox


def read_pages(path: Path, max_bytes: int) -> list[Page]:
    """The pages of a file. Raises Malformed; OtherXml where its root is another; OSError."""
    root = root_named(path, max_bytes, "PcGts")
    elements = list(root.iterchildren("{*}Page"))
    if not elements:
        raise Malformed("has no Page")
    return [_page(element, at) for at, element in enumerate(elements, 1)]


def _page(element: etree._Element, page_number: int) -> Page:
    words: list[WordBox] = []
    regions = regions_in_order(element)
    text = text_of([_region(region, words) for region in regions])
    return Page(
        number=page_number,
        text=text,
        image=PureWindowsPath(element.get("imageFilename") or "").name or None,
        width=size(element.get("imageWidth")),
        height=size(element.get("imageHeight")),
        words=tuple(words),
        # Its regions are drawn, and nobody has read them yet.
        extra={NEEDS_OCR: True} if regions and not text else {},
    )


def _region(region: etree._Element, words: list[WordBox]) -> list[str]:
    """The lines of a region; the boxes of their words are added to `words`."""
    elements = list(region.iterchildren("{*}TextLine"))
    if not elements and region.find("{*}Word") is not None:
        elements = [region]
    lines = [_line(line, words) for line in elements]
    if any(lines) or _is_told_inside(region):
        return lines
    reading, _ = _reading(region)
    return [" ".join(line.split()) for line in reading.splitlines()]


def _is_told_inside(region: etree._Element) -> bool:
    """Whether regions within a region have text; its own text then is the same once more."""
    inside = region.iterchildren("{*}TextRegion", "{*}TableCell")
    told = (element for inner in inside for element in (inner, *inner.iterchildren("{*}TextLine")))
    return any(_reading(element)[0] for element in told)


def _line(line: etree._Element, words: list[WordBox]) -> str:
    elements = list(line.iterchildren("{*}Word"))
    readings = [(element, *_reading(element)) for element in elements]
    known = [(e, " ".join(text.split()), sure) for e, text, sure in readings if text]
    text, line_sure = _reading(line)
    text = " ".join(text.split())
    if not known:
        text = end_of_line(text)
        corners = _corners(line)
        boxes = cut(text, corners) if corners and text else []
        words += (placed._replace(confidence=line_sure) for placed in boxes)
        return text
    joined = " ".join(text for _, text, _ in known)
    if len(known) == len(readings) and _letters(text) != _letters(joined):
        text = joined
    text = end_of_line(text)
    for element, content, sure in known:
        is_last = element is known[-1][0]
        corners = _corners(element)
        placed = box(end_of_line(content) if is_last else content, *corners) if corners else None
        words += [placed._replace(confidence=sure)] if placed else []
    return text


def _letters(text: str) -> str:
    """A text without its spaces: where words stand together, only the line's text says."""
    return "".join(text.split())


def _reading(element: etree._Element) -> tuple[str, float]:
    """The text of a word, line or region and its confidence: its reading of the lowest index.

    A word that has none is what its letters are.
    """
    readings = sorted(
        element.iterchildren("{*}TextEquiv"), key=lambda reading: number(reading.get("index")) or 0
    )
    for reading in readings:
        for written in reading.iterchildren("{*}Unicode", "{*}PlainText"):
            text = "".join(map(str, written.itertext())).strip()
            if text:
                return text, confidence(number(reading.get("conf")))
    return "".join(_reading(glyph)[0] for glyph in element.iterchildren("{*}Glyph")), 1.0


def _corners(element: etree._Element) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of the outline: `points`, or Point elements up to 2010."""
    coords = element.find("{*}Coords")
    if coords is None:
        return None
    pairs: Iterable[list[str]] = (pair.split(",") for pair in (coords.get("points") or "").split())
    if coords.get("points") is None:
        elements = coords.iterchildren("{*}Point")
        pairs = ([point.get("x") or "", point.get("y") or ""] for point in elements)
    read = ([number(value) for value in pair] for pair in pairs)
    points = [(p[0], p[1]) for p in read if len(p) == 2 and p[0] is not None and p[1] is not None]
    return bounds(points)


FORMAT = Format(
    "page",
    "PAGE XML 2010 to 2019, OCR of scanned pages with outlines; a folder is an item",
    (".xml",),
    lambda _path, head: root_name(head) == "PcGts",
    pages=read_pages,
)
