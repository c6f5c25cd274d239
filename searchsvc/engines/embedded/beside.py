"""A second thread for a search: tantivy lets go of Python's lock while it searches."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Beside:
    """One thread that all searches share."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "beside")

    def begin(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> "Begun[T]":
        """Hand work to the thread, which does it when it is free."""
        given = partial(work, *args, **named)
        return Begun(given, self._thread.submit(given))


class Begun(Generic[T]):
    """Work that has been handed to the thread."""

    def __init__(self, work: Callable[[], T], future: Future[T]) -> None:
        self._work = work
        self._future = future

    def result(self) -> T:
        """What the work gives or raises. If the thread has not begun it, on a busy machine say, it
        is taken back and done here.
        """
        return self._work() if self._future.cancel() else self._future.result()
