"""Times and answers of peers: each query goes through all of them in turn."""

import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import mean

from benchmarks.measuring import percentiles
from benchmarks.peers.protocol import TOP, Answer, Client, Form, Peer, Query

WARM_UP_SECONDS = 30.0
THROUGHPUT_SECONDS = 10.0


@dataclass(slots=True)
class Taken:
    """What a peer took. Milliseconds; `overlap`: the shares of our ten items that it has too, by
    kind of query; `found`: queries with results.
    """

    all: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    overlap: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    found: int = 0
    none: int = 0


def warm_up(client: Client, queries: Sequence[Query], seconds: float = WARM_UP_SECONDS) -> int:
    """Ask until the time is over, or all have been asked; gives how many were."""
    deadline = time.perf_counter() + seconds
    for number, query in enumerate(queries):
        if time.perf_counter() > deadline:
            return number
        client.search(query)
    return len(queries)


def interleaved(
    clients: Mapping[str, Client], queries: Iterable[Query], ours: str, whole: Collection[str]
) -> dict[str, Taken]:
    """Ask every query of everyone; who is first changes from query to query. `whole`: those who
    have all documents, so that their answers can be compared with ours.
    """
    taken = {name: Taken() for name in clients}
    names = list(clients)
    for number, query in enumerate(queries):
        at = number % len(names)
        answers: dict[str, Answer | None] = {}
        for name in names[at:] + names[:at]:
            began = time.perf_counter()
            answer = answers[name] = clients[name].search(query)
            milliseconds = (time.perf_counter() - began) * 1000
            if answer is None:
                taken[name].none += 1
                continue
            check(name, query, answer)
            taken[name].all.append(milliseconds)
            taken[name].by_kind[query.kind].append(milliseconds)
            taken[name].found += bool(answer.total)
        comparable = {name: answer for name, answer in answers.items() if name in whole}
        _compare(query, comparable, taken, ours)
    return taken


def check(name: str, query: Query, answer: Answer) -> None:
    """Raises AssertionError when an answer lacks a part of the work."""
    where = f"{name}: {query.typed!r}"
    wanted = min(answer.total, TOP)
    assert len(set(answer.items)) == len(answer.items), f"{where}: an item twice"
    assert len(answer.items) == wanted, f"{where}: {len(answer.items)} items of {wanted}"
    assert not wanted or answer.facets["type"], f"{where}: no facets"
    shown = [snippet for snippet in answer.snippets if snippet.strip()]
    # What is found by its title alone may have no page to show.
    assert shown or not wanted or query.form is Form.EVERYTHING or name.startswith("tangthu"), (
        f"{where}: no snippets"
    )


def overlap(ours: Sequence[str], theirs: Sequence[str]) -> float | None:
    """The share of ours that is among theirs; None when we have nothing."""
    return len(set(ours) & set(theirs)) / len(ours) if ours else None


def throughput(
    peer: Peer, queries: Sequence[Query], clients: int, seconds: float = THROUGHPUT_SECONDS
) -> float:
    """Requests a second that some clients at once get answered, each asking when it has its answer.
    They are threads of this process.
    """
    counts = [0] * clients
    failures: list[BaseException] = []
    ready = threading.Barrier(clients + 1)
    over = threading.Event()

    def ask(number: int) -> None:
        client = peer.client()
        try:
            mine = islice(cycle(queries), number * len(queries) // clients, None)
            ready.wait()
            for query in mine:
                if over.is_set():
                    break
                client.search(query)
                counts[number] += 1
        except BaseException as error:
            failures.append(error)
            ready.abort()
        finally:
            client.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    over.wait(seconds)
    over.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (time.perf_counter() - began)


def figures(taken: Taken) -> dict[str, object]:
    """What was taken, summed up for JSON."""
    return {
        "ms": percentiles(taken.all),
        "ms_by_kind": {kind: percentiles(values) for kind, values in taken.by_kind.items()},
        "queries": len(taken.all),
        "with_results": taken.found,
        "none": taken.none,
        "overlap_by_kind": {kind: mean(values) for kind, values in taken.overlap.items()},
        "overlap": mean(shares) if (shares := list(_flat(taken.overlap.values()))) else None,
    }


def _flat(lists: Iterable[list[float]]) -> Iterator[float]:
    for values in lists:
        yield from values


def _compare(
    query: Query, answers: Mapping[str, Answer | None], taken: Mapping[str, Taken], ours: str
) -> None:
    best = answers.get(ours)
    # Of everything, newest first, most items are of one year: any ten are as good as others.
    if best is None or query.form is Form.EVERYTHING:
        return
    for name, answer in answers.items():
        if answer is not None and (share := overlap(best.items, answer.items)) is not None:
            taken[name].overlap[query.kind].append(share)
