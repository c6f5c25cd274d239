"""Who finds a home locked fails at once or waits, by what the one who holds it says of it."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import lock
from indexer.lock import finishing_lock, is_rebuilding, rebuild_lock, write_lock
from searchsvc.errors import HomeBusy


@contextmanager
def left_after(seconds: float, file: Path) -> Iterator[None]:
    """The lock is held by one who says nothing of it, and who leaves it by and by."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(handle, fcntl.LOCK_EX)
    timer = threading.Timer(seconds, os.close, [handle])
    timer.start()
    yield
    timer.join()


def test_who_holds_it_for_long_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waits"))
    with write_lock(home), pytest.raises(HomeBusy), write_lock(home):
        pass
    with rebuild_lock(home), pytest.raises(HomeBusy), rebuild_lock(home):
        pass


@pytest.mark.parametrize("taken", [write_lock, rebuild_lock])
def test_one_who_has_not_said_it_yet_is_waited_for(home: Path, taken: object) -> None:
    home.mkdir()
    name = "write.lock" if taken is write_lock else "rebuild.lock"
    with left_after(0.2, home / name):
        assert callable(taken)
        with taken(home):
            assert (home / name).read_bytes() == b"for long\n"
    assert (home / name).read_bytes() == b""


def test_the_end_of_a_rebuild_is_waited_for(home: Path) -> None:
    entered, end = threading.Event(), threading.Event()

    def finish() -> None:
        with finishing_lock(home, 0):
            entered.set()
            end.wait()

    other = threading.Thread(target=finish)
    other.start()
    entered.wait()
    threading.Timer(0.2, end.set).start()
    with write_lock(home):
        assert end.is_set()
    other.join()


def test_but_not_without_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.1)
    with (
        finishing_lock(home, 0),
        pytest.raises(HomeBusy, match=r"another job is writing to .*home"),
        write_lock(home),
    ):
        pass


def test_what_a_killed_job_said_is_not_believed(home: Path) -> None:
    home.mkdir()
    (home / "write.lock").write_bytes(b"for long\n")
    with finishing_lock(home, 0):
        assert (home / "write.lock").read_bytes() == b""


def test_who_looks_for_a_rebuild_leaves_its_lock_as_it_is(home: Path) -> None:
    home.mkdir()
    assert not is_rebuilding(home)
    assert not (home / "rebuild.lock").exists()
    with rebuild_lock(home):
        assert is_rebuilding(home)
    (home / "rebuild.lock").write_bytes(b"for long\n")
    assert not is_rebuilding(home)
    assert (home / "rebuild.lock").read_bytes() == b"for long\n"


def test_a_full_disk_does_not_keep_a_lock_from_being_taken(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with write_lock(home):
        assert (home / "write.lock").read_bytes() == b""
