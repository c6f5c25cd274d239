"""Work that may run beside a search, in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Beside:
    """One thread that searches share. On a busy machine it may be late."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "beside")

    def begin(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> "Begun[T]":
        """Let it run when the thread and a core are free."""
        given = partial(work, *args, **named)
        return Begun(given, self._thread.submit(given))


class Begun(Generic[T]):
    """Work that has been handed to the thread."""

    def __init__(self, work: Callable[[], T], future: Future[T]) -> None:
        self._work = work
        self._future = future

    def result(self) -> T:
        """What it gives or raises; what the thread has not begun is done here and now."""
        return self._work() if self._future.cancel() else self._future.result()
