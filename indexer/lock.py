"""Locks of a home. Each is released when its process ends, however that happens.

write.lock      held by the one job that writes to the catalog or the serving index
rebuild.lock    held by the one job that builds a new generation; others write meanwhile
backup.lock     held by the one job that makes a backup

A job that holds a lock for long says so in the file; then others fail at once. When the file says
nothing, they wait: a rebuild holds the write lock only for seconds, at its end, and a job that has
just taken a lock or is about to release it says nothing either.

All who write to a home must be one user: the index has files that no other can read.
"""

import fcntl
import os
import pwd
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from searchsvc.errors import HomeBusy, UsageError

#: How long others wait for a lock whose file does not say that it is held for long.
PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.05
_FOR_LONG = b"for long\n"
_WRITE, _REBUILD, _BACKUP = "write.lock", "rebuild.lock", "backup.lock"
_ROOT = 0
_WRITING = "another job is writing to"
#: Files that even an empty home may have.
LOCK_FILES = frozenset({_WRITE, _REBUILD, _BACKUP})


def refuse_stranger(home: Path) -> None:
    """Raises UsageError where another user's home would be written to, by root too: the service,
    which runs as that user, could not open what others have written, and would answer nothing.

    Whose it is says the lock, which the first job has made; before there is one, the folder, where
    others may write if they can.
    """
    user, lock = os.geteuid(), home / _WRITE
    known = [path for path in (lock, home) if path.exists()]
    owner = known[0].stat().st_uid if known else user
    if user != owner and (user == _ROOT or lock.exists()):
        name = _user_name(owner)
        raise UsageError(
            f"{home} belongs to {name}, who could not read what {_user_name(user)} writes there; "
            f"run this as that user: sudo -u {name} tangthu …"
        )


def _user_name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # of another machine, or of a container
        return f"#{user}"


@contextmanager
def write_lock(home: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the home for writing. Raises HomeBusy when another job still holds it after `patience`
    seconds; for the end of a rebuild it waits in any case.
    """
    with _lock(home, _WRITE, _WRITING, patience, _FOR_LONG):
        yield


@contextmanager
def rebuild_lock(home: Path) -> Iterator[None]:
    """Be the only job that builds a generation. Raises HomeBusy when another one does."""
    with _lock(home, _REBUILD, "another reindex is under way in", 0.0, _FOR_LONG):
        yield


def is_rebuilding(home: Path) -> bool:
    """Whether a job builds a generation. Says nothing in the lock's file, and writes none. Raises
    OSError.
    """
    return is_alive(home / _REBUILD)


@contextmanager
def backup_lock(home: Path) -> Iterator[None]:
    """Be the only job that makes a backup. Raises HomeBusy when another one does."""
    with _lock(home, _BACKUP, "another backup is under way in", 0.0, _FOR_LONG):
        yield


@contextmanager
def finishing_lock(home: Path, patience: float) -> Iterator[None]:
    """The write lock for the last seconds of a long job: others wait for it instead of failing."""
    with _lock(home, _WRITE, _WRITING, patience, b""):
        yield


@contextmanager
def _lock(home: Path, name: str, busy: str, patience: float, said: bytes) -> Iterator[None]:
    """Raises HomeBusy, UsageError. `said`: what the file says while the lock is held."""
    home.mkdir(parents=True, exist_ok=True)
    refuse_stranger(home)
    handle = os.open(home / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        began = time.monotonic()
        while not _taken(handle):
            waited = time.monotonic() - began
            for_long = os.fstat(handle).st_size > 0
            if waited >= (patience if for_long else max(patience, PATIENCE_SECONDS)):
                raise HomeBusy(f"{busy} {home}; wait for it to end")
            time.sleep(_PAUSE_SECONDS)
        os.ftruncate(handle, 0)  # what a killed job said
        with suppress(OSError):  # a full disk: others wait longer than they need
            os.pwrite(handle, said, 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


@contextmanager
def alive(file: Path) -> Iterator[None]:
    """Lock a file to show that this process is at work. The file is not deleted."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        # Waits while another process looks whether it is locked (`is_alive`).
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_alive(file: Path) -> bool:
    """Whether a process has this file locked, by `alive` or for itself."""
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


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
