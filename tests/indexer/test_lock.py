"""Who finds a home locked fails at once or waits, by what the one who holds it says of it."""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import lock
from indexer.lock import finishing_lock, is_rebuilding, rebuild_lock, write_lock
from searchsvc.errors import HomeBusy
from tests.indexer.cli import DONE, USAGE, A, Records
from tests.indexer.conftest import Tangthu


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


class TestRoot:
    """Files of an index can be read by their owner alone: root's would end the service."""

    @pytest.fixture
    def another(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
        """Gives a file to another user than root, as whom everything runs from then on."""

        def give(path: Path) -> None:
            if os.geteuid():
                monkeypatch.setattr(os, "geteuid", lambda: 0)
            else:
                os.chown(path, 65_534, -1)

        return give

    @pytest.mark.parametrize(
        "command",
        [
            ("ingest", "{records}"),
            ("remove", "a"),
            ("retry",),
            ("reindex",),
            ("rollback",),
            ("backup", "{home}.backup"),
            ("restore", "--force", "{records}"),
            ("serve", "--host", "no host"),
        ],
        ids=lambda command: command[0],
    )
    def test_does_not_write_to_the_home_of_another_user(
        self,
        tangthu: Tangthu,
        home: Path,
        records: Records,
        another: Callable[[Path], None],
        command: tuple[str, ...],
    ) -> None:
        file = records(A)
        assert tangthu("ingest", file).status == DONE
        another(home / "write.lock")
        before = tangthu("status", "--json").json
        answer = tangthu(*(word.format(records=file, home=home) for word in command))
        assert answer.status == USAGE
        assert f"{home} belongs to " in answer.err
        assert "run this as that user: sudo -u " in answer.err
        assert tangthu("status", "--json").json == before

    def test_nor_does_any_other_user(
        self,
        tangthu: Tangthu,
        home: Path,
        records: Records,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file = records(A)
        assert tangthu("ingest", file).status == DONE
        monkeypatch.setattr(os, "geteuid", lambda: 65_533)
        answer = tangthu("ingest", file)
        assert answer.status == USAGE
        assert f"{home} belongs to " in answer.err
        assert "could not read what #65533 writes there" in answer.err

    def test_nor_to_one_that_is_still_empty(
        self, tangthu: Tangthu, home: Path, records: Records, another: Callable[[Path], None]
    ) -> None:
        home.mkdir()
        another(home)
        assert tangthu("ingest", records(A)).status == USAGE
        assert list(home.iterdir()) == []

    def test_looks_at_it_and_searches_it(
        self, tangthu: Tangthu, home: Path, records: Records, another: Callable[[Path], None]
    ) -> None:
        assert tangthu("ingest", records(A)).status == DONE
        another(home / "write.lock")
        (build,) = (home / "index").glob("2*")
        for question in (["search", "thư"], ["rejects"], ["verify"], ["status"]):
            assert tangthu(*question).status == DONE, question
        # One that is not complete is looked at, too.
        shutil.copytree(build, home / "index" / "20990101T000000000000Z")
        (home / "index" / "20990101T000000000000Z" / "BUILDING").touch()
        assert tangthu("status").status == DONE

    def test_has_homes_of_its_own_in_the_folders_of_others(
        self, tangthu: Tangthu, home: Path, records: Records, another: Callable[[Path], None]
    ) -> None:
        if os.geteuid():
            pytest.skip("only root can make files of root")
        assert tangthu("ingest", records(A)).status == DONE
        another(home)
        assert tangthu("reindex").status == DONE
