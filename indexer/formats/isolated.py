"""Readers in a process of their own, whose memory and time are bounded.

C libraries that parse hostile files may crash, hang or fill the memory. Then the process ends, the
file is rejected with the reason, and the next file gets a new process. Otherwise one process serves
all files of the process that asks: starting one takes half a second, a file in it under 1 ms more.
"""

import atexit
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from indexer.formats.base import Found, Malformed, PageReader, Reader, Record
from indexer.processes import terminal_blocked
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import RecordError

#: Memory that reading a file may take beyond what the process needs to be there.
MEMORY_BYTES = 1_000_000_000
#: Seconds of processor time for a file, and for each of its megabytes.
SECONDS = 60
SECONDS_A_MEGABYTE = 5


def isolated(read: Reader) -> Reader:
    """A reader that does in another process what `read`, a function of a module, does."""

    def in_process(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
        # All is read before anything is given: who asks may stop in the middle.
        with _lock:
            return iter(_process().read(read, path, item_id, max_bytes))

    return in_process


def isolated_pages(read: PageReader) -> PageReader:
    """The same for a reader of pages. Whatever is wrong with a file is Malformed."""
    in_process = isolated(partial(_as_an_item, read))

    def pages(path: Path, max_bytes: int) -> list[Page]:
        (record,) = in_process(path, "", max_bytes)
        if isinstance(record, RecordError):
            raise Malformed(record.reason)
        return list(record.item.pages)

    return pages


def _as_an_item(read: PageReader, path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    try:
        pages = tuple(read(path, max_bytes))
    except (OSError, Malformed) as error:
        yield RecordError(str(path), str(error), item_id)
    else:
        yield Found(str(path), Item(Metadata(item_id, ""), pages))


class _Process:
    """A process that reads one file at a time (see `worker`)."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        with terminal_blocked():  # it ends when its standard input does
            self._child = subprocess.Popen(
                [sys.executable, "-m", "indexer.formats.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    # Each thread of OpenBLAS would set memory aside that the limit counts.
                    "OPENBLAS_NUM_THREADS": "1",
                    # It finds the modules that this process finds, and no others.
                    "PYTHONSAFEPATH": "1",
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                },
            )

    @property
    def serves(self) -> bool:
        """Whether it lives, and is this process's own and not one of before a fork."""
        return self._owner == os.getpid() and self._child.poll() is None

    def read(self, read: Reader, path: Path, item_id: str, max_bytes: int) -> list[Record]:
        records: list[Record] = []
        pages: list[Page] = []
        finished = False
        try:
            self._send((read, (path, item_id, max_bytes), MEMORY_BYTES, _seconds(path)))
            while (message := self._receive()) is not None:
                if isinstance(message, Page):
                    pages.append(message)
                elif isinstance(message, Found):
                    item = replace(message.item, pages=tuple(pages))
                    records.append(Found(message.place, item))
                    pages = []
                else:
                    records.append(RecordError(*message))
            finished = True
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            records.append(RecordError(str(path), self._end(), item_id))
        finally:
            if not finished:
                self.stop()
        return records

    def _send(self, job: object) -> None:
        assert self._child.stdin
        pickle.dump(job, self._child.stdin)
        self._child.stdin.flush()

    def _receive(self) -> Any:
        assert self._child.stdout
        return pickle.load(self._child.stdout)

    def _end(self) -> str:
        """Why the process ended, in words."""
        try:
            status = self._child.wait(10)
        except subprocess.TimeoutExpired:
            return "its reader answered rubbish"
        if status == -signal.SIGXCPU:
            return "reading it takes too long"
        return f"its reader crashed, or got no more memory ({_named(status)})"

    def stop(self) -> None:
        if self._owner != os.getpid():
            return  # a fork's parent still asks it
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


def _seconds(path: Path) -> int:
    """What reading a file may take of the processor's time."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return SECONDS + SECONDS_A_MEGABYTE * size // 1_000_000


def _named(status: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-status).name
    return f"status {status}"


_lock = Lock()
_current: list[_Process] = []


def _process() -> _Process:
    """The process that reads for this one."""
    if _current and not _current[0].serves:
        del _current[0]
    if not _current:
        _current.append(_Process())
        atexit.register(_current[0].stop)
    return _current[0]
