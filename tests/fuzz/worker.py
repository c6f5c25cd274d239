"""A process that asks its share of the requests, and prints what they came to.

    python -m tests.fuzz.worker HOME SEED FIRST END STEP MINUTES MARKER
    python -m tests.fuzz.worker HOME < REQUEST      asks this one, as JSON, to see whether it dies

A line of JSON is printed for each fault, and for every so many requests. MARKER is a file that
always holds the number of the request under way.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz.asking import Asker, limit_memory, peak_mb, shrunk
from tests.fuzz.making import Asked, made

_REPORT_EVERY = 500
_TRIES = 300


class Share(NamedTuple):
    """What a process is to ask."""

    seed: int
    numbers: range
    minutes: float
    marker: Path

    def arguments(self) -> list[str]:
        """As `parse` reads it."""
        numbers = self.numbers.start, self.numbers.stop, self.numbers.step
        return [*map(str, (self.seed, *numbers, self.minutes, self.marker))]

    @classmethod
    def parse(cls, arguments: list[str]) -> "Share":
        seed, start, stop, step, minutes, marker = arguments
        numbers = range(int(start), int(stop), int(step))
        return cls(int(seed), numbers, float(minutes), Path(marker))


def work(home: Path, share: Share) -> None:
    """Ask until all are asked or the time is over."""
    end = time.monotonic() + share.minutes * 60
    asker = Asker(home)
    limit_memory()
    lines = _Lines(asker)
    with share.marker.open("r+b", buffering=0) as marker:
        for number in share.numbers:
            if time.monotonic() > end:
                break
            marker.seek(0)
            marker.write(b"%20d" % number)
            _ask(asker, made(share.seed, number), number, lines)
    lines.report()


def _ask(asker: Asker, asked: Asked, number: int, lines: "_Lines") -> None:
    answer = asker.ask(asked)
    lines.count(str(answer.status), answer.seconds, asked.address)
    if answer.fault:
        small = shrunk(asked, lambda other: asker.ask(other).fault is not None, _TRIES)
        lines.write({"fault": f"number {number}: {answer.fault}", "address": small.address})


class _Lines:
    """Counts answers and prints what they came to now and then."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._statuses: dict[str, int] = {}
        self._slowest: dict[str, tuple[float, str]] = {}

    def count(self, status: str, seconds: float, address: str) -> None:
        self._statuses[status] = self._statuses.get(status, 0) + 1
        slowest = self._slowest.get(status, (0.0, ""))
        self._slowest[status] = max(slowest, (seconds, address))
        if sum(self._statuses.values()) >= _REPORT_EVERY:
            self.report()

    def report(self) -> None:
        growth = peak_mb() - self._asker.first_peak
        self.write({"statuses": self._statuses, "slowest": self._slowest, "growth_mb": growth})
        self._statuses = {}

    @staticmethod
    def write(line: dict[str, Any]) -> None:
        print(json.dumps(line), flush=True)


def main(arguments: list[str]) -> None:
    """Work, or ask the one request that is on the standard input."""
    home = Path(arguments[0])
    if len(arguments) > 1:
        work(home, Share.parse(arguments[1:]))
        return
    path, pairs = json.load(sys.stdin)
    asker = Asker(home)
    limit_memory()
    asker.ask(Asked(path, tuple((name, value) for name, value in pairs)))


if __name__ == "__main__":
    main(sys.argv[1:])
