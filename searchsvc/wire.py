"""Answers as the contract's JSON: what the API sends, and `tangthu search --json` prints."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from searchsvc.domain import Metadata, WordBox
from searchsvc.images import has_image
from searchsvc.requests import MAX_FILTER_CHARACTERS, Marks, Mode, SearchRequest
from searchsvc.responses import (
    FacetResponse,
    FacetValue,
    Hit,
    ItemView,
    Notice,
    PageHit,
    PageView,
    ScoreParts,
    SearchResponse,
    SimilarResponse,
    Suggestion,
    WithinResponse,
)

Json = dict[str, Any]


def search(response: SearchResponse, base: str = "") -> Json:
    """A page of results. `base`: the path that the service is mounted at, put before every URL."""
    asked = response.request
    query = _query(mark_arguments(asked))
    return {
        "query": asked.q,
        "total": response.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "took_ms": response.took_ms,
        "hits": [_hit(hit, query, base) for hit in response.hits],
        "facets": {name: _values(values) for name, values in response.facets.items()},
        "histogram": [
            {"from": bar.first, "to": bar.last, "count": bar.count} for bar in response.histogram
        ],
        "undated": response.undated,
        "suggestions": suggestions(response.suggestions),
        "notices": _notices(response.notices),
    }


def facet(response: FacetResponse) -> Json:
    """The values of one facet that begin as typed."""
    asked = response.request
    return {
        "facet": asked.facet,
        "q": asked.typed,
        "query": asked.search.q,
        "values": _values(response.values),
    }


def item(view: ItemView, base: str = "") -> Json:
    """All that is known of an item."""
    known = view.metadata
    answer = {
        "id": known.id,
        "title": known.title,
        "creators": known.creators,
        "contributors": known.contributors,
        "subjects": known.subjects,
        "languages": known.languages,
        "identifiers": known.identifiers,
        "publisher": known.publisher,
        "description": known.description,
        "type": known.type.value,
        "date": known.date,
        "year": known.year,
        "collection": known.collection,
        "library": known.library,
        "rights": known.rights.value,
        "source": known.source,
        "url": _item_url(base, known),
        "text_open": view.text_open,
        "page_count": view.page_count,
        "pages": [
            {
                "number": page.number,
                "label": page.label,
                "url": _page_url(base, known, page.number),
                "image": _image_url(base, known, page.number, page.image),
            }
            for page in view.pages
        ],
    }
    # Unknown keys go back to where they stood in the record; they cannot displace ours.
    return answer | {key: value for key, value in known.extra.items() if key not in answer}


def page(view: PageView, asked: SearchRequest, base: str = "") -> Json:
    """A page with its words and where those of the query stand."""
    shown, known = view.page, view.metadata
    marks = mark_arguments(asked)

    def neighbour(number: int | None) -> str | None:
        return None if number is None else _page_url(base, known, number, marks)

    return {
        "id": known.id,
        "title": known.title,
        "number": shown.number,
        "label": shown.label,
        "url": _page_url(base, known, shown.number, marks),
        "previous": neighbour(view.previous),
        "next": neighbour(view.next),
        "text": shown.text,
        "image": _image_url(base, known, shown.number, shown.image),
        "width": shown.width,
        "height": shown.height,
        "words": _boxes(shown.words),
        "query": asked.q,
        "matches": [list(span) for span in view.matches],
        "boxes": _boxes(view.boxes),
    }


def within(response: WithinResponse, asked: SearchRequest, base: str = "") -> Json:
    """The pages of an item that match."""
    known = response.metadata
    url, query = _item_url(base, known), _query(mark_arguments(asked))
    return {
        "id": known.id,
        "title": known.title,
        "query": response.q,
        "total": response.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "pages": [
            _page_hit(match.hit, url, query) | {"boxes": _boxes(match.boxes)}
            for match in response.pages
        ],
        "notices": _notices(response.notices),
    }


def similar(response: SimilarResponse, base: str = "") -> Json:
    """Items like one item."""
    known = response.metadata
    return {
        "id": known.id,
        "title": known.title,
        "items": [_brief(one, base) for one in response.items],
    }


def suggestions(found: Iterable[Suggestion]) -> list[Json]:
    """Queries to try instead or next."""
    return [{"query": one.query, "reason": one.reason} for one in found]


def _hit(hit: Hit, query: str, base: str) -> Json:
    answer = _brief(hit.metadata, base)
    url = answer["url"]
    answer["score"] = hit.score
    answer["pages_matched"] = hit.pages_matched
    answer["pages"] = [_page_hit(page, url, query) for page in hit.pages]
    return answer if hit.parts is None else answer | {"score_parts": _score_parts(hit.parts)}


def _score_parts(parts: ScoreParts) -> Json:
    """`score` is the sum of these; a page's own sum is multiplied by its `length`."""
    metadata = ("text", "exact_title", "title", "creator", "subject", "about")
    page = ("syllables", "words", "pairs", "threes", "length")
    return {
        "metadata": {name: round(getattr(parts, name), 4) for name in metadata},
        "page": parts.page
        and {"number": parts.page.number}
        | {name: round(getattr(parts.page, name), 4) for name in page},
        "unseen_page": round(parts.unseen_page, 4),
    }


def _brief(known: Metadata, base: str) -> Json:
    """What a list of items says of each."""
    return {
        "id": known.id,
        "title": known.title,
        "creators": known.creators,
        "date": known.date,
        "year": known.year,
        "collection": known.collection,
        "library": known.library,
        "type": known.type.value,
        "url": _item_url(base, known),
    }


def _page_hit(hit: PageHit, item_url: str, query: str) -> Json:
    """`query`: what stands behind the page's address, so that it opens with the words marked."""
    return {
        "number": hit.number,
        "label": hit.label,
        "url": f"{item_url}/pages/{hit.number}{query}",
        "snippet": hit.snippet,
    }


def _values(values: Iterable[FacetValue]) -> list[Json]:
    # One that is too long to be asked for leads nowhere.
    return [
        {"value": v.value, "count": v.count, "selected": v.selected}
        for v in values
        if len(v.value) <= MAX_FILTER_CHARACTERS
    ]


def _notices(notices: Iterable[Notice]) -> list[Json]:
    return [{"code": notice.code, "message": notice.text} for notice in notices]


def _boxes(words: Iterable[WordBox]) -> list[list[str | float]]:
    return [list(word) for word in words]


def _item_url(base: str, known: Metadata) -> str:
    return f"{base}/items/{quote(known.id, safe=':')}"


def _page_url(base: str, known: Metadata, number: int, marks: Json | None = None) -> str:
    return f"{_item_url(base, known)}/pages/{number}{_query(marks)}"


def _query(arguments: Json | None) -> str:
    return f"?{urlencode(arguments)}" if arguments else ""


def _image_url(base: str, known: Metadata, number: int, image: str | None) -> str | None:
    if not has_image(image):
        return None
    return f"{_page_url(base, known, number)}/image"


def mark_arguments(request: SearchRequest) -> Json:
    """Arguments that let a page open with the same words marked."""
    if not request.q:
        return {}
    marks = {} if request.marks is Marks.AUTO else {"marks": request.marks.value}
    mode = {} if request.mode is Mode.AUTO else {"mode": request.mode.value}
    return {"q": request.q} | marks | mode
