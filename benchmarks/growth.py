"""What becomes of latency, memory and disk as a collection grows?

    python -m benchmarks.growth [--sizes 1000 10000 100000] [--queries 300] [--json FILE]

Homes of made pages (`recombining.py`), the smaller ones the first records of the larger; those that
are there from before are used again. The same queries, drawn from the smallest, are asked of all of
them in turn over HTTP, so ratios are of one run. Beside them stand homes of the real records, where
there are so many: the made ones are worth as much as they are like those. A million pages take
about half an hour on two cores, and 6 GB of disk.

Memory is a worker's after the queries: RSS, and what is its own beside the page cache. Distinct
syllables and words are counted in the index. `seen` is from a commit of one more item to the first
answer from it.
"""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
import tantivy

from benchmarks.collection import material
from benchmarks.corpus import corpus, folder_size, serving_folder
from benchmarks.growth_homes import FOLDER, GrownHome, growth_source, made, real
from benchmarks.measuring import circumstances, options, percentiles, save
from benchmarks.opening import open_times, reload_times
from benchmarks.queries import mix
from benchmarks.serving import Client, address, free_port, serve_command, serving, workers_of
from benchmarks.usage import memory_of
from searchsvc.settings import Settings

SIZES = (1_000, 10_000, 100_000)
_WARM_UP = 40
#: How the terms of the text field begin that are not syllables with their marks.
_NO_FORMS = ("=", "~", "|", "-")


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="in pages")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the homes are kept")
    chosen = parser.parse_args()
    about = circumstances()
    source = growth_source()
    homes: list[GrownHome] = []
    for size in sorted(chosen.sizes):
        print(f"{size:,} pages …", flush=True)
        homes.append(made(source, size, chosen.folder))
        homes += filter(None, [real(source, size, chosen.folder)])
    found = [described(home) for home in homes]
    for figures, latency in zip(found, latencies(homes, chosen.queries), strict=True):
        figures.update(latency)
    show(found)
    queries = {"queries": chosen.queries, "source": source.name}
    save(chosen.json, {**about, **queries, "homes": found})


def described(home: GrownHome) -> dict[str, Any]:
    """What can be said of a home without asking it much."""
    held = corpus(home.settings)
    folder = serving_folder(home.settings)
    sizes = {
        "index_mb": folder_size(folder) / 1e6,
        "catalog_mb": (home.settings.home / "catalog.sqlite").stat().st_size / 1e6,
    }
    return {
        "kind": home.kind,
        **held,
        **vocabulary(folder / "pages"),
        **sizes,
        "of_text": sum(sizes.values()) / held["text_mb"],
        "ingest": home.ingest,
        **open_times(home.settings),
        **reload_times(home.settings),
    }


def vocabulary(index: Path) -> dict[str, int]:
    """Distinct syllables with their marks, and distinct words, of a page index."""
    searcher = tantivy.Index.open(str(index)).searcher()
    syllables = searcher.terms_with_prefix("text", "")
    return {
        "syllables": sum(not term.startswith(_NO_FORMS) for term, _ in syllables),
        "words": len(searcher.terms_with_prefix("words", "")),
    }


def latencies(homes: Sequence[GrownHome], count: int) -> list[dict[str, Any]]:
    """Milliseconds over HTTP and the memory of the worker that answered, by home."""
    drawn = material(homes[0].settings, count)
    paths = [address(request) for _, request in mix(drawn, count)]
    warm_up = [address(request) for _, request in mix(drawn, _WARM_UP, seed=2)]
    with ExitStack() as opened:
        servers, clients = [], []
        for home in homes:
            server, client = _served(home.settings, opened)
            servers.append(server)
            clients.append(client)
        for path in warm_up:
            for client in clients:
                client.get(path)
        times: list[list[float]] = [[] for _ in homes]
        found = [0] * len(homes)
        for path in paths:
            for number, client in enumerate(clients):
                began = perf_counter()
                body = client.get(path)
                times[number].append((perf_counter() - began) * 1000)
                found[number] += orjson.loads(body)["total"] > 0
        memory = [memory_of(workers_of(server)[0]) for server in servers]
    return [
        {
            "ms": percentiles(taken),
            "with_results": answered,
            "rss_mb": used.rss / 1e6,
            "own_mb": used.anonymous / 1e6,
        }
        for taken, answered, used in zip(times, found, memory, strict=True)
    ]


def _served(settings: Settings, opened: ExitStack) -> tuple[int, Client]:
    port = free_port()
    server = opened.enter_context(serving(serve_command(settings.home, port, 1), port))
    return server, opened.enter_context(closing(Client(port)))


#: Columns of the printed table: heading, digits, and where the figure is.
_COLUMNS = (
    ("items", 0, ("items",)),
    ("text MB", 0, ("text_mb",)),
    ("syllables", 0, ("syllables",)),
    ("words", 0, ("words",)),
    ("p50 ms", 1, ("ms", "p50")),
    ("p99 ms", 1, ("ms", "p99")),
    ("max ms", 0, ("ms", "max")),
    ("index MB", 0, ("index_mb",)),
    ("catalog", 0, ("catalog_mb",)),
    ("of text", 2, ("of_text",)),
    ("RSS MB", 0, ("rss_mb",)),
    ("own MB", 0, ("own_mb",)),
    ("MB/s in", 2, ("ingest", "mb_per_s")),
    ("peak MB", 0, ("ingest", "peak_mb")),
    ("open ms", 0, ("open_ms",)),
    ("first ms", 0, ("first_ms",)),
    ("seen ms", 0, ("seen_ms",)),
)


def show(homes: Sequence[dict[str, Any]]) -> None:
    """A column for each home, a line for each figure."""
    print(f"\n{'pages':<12}" + "".join(f"{home['pages']:>12,}" for home in homes))
    print(f"{'':<12}" + "".join(f"{home['kind']:>12}" for home in homes))
    for name, digits, path in _COLUMNS:
        cells = []
        for home in homes:
            value: Any = home
            for key in path:
                value = value[key]
            cells.append(f"{value:>12,.{digits}f}")
        print(f"{name:<12}" + "".join(cells))


if __name__ == "__main__":
    main()
