"""The process in which `isolated` readers run: `python -m indexer.formats.worker`.

Jobs come in at standard input as pickles: a reader, what it is called with, the bytes of memory and
the seconds of processor time that it may take. For each of them records go out at standard output:
pages, then the item that they are of; or what an error is made of; then None. A file that takes too
long ends the process by SIGXCPU.
"""

import os
import pickle
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from indexer.formats.base import Found, Record


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between the answers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            read, (path, item_id, max_bytes), memory, seconds = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _set_limits(memory, seconds)
        try:
            _answer(answers, read(path, item_id, max_bytes))
        except MemoryError:
            reason = f"reading it takes more than {memory // 1_000_000} MB of memory"
            _send(answers, (str(path), reason, item_id))
        except BrokenPipeError:
            return
        except Exception as error:  # a defect of a reader or a library costs one file
            reason = f"cannot be read: {type(error).__name__}: {error}"
            _send(answers, (str(path), reason[:500], item_id))
        _send(answers, None)
        answers.flush()


def _answer(answers: BinaryIO, records: Iterator[Record]) -> None:
    for record in records:
        if isinstance(record, Found):
            for page in record.item.pages:
                _send(answers, page)
            _send(answers, Found(record.place, replace(record.item, pages=())))
        else:
            _send(answers, (record.place, record.reason, record.item_id))


def _send(answers: BinaryIO, message: object) -> None:
    pickle.dump(message, answers, pickle.HIGHEST_PROTOCOL)


def _set_limits(memory: int, seconds: int) -> None:
    """Bound what reading this file may take; what the process took before does not count."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_AS, size + memory)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)


def _limit(what: int, wanted: int) -> None:
    _, hard = resource.getrlimit(what)
    bounded = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(what, (bounded, hard))


if __name__ == "__main__":
    main()
