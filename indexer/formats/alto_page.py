"""A page element of ALTO, of any version and dialect, to a Page."""

import math

from lxml import etree

from indexer.formats.page import MAX_LENGTH
from searchsvc.domain import Page, WordBox

#: What a line's last word may end in when the word goes on in the next line. Some files have the
#: sign there, some in an element of its own, some in both.
_HYPHENS = ("-", "\u00ad", "\u00ac", "\u2010", "\u2e17")


def page_from(element: etree._Element, number: int) -> Page:
    """The page: blocks parted by a blank line, each with its lines."""
    words: list[WordBox] = []
    separator = "" if _says_its_spaces(element) else " "
    blocks = []
    for block in element.iter("{*}TextBlock"):
        lines = [_line(line, separator, words) for line in block.iter("{*}TextLine")]
        blocks.append("\n".join(line for line in lines if line))
    return Page(
        number=number,
        text="\n\n".join(block for block in blocks if block),
        label=element.get("PRINTED_IMG_NR") or None,
        width=_number(element, "WIDTH"),
        height=_number(element, "HEIGHT"),
        words=tuple(words),
    )


def _says_its_spaces(page: etree._Element) -> bool:
    """Whether words stand together where no space is given between them.

    Some programs leave out all spaces, and some all but those after a stop; then there are fewer
    than half of what the words need.
    """
    spaces = needed = 0
    for line in page.iter("{*}TextLine"):
        spaces += sum(1 for _ in line.iterchildren("{*}SP"))
        needed += max(0, sum(1 for _ in line.iterchildren("{*}String")) - 1)
    return spaces > 0 and 2 * spaces >= needed


def _line(line: etree._Element, separator: str, words: list[WordBox]) -> str:
    """The text of a line; the boxes of its words are added to `words`."""
    text = gap = ""
    for child in line.iterchildren("{*}String", "{*}SP", "{*}HYP"):
        name = etree.QName(child).localname
        if name == "SP":
            gap = " "
        elif name == "HYP":
            text += "" if text.endswith(_HYPHENS) else "-"
        elif content := (child.get("CONTENT") or "").strip():
            text += (gap if text else "") + content
            gap = separator
            if box := _box(child, content):
                words.append(box)
    return text


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
    if not math.isfinite(value) or not 0 <= value <= MAX_LENGTH or (value == 0 and not zero):
        return None
    return int(value) if value.is_integer() else value
