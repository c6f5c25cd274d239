"""All peers, and their indexes: built once for what they hold, kept in `bench-runs/peers`."""

import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import orjson

from benchmarks.collection import PROJECT
from benchmarks.peers.opensearch_http import OpenSearch
from benchmarks.peers.postgresql_text import Postgresql
from benchmarks.peers.processor_time import ProcessorTime
from benchmarks.peers.protocol import PageDocument, Peer
from benchmarks.peers.sqlite_fts5 import Fts5
from benchmarks.peers.tang_thu import TangThu, TangThuServed
from benchmarks.peers.whoosh_files import Whoosh
from benchmarks.peers.xapian_process import Xapian

FOLDER = PROJECT / "bench-runs" / "peers" / "indexes"
OURS = "tangthu"


class Entry(NamedTuple):
    """`kept`: the folder of the index; peers of one folder share it. Raise `layout` when what a
    peer keeps there changes. `part`: of a peer that indexes too slowly only every so many items
    are indexed, and its answers are compared with nobody's.
    """

    kept: str
    make: Callable[[Path], Peer]
    layout: int = 1
    part: int = 1


#: By the name that `--only` takes.
PEERS: dict[str, Entry] = {
    OURS: Entry("tangthu", TangThu),
    "tangthu-http": Entry("tangthu", TangThuServed),
    "fts5": Entry("fts5", Fts5),
    "xapian": Entry("xapian", Xapian),
    "postgresql": Entry("postgresql", Postgresql),
    # All of them took it over seven minutes of processor time without coming to an end.
    "whoosh": Entry("whoosh", Whoosh, part=8),
    "opensearch": Entry("opensearch", lambda folder: OpenSearch(folder, with_items=False)),
    "opensearch-items": Entry("opensearch-items", lambda folder: OpenSearch(folder, True)),
}


def absent(name: str) -> str | None:
    """Why a peer cannot be here, None when it can."""
    return PEERS[name].make(FOLDER).missing()


class Built(NamedTuple):
    """A peer whose index is there, and what building took, whenever that was: `seconds` by the
    clock, `cpu_seconds` of processor time, all processes together (None: not measured).
    """

    peer: Peer
    seconds: float
    cpu_seconds: float | None = None


def built(
    name: str, corpus: str, pages: Callable[[int], Iterable[PageDocument]], folder: Path = FOLDER
) -> Built:
    """The peer, its index being of these pages: `corpus` is their hash, `pages` gives those of
    every so many items.
    """
    entry = PEERS[name]
    home = folder / corpus / f"{entry.kept}-{entry.layout}"
    peer = entry.make(home)
    mark = home / "built.json"
    if not mark.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        print(f"{peer.name}: indexing", file=sys.stderr, flush=True)
        mark.write_bytes(orjson.dumps(_timed(lambda: peer.build(pages(entry.part)))))
    return Built(peer, **orjson.loads(mark.read_bytes()))


def _timed(build: Callable[[], None]) -> dict[str, float]:
    spent, began = ProcessorTime(), time.perf_counter()
    try:
        build()
    finally:
        seconds, cpu_seconds = time.perf_counter() - began, spent.stop()
    return {"seconds": seconds, "cpu_seconds": cpu_seconds}
