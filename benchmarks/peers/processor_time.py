"""Processor time of a piece of work, in this process and in all that it starts."""

import os
import threading

from benchmarks.usage import descendants, processor_seconds

_INTERVAL_SECONDS = 0.25


class ProcessorTime:
    """Adds up what is spent from now on. Processes that live shorter than a quarter of a second
    may be missed. (`Watch` looks at memory too, which costs much where there is much of it.)
    """

    def __init__(self) -> None:
        self._before = self._look()
        self._spent: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Seconds spent."""
        self._over.set()
        self._thread.join()
        return sum(
            seconds - self._before.get(process, 0.0) for process, seconds in self._spent.items()
        )

    def _run(self) -> None:
        while not self._over.wait(_INTERVAL_SECONDS):
            self._spent |= self._look()
        self._spent |= self._look()

    @staticmethod
    def _look() -> dict[int, float]:
        seconds = {process: processor_seconds(process) for process in descendants(os.getpid())}
        return {process: spent for process, spent in seconds.items() if spent}
