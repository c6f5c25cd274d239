"""An `ocr_page` element of hOCR, of any program's making, to a Page.

Specification: https://kba.github.io/hocr-spec/1.2/.
"""

import re
from itertools import groupby
from pathlib import PureWindowsPath

from lxml import etree

from indexer.formats.hocr_lines import Line, classes, lines_of
from indexer.formats.layout import bounds, box, confidence, cut, end_of_line, number, text_of
from searchsvc.domain import Page, WordBox

_PROPERTY = re.compile(r"""([A-Za-z_]\w*)[ \t\r\n]+((?:"[^"]*"|'[^']*'|[^;"'])+)""")
_LONGEST_TITLE = 10_000
#: Properties of a word that say how sure OCR is of it, in percent.
_CONFIDENCES = ("x_wconf", "x_conf")

__all__ = ["classes", "page_from", "physical_number"]


def physical_number(page: etree._Element) -> float | None:
    """A page's place among the pictures of its book, if the file says it."""
    return number(_properties(page).get("ppageno"))


def page_from(element: etree._Element) -> Page:
    """The page, as number 1: blocks parted by a blank line, each with its lines."""
    lines = lines_of(element)
    says_spaces = _says_its_spaces(lines)
    blocks: list[list[str]] = []
    words: list[WordBox] = []
    for _, of_block in groupby(lines, lambda line: line.block):
        read = [_read(line, says_spaces) for line in of_block]
        blocks.append([text for text, _ in read])
        words += (word for _, placed in read for word in placed)
    stated = _properties(element)
    corners = _corners(stated)
    image = PureWindowsPath(stated.get("image", "").strip("\"' ")).name
    return Page(
        number=1,
        text=text_of(blocks),
        label=stated.get("lpageno", "").strip("\"' ") or None,
        image=image or None,
        width=corners[2] if corners and corners[2] > 0 else None,
        height=corners[3] if corners and corners[3] > 0 else None,
        words=tuple(words),
    )


def _says_its_spaces(lines: list[Line]) -> bool:
    """Whether words stand together where no space is between them, as in ALTO."""
    spaces = sum(piece.spaced for line in lines for piece in line.pieces[1:])
    needed = sum(len(line.pieces) - 1 for line in lines)
    return spaces > 0 and 2 * spaces >= needed


def _read(line: Line, says_spaces: bool) -> tuple[str, list[WordBox]]:
    text = ""
    words = []
    for piece in line.pieces:
        content = end_of_line(piece.text) if piece is line.pieces[-1] else piece.text
        text += " " if text and (piece.spaced or not says_spaces) else ""
        text += content
        if piece.word is not None and (placed := _box(piece.word, content)):
            words.append(placed)
    if any(piece.word is not None for piece in line.pieces):
        return text, words
    corners = _corners(_properties(line.element)) if line.element is not line.block else None
    return text, cut(text, corners) if corners else []


def _box(word: etree._Element, content: str) -> WordBox | None:
    stated = _properties(word)
    corners = _corners(stated)
    placed = box(content, *corners) if corners else None
    percents = (number(stated.get(name)) for name in _CONFIDENCES)
    percent = next((p for p in percents if p is not None), None)
    sure = confidence(None if percent is None else percent / 100)
    return placed._replace(confidence=sure) if placed else None


def _properties(element: etree._Element) -> dict[str, str]:
    """What `title` says: `bbox 1 2 3 4; x_wconf 90`."""
    title = (element.get("title") or "")[:_LONGEST_TITLE]
    return {m[1]: m[2].strip() for m in _PROPERTY.finditer(title)}


def _corners(stated: dict[str, str]) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom: of the element, or of all its letters together."""
    named = stated.get("bbox") or stated.get("x_bboxes") or ""
    numbers = [number(value) for value in named.replace(",", " ").split()]
    known = [n for n in numbers if n is not None]
    if len(known) < 4 or len(known) != len(numbers):
        return None
    return bounds(zip(known[::2], known[1::2], strict=False))
