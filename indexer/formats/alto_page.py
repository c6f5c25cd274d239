"""A page element of ALTO, of any version and dialect, to a Page."""

import re
import sys
from collections.abc import Iterator
from pathlib import PureWindowsPath

from lxml import etree

from analyzers import normalize
from indexer.formats.alto_order import blocks_in_order
from indexer.formats.layout import bounds, box, confidence, end_of_line, number, size, text_of
from indexer.formats.xml import local_name
from searchsvc.domain import Page, WordBox

#: What a line's last word may end in when the word goes on in the next line. Some files have the
#: sign there, some in an element of its own, some in both.
_HYPHENS = ("-", "\u00ad", "\u2010", "\u2e17")
_SOFT_HYPHEN = "\u00ad"
_PERCENT = re.compile(r"0\.(\d{1,3})", re.ASCII)


def page_from(element: etree._Element, page_number: int) -> Page:
    """The page: blocks parted by a blank line, each with its lines.

    Its frame and boxes are in the file's unit (pixel, mm10 or inch1200).
    """
    words: list[WordBox] = []
    separator = "" if _says_its_spaces(element) else " "
    percents = _writes_percents(element)
    blocks = [
        [_line(line, separator, percents, words) for line in block.iterchildren("{*}TextLine")]
        for block in blocks_in_order(element)
    ]
    return Page(
        number=page_number,
        text=text_of(blocks),
        label=element.get("PRINTED_IMG_NR") or None,
        image=_image(element),
        width=size(element.get("WIDTH")),
        height=size(element.get("HEIGHT")),
        words=tuple(words),
    )


def _image(page: etree._Element) -> str | None:
    """The name of the image that the page was read from, as far as the file says it."""
    named = page.getroottree().find(".//{*}sourceImageInformation/{*}fileName")
    return PureWindowsPath((named.text or "").strip()).name or None if named is not None else None


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


def _writes_percents(page: etree._Element) -> bool:
    """Whether confidences are percents behind `0.`: Tesseract writes 8 % as 0.8, 100 % as 0.100."""
    named = page.getroottree().iterfind(".//{*}processingSoftware/{*}softwareName")
    return any("tesseract" in (name.text or "").lower() for name in named)


def _line(line: etree._Element, separator: str, percents: bool, words: list[WordBox]) -> str:
    """The text of a line; the boxes of its words are added to `words`."""
    text = gap = hyphen = ""
    filled = [s for s in line.iterchildren("{*}String") if (s.get("CONTENT") or "").strip()]
    for child in line.iterchildren("{*}String", "{*}SP", "{*}HYP"):
        name = local_name(child)
        if name == "SP":
            gap = " "
        elif name == "HYP":
            hyphen = hyphen or "-"
        elif content := (child.get("CONTENT") or "").strip():
            content = end_of_line(content) if child is filled[-1] else content
            text += (gap if text else "") + content
            gap = separator
            hyphen = _hyphen(child, content)
            if placed := _box(child, content):
                words.append(placed._replace(confidence=_sure(child, percents)))
    return text if text.endswith(_HYPHENS) else text + hyphen


def _hyphen(string: etree._Element, content: str) -> str:
    """What stands behind a word of which the file says that it goes on in the next line.

    A hyphen, as printed; but where the halves are words too and would be read as two (`nghi-ên`),
    a soft one, which always joins.
    """
    if string.get("SUBS_TYPE") != "HypPart1":
        return ""
    whole = (string.get("SUBS_CONTENT") or "").strip()
    rest = whole.removeprefix(content)
    known = rest != whole and rest.isalpha()
    joins = known and normalize(f"{content}-\n{rest}").text != normalize(whole).text
    return _SOFT_HYPHEN if joins else "-"


def _box(string: etree._Element, content: str) -> WordBox | None:
    """The place of a word, None where the file does not say it."""
    return _rectangle(string, content) or _outline(string, content)


def _sure(string: etree._Element, percents: bool) -> float:
    stated = string.get("WC") or ""
    percent = _PERCENT.fullmatch(stated) if percents else None
    return confidence(int(percent[1]) / 100 if percent else number(stated))


def _rectangle(element: etree._Element, content: str) -> WordBox | None:
    x, y = number(element.get("HPOS")), number(element.get("VPOS"))
    width, height = size(element.get("WIDTH")), size(element.get("HEIGHT"))
    if x is None or y is None or width is None or height is None:
        return None
    return WordBox(sys.intern(content), x, y, width, height, 1.0)


def _outline(string: etree._Element, content: str) -> WordBox | None:
    """The place of a word that has only a polygon, or only its letters' places."""
    polygon = string.find("{*}Shape/{*}Polygon")
    if polygon is not None:
        numbers = map(number, (polygon.get("POINTS") or "").replace(",", " ").split())
        known = [n for n in numbers if n is not None]
        corners = bounds(zip(known[::2], known[1::2], strict=False))
    else:
        corners = bounds(_letters(string))
    return box(content, *corners) if corners else None


def _letters(string: etree._Element) -> Iterator[tuple[float, float]]:
    for glyph in string.iterchildren("{*}Glyph"):
        if placed := _rectangle(glyph, "x"):
            yield placed.x, placed.y
            yield placed.x + placed.width, placed.y + placed.height
