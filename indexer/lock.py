"""One writing job at a time in a home; the lock goes with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searchsvc.errors import HomeBusy

_NAME = "write.lock"


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """Hold the home for writing. Raises HomeBusy at once when another process holds it."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / _NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeBusy(f"another job is writing to {home}; wait for it to end") from error
        yield
    finally:
        os.close(handle)
