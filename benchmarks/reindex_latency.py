"""What does a reindex cost those who search meanwhile?

    python -m benchmarks.reindex_latency [--home DIR] [--seconds 30] [--nice 10] [--json]

The same queries, one at a time, through the service: while nothing else runs, and from the start of
`tangthu reindex` in a process of its own to its end, the swap included. An answer that is not what
it was before counts as an error. The goal is a p99 of at most three times the quiet one.
"""

import argparse
import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import orjson

from benchmarks.collection import bench_home, mixed_queries
from benchmarks.measuring import circumstances, percentiles, row
from searchsvc.errors import TangThuError
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings

_QUERIES = 400


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    options.add_argument("--seconds", type=float, default=30.0, help="of quiet searching")
    options.add_argument("--nice", type=int, default=10)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    queries = [request for _, request in mixed_queries(settings, _QUERIES)]
    with closing(SearchService.open(settings)) as service:
        totals = [service.search(request).total for request in queries]  # and warms up
        until = time.monotonic() + chosen.seconds
        quiet, _ = _ask(service, queries, totals, lambda: time.monotonic() < until)
        command = [sys.executable, "-m", "indexer", "--home", str(settings.home)]
        began = time.monotonic()
        with subprocess.Popen([*command, "reindex", "-q", "--nice", str(chosen.nice)]) as job:
            busy, errors = _ask(service, queries, totals, lambda: job.poll() is None)
        seconds = time.monotonic() - began
    if job.returncode:
        sys.exit(f"the reindex failed: {job.returncode}")
    before, during = percentiles(quiet), percentiles(busy)
    ratio = during["p99"] / before["p99"]
    if chosen.json:
        answer = {
            **circumstances(),
            "reindex_seconds": seconds,
            "nice": chosen.nice,
            "errors": errors,
            "quiet_ms": before,
            "during_ms": during,
            "p99_ratio": ratio,
        }
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
        return
    print(circumstances())
    print(f"reindex at nice {chosen.nice}: {seconds:.0f} s; milliseconds\n")
    print(f"{'':<28}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    print(row(f"quiet ({len(quiet):,})", before))
    print(row(f"during reindex ({len(busy):,})", during))
    print(f"\np99 {ratio:.2f} times the quiet one (goal: at most 3); {errors} errors (goal: 0)")


def _ask(
    service: SearchService,
    queries: list[SearchRequest],
    totals: list[int],
    go_on: Callable[[], bool],
) -> tuple[list[float], int]:
    """Milliseconds of each answer, and how many were wrong or none at all."""
    times: list[float] = []
    errors = 0
    for request, total in itertools.cycle(zip(queries, totals, strict=True)):
        if not go_on():
            break
        began = time.perf_counter()
        try:
            errors += service.search(request).total != total
        except TangThuError:
            errors += 1
        times.append((time.perf_counter() - began) * 1000)
    return times, errors


if __name__ == "__main__":
    main()
