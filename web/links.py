"""Where the links of a results page lead: the same search with one thing changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from flask import url_for

from searchsvc.errors import QueryError
from searchsvc.requests import (
    FACETS,
    MAX_WINDOW,
    Filters,
    SearchRequest,
    Sort,
    YearSpan,
)
from searchsvc.wire import mark_arguments
from web.parameters import parse_request, query_string, years_text

_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter, and the search without it."""

    facet: str
    value: str
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
        chosen = self.request.filters.values.get(facet, ())
        rest = tuple(v for v in chosen if v != value)
        values = dict(self.request.filters.values)
        values[facet] = rest if len(rest) < len(chosen) else (*chosen, value)
        if not values[facet]:
            del values[facet]
        return self.search(filters=Filters(values, self.request.filters.years))

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
            Chip(facet, value, self.toggle(facet, value) or "")
            for facet in FACETS
            for value in filters.values.get(facet, ())
        ]
        for span in filters.years:
            rest = tuple(s for s in filters.years if s != span)
            url = self.search(filters=Filters(filters.values, rest)) or ""
            chips.append(Chip("year", years_text(span).replace("..", "–"), url))
        return chips

    def reading(self) -> dict[str, Any]:
        """Arguments for a link to an item or page: what to mark there, and the way back."""
        bare = SearchRequest(q=self.request.q, marks=self.request.marks)
        back = query_string(self.request)
        return mark_arguments(bare) | ({"back": back} if back != query_string(bare) else {})


def search_url(request: SearchRequest) -> str:
    """The address of a search."""
    query = query_string(request)
    return url_for("pages.search") + (f"?{query}" if query else "")


def filter_url(facet: str, value: str) -> str | None:
    """The search for all items with this value; None when it is too long to be asked for."""
    return Links(SearchRequest()).toggle(facet, value) if value else None


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
