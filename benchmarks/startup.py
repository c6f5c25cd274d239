"""How long until the command line answers, and until the server does?

    python -m benchmarks.startup [--rounds 7] [--json FILE]

From the start of the process to its end for `--help`, to the first 200 of `/readyz`, and to the
first answered search. Files are in the page cache (`benchmarks.latency` has cold starts). Goals:
0.3 s for `--help`, 1 s until ready with 98 thousand pages.
"""

import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from benchmarks.collection import bench_home, mixed_queries
from benchmarks.corpus import corpus
from benchmarks.measuring import circumstances, options, save
from benchmarks.serving import Client, address, free_port, serve_command, serving
from searchsvc.requests import SearchRequest
from searchsvc.settings import Settings

GOALS = {"--help": 0.3, "serve, ready": 1.0}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--home", type=Path, help="a home that is filled [the bench home]")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    settings = Settings(home=chosen.home) if chosen.home else bench_home()
    (_, request), *_ = mixed_queries(settings, 1)
    about = circumstances()
    seconds: dict[str, list[float]] = {"--help": [], "serve, ready": [], "serve, first answer": []}
    for _ in range(chosen.rounds):
        seconds["--help"].append(help_seconds())
        ready, answered = serve_seconds(settings, request)
        seconds["serve, ready"].append(ready)
        seconds["serve, first answer"].append(answered)
    figures = {
        name: {"median": statistics.median(taken), "max": max(taken)}
        for name, taken in seconds.items()
    }
    held = corpus(settings)
    print(f"{held['items']:,} items, {held['pages']:,} pages; {about}\n")
    print(f"{'seconds':<24}{'median':>9}{'max':>9}{'goal':>9}")
    for name, found in figures.items():
        goal = f"{GOALS[name]:>9.1f}" if name in GOALS else ""
        print(f"{name:<24}{found['median']:>9.2f}{found['max']:>9.2f}{goal}")
    save(chosen.json, {**about, **held, "rounds": chosen.rounds, "seconds": figures})


def help_seconds() -> float:
    """Of `tangthu --help`."""
    command = [sys.executable, "-m", "indexer", "--help"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def serve_seconds(settings: Settings, request: SearchRequest) -> tuple[float, float]:
    """Until `tangthu serve` is ready, and until it has answered a search."""
    port = free_port()
    began = time.perf_counter()
    with serving(serve_command(settings.home, port, settings.cores), port):
        ready = time.perf_counter() - began
        with closing(Client(port)) as client:
            client.get(address(request))
        return ready, time.perf_counter() - began


if __name__ == "__main__":
    main()
