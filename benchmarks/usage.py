"""Memory and processor time of a process and all that it started, sampled from outside."""

import os
import threading
import time
from pathlib import Path
from typing import NamedTuple

_INTERVAL_SECONDS = 0.1


class Usage(NamedTuple):
    """`peak`: bytes, the highest sum over the processes; what they share counts once (`Pss`).

    `seconds`: of processor time, all processes together.
    """

    peak: int
    seconds: float


class Watch:
    """Watches a process and its descendants until it is stopped."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._peak = 0
        self._seconds: dict[int, float] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> Usage:
        self._stopped.set()
        self._thread.join()
        return Usage(self._peak, sum(self._seconds.values()))

    def _run(self) -> None:
        while not self._stopped.is_set():
            processes = descendants(self._process)
            self._peak = max(self._peak, sum(map(_pss, processes)))
            for process in processes:
                self._seconds[process] = processor_seconds(process) or self._seconds.get(
                    process, 0.0
                )
            time.sleep(_INTERVAL_SECONDS)


def descendants(process: int) -> list[int]:
    """A process and all that it, and they, have started and that still run."""
    found = [process]
    for parent in found:
        found += _children(parent)
    return found


def _children(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:  # it has ended
        return []


def _pss(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def processor_seconds(process: int) -> float:
    """0 for one that has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0.0
