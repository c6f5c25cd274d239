"""Does any query hurt the service? Made requests, asked of the sample collection.

    python -m tests.fuzz.queries [--count N] [--minutes N] [--processes N] [--seed N] [--first N]

Each process asks its share of the requests through the app's test client. A fault is an answer
of no expected status, a process that dies, more than a second of processor time or 256 MB of
memory for one request, or so much since the start. Faulty requests are made small and printed;
the exit status tells whether there were any. A request is the same for the same seed and number,
so `--first N --count 1` asks one again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.settings import Settings
from tests.fuzz.asking import shrunk
from tests.fuzz.making import Asked, made
from tests.fuzz.worker import Share

_SHOWN = 1000
_TRIES = 40
_MOST_DEATHS = 20


@dataclass
class Tally:
    """What the requests asked so far came to."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, tuple[float, str]] = field(default_factory=dict)
    growth_mb: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, line: dict[str, Any]) -> None:
        """A line of a worker: its counts since the last one, or a fault."""
        if "fault" in line:
            self.faults.append(f"{line['fault']}: {line['address']}")
            return
        self.statuses.update(line["statuses"])
        for status, (seconds, address) in line["slowest"].items():
            before = self.slowest.get(status, (0.0, ""))
            self.slowest[status] = max(before, (seconds, address))
        self.growth_mb = max(self.growth_mb, line["growth_mb"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask; returns the exit status, 1 where a request was faulty."""
    parser = argparse.ArgumentParser(description="Fuzzed requests against the service.")
    parser.add_argument("--count", type=int, default=10_000, help="how many (default 10,000)")
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after so many")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first request")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return _fuzz(Path(folder), options)


def _fuzz(folder: Path, options: argparse.Namespace) -> int:
    home = folder / "home"
    ingest(Settings(home=home, jobs=1), [sample.ITEMS], None, reporter(quiet=True))
    tally, began = Tally(), time.monotonic()
    end = options.first + options.count
    threads = []
    for number in range(options.processes):
        numbers = range(options.first + number, end, options.processes)
        share = Share(options.seed, numbers, options.minutes, folder / f"at-{number}")
        threads.append(threading.Thread(target=_follow, args=(home, share, tally)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _report(tally, time.monotonic() - began)
    return int(bool(tally.faults))


def _follow(home: Path, share: Share, tally: Tally) -> None:
    """Start a worker for these requests, and another for the rest after each that dies."""
    for _ in range(_MOST_DEATHS):
        share.marker.write_text(f"{share.numbers.start:20d}")
        command = _worker(home, *share.arguments())
        with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
            assert worker.stdout
            for line in worker.stdout:
                tally.add(json.loads(line))
        if worker.returncode == 0:
            return
        number = int(share.marker.read_text())
        small = shrunk(made(share.seed, number), lambda asked: _kills(home, asked), _TRIES)
        died = f"number {number}: the process died with {worker.returncode}"
        tally.add({"fault": died, "address": small.address})
        share = share._replace(numbers=share.numbers[share.numbers.index(number) + 1 :])


def _kills(home: Path, asked: Asked) -> bool:
    request = json.dumps(asked).encode()
    return subprocess.run(_worker(home), input=request, capture_output=True).returncode != 0


def _worker(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.fuzz.worker", str(home), *arguments]


def _report(tally: Tally, seconds: float) -> None:
    asked = tally.statuses.total()
    print(f"{asked:,} requests in {seconds:.0f} s, {asked / seconds:.0f} a second")
    for status, count in sorted(tally.statuses.items()):
        longest, address = tally.slowest[status]
        print(f"{status}: {count:,}, slowest {longest * 1000:.1f} ms: {address[:_SHOWN]}")
    print(f"a process's memory grew by at most {tally.growth_mb:.0f} MB")
    print(f"{len(tally.faults)} faults")
    for fault in tally.faults:
        print(f"  {fault[:_SHOWN]}")


if __name__ == "__main__":
    sys.exit(main())
