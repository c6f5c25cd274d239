"""How long does a search take, and how much of that is the engine?

    python -m benchmarks.latency [--queries 300] [--json]

Each query goes, one at a time, through five layers in turn, so that a change of the machine's
speed meets all of them alike: an empty Flask route, the bare engine, the service (parsing,
engine, facets, page hits, snippets), the API (the same and its JSON, through Flask), and the page
that patrons see.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Flask

from benchmarks.collection import bench_home, mixed_queries
from benchmarks.measuring import circumstances, percentiles, row
from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.understanding import Understanding
from web.app import create_app

_WARM_UP = 40


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    settings = bench_home()
    service = SearchService.open(settings)
    engine = EmbeddedEngine(settings.index_folder)
    client = create_app(settings, service).test_client()
    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "")
    empty_client = empty.test_client()

    asked: dict[int, EngineQuery] = {}
    layers: dict[str, Callable[[SearchRequest], Any]] = {
        "empty Flask route": lambda _: empty_client.get("/"),
        "engine": lambda r: engine.search(asked[id(r)]).total,
        "service": lambda r: service.search(r).total,
        "API, JSON": lambda r: orjson.loads(client.get(f"/api/v1{_address(r)}").data)["total"],
        "page, HTML": lambda r: len(client.get(_address(r)).data),
    }
    queries = mixed_queries(settings, chosen.queries + _WARM_UP)
    times: dict[str, list[float]] = {name: [] for name in layers}
    by_kind: dict[str, list[float]] = defaultdict(list)
    slowest = (0.0, "")
    found = 0
    for number, (kind, request) in enumerate(queries):
        asked[id(request)] = Understanding(engine).settle(request, engine.count, int).query
        totals = {}
        for name, ask in layers.items():
            began = time.perf_counter()
            totals[name] = ask(request)
            took = (time.perf_counter() - began) * 1000
            if number >= _WARM_UP:
                times[name].append(took)
        assert totals["engine"] == totals["service"] == totals["API, JSON"], request
        if number >= _WARM_UP:
            by_kind[kind].append(times["API, JSON"][-1])
            slowest = max(slowest, (times["API, JSON"][-1], request.q))
            found += bool(totals["engine"])
    state = engine.state()
    figures = {name: percentiles(values) for name, values in times.items()}
    if chosen.json:
        answer = {
            **circumstances(),
            "items": state.items,
            "pages": state.pages,
            "queries": chosen.queries,
            "with_results": found,
            "ms": figures,
            "api_ms_by_kind": {kind: percentiles(values) for kind, values in by_kind.items()},
        }
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
        return
    print(f"{state.items:,} items, {state.pages:,} pages; {circumstances()}")
    print(f"{chosen.queries} queries, {found} of them with results; milliseconds\n")
    print(f"{'':<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for name, values in figures.items():
        print(row(name, values))
    print("\nAPI by kind of query")
    for kind, taken in by_kind.items():
        print(row(f"{kind} ({len(taken)})", percentiles(taken)))
    share = figures["engine"]["p50"] / figures["API, JSON"]["p50"]
    print(f"\nengine's share of the API's p50: {share:.0%}; slowest: {slowest[1]!r:.60}")


def _address(request: SearchRequest) -> str:
    arguments = [("q", request.q)]
    arguments += [(name, v) for name, values in request.filters.values.items() for v in values]
    return f"/search?{urlencode(arguments)}"


if __name__ == "__main__":
    main()
