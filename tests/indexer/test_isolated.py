"""Readers in a process of their own: what it dies of costs one file."""

import ctypes
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.formats import isolated as module
from indexer.formats.base import Found, Malformed, Reader, Record
from indexer.formats.hocr import read_pages
from indexer.formats.html import read_html
from indexer.formats.isolated import isolated, isolated_pages
from searchsvc.domain import Item, Metadata, Page, WordBox
from searchsvc.errors import RecordError


def echo(path: Path, item_id: str, max_bytes: int) -> Iterator[Record]:
    """Two items and an error."""
    words = (WordBox("Thư", 1, 2.5, 3, 4, 1.0),)
    pages = (Page(1, f"Thư {max_bytes}", words=words, extra={"a": [1]}), Page(2, ""))
    yield Found(str(path), Item(Metadata(item_id, "Sách"), pages))
    yield RecordError(f"{path}:2", "hỏng", item_id)
    yield Found(f"{path}:3", Item(Metadata("khác", "Sách")))


def process(path: Path, item_id: str, _max_bytes: int) -> Iterator[Record]:
    yield Found(str(path), Item(Metadata(item_id, str(os.getpid()))))


def crash(_path: Path, _item_id: str, _max_bytes: int) -> Iterator[Record]:
    ctypes.string_at(0)
    yield from ()


def exhaust(_path: Path, _item_id: str, _max_bytes: int) -> Iterator[Record]:
    kept = [bytearray(10_000_000)]
    while kept:
        kept.append(bytearray(10_000_000))
    yield from ()


def hang(_path: Path, _item_id: str, _max_bytes: int) -> Iterator[Record]:
    os.kill(os.getpid(), signal.SIGXCPU)  # as the kernel does when the time is up
    time.sleep(60)
    yield from ()


def stumble(_path: Path, _item_id: str, _max_bytes: int) -> Iterator[Record]:
    print("chatter")
    raise KeyError("x")
    yield from ()


PATH = Path("sach.pdf")


def title(found: Record) -> str:
    assert isinstance(found, Found)
    return found.item.metadata.title


def test_what_a_reader_gives_is_what_comes() -> None:
    given = list(isolated(echo)(PATH, "an-id", 7))
    expected = list(echo(PATH, "an-id", 7))
    assert given[0] == expected[0] and given[2] == expected[2]
    assert isinstance(given[1], RecordError)
    assert str(given[1]) == str(expected[1])


def test_one_process_serves_many_files() -> None:
    read = isolated(process)
    assert len({title(next(read(PATH, "x", 1))) for _ in range(3)}) == 1
    assert title(next(read(PATH, "x", 1))) != str(os.getpid())


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (crash, "its reader crashed, or got no more memory (SIGSEGV)"),
        (exhaust, "takes more than 100 MB of memory"),
        (hang, "takes too long"),
        (stumble, "cannot be read: KeyError: 'x'"),
    ],
)
def test_a_file_that_it_dies_of_is_rejected_and_the_next_is_read(
    reader: Reader, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", 100_000_000)
    (error,) = isolated(reader)(PATH, "an-id", 1)
    assert isinstance(error, RecordError)
    assert (error.place, error.item_id) == (str(PATH), "an-id")
    assert reason in error.reason
    assert len(list(isolated(echo)(PATH, "an-id", 7))) == 3


def test_time_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    names = " ".join(f"a{i}" for i in range(400_000))  # the parser compares each with each
    file.write_text(f"<html><body><a {names}>x")
    monkeypatch.setattr(module, "SECONDS", 1)
    monkeypatch.setattr(module, "SECONDS_A_MEGABYTE", 0)
    begun = time.monotonic()
    (error,) = isolated(read_html)(file, "an-id", 64_000_000)
    assert isinstance(error, RecordError)
    assert error.reason == "reading it takes too long"
    assert time.monotonic() - begun < 60


def two_pages(path: Path, max_bytes: int) -> list[Page]:
    if path != PATH:
        raise Malformed("hỏng")
    return [Page(1, f"Thư {max_bytes}", words=(WordBox("Thư", 1, 2, 3, 4, 1.0),)), Page(2, "")]


def dying(_path: Path, _max_bytes: int) -> list[Page]:
    ctypes.string_at(0)
    return []


def test_pages_are_read_there_too() -> None:
    assert isolated_pages(two_pages)(PATH, 7) == two_pages(PATH, 7)
    with pytest.raises(Malformed, match="hỏng"):
        isolated_pages(two_pages)(Path("khác"), 7)
    with pytest.raises(Malformed, match="crashed"):
        isolated_pages(dying)(PATH, 7)


def test_a_small_page_of_many_attributes_costs_bounded_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "x.hocr"
    names = " ".join(f"a{i}" for i in range(150_000))
    file.write_text(f"<html><body><div class='ocr_page' {names}>x")
    monkeypatch.setattr(module, "SECONDS", 1)
    monkeypatch.setattr(module, "SECONDS_A_MEGABYTE", 0)
    begun = time.process_time()
    with pytest.raises(Malformed, match="takes too long"):
        read_pages(file, 64_000_000)
    assert time.process_time() - begun < 1


def test_a_process_of_before_a_fork_is_not_shared() -> None:
    read = isolated(process)
    before = title(next(read(PATH, "x", 1)))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, title(next(read(PATH, "x", 1))).encode())
        module._current[0].stop()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        forked = pipe.read()
    os.waitpid(child, 0)
    assert forked and forked != before
    assert title(next(read(PATH, "x", 1))) == before


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.write(writing, title(next(isolated(process)(PATH, "x", 1))).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        worker = int(pipe.read())
    os.waitpid(parent, 0)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{worker}/cmdline").exists() and time.monotonic() < deadline:
        if not Path(f"/proc/{worker}/cmdline").read_bytes():
            break  # ended, and waited for by nobody
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{worker}").exists()
