"""Who is asked: the service as it serves, and plain searches to stand beside it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from benchmarks.relevance.peers import FullText5, PlainTerms, plain_syllables, plain_words
from benchmarks.relevance.topics import Place
from searchsvc.requests import MAX_QUERY_CHARACTERS, SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings


class System(Protocol):
    """Answers a query with places, best first: pages, or items of which it shows no page."""

    def answer(self, text: str) -> Sequence[Place]: ...

    def close(self) -> None: ...


class Service:
    """`SearchService` with its default settings: the first ten items and the pages they show."""

    def __init__(self, settings: Settings) -> None:
        self._service = SearchService.open(settings)

    def answer(self, text: str) -> list[Place]:
        response = self._service.search(SearchRequest(q=text[:MAX_QUERY_CHARACTERS]))
        places = []
        for hit in response.hits:
            pages = [Place(hit.metadata.id, page.number) for page in hit.pages]
            places += pages or [Place(hit.metadata.id)]
        return places

    def close(self) -> None:
        self._service.close()


OURS = "Tàng Thư"

SYSTEMS: dict[str, Callable[[Settings], System]] = {
    OURS: Service,
    "syllables": lambda settings: PlainTerms(settings, "syllables", plain_syllables),
    "pyvi words": lambda settings: PlainTerms(settings, "words", plain_words),
    "SQLite FTS5": FullText5,
}
#: A question takes FTS5 200 ms over 98 thousand pages; it is asked no more than this of a variant.
MOST_QUERIES = {"SQLite FTS5": 80}
