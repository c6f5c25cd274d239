"""A server that has just been started, whose files are not in memory."""

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.measuring import percentiles
from benchmarks.serving import Client, address, free_port, serve_command, serving
from searchsvc.requests import SearchRequest
from searchsvc.settings import Settings

_DROP = Path("/proc/sys/vm/drop_caches")
_PAGE_CACHE = "1"
#: Queries that each round asks.
_ASKED = 20


def cold_answers(
    settings: Settings, queries: Sequence[tuple[str, SearchRequest]], rounds: int
) -> dict[str, Any]:
    """Milliseconds until a server is ready, of its first search, and of those that follow; each
    round asks others.
    """
    ready, first, following = [], [], []
    for number in range(rounds):
        how = forget(settings.home)
        asked = [request for _, request in queries[number * _ASKED :][:_ASKED]]
        port = free_port()
        began = time.perf_counter()
        with serving(serve_command(settings.home, port, 1), port):
            ready.append((time.perf_counter() - began) * 1000)
            with closing(Client(port)) as client:
                times = [_milliseconds(client, request) for request in asked]
        first.append(times[0])
        following += times[1:]
    return {
        "how": how,
        "rounds": rounds,
        "ready_ms": percentiles(ready),
        "first_ms": percentiles(first),
        "next_ms": percentiles(following),
    }


def forget(home: Path) -> str:
    """Let the page cache forget a home, and all else where that is allowed; says which it was."""
    for file in filter(Path.is_file, home.rglob("*")):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # what is not on disk yet would stay
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
    if not os.access(_DROP, os.W_OK):
        return "the home's files dropped"
    subprocess.run(["sync"], check=True)
    _DROP.write_text(_PAGE_CACHE)
    return "page cache dropped"


def _milliseconds(client: Client, request: SearchRequest) -> float:
    began = time.perf_counter()
    client.get(address(request))
    return (time.perf_counter() - began) * 1000
