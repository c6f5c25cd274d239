"""The reading order of PAGE XML: groups of groups of regions, ordered or not."""

from collections.abc import Iterator

from lxml import etree

from indexer.formats.layout import number
from indexer.formats.xml import local_name

_TEXTS = ("{*}TextLine", "{*}Word", "{*}TextEquiv")


def regions_in_order(page: etree._Element) -> list[etree._Element]:
    """All regions with text: those that the reading order names, then others as the file has them.

    A region that is named stands for the regions in it too (a table for its cells).
    """
    named = {region.get("id"): region for region in page.iterdescendants() if region.get("id")}
    order = page.find("{*}ReadingOrder")
    regions: list[etree._Element] = []
    walked: set[etree._Element] = set()
    for reference in dict.fromkeys(_references(order) if order is not None else ()):
        region = named.get(reference)
        if region is not None:
            regions += _with_text(region, walked)
    regions += _with_text(page, walked)
    return regions


def _with_text(element: etree._Element, walked: set[etree._Element]) -> Iterator[etree._Element]:
    """An element and what is in it, as far as it may have text; the cells of a table row by row.

    By the schemas only a TextRegion has any; Transkribus writes it in cells, others elsewhere too.
    What was `walked` through before is left out.
    """
    name = local_name(element)
    if name == "TextLine" or element in walked:
        return
    walked.add(element)
    if name in ("TextRegion", "TableCell") or (
        name.endswith("Region") and next(element.iterchildren(*_TEXTS), None) is not None
    ):
        yield element
    inside = element.iterchildren("{*}*")
    for child in sorted(inside, key=_place) if name == "TableRegion" else inside:
        yield from _with_text(child, walked)


def _place(cell: etree._Element) -> tuple[float, float]:
    return number(cell.get("row")) or 0, number(cell.get("col")) or 0


def _references(group: etree._Element) -> Iterator[str]:
    """The ids of a group's regions, those of groups in it included.

    XML that is nested deeper than calls can be is not parsed at all.
    """
    members = sorted(
        (member for member in group.iterchildren("{*}*")),
        key=lambda member: number(member.get("index")) or 0,
    )
    for member in members:
        if reference := member.get("regionRef"):
            yield reference
        yield from _references(member)
