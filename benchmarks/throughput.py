"""How many searches a second, by how many people at once, and in how much memory?

    python -m benchmarks.throughput [--clients 1 2 8 32] [--seconds 10] [--json FILE]

`tangthu serve` as it is run, one worker a core. Every client is a process with one connection
that asks one query after the other, all over the same mix and each from another place in it. Load
and server share the machine's cores, so the figures are lower than those of a server that has
them for itself; the same clients ask an empty Flask route in the same server, which says how much
lower. How the workers share the work, their processor time tells. Memory is of each worker after
all that: RSS, PSS (what workers share counts in parts), and what is its own and no file's, which
is what it takes beside the page cache.
"""

import time
from collections.abc import Sequence
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.collection import bench_home, mixed_queries
from benchmarks.corpus import corpus
from benchmarks.measuring import circumstances, options, percentiles, save
from benchmarks.serving import (
    Client,
    address,
    free_port,
    granian_command,
    serve_command,
    serving,
    workers_of,
)
from benchmarks.usage import Memory, memory_of, processor_seconds
from searchsvc.settings import Settings

_WARM_UP_SECONDS = 2.0
#: From the start of the processes to that of the asking.
_LEAD_SECONDS = 0.3


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--home", type=Path, help="a home that is filled [the bench home]")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 2, 8, 32])
    parser.add_argument("--seconds", type=float, default=10.0, help="for each number of clients")
    parser.add_argument("--queries", type=int, default=1000)
    chosen = parser.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    paths = [address(request) for _, request in mixed_queries(settings, chosen.queries)]
    about = circumstances()
    port, floor_port, workers = free_port(), free_port(), settings.cores
    floor = granian_command("benchmarks.floor:create_app", floor_port, workers)
    with (
        serving(serve_command(settings.home, port, workers), port) as server,
        serving(floor, floor_port, "/"),
    ):
        load(port, paths, workers, _WARM_UP_SECONDS)
        rounds = []
        for clients in chosen.clients:
            before = list(map(processor_seconds, workers_of(server)))
            search = load(port, paths, clients, chosen.seconds)
            after = map(processor_seconds, workers_of(server))
            busy = [then - now for now, then in zip(before, after, strict=True)]
            empty = load(floor_port, ["/"], clients, min(chosen.seconds, 2.0))
            rounds.append(
                {"clients": clients, "search": search, "floor": empty, "worker_cpu_s": busy}
            )
        memory = [memory_of(worker) for worker in workers_of(server)]
    figures = {
        **about,
        **corpus(settings),
        "workers": workers,
        "rounds": rounds,
        "memory_mb": [{k: v / 1e6 for k, v in one._asdict().items()} for one in memory],
    }
    _show(figures, memory)
    save(chosen.json, figures)


def load(port: int, paths: Sequence[str], clients: int, seconds: float) -> dict[str, float]:
    """Requests a second that so many clients get answered, and percentiles of milliseconds."""
    context = get_context("fork")
    begin = time.monotonic() + _LEAD_SECONDS
    running = []
    for number in range(clients):
        ours, theirs = context.Pipe(duplex=False)
        at = number * len(paths) // clients
        order = [*paths[at:], *paths[:at]]
        process = context.Process(target=_ask, args=(theirs, port, order, begin, seconds))
        process.start()
        theirs.close()
        running.append((process, ours))
    times: list[float] = []
    in_time = 0
    for process, ours in running:
        try:
            taken, late = ours.recv()
            times += taken
            in_time += len(taken) - late
        except EOFError:
            raise RuntimeError("a client failed: see above") from None
        finally:
            process.join()
    return {"per_second": in_time / seconds, **percentiles(times)}


def _ask(answer: Connection, port: int, paths: Sequence[str], begin: float, seconds: float) -> None:
    """Ask in turn from `begin` on for so long (monotonic seconds), and tell the milliseconds, and
    of how many the answer came after the end.
    """
    times = []
    with closing(Client(port)) as client:
        time.sleep(max(0.0, begin - time.monotonic()))
        number = 0
        while time.monotonic() < begin + seconds:
            began = time.perf_counter()
            client.get(paths[number % len(paths)])
            times.append((time.perf_counter() - began) * 1000)
            number += 1
        late = int(time.monotonic() > begin + seconds)
    answer.send((times, late))


def _show(figures: dict[str, Any], memory: Sequence[Memory]) -> None:
    print(f"{figures['items']:,} items, {figures['pages']:,} pages; {circumstances()}")
    print(f"{figures['workers']} workers; clients are on the same cores; milliseconds\n")
    print(f"{'clients':>8}{'requests/s':>12}{'p50':>9}{'p99':>9}{'max':>9}{'floor/s':>12}  CPU s")
    for one in figures["rounds"]:
        search = one["search"]
        values = f"{search['p50']:>9.1f}{search['p99']:>9.1f}{search['max']:>9.1f}"
        floor = one["floor"]["per_second"]
        busy = " ".join(f"{seconds:.1f}" for seconds in one["worker_cpu_s"])
        print(f"{one['clients']:>8}{search['per_second']:>12.0f}{values}{floor:>12.0f}  {busy}")
    for number, one_worker in enumerate(memory, 1):
        shown = ", ".join(f"{k} {v / 1e6:.0f} MB" for k, v in one_worker._asdict().items())
        print(f"worker {number}: {shown}")


if __name__ == "__main__":
    main()
