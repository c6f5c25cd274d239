"""Giving way: work that nobody waits for gets the processor when nobody else wants it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def lowered(niceness: int) -> Iterator[None]:
    """Run with at least this niceness, and so do the processes that are started meanwhile."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(before, niceness))
    try:
        yield
    finally:
        # Only root may raise it again; the process of a command is about to end anyway.
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, before)
