"""What does a catalog cost, on SQLite and on a server?

    python -m benchmarks.catalog sqlite:////tmp/new.sqlite postgresql://user@host/new …

Each URL is of a database that may be thrown away. Items of ten pages are put one by one, each a
transaction; then what a search asks for: the entries of 10 items and the texts of 40 pages. The
URLs take turns, so that they share what else the machine does. Milliseconds.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.measuring import circumstances, percentiles, row
from searchsvc.catalog import CatalogWriter, SourceFile, encode_item
from searchsvc.catalog.database import shown_url
from searchsvc.domain import Item, Metadata, Page

_WORDS = "thư viện sông nước đê điều báo cũ trang sách kho chợ làng xã huyện tỉnh đường phố".split()
_PAGES, _WORDS_A_PAGE = 10, 400
_Input = TypeVar("_Input")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description="What a catalog costs.")
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--items", type=int, default=500)
    options = parser.parse_args(arguments)
    chance = random.Random(1917)
    # Of another title in every run: an item that is in the catalog already would cost nothing.
    items = [_item(number, str(time.time()), chance) for number in range(options.items)]
    catalogs = {shown_url(url): CatalogWriter.open(url) for url in options.urls}
    source = SourceFile(Path("/made"), Path("/"), "records")
    keys = {}
    print(circumstances())
    _report(
        "put an item",
        catalogs,
        items,
        lambda _, c, item: c.put(c.prepare([(encode_item(item), source)])),
    )
    for name, catalog in catalogs.items():
        keys[name] = [change.key for change in catalog.changes(0) if change.exists]
    draws = [chance.sample(range(len(items)), 10) for _ in items]
    _report(
        "entries of 10 items",
        catalogs,
        draws,
        lambda name, c, draw: c.entries([keys[name][n] for n in draw]),
    )
    _report(
        "texts of 40 pages",
        catalogs,
        draws,
        lambda name, c, draw: c.page_texts(
            [(keys[name][n], page) for n in draw for page in (1, 3, 5, 7)]
        ),
    )
    _report(
        "texts of an item, streamed",
        catalogs,
        draws,
        lambda name, c, draw: list(c.item_texts(keys[name][draw[0]])),
    )
    for catalog in catalogs.values():
        catalog.close()


def _item(number: int, title: str, chance: random.Random) -> Item:
    texts = (" ".join(chance.choices(_WORDS, k=_WORDS_A_PAGE)) for _ in range(_PAGES))
    pages = tuple(Page(page, text) for page, text in enumerate(texts, 1))
    return Item(Metadata(f"made.{number}", title), pages)


def _report(
    what: str,
    catalogs: dict[str, CatalogWriter],
    inputs: Sequence[_Input],
    ask: Callable[[str, CatalogWriter, _Input], object],
) -> None:
    times: dict[str, list[float]] = {name: [] for name in catalogs}
    for given in inputs:
        for name, catalog in catalogs.items():
            began = time.perf_counter()
            ask(name, catalog, given)
            times[name].append((time.perf_counter() - began) * 1000)
    print(f"\n{what:<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for name, measured in times.items():
        print(row(name.partition("?")[0], percentiles(measured)))


if __name__ == "__main__":
    main()
