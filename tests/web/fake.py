"""A service that answers from a few items in memory, as simply as it can."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import escape

from searchsvc.domain import Item, Metadata, Page, Rights
from searchsvc.errors import EngineUnavailable, NotFound, TextClosed
from searchsvc.images import ImageSource, image_source
from searchsvc.requests import FACETS, FacetRequest, Marks, Mode, SearchRequest, Sort
from searchsvc.responses import (
    FacetResponse,
    FacetValue,
    HistogramBar,
    Hit,
    Holdings,
    ItemView,
    Notice,
    PageHit,
    PageMatch,
    PageParts,
    PageSummary,
    PageView,
    ScoreParts,
    SearchResponse,
    SimilarResponse,
    Suggestion,
    WithinResponse,
)
from searchsvc.service import SearchService

#: Items of a part.
_PART = 10
#: What is suggested, by what was typed.
_MEANT = {"thu vein": ("thư viện",), "tho kiu": ("thơ kiều", "thơ kịu")}


class FakeService(SearchService):
    """Finds items that hold every word of the query, letter by letter."""

    def __init__(self, items: Iterable[Item], images: Path) -> None:
        self.items = {item.id: item for item in items}
        self.images = images
        self.failure: BaseException | None = None

    def search(self, request: SearchRequest) -> SearchResponse:
        q, found = request.q, self._found(request)
        shown = found[request.offset : request.offset + request.per_page]
        years = Counter(i.metadata.year // 10 * 10 for i in found if i.metadata.year is not None)
        return SearchResponse(
            request, len(found), 1.25, tuple(_hit(i, request) for i in shown),
            {facet: _facet(found, facet, request) for facet in FACETS},
            tuple(HistogramBar(y, y + 9, n) for y, n in sorted(years.items())),
            sum(i.metadata.year is None for i in found),
            tuple(Suggestion(one, "spelling") for one in _MEANT.get(q, ())),
            (Notice("unparsed", "Searched as plain words: %(q)s", {"q": q}),) if "(" in q else (),
        )  # fmt: skip

    def listing(self, request: SearchRequest) -> tuple[Metadata, ...]:
        return tuple(item.metadata for item in self._found(request))

    def count(self, request: SearchRequest) -> int:
        return self.search(request).total

    def holdings(self) -> Holdings:
        items = list(self._all())
        return Holdings(len(items), sum(len(item.pages) for item in items))

    def listed_parts(self) -> Sequence[int]:
        return range(1, 1 + -(-len(list(self._all())) // _PART))

    def listed_ids(self, part: int) -> Sequence[str]:
        if part not in self.listed_parts():
            raise NotFound(f"no part {part}")
        return [item.id for item in self._all()][_PART * (part - 1) : _PART * part]

    def facet(self, request: FacetRequest) -> FacetResponse:
        asked = request.search
        rest = replace(asked, filters=asked.filters.without(request.facet))
        found = [i for i in self._all() if _holds(i, asked.q) and _passes(i, rest)]
        values = _facet(found, request.facet, asked)
        return FacetResponse(request, tuple(v for v in values if request.typed in v.value)[:50])

    def item(self, item_id: str) -> ItemView:
        item = self._item(item_id)
        pages = [PageSummary(p.number, p.label, p.image) for p in item.pages]
        is_open = item.metadata.rights is Rights.PUBLIC
        return ItemView(item.metadata, is_open, len(pages), tuple(pages) if is_open else ())

    def page(
        self,
        item_id: str,
        number: int,
        q: str = "",
        marks: Marks = Marks.AUTO,
        mode: Mode = Mode.AUTO,
    ) -> PageView:
        item, page = self._page(item_id, number)
        spans = _spans(page.text, q)
        words = [page.text[a:b].lower() for a, b in spans]
        boxed = [w for w in page.words if w.text.strip(",.").lower() in words]
        return PageView(
            item.metadata, page, number - 1 or None,
            number + 1 if number < len(item.pages) else None, spans,
            tuple(boxed), tuple((words.index(w.text.strip(",.").lower()),) for w in boxed),
            tuple(range(len(spans))), _is_searched(q),
        )  # fmt: skip

    def image(self, item_id: str, number: int) -> ImageSource:
        _, page = self._page(item_id, number)
        return image_source(self.images, page.image)

    def matching(
        self, item_id: str, q: str, marks: Marks = Marks.AUTO, mode: Mode = Mode.AUTO
    ) -> tuple[int, ...]:
        return tuple(page.number for page in self._item(item_id).pages if _spans(page.text, q))

    def within(
        self,
        item_id: str,
        q: str,
        marks: Marks = Marks.AUTO,
        mode: Mode = Mode.AUTO,
        page: int = 1,
        per_page: int = 20,
    ) -> WithinResponse:
        item = self._item(item_id)
        hits = [PageMatch(_page_hit(p, q), p.words[:2]) for p in item.pages if _spans(p.text, q)]
        shown = hits[(page - 1) * per_page : page * per_page]
        is_searched = _is_searched(q)
        return WithinResponse(item.metadata, q, len(hits), tuple(shown), is_searched=is_searched)

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        self.check_ready()
        titles = (i.metadata.title for i in self.items.values())
        return tuple(Suggestion(t, "title") for t in titles if t.startswith(q))[:limit]

    def similar(self, item_id: str, limit: int = 10) -> SimilarResponse:
        item = self._item(item_id)
        others = [i.metadata for i in self.items.values() if i.id != item_id]
        alike = [known for known in others if set(known.languages) & set(item.metadata.languages)]
        return SimilarResponse(item.metadata, tuple(alike[:limit]))

    def check_ready(self) -> None:
        if self.failure:
            raise self.failure

    def close(self) -> None:
        pass

    def break_down(self) -> None:
        self.failure = EngineUnavailable("/secret/path: segment 7 is damaged")

    def _found(self, request: SearchRequest) -> list[Item]:
        found = [i for i in self._all() if _holds(i, request.q) and _passes(i, request)]
        if request.sort is not Sort.RELEVANCE or not request.q:
            found.sort(key=lambda i: i.metadata.year or -9999, reverse=request.sort != Sort.OLDEST)
        return found

    def _all(self) -> Iterable[Item]:
        self.check_ready()
        return self.items.values()

    def _item(self, item_id: str) -> Item:
        self.check_ready()
        if item_id not in self.items:
            raise NotFound(f"no item {item_id}")
        return self.items[item_id]

    def _page(self, item_id: str, number: int) -> tuple[Item, Page]:
        item = self._item(item_id)
        if item.metadata.rights is not Rights.PUBLIC:
            raise TextClosed(f"the text of {item_id} is not open")
        if not 1 <= number <= len(item.pages):
            raise NotFound(f"no page {number} in {item_id}")
        return item, item.pages[number - 1]


def _is_searched(q: str) -> bool:
    """A field is not looked for in texts, and has no words here."""
    return bool(re.search(r"\w", q)) and ":" not in q


def _spans(text: str, q: str) -> tuple[tuple[int, int], ...]:
    words = [re.escape(word) for word in re.findall(r"\w+", q)]
    return tuple(m.span() for m in re.finditer("|".join(words), text, re.I)) if words else ()


def _holds(item: Item, q: str) -> bool:
    text = "\n".join([item.metadata.title, *(page.text for page in item.pages)])
    return all(_spans(text, word) for word in re.findall(r"\w+", q))


def _values(item: Item, facet: str) -> tuple[str, ...]:
    value = getattr(item.metadata, facet + "s" * (facet in ("creator", "subject", "language")))
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def _passes(item: Item, request: SearchRequest) -> bool:
    filters, year = request.filters, item.metadata.year
    return all(set(v) & set(_values(item, k)) for k, v in filters.values.items()) and (
        not filters.years
        or (
            year is not None
            and any((s.first or -9999) <= year <= (s.last or 9999) for s in filters.years)
        )
    )


def _facet(found: list[Item], facet: str, request: SearchRequest) -> tuple[FacetValue, ...]:
    chosen = request.filters.values.get(facet, ())
    counts = Counter(value for item in found for value in _values(item, facet))
    return tuple(FacetValue(v, n, v in chosen) for v, n in counts.most_common())


def _page_hit(page: Page, q: str) -> PageHit:
    text, done, snippet = page.text[:160], 0, ""
    for a, b in _spans(text, q):
        snippet += f"{escape(text[done:a])}<mark>{escape(text[a:b])}</mark>"
        done = b
    return PageHit(page.number, page.label, f"{snippet}{escape(text[done:])}", page.image)


def _hit(item: Item, request: SearchRequest) -> Hit:
    q = request.q
    pages = [page for page in item.pages if _spans(page.text, q)]
    best = PageParts(pages[0].number, 0.5, 0.25, 0.25, 0.0, 1.25) if pages else None
    parts = ScoreParts(0.25, page=best, unseen_page=0.0 if best else 1.25)
    shown = tuple(_page_hit(page, q) for page in pages[:3])
    cover = PageSummary(1, None, item.pages[0].image) if item.pages and not pages else None
    return Hit(item.metadata, 1.5, len(pages), shown, parts if request.debug else None, cover)
