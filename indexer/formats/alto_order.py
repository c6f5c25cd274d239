"""The order in which the blocks of an ALTO page are read."""

from collections.abc import Iterator

from lxml import etree

from indexer.formats.xml import local_name

#: Parts of a page from its top to its bottom. The schema has all margins before the print space.
_PARTS = ("TopMargin", "LeftMargin", "PrintSpace", "RightMargin", "BottomMargin")


def blocks_in_order(page: etree._Element) -> list[etree._Element]:
    """What has lines: that which a reading order (ALTO 4.3) names, then the rest part by part.

    By the schema only a TextBlock has any; some programs write them in other parts too.
    """
    blocks = dict.fromkeys(_named(page))
    parts = sorted(page.iterchildren("{*}*"), key=_rank)
    blocks.update((block, None) for part in parts for block in _with_lines(part))
    return list(blocks)


def _with_lines(element: etree._Element) -> Iterator[etree._Element]:
    """What has lines of its own, of an element and all in it; a line stands for its block."""
    for line in element.iter("{*}TextLine"):
        if (block := line.getparent()) is not None:
            yield block


def _rank(part: etree._Element) -> int:
    name = local_name(part)
    return _PARTS.index(name) if name in _PARTS else _PARTS.index("PrintSpace")


def _named(page: etree._Element) -> Iterator[etree._Element]:
    """The blocks that a reading order names, by themselves, by what they are in or by a line."""
    order = page.getroottree().getroot().find("{*}ReadingOrder")
    if order is None:
        return
    elements = {element.get("ID"): element for element in page.iterdescendants("{*}*")}
    for reference in order.iter("{*}ElementRef"):
        for name in (reference.get("REF") or "").split():
            if name in elements:
                yield from _with_lines(elements[name])
