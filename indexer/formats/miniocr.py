"""MiniOCR, the small XML of the Solr OCR highlighting plugin: `<l><w x="1 2 3 4">thư</w> …</l>`."""

from pathlib import Path

from lxml import etree

from indexer.formats.base import Format, Malformed
from indexer.formats.layout import box, end_of_line, number, text_of
from indexer.formats.xml import all_text, root_name, root_named
from searchsvc.domain import Page, WordBox


def read_pages(path: Path, max_bytes: int) -> list[Page]:
    """The pages of a file. Raises Malformed; OtherXml where its root is another; OSError."""
    root = root_named(path, max_bytes, "ocr")
    elements = list(root.iter("p"))
    if not elements:
        raise Malformed("has no page (p)")
    return [_page(element, at) for at, element in enumerate(elements, 1)]


def _page(element: etree._Element, page_number: int) -> Page:
    frame = [n for n in map(number, (element.get("wh") or "").split()) if n and n > 0]
    width, height = frame if len(frame) == 2 else (None, None)
    words: list[WordBox] = []
    blocks = [[_line(line, words) for line in block.iter("l")] for block in element.iter("b")]
    relative = bool(words) and all(w.x + w.width <= 1 and w.y + w.height <= 1 for w in words)
    if relative and width and height:
        words = [
            w._replace(
                x=w.x * width, y=w.y * height, width=w.width * width, height=w.height * height
            )
            for w in words
        ]
    elif relative:  # a share of a page of which we do not know the size
        words = []
    return Page(page_number, text_of(blocks), width=width, height=height, words=tuple(words))


def _line(line: etree._Element, words: list[WordBox]) -> str:
    """The text of a line as it stands; the boxes of its words are added to `words`."""
    text = end_of_line(all_text(line))
    elements = list(line.iter("w"))
    for word in elements:
        content = end_of_line(all_text(word)) if word is elements[-1] else all_text(word)
        place = [n for n in map(number, (word.get("x") or "").split()) if n is not None]
        if len(place) == 4:
            x, y, width, height = place
            placed = box(content, x, y, x + width, y + height)
            words += [placed] if placed else []
    return text


FORMAT = Format(
    "miniocr",
    "MiniOCR, OCR of scanned pages in small XML; a folder is an item",
    (".xml",),
    lambda _path, head: root_name(head) == "ocr",
    pages=read_pages,
)
