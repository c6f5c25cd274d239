"""Reading in processes: the same as in one, whatever happens to the processes."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from indexer import readers, reading
from indexer.formats import Source
from indexer.plan import Plan, plan_of
from indexer.readers import read_all
from indexer.reading import Batch, Entry, Given, Planned, Taken, read_source, rejected
from searchsvc.catalog import Reject
from searchsvc.errors import RecordError
from tests.indexer.conftest import record, write_records

MAX_BYTES = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many small sources, a larger one, and what cannot be taken in."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"t{number}.txt").write_text(f"sách số {number}\n" * 200)
    large = [
        record(f"r{n}", *[f"thư viện {n} trang {p}" * 30 for p in range(4)]) for n in range(60)
    ]
    write_records(folder / "large.jsonl", [*large, b"{", record("r3", "x"), *large[:1]])
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def plan(folder: Path) -> Iterator[Plan]:
    with plan_of([Given(folder)]) as made:
        yield made


def entries(plan: Plan, jobs: int) -> list[tuple[Path, Entry]]:
    found = read_all(plan, MAX_BYTES, jobs)
    return [(planned.source.path, entry) for planned, batch in found for entry in batch.entries]


@pytest.mark.parametrize("jobs", [2, 3])
@pytest.mark.parametrize("task_bytes", [1, 100_000, 10_000_000])
def test_the_number_of_processes_changes_nothing(
    plan: Plan, jobs: int, task_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_TASK_BYTES", task_bytes)
    assert len(plan) == 42
    expected = entries(plan, 1)
    assert len(expected) == 104
    assert entries(plan, jobs) == expected


def test_the_last_batch_of_each_source_says_so(plan: Plan) -> None:
    last = [p.source.path for p, batch in read_all(plan, MAX_BYTES, 2) if batch.is_last]
    assert last == [planned.source.path for planned in plan]


def source(path: Path, read: object, monkeypatch: pytest.MonkeyPatch) -> Planned:
    """A source whose reader is this function."""
    monkeypatch.setattr(Source, "read", read)
    return Planned(Source(path, path.parent, "records"), 10, Given(path))


def test_an_item_with_too_long_a_page_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_PAGE", 10)
    file = tmp_path / "records.jsonl"
    write_records(file, [record("a", "thư viện", "quốc gia Việt Nam"), record("b", "x" * 10)])
    planned = Planned(Source(file, tmp_path, "records"), 10, Given(file))
    (batch,) = read_source(planned, MAX_BYTES)
    error, taken = batch.entries
    assert isinstance(error, Reject) and (error.place, error.item_id) == (f"{file}:1", "a")
    assert error.reason == "page 2 has more than 10 characters"
    assert isinstance(taken, Taken) and taken.item.id == "b"


def test_a_defect_of_a_reader_costs_what_it_had_not_read_yet(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = Source.read

    def fail(self: Source, max_bytes: int) -> Iterator[object]:
        yield next(iter(genuine(self, max_bytes)))
        raise RecursionError("too deep")

    planned = source(folder / "large.jsonl", fail, monkeypatch)
    (batch,) = read_source(planned, MAX_BYTES)
    first, error = batch.entries
    assert isinstance(first, Taken) and first.item.id == "r0"
    assert isinstance(error, Reject)
    assert error.reason == "reading records failed: RecursionError: too deep"


def test_what_takes_too_much_memory_is_rejected(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Source, max_bytes: int) -> Iterator[object]:
        raise MemoryError
        yield

    (batch,) = read_source(source(folder / "large.jsonl", fail, monkeypatch), MAX_BYTES)
    (error,) = batch.entries
    assert isinstance(error, Reject)
    assert error.reason == "takes too much memory to read"


def test_a_process_that_is_killed_costs_its_source_and_no_other(
    plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_TASK_BYTES", 10_000_000)
    hanging = folder / "t5.txt"
    hanging.unlink()
    os.mkfifo(hanging)  # reading it waits for ever
    found: list[tuple[Path, Entry]] = []
    killed = False
    for planned, batch in kill_when_waiting(plan, hanging):
        found += [(planned.source.path, entry) for entry in batch.entries]
        killed = killed or planned.source.path == hanging
    assert killed
    errors = [entry for path, entry in found if path == hanging]
    assert [type(error) for error in errors] == [Reject]
    assert "was killed" in str(errors[0])
    expected = [planned.source.path for planned in plan]
    assert list(dict.fromkeys(path for path, _ in found)) == expected


def kill_when_waiting(plan: Plan, hanging: Path) -> Iterator[tuple[Planned, Batch]]:
    """Read with two processes; the one that waits for `hanging` is killed."""
    reading = read_all(plan, MAX_BYTES, 2)
    for planned, batch in reading:
        yield planned, batch
        if planned.source.path.name == "t4.txt" and batch.is_last:
            # By and by it opens the pipe, and waits for a writer who writes nothing.
            writer = os.open(hanging, os.O_RDWR)
            while not (waiting := [p for p in active_children() if has_open(p, hanging)]):
                time.sleep(0.01)
            os.kill(waiting[0].pid or 0, signal.SIGKILL)
            os.close(writer)


def has_open(process: BaseProcess, file: Path) -> bool:
    try:
        handles = Path(f"/proc/{process.pid}/fd").iterdir()
        return any(handle.readlink() == file for handle in handles)
    except OSError:  # one was closed meanwhile
        return False


def test_a_process_that_hangs_is_ended(
    plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = folder / "t7.txt"
    hanging.unlink()
    os.mkfifo(hanging)
    monkeypatch.setattr(readers, "PATIENCE_SECONDS", 5.0)
    found = entries(plan, 2)
    (error,) = (entry for path, entry in found if path == hanging)
    assert isinstance(error, Reject)
    assert error.reason == "reading it took longer than 5 seconds"
    assert {path for path, _ in found} == {planned.source.path for planned in plan}


def test_names_and_reasons_are_kept_in_unicode() -> None:
    kept = rejected(
        Path("/a/\udcff"), RecordError("/a/\udcff", "bad \ud800\0" * 500), Given(Path("/a"))
    )
    assert kept.source == kept.place == "/a/?"
    assert kept.reason.startswith("bad ?\N{REPLACEMENT CHARACTER}")
    assert len(kept.reason) < 1100
