"""A job of ours, or the plain loop that it is compared with, run in a process of its own.

Prints what it did as JSON. `stages`: when each began and ended (`time.monotonic`), which is one
clock for all processes of a machine, so whoever watches the memory can tell which stage took it.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from indexer.progress import Stage


class _Timed:
    """A reporter that keeps when each stage began and ended."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float, float]] = []

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        began = time.monotonic()
        yield self
        self.stages.append((name, began, time.monotonic()))

    def advance(self, done: int = 1) -> None:
        """Only the time is kept."""

    def reject(self, records: int = 1) -> None:
        """Only the time is kept."""


def _ingest(home: Path, files: Sequence[Path], every: int) -> dict[str, Any]:
    """Into a home, of all records, as the command takes them in."""
    from indexer.processes import start_forking

    start_forking()  # while this process imports, as the command does
    from indexer.ingest import ingest
    from searchsvc.settings import Settings

    report = _Timed()
    began = time.perf_counter()
    result = ingest(Settings(home=home), files, None, report)
    whole = time.perf_counter() - began
    return {
        "mb": result.text_bytes / 1e6,
        "pages": result.pages,
        "rejected": result.rejections,
        "s": whole,
        "stages": report.stages,
    }


def _reindex(home: Path, files: Sequence[Path], every: int) -> dict[str, Any]:
    """Of a home that is filled, as fast as it goes."""
    from indexer.indexing import rebuild_index
    from indexer.lock import write_lock
    from searchsvc.catalog import Catalog
    from searchsvc.settings import Settings

    report = _Timed()
    settings = Settings(home=home)
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        size = catalog.counts().text_bytes / 1e6
        began = time.perf_counter()
        result = rebuild_index(settings, catalog, report, lambda: write_lock(home))
    whole = time.perf_counter() - began
    return {"mb": size, "pages": result.pages, "s": whole, "stages": report.stages}


def _naive(home: Path, files: Sequence[Path], every: int) -> dict[str, Any]:
    """Every so many of the records: their pages through pyvi into tantivy, one by one."""
    import tantivy
    from pyvi import ViTokenizer

    builder = tantivy.SchemaBuilder()
    for name in ("id", "title", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="default")
    home.mkdir(parents=True)
    index = tantivy.Index(builder.build(), path=str(home))
    began = time.perf_counter()
    writer = index.writer()
    size = pages = 0
    for file in files:
        for line in islice(file.open("rb"), 0, None, every):
            record = orjson.loads(line)
            for page in record["pages"]:
                words = ViTokenizer.tokenize(page["text"])
                writer.add_document(
                    tantivy.Document(id=record["id"], title=record["title"], text=words)
                )
                size += len(page["text"].encode())
                pages += 1
    writer.commit()
    writer.wait_merging_threads()
    seconds = time.perf_counter() - began
    return {"mb": size / 1e6, "pages": pages, "s": seconds, "stages": []}


KINDS = {"ingest": _ingest, "reindex": _reindex, "naive": _naive}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("home", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--every", type=int, default=1, help="of the plain loop's records")
    chosen = parser.parse_args()
    print(json.dumps(KINDS[chosen.kind](chosen.home, chosen.files, chosen.every)))


if __name__ == "__main__":
    main()
