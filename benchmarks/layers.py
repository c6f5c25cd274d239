"""What a search passes through, layer by layer, in one process."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from http import HTTPStatus
from time import perf_counter
from typing import Any

import orjson
from flask.testing import FlaskClient

from benchmarks.floor import create_app as create_floor
from benchmarks.serving import address
from searchsvc.catalog import Catalog
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.highlight import Highlighter
from searchsvc.query import parse
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from searchsvc.snippets import snippets
from searchsvc.understanding import Understanding
from web.app import create_app


class Layers:
    """The layers of one home, all in this process. Each has a service of its own, so that none
    finds what another has just kept.
    """

    def __init__(self, settings: Settings, opened: ExitStack) -> None:
        def service() -> SearchService:
            return opened.enter_context(closing(SearchService.open(settings)))

        self._catalog = opened.enter_context(closing(Catalog.open(settings.catalog_url)))
        self._asked, self._engine, self._fewer = (
            opened.enter_context(closing(EmbeddedEngine(settings.index_folder))) for _ in range(3)
        )
        self._service, self._suggesting = service(), service()
        self._api = create_app(settings, service()).test_client()
        self._pages = create_app(settings, service()).test_client()
        self._floor = create_floor().test_client()

    def of(self, request: SearchRequest) -> dict[str, Callable[[], Any]]:
        """What each layer does for a request."""
        understanding = Understanding(self._asked)
        settled = understanding.settle(request, self._asked.search, lambda found: found.total)
        query, tree = settled.query, settled.parsed.tree
        wanted = [(hit.key, page) for hit in settled.found.hits for page in hit.pages]
        texts = self._catalog.page_texts(wanted).texts

        def shown() -> list[str]:
            return snippets(texts, Highlighter(tree, request.marks).find_in(texts))

        return {
            "empty route": lambda: _get(self._floor, "/"),
            "understanding": lambda: understanding.engine_query(
                request, understanding.read(request, parse(request.q, request.mode))
            ),
            "engine": lambda: self._engine.search(query).total,
            "engine, no facets": lambda: self._fewer.search(replace(query, with_facets=False)),
            "page texts": lambda: self._catalog.page_texts(wanted),
            "finding, snippets": shown,
            "did you mean": lambda: self._suggesting.did_you_mean(
                request, settled.typed, settled.as_typed
            ),
            "service": lambda: self._service.search(request).total,
            "API": lambda: orjson.loads(_get(self._api, address(request)))["total"],
            "page": lambda: _get(self._pages, address(request, "/search")),
        }


def _get(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    if answer.status_code != HTTPStatus.OK:
        raise AssertionError(f"{path}: {answer.status}")
    return bytes(answer.data)


@contextmanager
def opened_layers(settings: Settings) -> Iterator[Layers]:
    """Open until the end of the block."""
    with ExitStack() as opened:
        yield Layers(settings, opened)


def measure(layers: Layers, requests: Sequence[SearchRequest]) -> dict[str, list[float]]:
    """Milliseconds of each request by layer. Raises AssertionError where layers disagree."""
    times: dict[str, list[float]] = defaultdict(list)
    for number, request in enumerate(requests):
        asks = list(layers.of(request).items())
        turn = number % len(asks)
        found = {}
        for name, ask in asks[turn:] + asks[:turn]:
            began = perf_counter()
            found[name] = ask()
            times[name].append((perf_counter() - began) * 1000)
        if not found["engine"] == found["service"] == found["API"]:
            raise AssertionError(f"{request.q!r}: {found}")
    return times
