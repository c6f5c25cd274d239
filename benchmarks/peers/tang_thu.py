"""Tàng Thư itself, in this process (`SearchService`) and as it serves (`tangthu serve`, granian,
a worker a core, JSON over HTTP). Default settings. Size is catalog and index together.
"""

import itertools
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from benchmarks.collection import PROJECT
from benchmarks.peers.files import size_of
from benchmarks.peers.http_client import Connection, free_port
from benchmarks.peers.protocol import Answer, Client, ItemDocument, PageDocument, Query
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.requests import Filters, SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings

_PATIENCE_SECONDS = 60


class TangThu:
    """The service in this process."""

    name = "Tàng Thư"

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder)
        self._first = folder / "first.jsonl"
        self._service: SearchService | None = None

    def missing(self) -> str | None:
        return None

    def version(self) -> str:
        return "this commit"

    def build(self, pages: Iterable[PageDocument]) -> None:
        file = self._first.with_name("records.jsonl")
        with file.open("wb") as records:
            for _, group in itertools.groupby(pages, lambda page: page.item.number):
                line = orjson.dumps(_record(list(group))) + b"\n"
                records.write(line)
                if not self._first.exists():
                    self._first.write_bytes(line)
        report = ingest(self.settings, [file], None, reporter(quiet=True))
        assert not report.rejected, report.rejected[0]
        file.unlink()

    @contextmanager
    def running(self) -> Iterator[None]:
        self._bring_up_to_date()
        self._service = SearchService.open(self.settings)
        try:
            yield
        finally:
            self._service.close()

    def client(self) -> Client:
        assert self._service
        return ServiceClient(self._service)

    def size(self) -> int:
        catalog = [size_of(file) for file in self.settings.home.glob("catalog.sqlite*")]
        return sum(catalog) + size_of(self.settings.index_folder)

    def _bring_up_to_date(self) -> None:
        # Any ingest brings an index to this program's schema and analysis.
        ingest(self.settings, [self._first], None, reporter(quiet=True))


class TangThuServed(TangThu):
    """The same home behind its own server."""

    name = "Tàng Thư, HTTP"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._port = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        self._bring_up_to_date()
        self._port = free_port()
        tangthu = [sys.executable, "-c", "from indexer.cli import main; main()"]
        command = [*tangthu, "--home", str(self.settings.home), "serve"]
        server = subprocess.Popen(
            [*command, "--port", str(self._port)], cwd=PROJECT, stdout=subprocess.DEVNULL
        )
        try:
            self._await(server)
            yield
        finally:
            server.terminate()
            server.wait(_PATIENCE_SECONDS)

    def client(self) -> Client:
        return HttpClient(Connection(self._port))

    def _await(self, server: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            connection = Connection(self._port)
            try:
                connection.ask("GET", "/readyz")
                return
            except (OSError, RuntimeError):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            finally:
                connection.close()


def _record(pages: list[PageDocument]) -> dict[str, Any]:
    item: ItemDocument = pages[0].item
    metadata = {
        "id": item.id,
        "title": item.title,
        "collection": item.collection,
        "library": item.library,
        "languages": [item.language] if item.language else None,
        "type": item.type,
        "date": None if item.year is None else f"{item.year:04d}",
    }
    texts = [{"number": number, "text": page.text} for number, page in enumerate(pages, 1)]
    return {**{k: v for k, v in metadata.items() if v is not None}, "pages": texts}


class ServiceClient:
    def __init__(self, service: SearchService) -> None:
        self._service = service

    def search(self, query: Query) -> Answer:
        filters = Filters({"type": (query.type,)} if query.type else {})
        found = self._service.search(SearchRequest(q=query.typed, filters=filters))
        decades = {str(bar.first): bar.count for bar in found.histogram}
        facets = {
            name: {value.value: value.count for value in values}
            for name, values in found.facets.items()
        }
        return Answer(
            found.total,
            tuple(hit.metadata.id for hit in found.hits),
            tuple(page.snippet for hit in found.hits for page in hit.pages),
            {**facets, "decade": decades},
        )

    def close(self) -> None:
        """The service is the peer's."""


class HttpClient:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(self, query: Query) -> Answer:
        asked = {"q": query.typed} | ({"type": query.type} if query.type else {})
        found = self._connection.ask("GET", f"/api/v1/search?{urlencode(asked)}")
        return Answer(
            found["total"],
            tuple(hit["id"] for hit in found["hits"]),
            tuple(page["snippet"] for hit in found["hits"] for page in hit["pages"]),
            {**_counts(found["facets"]), "decade": _bars(found["histogram"])},
        )

    def close(self) -> None:
        self._connection.close()


def _counts(facets: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {
        name: {value["value"]: value["count"] for value in values}
        for name, values in facets.items()
    }


def _bars(histogram: Iterable[Mapping[str, int]]) -> dict[str, int]:
    return {str(bar["from"]): bar["count"] for bar in histogram}
