"""The one query path: every search, from a page, the API or the terminal, goes through here."""

from pathlib import Path

from searchsvc.requests import Marks, SearchRequest
from searchsvc.responses import ItemView, PageView, SearchResponse, Suggestion, WithinResponse
from searchsvc.settings import Settings


class SearchService:
    """Answers from a catalog and an index. One instance a process; threads may share it."""

    @classmethod
    def open(cls, settings: Settings) -> "SearchService":
        raise NotImplementedError

    def search(self, request: SearchRequest) -> SearchResponse:
        raise NotImplementedError

    def item(self, item_id: str) -> ItemView:
        raise NotImplementedError

    def page(
        self, item_id: str, number: int, q: str = "", marks: Marks = Marks.AUTO
    ) -> PageView:
        raise NotImplementedError

    def image(self, item_id: str, number: int) -> Path:
        raise NotImplementedError

    def within(
        self,
        item_id: str,
        q: str,
        marks: Marks = Marks.AUTO,
        page: int = 1,
        per_page: int = 20,
    ) -> WithinResponse:
        raise NotImplementedError

    def suggest(self, q: str, limit: int = 8) -> tuple[Suggestion, ...]:
        raise NotImplementedError

    def check_ready(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
