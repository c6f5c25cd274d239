"""The reading order of PAGE XML: groups of groups of regions, ordered or not."""

from collections.abc import Iterator

from lxml import etree

from indexer.formats.layout import number


def regions_in_order(page: etree._Element) -> list[etree._Element]:
    """All text regions: those that the reading order names, then the others as the file has them.

    A region that is named stands for the text regions in it too (a table for its cells).
    """
    named = {region.get("id"): region for region in page.iterdescendants() if region.get("id")}
    order = page.find("{*}ReadingOrder")
    regions: dict[etree._Element, None] = {}
    for reference in dict.fromkeys(_references(order) if order is not None else ()):
        region = named.get(reference)
        if region is not None:
            regions.update(dict.fromkeys(region.iter("{*}TextRegion")))
    regions.update(dict.fromkeys(page.iter("{*}TextRegion")))
    return list(regions)


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
