"""How long does a search take, and how much of that is the engine?

    python -m benchmarks.latency [--queries 1000] [--cold 5] [--json FILE]

Each query goes, one at a time, through five layers, in another order each time, so that a change
of the machine's speed meets all of them alike: an empty Flask route, the bare engine, the service
(parsing, engine, facets, page hits, snippets), the API over HTTP, and the page that patrons see.
HTTP is `tangthu serve` as it is run, asked over a connection that stays open (one worker answers
it); the empty route is in the same server. Client and server share the machine.

All layers must give the same answer: items and their order before time is taken, totals of each
answer that is timed. The timed queries have not been asked before (but for those that the mix has
twice). Cold is a server that has just been started after the page cache was dropped, or, where
that is not allowed, the home's files in it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from benchmarks.cold import cold_answers
from benchmarks.collection import bench_home, mixed_queries
from benchmarks.corpus import corpus
from benchmarks.measuring import HEADER, circumstances, options, percentiles, row, save
from benchmarks.queries import SHARES
from benchmarks.serving import (
    Client,
    address,
    free_port,
    granian_command,
    serve_command,
    serving,
)
from searchsvc.catalog import Catalog
from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from searchsvc.understanding import Understanding

WARM_UP = 100
FLOOR, ENGINE, SERVICE, API, PAGE = (
    "empty Flask route",
    "engine",
    "service",
    "API over HTTP",
    "page over HTTP",
)

Queries = Sequence[tuple[str, SearchRequest]]
Times = dict[str, list[float]]


class Layers:
    """The layers of one home, each of which answers a request with its total."""

    def __init__(self, settings: Settings, opened: ExitStack) -> None:
        def client(command: Callable[[int], list[str]], ready: str) -> Client:
            port = free_port()
            opened.enter_context(serving(command(port), port, ready))
            return opened.enter_context(closing(Client(port)))

        self._floor = client(lambda p: granian_command("benchmarks.floor:create_app", p, 1), "/")
        # A server each, so that none finds what the other has just kept.
        self._api, self._pages = (
            client(lambda p: serve_command(settings.home, p, 1), "/readyz") for _ in range(2)
        )
        self._catalog = opened.enter_context(closing(Catalog.open(settings.catalog_url)))
        self._engine = opened.enter_context(closing(EmbeddedEngine(settings.index_folder)))
        self._service = opened.enter_context(closing(SearchService.open(settings)))
        self._understood: tuple[SearchRequest, EngineQuery] | None = None

    def prepare(self, request: SearchRequest) -> None:
        """Understand a request, so that the bare engine can be asked."""
        settled = Understanding(self._engine).settle(request, self._engine.count, int)
        self._understood = request, settled.query

    def engine_query(self, request: SearchRequest) -> EngineQuery:
        if not self._understood or self._understood[0] is not request:
            raise ValueError(f"not prepared: {request}")
        return self._understood[1]

    def all(self) -> dict[str, Callable[[SearchRequest], int]]:
        """By name; that of the empty route has no total, and says -1."""
        return {
            FLOOR: lambda _: len(self._floor.get("/")) - 1,
            ENGINE: lambda r: self._engine.search(self.engine_query(r)).total,
            SERVICE: lambda r: self._service.search(r).total,
            API: lambda r: int(orjson.loads(self._api.get(address(r)))["total"]),
            PAGE: lambda r: -min(1, len(self._pages.get(address(r, "/search")))),
        }

    def check(self, request: SearchRequest) -> None:
        """Raises AssertionError unless engine, service and API find the same items in order."""
        self.prepare(request)
        hits = self._engine.search(self.engine_query(request)).hits
        entries = self._catalog.entries([hit.key for hit in hits])
        found = {
            ENGINE: [entries[hit.key].metadata.id for hit in hits],
            SERVICE: [hit.metadata.id for hit in self._service.search(request).hits],
            API: [h["id"] for h in orjson.loads(self._api.get(address(request)))["hits"]],
        }
        agree(request, found)


def agree(request: SearchRequest, found: dict[str, Any]) -> None:
    """Raises AssertionError unless all layers found the same."""
    if any(answer != found[ENGINE] for answer in found.values()):
        raise AssertionError(f"{request.q!r}: {found}")


@contextmanager
def opened_layers(settings: Settings) -> Iterator[Layers]:
    """Started and open, until the end of the block."""
    with ExitStack() as opened:
        yield Layers(settings, opened)


def measure(layers: Layers, queries: Queries) -> tuple[Times, int]:
    """Milliseconds of every query by layer, and how many queries found something."""
    asks = layers.all()
    times: Times = {name: [] for name in asks}
    names = list(asks)
    found = 0
    for number, (_, request) in enumerate(queries):
        layers.prepare(request)
        turn = number % len(names)
        totals = {}
        for name in names[turn:] + names[:turn]:
            began = perf_counter()
            totals[name] = asks[name](request)
            times[name].append((perf_counter() - began) * 1000)
        agree(request, {name: total for name, total in totals.items() if total >= 0})
        found += totals[ENGINE] > 0
    return times, found


def by_kind(queries: Queries, milliseconds: Sequence[float]) -> dict[str, dict[str, float]]:
    """Percentiles by kind of query, and how many there were."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for (kind, _), taken in zip(queries, milliseconds, strict=True):
        kinds[kind].append(taken)
    return {kind: {**percentiles(kinds[kind]), "n": len(kinds[kind])} for kind in sorted(kinds)}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--home", type=Path, help="a home that is filled [the bench home]")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--cold", type=int, default=5, help="rounds of cold starts")
    chosen = parser.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    queries = mixed_queries(settings, chosen.queries)
    about = circumstances()
    with opened_layers(settings) as layers:
        warm_up = mixed_queries(settings, WARM_UP, seed=2)
        for _, request in warm_up:
            layers.check(request)
        measure(layers, warm_up)
        times, found = measure(layers, queries)
    slowest = sorted(zip(times[API], (r.q for _, r in queries), strict=True), reverse=True)[:5]
    figures = {
        **about,
        **corpus(settings),
        "queries": len(queries),
        "different_queries": len({repr(request) for _, request in queries}),
        "with_results": found,
        "shares_percent": SHARES,
        "ms": {name: percentiles(values) for name, values in times.items()},
        "api_ms_by_kind": by_kind(queries, times[API]),
        "slowest": [{"ms": taken, "q": q[:80]} for taken, q in slowest],
        "cold": cold_answers(settings, queries, chosen.cold) if chosen.cold else None,
    }
    _show(figures)
    save(chosen.json, figures)


def _show(figures: dict[str, Any]) -> None:
    print(f"{figures['items']:,} items, {figures['pages']:,} pages; {circumstances()}")
    print(f"{figures['queries']} queries, {figures['with_results']} of them with results")
    print(f"\n{'milliseconds':<28}{HEADER[28:]}")
    for name, values in figures["ms"].items():
        print(row(name, values))
    print("\nAPI by kind of query")
    for kind, values in figures["api_ms_by_kind"].items():
        name = f"{kind} ({values['n']})"
        print(row(name, {key: value for key, value in values.items() if key != "n"}))
    share = figures["ms"][ENGINE]["p50"] / figures["ms"][API]["p50"]
    print(f"\nengine's p50 over the API's: {share:.0%}")
    for one in figures["slowest"]:
        print(f"slowest: {one['ms']:.0f} ms {one['q']!r}")
    if cold := figures["cold"]:
        print(f"\ncold ({cold['how']})")
        for name in ("ready_ms", "first_ms", "next_ms"):
            print(row(name.replace("_", " "), cold[name]))


if __name__ == "__main__":
    main()
