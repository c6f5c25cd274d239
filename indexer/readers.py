"""Processes that read sources, in their order; one that dies costs the source that it read.

A process streams what it reads through a pipe, which makes it wait for the one who writes.
"""

import resource
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection

from indexer.processes import follow_parent, forking, keep_garbage_longer
from indexer.reading import Batch, Planned, failed, read_source
from searchsvc.errors import Unavailable

#: Sources that a process is given at once: small ones together.
_TASK_BYTES = 4_000_000
_TASK_SOURCES = 100
#: Seconds without a batch after which a process is taken to hang.
PATIENCE_SECONDS = 900.0
#: Sources above so many bytes are read one at a time.
_LARGE_BYTES = 16_000_000
#: Bytes of address space that a process may take beyond what it begins with. Parsing a record of
#: 64 MB reserves 800 MB, most of which is never touched.
_MEMORY = 1_200_000_000


def read_all(
    planned: Iterable[Planned], max_bytes: int, jobs: int
) -> Iterator[tuple[Planned, Batch]]:
    """What the sources hold, source by source; the result does not depend on `jobs`.

    With one job this process reads by itself, and what kills the reader kills it.
    """
    if jobs <= 1:
        for source in planned:
            for batch in read_source(source, max_bytes):
                yield source, batch
        return
    waiting: deque[tuple[_Reader, list[Planned]]] = deque()
    idle: deque[_Reader] = deque()
    readers: list[_Reader] = []
    try:
        for task in _tasks(planned):
            while len(waiting) == jobs or (waiting and _is_large(task)):
                yield from _oldest(waiting, idle)
            if not idle:
                readers.append(_Reader(max_bytes, _MEMORY))
                idle.append(readers[-1])
            reader = idle.popleft()
            reader.give(task)
            waiting.append((reader, task))
        while waiting:
            yield from _oldest(waiting, idle)
    finally:
        for reader in readers:
            reader.stop()


def _oldest(
    waiting: "deque[tuple[_Reader, list[Planned]]]", idle: "deque[_Reader]"
) -> Iterator[tuple[Planned, Batch]]:
    """The results of the task that was given first; its reader is idle then."""
    reader, task = waiting.popleft()
    yield from reader.results(task)
    idle.append(reader)


def _is_large(task: list[Planned]) -> bool:
    return sum(planned.size for planned in task) > _LARGE_BYTES


class _Reader:
    """A process that reads, and the pipe to it."""

    def __init__(self, max_bytes: int, memory: int) -> None:
        self._arguments = max_bytes, memory
        self._start()

    def give(self, task: list[Planned]) -> None:
        # One that has just died is noticed when its results are wanted.
        with suppress(OSError):
            self._pipe.send(task)

    def results(self, task: list[Planned]) -> Iterator[tuple[Planned, Batch]]:
        """What the sources of a task hold that was given before."""
        left = deque(task)
        while left:
            try:
                if not self._pipe.poll(PATIENCE_SECONDS):
                    raise TimeoutError
                batch = self._pipe.recv()
            except (EOFError, OSError) as error:
                lost = left.popleft()
                yield lost, Batch([failed(lost, self._death(error))], 0, True)
                self._start()
                self.give(list(left))
                continue
            yield left[0], batch
            if batch.is_last:
                left.popleft()

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        context = forking()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, *self._arguments), daemon=True)
        try:
            self._process.start()
        except BrokenPipeError as error:
            raise Unavailable("a process that was to read was killed when it started") from error
        theirs.close()

    def _death(self, error: Exception) -> str:
        self.stop()
        if isinstance(error, TimeoutError):
            return f"reading it took longer than {PATIENCE_SECONDS:.0f} seconds"
        return "the process that read it was killed; perhaps it took too much memory"


def _serve(pipe: Connection, max_bytes: int, memory: int) -> None:
    """In a process: read what is asked for, until nobody asks any more. What was read is sent while
    more is read.
    """
    follow_parent()
    keep_garbage_longer()
    _limit_memory(memory)
    with ThreadPoolExecutor(1) as beside, suppress(EOFError, OSError):  # the job has ended
        while True:
            task: list[Planned] = pipe.recv()
            sent = beside.submit(lambda: None)
            for planned in task:
                for batch in read_source(planned, max_bytes):
                    sent.result()
                    sent = beside.submit(pipe.send, batch)
            sent.result()


def _limit_memory(memory: int) -> None:
    """Let a source that takes too much memory fail alone, and not the machine."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        present = int(statm.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = present + memory
    if hard == resource.RLIM_INFINITY or allowed < hard:
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _tasks(planned: Iterable[Planned]) -> Iterator[list[Planned]]:
    task: list[Planned] = []
    size = 0
    for source in planned:
        task.append(source)
        size += source.size
        if size >= _TASK_BYTES or len(task) >= _TASK_SOURCES:
            yield task
            task, size = [], 0
    if task:
        yield task
