"""All that is measured, in one run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import circumstances
from benchmarks.peers import documents
from benchmarks.peers.measuring import (
    THROUGHPUT_SECONDS,
    WARM_UP_SECONDS,
    Taken,
    figures,
    interleaved,
    throughput,
    warm_up,
)
from benchmarks.peers.protocol import PageDocument, Query
from benchmarks.peers.registry import FOLDER, OURS, PEERS, Built, absent, built
from benchmarks.peers.tang_thu import TangThu
from searchsvc.settings import Settings

_CLIENTS = (1, 8)
_WARM_UP_QUERIES = 1000


def compare(
    settings: Settings,
    names: Iterable[str],
    queries: int,
    sample: int = 1,
    folder: Path = FOLDER,
    warm_up_seconds: float = WARM_UP_SECONDS,
    throughput_seconds: float = THROUGHPUT_SECONDS,
) -> dict[str, Any]:
    """The figures, as JSON has them. Documents are those of a home, every `sample`th item; peers
    are `names` and ours; their indexes are kept in `folder`.
    """
    names = [OURS, *(name for name in names if name != OURS)]
    missing = {name: reason for name in names if (reason := absent(name))}

    def pages(part: int) -> Iterable[PageDocument]:
        return documents.pages(settings, sample * part)

    corpus = documents.corpus(pages(1))
    peers = {name: built(name, corpus.hash, pages, folder) for name in names if name not in missing}
    ours = peers[OURS].peer
    assert isinstance(ours, TangThu)
    asked = documents.queries(ours.settings, queries)
    warming = documents.queries(ours.settings, _WARM_UP_QUERIES, seed=2)
    before = circumstances()
    with ExitStack() as running:
        for one in peers.values():
            running.enter_context(one.peer.running())
        taken, warmed = _in_turn(peers, warming, asked, warm_up_seconds)
        rates = {
            name: {str(n): throughput(one.peer, asked, n, throughput_seconds) for n in _CLIENTS}
            for name, one in peers.items()
        }
    measured = {
        name: {
            "name": peer.name,
            "part": PEERS[name].part,
            "version": peer.version(),
            "build_seconds": seconds,
            "build_cpu_seconds": cpu_seconds,
            "bytes": peer.size(),
            "warmed_up_with": warmed[name],
            **figures(taken[name]),
            "per_second": rates[name],
        }
        for name, (peer, seconds, cpu_seconds) in peers.items()
    }
    return {
        **before,
        "load_after": circumstances()["load"],
        "cpu": _processor(),
        "date": datetime.now(UTC).date().isoformat(),
        "corpus": corpus._asdict(),
        "queries": len(asked),
        "queries_by_kind": dict(Counter(query.kind for query in asked)),
        "peers": {name: measured.get(name) or {"absent": missing[name]} for name in names},
    }


def _in_turn(
    peers: Mapping[str, Built], warming: list[Query], asked: list[Query], seconds: float
) -> tuple[dict[str, Taken], dict[str, int]]:
    """What everyone took, and how many queries each was warmed up with."""
    with ExitStack() as asking:
        clients = {name: one.peer.client() for name, one in peers.items()}
        for client in clients.values():
            asking.callback(client.close)
        warmed = {name: warm_up(client, warming, seconds) for name, client in clients.items()}
        whole = {name for name in clients if PEERS[name].part == 1}
        return interleaved(clients, asked, OURS, whole), warmed


def _processor() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return None
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), None
    )
