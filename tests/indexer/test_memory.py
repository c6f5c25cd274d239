"""Memory is bounded, whatever the size of a source: all of a job's processes are measured."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import orjson

from benchmarks.usage import Watch
from tests.indexer.conftest import PROGRAM, environment

_WORDS = "thư viện sông nước đê điều báo cũ trang sách kho chợ làng xã huyện tỉnh".split()


def peak_mb(*arguments: object) -> float:
    """The most that a command and all that it starts take at once."""
    with subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(TANGTHU_JOBS="2"),
    ) as process:
        watch = Watch(process.pid)
        _, said = process.communicate()
        usage = watch.stop()
    assert process.returncode == 0, said
    return usage.peak / 1e6


def texts(count: int) -> Iterator[str]:
    chance = random.Random(1)
    for _ in range(count):
        yield " ".join(chance.choices(_WORDS, k=400))


def test_a_file_of_many_records(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    page = list(texts(50))
    with file.open("wb") as lines:
        for number in range(400):
            pages = [{"number": n, "text": f"{number} {text}"} for n, text in enumerate(page, 1)]
            lines.write(orjson.dumps({"id": f"i{number}", "title": "Sách", "pages": pages}) + b"\n")
    assert file.stat().st_size > 40_000_000
    # 168 MB are measured, of which programs and libraries are most.
    assert peak_mb("--home", home, "ingest", file, "--dry-run") < 220


def test_a_book_of_many_pages(home: Path, tmp_path: Path) -> None:
    pages = [{"number": n, "text": text} for n, text in enumerate(texts(1500), 1)]
    book = {"id": "book", "title": "Sách", "pages": pages}
    file = tmp_path / "book.jsonl"
    file.write_bytes(orjson.dumps(book))
    assert file.stat().st_size > 3_000_000
    # 223 MB are measured; a book of 58 MB of text takes 950.
    assert peak_mb("--home", home, "ingest", file) < 350
