"""A second thread for a search: tantivy lets go of Python's lock while it searches."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class Beside:
    """One thread that all searches share."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "beside")

    def begin(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> "Begun[T]":
        """Hand work to the thread, which does it when it is free."""
        return Begun(self._thread, partial(work, *args, **named))


class Begun(Generic[T]):
    """Work that has been handed to the thread."""

    def __init__(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> None:
        self._thread = thread
        self._work = work
        self._handed = thread.submit(work)
        self._taking_back = Lock()
        self._taken_back: Future[T] | None = None

    def then(self, work: Callable[[T], R]) -> "Begun[R]":
        """Hand to the thread what needs the result of this."""
        return Begun(self._thread, lambda: work(self.result()))

    def result(self) -> T:
        """What the work gives or raises. If the thread has not begun it, on a busy machine say, it
        is taken back and done here.
        """
        with self._taking_back:
            if self._taken_back is None and self._handed.cancel():
                self._taken_back = Future()
                try:
                    self._taken_back.set_result(self._work())
                except BaseException as error:  # a panic of tantivy, too
                    self._taken_back.set_exception(error)
        return (self._taken_back or self._handed).result()
