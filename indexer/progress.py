"""How far a long job is: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

#: What a stage counts that is nothing to read off by itself.
BYTES = "bytes"


class Stage(Protocol):
    """One part of a job, under way."""

    def advance(self, done: int = 1) -> None: ...

    def reject(self, records: int = 1) -> None: ...


class Reporter(Protocol):
    """Told of the parts of a job as they go.

    `total` None: not known beforehand. `unit`: what is counted; `bytes` are shown as MB.
    """

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        yield _Silent()


class _Silent:
    def advance(self, done: int = 1) -> None:
        """Nobody is told."""

    def reject(self, records: int = 1) -> None:
        """Nobody is told."""


class Quiet:
    """Says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        yield _Silent()


class Bars:
    """Bars with rate and remaining time, on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
        ) as progress:
            yield _Bar(progress, name, total, unit)


class _Bar:
    def __init__(self, progress: Progress, name: str, total: int | None, unit: str) -> None:
        self._progress, self._total, self._unit = progress, total, unit
        self._task = progress.add_task(name, total=total, counts="")
        self._done = self._rejected = 0
        self.advance(0)

    def advance(self, done: int = 1) -> None:
        self._done += done
        self._show()
        self._progress.advance(self._task, done)

    def reject(self, records: int = 1) -> None:
        self._rejected += records
        self._show()

    def _show(self) -> None:
        # Rich measures the time, so that rate and remaining time agree.
        task = next(task for task in self._progress.tasks if task.id == self._task)
        rate = _rate(task.finished_speed or task.speed or 0.0, self._unit)
        counts = _counts(self._done, self._total, self._unit, self._rejected)
        self._progress.update(self._task, counts=", ".join(filter(None, (counts, rate))))


class Lines:
    """A line now and then, for logs."""

    INTERVAL_SECONDS = 5.0

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Stage]:
        line = _Line(self._stream, name, total, unit)
        yield line
        line.say("done")


class _Line:
    def __init__(self, stream: TextIO, name: str, total: int | None, unit: str) -> None:
        self._stream, self._name, self._total, self._unit = stream, name, total, unit
        self._done = self._rejected = 0
        self._began = self._said = time.monotonic()

    def advance(self, done: int = 1) -> None:
        self._done += done
        if time.monotonic() - self._said >= Lines.INTERVAL_SECONDS:
            self._said = time.monotonic()
            self.say("…")

    def reject(self, records: int = 1) -> None:
        self._rejected += records

    def say(self, word: str) -> None:
        seconds = time.monotonic() - self._began
        rate = self._done / seconds if seconds >= 1 else 0.0
        parts = [f"{seconds:.0f} s", _rate(rate, self._unit)]
        if word != "done" and rate and self._total:
            parts.append(f"{max(0.0, (self._total - self._done) / rate):.0f} s left")
        counts = _counts(self._done, self._total, self._unit, self._rejected)
        said = f"{counts} {word}" if counts else word
        print(f"{self._name}: {said} ({', '.join(filter(None, parts))})", file=self._stream)


def _counts(done: int, total: int | None, unit: str, rejected: int) -> str:
    """`12 of 46 pages, 3 rejected`; nothing where nothing is counted."""
    if not done and total is None:
        return ""
    if unit == BYTES:
        of = f" of {total / 1e6:,.1f}" if total is not None else ""
        counted = f"{done / 1e6:,.1f}{of} MB"
    else:
        of = f" of {total:,}" if total is not None else ""
        counted = f"{done:,}{of} {unit}".rstrip()
    return f"{counted}, {rejected:,} rejected" if rejected else counted


def _rate(rate: float, unit: str) -> str:
    if not rate:
        return ""
    return (
        f"{rate / 1e6:,.1f} MB/s" if unit == BYTES else f"{rate:,.0f} {unit}/s".replace(" /", "/")
    )


def reporter(quiet: bool) -> Reporter:
    """Bars on a terminal, lines elsewhere; both on standard error, so output stays clean."""
    if quiet:
        return Quiet()
    console = Console(stderr=True)
    return Bars(console) if console.is_terminal else Lines(sys.stderr)
