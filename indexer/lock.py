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


@contextmanager
def alive(file: Path) -> Iterator[None]:
    """Show by a lock on this file, gone afterwards, that this process works on something."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        # Waits for one who looks whether it is held.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        file.unlink(missing_ok=True)
        os.close(handle)


def is_alive(file: Path) -> bool:
    """Whether a process shows by this file that it works."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
