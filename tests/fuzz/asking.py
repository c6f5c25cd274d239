"""Asks an app in this process, measures what an answer takes, and makes a faulty request small."""

import resource
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from werkzeug.test import TestResponse

from searchsvc.service import SearchService
from searchsvc.settings import Settings
from tests.fuzz.making import Asked
from web.app import create_app

MAX_SECONDS = 1.0
MAX_GROWTH_MB = 256
#: What stops a request that never would: processor seconds, and address space beyond the start's.
_KILL_SECONDS = 10
_KILL_BYTES = 2 << 30
#: Less than filling that much memory takes; asking for the peak may itself take a millisecond.
_FILLING_SECONDS = 0.02

#: Answers that are none of the query's doing: a tidier address, refused, closed, absent, too long.
_EXPECTED = (200, 302, 400, 403, 404, 414)


class Answer(NamedTuple):
    """What a request came to: status, processor seconds of all threads, what is wrong with it."""

    status: int
    seconds: float
    fault: str | None


class Asker:
    """An app over a home, and this process's memory before the first request."""

    def __init__(self, home: Path) -> None:
        settings = Settings(home=home)
        self._service = SearchService.open(settings)
        self._client = create_app(settings, self._service).test_client()
        self._client.get("/search?q=th%C6%B0*")
        self._peak = self.first_peak = peak_mb()

    def close(self) -> None:
        self._service.close()

    def ask(self, asked: Asked) -> Answer:
        """Send one request. The process dies of one that takes ten times what it may."""
        signal.setitimer(signal.ITIMER_PROF, _KILL_SECONDS)
        began = time.process_time()
        response = self._client.get(asked.address)
        seconds = time.process_time() - began
        signal.setitimer(signal.ITIMER_PROF, 0)
        before = self._peak
        if seconds > _FILLING_SECONDS:
            self._peak = peak_mb()
        return Answer(response.status_code, seconds, self._fault(asked, response, seconds, before))

    def _fault(
        self, asked: Asked, response: TestResponse, seconds: float, before: float
    ) -> str | None:
        status = response.status_code
        if status not in _EXPECTED:
            return f"status {status}"
        if seconds > MAX_SECONDS:
            return f"{seconds:.2f} s of processor time"
        if self._peak - before > MAX_GROWTH_MB:
            return f"{self._peak - before:.0f} MB more memory"
        if self._peak - self.first_peak > MAX_GROWTH_MB > before - self.first_peak:
            return f"memory grew by {self._peak - self.first_peak:.0f} MB since the start"
        if not asked.path.startswith("/api"):
            return None
        if status != 200:
            wrong = response.mimetype != "application/problem+json"
            return f"status {status} is no problem document" if wrong else None
        body = response.get_json()
        return (
            "fewer found than shown" if body.get("total", 99) < len(body.get("hits", ())) else None
        )


def limit_memory() -> None:
    """Let this process not take much more address space than it has: better dead than swapping."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + _KILL_BYTES, resource.RLIM_INFINITY))


def peak_mb() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def shrunk(asked: Asked, is_faulty: Callable[[Asked], bool], tries: int) -> Asked:
    """A request as small as so many tries make it that is still faulty."""
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(asked):
            if (tries := tries - 1) < 0:
                return asked
            if is_faulty(smaller):
                asked, progress = smaller, True
                break
    return asked


def _smaller(asked: Asked) -> Iterator[Asked]:
    """The same with an argument less, or with a piece of an argument's value less."""
    arguments = asked.arguments
    for at in range(len(arguments)):
        yield Asked(asked.path, arguments[:at] + arguments[at + 1 :])
    for at, (name, value) in enumerate(arguments):
        size = len(value) // 2
        while size:
            for begin in range(0, len(value), size):
                less = name, value[:begin] + value[begin + size :]
                yield Asked(asked.path, (*arguments[:at], less, *arguments[at + 1 :]))
            size //= 2
