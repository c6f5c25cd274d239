"""What to try when nothing is found: the same search with one limit less, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from searchsvc.requests import Filters, Marks, Mode, SearchRequest
from web.links import Links

#: Searches that are tried; counting one takes some milliseconds.
_MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class WayOut:
    """A search that finds `total` items.

    `kind`: which limit it leaves out. For a single filter, `facet` and `value` say which one.
    """

    kind: str
    url: str
    total: int
    facet: str = ""
    value: str = ""


def ways_out(asked: SearchRequest, count: Callable[[SearchRequest], int]) -> list[WayOut]:
    """The searches one limit wider than `asked` that find something, by what `count` says."""
    links = Links(asked)
    found = []
    for kind, facet, value, changes in list(_wider(links))[:_MOST_TRIED]:
        url = links.search(**changes)
        total = count(replace(asked, page=1, **changes)) if url else 0
        if url and total:
            found.append(WayOut(kind, url, total, facet, value))
    return found


def _wider(links: Links) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    asked = links.request
    chips = links.chips
    if len(chips) > 1:
        yield "all filters", "", "", {"filters": Filters()}
    if asked.q and asked.marks is not Marks.IGNORE:
        # From strict marks the first step is to let words typed bare have any.
        marks = Marks.AUTO if asked.marks is Marks.STRICT else Marks.IGNORE
        yield f"marks {marks}", "", "", {"marks": marks}
    if asked.mode is not Mode.ANY and len(asked.q.split()) > 1:
        yield "any word", "", "", {"mode": Mode.ANY}
    for chip in chips:
        yield "filter", chip.facet, chip.value, {"filters": chip.rest}
