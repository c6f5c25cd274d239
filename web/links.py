"""Where the links of a results page lead: the same search with one thing changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import url_for

from searchsvc.errors import QueryError
from searchsvc.requests import (
    FACETS,
    MAX_FILTER_CHARACTERS,
    MAX_WINDOW,
    Filters,
    SearchRequest,
    Sort,
    YearSpan,
)
from searchsvc.responses import FacetValue
from searchsvc.wire import mark_arguments
from web.display import chosen_years
from web.parameters import parse_request, query_string, request_pairs

_NO_FILTERS = Filters()


#: Values of a facet that stand beside the results; the others have a page of their own.
_SHOWN_VALUES = 6


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter. `rest`: all others; `url`: the address of the search with those alone."""

    facet: str
    value: str
    rest: Filters
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one search."""

    request: SearchRequest

    def search(self, **changes: Any) -> str | None:
        """The search with changes, from its first page; None when it would pass a limit."""
        try:
            return search_url(replace(self.request, **{"page": 1} | changes))
        except QueryError:
            return None

    def toggle(self, facet: str, value: str) -> str | None:
        """The search with a facet's value chosen, or no longer."""
        return self.search(filters=self._toggled(facet, value))

    def years(self, first: int, last: int) -> str | None:
        """The search within these years."""
        span = (YearSpan(first, last),)
        return self.search(filters=Filters(self.request.filters.values, span))

    @property
    def unfiltered(self) -> str | None:
        return self.search(filters=_NO_FILTERS)

    @property
    def chips(self) -> list[Chip]:
        """Every chosen filter."""
        filters = self.request.filters
        chips = [
            self._chip(facet, value, self._toggled(facet, value))
            for facet in FACETS
            for value in filters.values.get(facet, ())
        ]
        for span in filters.years:
            rest = tuple(s for s in filters.years if s != span)
            chips.append(self._chip("year", chosen_years(span), Filters(filters.values, rest)))
        return chips

    def reading(self) -> "Reading":
        """Links that keep what to mark in an item or on a page, and the way back."""
        asked = self.request
        bare = SearchRequest(q=asked.q, marks=asked.marks, mode=asked.mode)
        back = query_string(asked)
        kept = mark_arguments(bare) | ({"back": back} if back != query_string(bare) else {})
        return Reading.keeping(kept)

    def _toggled(self, facet: str, value: str) -> Filters:
        filters = self.request.filters
        chosen = filters.values.get(facet, ())
        rest = tuple(v for v in chosen if v != value)
        values = rest if len(rest) < len(chosen) else (*chosen, value)
        return Filters({**filters.values, facet: values}, filters.years)

    def _chip(self, facet: str, value: str, rest: Filters) -> Chip:
        return Chip(facet, value, rest, self.search(filters=rest) or "")


@dataclass(frozen=True, slots=True)
class Reading:
    """Links to items and pages. `kept`: what they all end in, from `?` on."""

    kept: str = ""

    @classmethod
    def keeping(cls, arguments: Mapping[str, Any]) -> "Reading":
        """Links with these arguments."""
        return cls(f"?{urlencode(arguments)}" if arguments else "")

    def of(self, item_id: str) -> "ItemLinks":
        """Those of one item."""
        return ItemLinks(url_for("pages.item", item_id=item_id), self.kept)


@dataclass(frozen=True, slots=True)
class ItemLinks:
    """Links to an item and its pages. `address`: of the item; `kept`: what they end in."""

    address: str
    kept: str

    @property
    def item(self) -> str:
        return self.address + self.kept

    def page(self, number: int) -> str:
        # Below the item's address: to build each by its rule takes a tenth of the time of a page.
        return f"{self.address}/pages/{number}{self.kept}"

    def match(self, number: int) -> str:
        """To the first match on a page."""
        return f"{self.page(number)}#match-1"


def search_url(request: SearchRequest) -> str:
    """The address of a search."""
    query = query_string(request)
    return url_for("pages.search") + (f"?{query}" if query else "")


def filter_url(facet: str, value: str) -> str | None:
    """The search for all items with this value; None when it is too long to be asked for."""
    return Links(SearchRequest()).toggle(facet, value) if value else None


def facet_url(facet: str, request: SearchRequest) -> str:
    """The page of all values of a facet, counted in a search."""
    pairs = request_pairs(replace(request, page=1))
    return url_for("finding.facet", name=facet) + (f"?{urlencode(pairs)}" if pairs else "")


def shown_values(values: Sequence[FacetValue]) -> list[FacetValue]:
    """The values of a facet to show beside the results: the most frequent, and all chosen."""
    return [v for place, v in enumerate(values) if place < _SHOWN_VALUES or v.selected]


def is_choosable(value: str) -> bool:
    """Whether a facet's value is short enough to be asked for."""
    return len(value) <= MAX_FILTER_CHARACTERS


def thumbnail(item_id: str, number: int) -> str:
    """The small picture of a page, for one that has an image."""
    return url_for("images.thumbnail", item_id=item_id, number=number)


def newest_url() -> str:
    """All items, newest first."""
    return search_url(SearchRequest(sort=Sort.NEWEST))


def back_url(back: str, request: SearchRequest) -> str | None:
    """The search from which a reader came; `back` is from the address, so it is parsed again."""
    try:
        found = parse_request(parse_qs(back)) if back else replace(request, page=1, per_page=10)
    except (QueryError, ValueError):
        return None
    return search_url(found) if found != SearchRequest() else None


def pager(page: int, last: int, url: Callable[[int], str | None]) -> list[tuple[int, str | None]]:
    """Numbers to show with their links; number 0 stands for a gap, the current one has no link."""
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    entries: list[tuple[int, str | None]] = []
    for number in shown:
        if entries and number > entries[-1][0] + 1:
            entries.append((0, None))
        entries.append((number, None if number == page else url(number)))
    return entries


def reachable(last: int, per_page: int) -> int:
    """The last page of results that can be asked for."""
    return max(1, min(last, MAX_WINDOW // per_page))
