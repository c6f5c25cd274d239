"""The one query path: every search, from a page, the API or the terminal, goes through here."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from analyzers import Analyzer, TextRow, TextTerms, syllables
from searchsvc.access import is_listed, is_text_open
from searchsvc.breaks import Breaks, Place
from searchsvc.catalog import Catalog, Entry
from searchsvc.domain import ITEM_ID, Metadata, Page
from searchsvc.engines.base import EngineQuery, EngineResult, ItemHit, SearchEngine
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.errors import NotFound, TextClosed
from searchsvc.highlight import Highlighter, boxes, boxes_of_matches, disjoint, runs
from searchsvc.histogram import histogram
from searchsvc.images import ImageSource, image_source
from searchsvc.matches import Found, Matches
from searchsvc.query import Node, ParsedQuery, Typed, text_matches
from searchsvc.requests import MAX_LISTED, MAX_WINDOW, FacetRequest, Marks, Mode, SearchRequest
from searchsvc.responses import (
    FacetResponse,
    FacetValue,
    Hit,
    Holdings,
    ItemView,
    PageHit,
    PageMatch,
    PageSummary,
    PageView,
    ScoreParts,
    SearchResponse,
    SimilarResponse,
    Suggestion,
    WithinResponse,
)
from searchsvc.settings import Settings
from searchsvc.snippets import snippets
from searchsvc.suggestions import Suggestions
from searchsvc.understanding import Understanding

_P = ParamSpec("_P")
_R = TypeVar("_R")
_K = TypeVar("_K")


def _of_one_moment(
    method: Callable[Concatenate["SearchService", _P], _R],
) -> Callable[Concatenate["SearchService", _P], _R]:
    """All that the method reads of the catalog is the state of one moment."""

    @wraps(method)
    def wrapped(service: "SearchService", /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with service._catalog.one_moment():
            return method(service, *args, **kwargs)

    return wrapped


class SearchService:
    """Answers from a catalog and an index. One instance a process; threads may share it."""

    def __init__(self, catalog: Catalog, engine: SearchEngine) -> None:
        self._catalog = catalog
        self._engine = engine
        self._understanding = Understanding(engine)
        self._suggestions = Suggestions(catalog, engine)

    @classmethod
    def open(cls, settings: Settings) -> "SearchService":
        """Raises CatalogUnavailable when the home holds no catalog."""
        # The word model and the tables of letters are made now, so that no search waits for them.
        Analyzer().words("thư viện")
        TextTerms(TextRow.of(["thư viện"])).of_forms(["thu"])
        catalog = Catalog.open_guarded(settings.catalog_url)
        engine = EmbeddedEngine(settings.index_folder, catalog=catalog.identity)
        # An index knows items by the keys of its catalog; another catalog has other keys.
        catalog.when_replaced(engine.close)
        return cls(catalog, engine)

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.close()
        self._catalog.close()

    def check_ready(self) -> None:
        """Raises Unavailable unless a search could be answered now."""
        self._engine.state()
        self._catalog.revision()

    def search(self, request: SearchRequest) -> SearchResponse:
        """Items in order with their best pages. Raises QueryError, Unavailable."""
        began = time.perf_counter()
        settled = self._understanding.settle(request, self._engine.search, lambda r: r.total)
        result = settled.found
        # On later pages the reader has found what was meant.
        suggestions: tuple[Suggestion, ...] = ()
        if request.page == 1:
            suggestions = self.did_you_mean(request, settled.typed, settled.as_typed)
        hits = self._hits(result.hits, settled.query)
        chosen = request.filters.values
        return SearchResponse(
            request=request,
            total=result.total,
            hits=hits,
            facets={
                name: _facet_values(values, chosen.get(name, ()))
                for name, values in result.facets.items()
            },
            histogram=histogram(result.begins, result.ends, request.filters.years),
            undated=result.undated,
            suggestions=suggestions,
            notices=settled.parsed.notices,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def count(self, request: SearchRequest) -> int:
        """How many items a search finds, at a fraction of its cost. Raises as `search` does."""
        return self._understanding.settle(request, self._engine.count, int).found

    def listing(self, request: SearchRequest) -> tuple[Metadata, ...]:
        """What is known of the items that a search finds, in its order: the first MAX_LISTED,
        whichever window the request has. Raises as `search` does.
        """

        def find(query: EngineQuery) -> EngineResult:
            fewer = replace(query, offset=0, limit=MAX_LISTED, pages_per_item=0, with_facets=False)
            return self._engine.search(fewer)

        hits = self._understanding.settle(request, find, lambda r: r.total).found.hits
        entries = self._catalog.entries([hit.key for hit in hits])
        found = (entries.get(hit.key) for hit in hits)
        return tuple(entry.metadata for entry in found if entry and self._is_listed(entry))

    def holdings(self) -> Holdings:
        """What the index holds. Raises Unavailable."""
        state = self._engine.state()
        return Holdings(state.items, state.pages)

    def listed_parts(self) -> Sequence[int]:
        """Numbers of the parts in which `listed_ids` gives all items. Raises Unavailable."""
        return self._catalog.listed_parts()

    def listed_ids(self, part: int) -> Sequence[str]:
        """Ids of the items of one part that have a page of their own, at most 10,000. Raises
        NotFound for a part without any, Unavailable.
        """
        # Earlier versions took in ids that no address can name.
        ids = [item_id for item_id in self._catalog.listed_ids(part) if ITEM_ID.fullmatch(item_id)]
        if not ids:
            raise NotFound("There is no such part.")
        return ids

    def facet(self, request: FacetRequest) -> FacetResponse:
        """A facet's values with words that begin as typed, and how many items of the search have
        each. Raises QueryError, Unavailable.
        """
        asked = request.search
        query = self._understanding.engine_query(asked, self._understanding.reading(asked))
        typed = [Typed(syllable.term, syllable.folded) for syllable in syllables(request.typed)]
        values = self._engine.values(query, request.facet, typed)
        chosen = asked.filters.values.get(request.facet, ())
        return FacetResponse(request, _facet_values(values, chosen))

    @_of_one_moment
    def item(self, item_id: str) -> ItemView:
        """An item's metadata and list of pages. Raises NotFound, also for a restricted item."""
        entry = self._entry(item_id)
        text_open = is_text_open(entry.metadata.rights)
        pages = self._catalog.page_list(entry.key) if text_open else ()
        return ItemView(entry.metadata, text_open, entry.page_count, pages)

    @_of_one_moment
    def page(
        self,
        item_id: str,
        number: int,
        q: str = "",
        marks: Marks = Marks.AUTO,
        mode: Mode = Mode.AUTO,
    ) -> PageView:
        """A page, with the words of `q` found in it. Raises NotFound, TextClosed, QueryError."""
        entry, page = self._open_page(item_id, number)
        previous, following = self._catalog.neighbours(entry.key, number)
        read = self._understanding.reading(SearchRequest(q=q, marks=marks, mode=mode))
        here = entry.key, number
        at_edges = Breaks(read.tree, marks).found(self._catalog, {here: page.text})
        text = TextRow.of([page.text])
        found = _found([here], text, read.tree, marks, at_edges).in_text(0)
        spans = tuple((f.start, f.end) for f in found)
        boxed = boxes_of_matches(page.text, page.words, spans)
        return PageView(
            metadata=entry.metadata,
            page=page,
            previous=previous,
            next=following,
            matches=spans,
            boxes=tuple(word for word, _ in boxed),
            box_matches=tuple(matches for _, matches in boxed),
            runs=runs(page.text, found),
            is_searched=bool(text_matches(read.tree)),
        )

    @_of_one_moment
    def image(self, item_id: str, number: int) -> ImageSource:
        """Where a page's image is. Raises NotFound, TextClosed."""
        entry = self._open_entry(item_id)
        return image_source(entry.root, self._catalog.page_image(entry.key, number))

    @_of_one_moment
    def matching(
        self, item_id: str, q: str, marks: Marks = Marks.AUTO, mode: Mode = Mode.AUTO
    ) -> tuple[int, ...]:
        """Numbers of all pages of an item that match, in reading order, at most `MAX_WINDOW`.
        Raises as `page` does.
        """
        entry = self._open_entry(item_id)
        read = self._understanding.reading(SearchRequest(q=q, marks=marks, mode=mode))
        found = self._engine.pages(EngineQuery(read.tree, marks, limit=MAX_WINDOW), entry.key)[1]
        return found or Breaks(read.tree, marks).pages(self._catalog, self._engine, entry)

    @_of_one_moment
    def within(
        self,
        item_id: str,
        q: str,
        marks: Marks = Marks.AUTO,
        mode: Mode = Mode.AUTO,
        page: int = 1,
        per_page: int = 20,
    ) -> WithinResponse:
        """One window of the pages of an item that match, in reading order, with snippets and word
        boxes. Raises as `page` does.
        """
        request = SearchRequest(q=q, page=page, per_page=per_page, marks=marks, mode=mode)
        entry = self._open_entry(item_id)
        parsed = self._understanding.reading(request)
        query = EngineQuery(parsed.tree, marks, offset=request.offset, limit=per_page)
        total, numbers = self._engine.pages(query, entry.key)
        breaks = Breaks(parsed.tree, marks)
        if not total:
            over = breaks.pages(self._catalog, self._engine, entry)
            total, numbers = len(over), over[request.offset :][:per_page]
        pages = self._catalog.pages_with_numbers(entry.key, numbers)
        texts = {(entry.key, n): pages[n].text for n in numbers if n in pages}
        row, at_edges = TextRow.of(texts.values()), breaks.found(self._catalog, texts)
        found = _found(texts, row, parsed.tree, marks, at_edges)
        hits = _page_hits({n: pages[n] for _, n in texts}, row, found)
        in_pages = zip(hits.items(), found.in_each(), strict=True)
        matches = tuple(_match(pages[n], hit, in_page) for (n, hit), in_page in in_pages)
        is_searched = bool(text_matches(parsed.tree))
        return WithinResponse(entry.metadata, q, total, matches, parsed.notices, is_searched)

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Titles, names, subjects and frequent words that continue what was typed. Raises
        Unavailable.
        """
        # Completions may need no catalog; but none are offered while searches would fail.
        self._catalog.revision()
        return self._suggestions.completions(q, limit)

    def did_you_mean(
        self, request: SearchRequest, typed: ParsedQuery, total: int
    ) -> tuple[Suggestion, ...]:
        """At most three queries to try instead of this one, which was parsed as `typed` and finds
        `total` items.
        """
        return self._suggestions.did_you_mean(request, typed, total)

    def similar(self, item_id: str, limit: int = 10) -> SimilarResponse:
        """At most `limit` items like this one, best first. Raises NotFound, Unavailable."""
        return self._suggestions.similar(self._entry(item_id), limit)

    @_of_one_moment
    def _hits(self, found: tuple[ItemHit, ...], query: EngineQuery) -> tuple[Hit, ...]:
        entries = self._catalog.entries([hit.key for hit in found])
        breaks = Breaks(query.tree, query.marks)
        without = {hit.key for hit in found if not hit.pages}
        found = tuple(
            hit if hit.pages else self._over_breaks(hit, entries.get(hit.key), breaks, query)
            for hit in found
        )
        read = self._catalog.page_texts([(hit.key, n) for hit in found for n in hit.pages])
        texts = read.by_place() if without else {}
        at_edges = breaks.found(self._catalog, {p: t for p, t in texts.items() if p[0] in without})
        in_texts = _found(read.pages, read.texts, query.tree, query.marks, at_edges)
        page_hits = _page_hits(read.pages, read.texts, in_texts)
        covers = self._catalog.covers([hit.key for hit in found if not hit.pages])
        # An item that was changed or removed since the index was committed may lack pages, or be
        # gone, or be closed by now; the next commit is at most a moment away.
        return tuple(
            Hit(
                metadata=entry.metadata,
                score=round(hit.score, 4),
                pages_matched=hit.pages_matched,
                pages=tuple(
                    page_hits[hit.key, number]
                    for number in hit.pages
                    if (hit.key, number) in page_hits and is_text_open(entry.metadata.rights)
                ),
                parts=_parts(hit, is_text_open(entry.metadata.rights)),
                cover=covers.get(hit.key) if is_text_open(entry.metadata.rights) else None,
            )
            for hit in found
            if (entry := entries.get(hit.key)) and self._is_listed(entry)
        )

    def _over_breaks(
        self, hit: ItemHit, entry: Entry | None, breaks: Breaks, query: EngineQuery
    ) -> ItemHit:
        """The hit with the pages over whose breaks the phrase runs for which it was found."""
        if entry is None or not is_text_open(entry.metadata.rights):
            return hit
        pages = breaks.pages(self._catalog, self._engine, entry)
        return replace(hit, pages_matched=len(pages), pages=pages[: query.pages_per_item])

    def _entry(self, item_id: str) -> Entry:
        entry = self._catalog.entry(item_id)
        if entry is None or not self._is_listed(entry):
            raise NotFound("There is no such item.")
        return entry

    def _open_entry(self, item_id: str) -> Entry:
        entry = self._entry(item_id)
        if not is_text_open(entry.metadata.rights):
            raise TextClosed("The text of this item is not open to the public.")
        return entry

    def _open_page(self, item_id: str, number: int) -> tuple[Entry, Page]:
        entry = self._open_entry(item_id)
        page = self._catalog.page(entry.key, number)
        if page is None:
            raise NotFound("This item has no such page.")
        return entry, page

    @staticmethod
    def _is_listed(entry: Entry | None) -> bool:
        return entry is not None and is_listed(entry.metadata.rights)


def _facet_values(
    values: Iterable[tuple[str, int]], chosen: Collection[str]
) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, count, value in chosen) for value, count in values)


def _parts(hit: ItemHit, text_open: bool) -> ScoreParts | None:
    """The parts of a score, without the page's where the item's text has been closed since."""
    return hit.parts if hit.parts is None or text_open else replace(hit.parts, page=None)


def _found(
    places: Iterable[Place],
    texts: TextRow,
    tree: Node,
    marks: Marks,
    at_edges: Mapping[Place, list[Found]],
) -> Matches:
    """The words of a query on pages, and parts of its phrases at their edges."""
    found = Highlighter(tree, marks).find_in(texts)
    if not at_edges:
        return found
    # Of a page that has near words at its edge, those far from there are not shown.
    together = Highlighter(tree, marks, scattered=False)
    in_pages = zip(places, texts.texts(), found.in_each(), strict=True)
    return Matches.of(
        [
            disjoint(together.find(text) + at_edges[at]) if at in at_edges else in_page
            for at, text, in_page in in_pages
        ]
    )


def _page_hits(
    pages: Mapping[_K, PageSummary | Page], texts: TextRow, found: Matches
) -> dict[_K, PageHit]:
    """Each page with the part of its text that shows best what was found there."""
    shown = snippets(texts, found)
    return {
        place: PageHit(page.number, page.label, snippet, page.image)
        for (place, page), snippet in zip(pages.items(), shown, strict=True)
    }


def _match(page: Page, hit: PageHit, found: list[Found]) -> PageMatch:
    return PageMatch(hit, boxes(page.text, page.words, [(f.start, f.end) for f in found]))
