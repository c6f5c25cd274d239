"""Memory and processor time of a process and all that it started, sampled from outside."""

import os
import threading
import time
from pathlib import Path
from typing import NamedTuple

#: A look costs 5 ms of the processor for each process of a job, and stops it for as long.
_INTERVAL_SECONDS = 0.5


class Usage(NamedTuple):
    """`samples`: when (`time.monotonic`), and bytes of all processes, what they share counted once
    (`Pss`). `seconds`: of processor time, all processes together.
    """

    samples: list[tuple[float, int]]
    seconds: float

    @property
    def peak(self) -> int:
        """The highest sum of bytes over the processes."""
        return self.peak_within(0.0, time.monotonic())

    def peak_within(self, begin: float, end: float) -> int:
        """The highest between two moments; 0 where none was looked at."""
        return max((size for at, size in self.samples if begin <= at <= end), default=0)


class Memory(NamedTuple):
    """Bytes of a process: all that is mapped in, that with what is shared counted in parts, and
    what is of no file (the rest can be dropped and read again: it is page cache).
    """

    rss: int
    pss: int
    anonymous: int


class Watch:
    """Watches a process and its descendants until it is stopped."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._samples: list[tuple[float, int]] = []
        self._seconds: dict[int, float] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> Usage:
        self._stopped.set()
        self._thread.join()
        return Usage(self._samples, sum(self._seconds.values()))

    def _run(self) -> None:
        while not self._stopped.is_set():
            processes = descendants(self._process)
            size = sum(memory_of(process).pss for process in processes)
            self._samples.append((time.monotonic(), size))
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


def memory_of(process: int) -> Memory:
    """All 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0, 0, 0)
    sizes = {line.split()[0]: int(line.split()[1]) * 1024 for line in lines[1:]}
    return Memory(sizes["Rss:"], sizes["Pss:"], sizes["Anonymous:"])


def processor_seconds(process: int) -> float:
    """0 for one that has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0.0
