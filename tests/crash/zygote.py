"""Jobs in processes that are forked from one that has imported everything, and are killed.

A process of its own, told by lines of JSON what to run: `{"arguments": […], "events": 17, "said":
"/path", "in_parts": true}`. It answers with the process id of the job, and with its exit status
(negative: the signal) when it has ended. `events`: the job kills itself before its so manieth file
operation. `said`: where what it writes goes. `in_parts`: it indexes as if it had many changes.
"""

import json
import os
import signal
import sys
from typing import Any

from analyzers import Analyzer
from indexer import backup, indexing, ingest, lock, parts, progress, reports, restore
from indexer.cli import main

#: Audit events that stand for a step on disk.
_STEPS = ("open", "os.", "shutil.", "sqlite3.", "fcntl.")

__all__ = ["backup", "indexing", "ingest", "lock", "progress", "reports", "restore"]


def _die_before(number: int) -> None:
    left = number

    def count(event: str, _: tuple[Any, ...]) -> None:
        nonlocal left
        if event.startswith(_STEPS):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _run(arguments: list[str], events: int, said: str, in_parts: bool) -> None:
    if in_parts:
        parts._SMALL = 1
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    if events:
        _die_before(events)
    try:
        main(arguments)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 70)
    except BaseException:
        os._exit(70)


def serve() -> None:
    """Run what is asked for, one job after the other, until there is no more input."""
    Analyzer().words("thư viện")
    for line in sys.stdin:
        asked = json.loads(line)
        job = os.fork()
        if job == 0:
            _run(**asked)
        print(job, flush=True)
        _, status = os.waitpid(job, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
