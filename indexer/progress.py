"""How far a long job is: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class Stage(Protocol):
    """One part of a job, under way."""

    def advance(self, done: int = 1) -> None: ...


class Reporter(Protocol):
    """Told of the parts of a job as they go. `total` None: not known beforehand."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        yield _Silent()


class _Silent:
    def advance(self, done: int = 1) -> None:
        """Nobody is told."""


class Quiet:
    """Says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        yield _Silent()


class Bars:
    """Bars with rate and remaining time, on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
        ) as progress:
            yield _Bar(progress, name, total)


class _Bar:
    def __init__(self, progress: Progress, name: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=total)

    def advance(self, done: int = 1) -> None:
        self._progress.advance(self._task, done)


class Lines:
    """A line now and then, for logs."""

    INTERVAL_SECONDS = 5.0

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        line = _Line(self._stream, name, total)
        yield line
        line.say("done")


class _Line:
    def __init__(self, stream: TextIO, name: str, total: int | None) -> None:
        self._stream, self._name, self._total = stream, name, total
        self._done = 0
        self._began = self._said = time.monotonic()

    def advance(self, done: int = 1) -> None:
        self._done += done
        if time.monotonic() - self._said >= Lines.INTERVAL_SECONDS:
            self._said = time.monotonic()
            self.say("…")

    def say(self, word: str) -> None:
        seconds = time.monotonic() - self._began
        of = f" of {self._total:,}" if self._total is not None else ""
        counted = f"{self._done:,}{of} " if self._done or of else ""
        print(f"{self._name}: {counted}{word} ({seconds:.0f} s)", file=self._stream)


def reporter(quiet: bool) -> Reporter:
    """Bars on a terminal, lines elsewhere; both on standard error, so output stays clean."""
    if quiet:
        return Quiet()
    console = Console(stderr=True)
    return Bars(console) if console.is_terminal else Lines(sys.stderr)
