"""The fuzzer finds what it is there to find, and a few thousand requests find nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchsvc.service import SearchService
from tests.fuzz import asking, queries
from tests.fuzz.asking import Asker, shrunk
from tests.fuzz.making import Asked, made
from tests.homes import record, take_in


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    take_in(tmp_path / "home", [record("sach", "thư viện")])
    opened = Asker(tmp_path / "home")
    yield opened
    opened.close()


def search(q: str) -> Asked:
    return Asked("/api/v1/search", (("q", q),))


def test_requests_are_the_same_each_time_and_differ() -> None:
    some = [made(3, number) for number in range(300)]
    assert some == [made(3, number) for number in range(300)]
    assert len(set(some)) > 280
    assert all(asked.address.isascii() for asked in some)


def test_an_answer_without_fault(asker: Asker) -> None:
    answer = asker.ask(search("thư"))
    assert (answer.status, answer.fault) == (200, None)
    assert asker.ask(search("a" * 1001)).fault is None


def test_a_status_that_is_not_expected(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(SearchService, "search", fail)
    assert asker.ask(search("thư")).fault == "status 500"


def test_processor_time_and_memory(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_SECONDS", -1.0)
    assert "processor time" in str(asker.ask(search("thư")).fault)
    monkeypatch.setattr(asking, "MAX_SECONDS", 1000.0)
    monkeypatch.setattr(asking, "_FILLING_SECONDS", -1.0)
    monkeypatch.setattr(asking, "peak_mb", lambda: asker.first_peak + 1000)
    assert "memory" in str(asker.ask(search("thư")).fault)


def test_a_faulty_request_is_made_small() -> None:
    def is_faulty(asked: Asked) -> bool:
        return any("(*" in value for name, value in asked.arguments if name == "q")

    large = Asked("/search", (("page", "2"), ("q", "kiều OR thơ (* sông" * 9), ("year", "1917")))
    assert shrunk(large, is_faulty, 300) == Asked("/search", (("q", "(*"),))
    assert is_faulty(shrunk(large, is_faulty, 5))


def test_a_process_that_dies_is_told_with_its_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A worker that a certain request kills: here any that mentions a title."""
    script = tmp_path / "worker.py"
    script.write_text(
        "import json, sys\n"
        "from tests.fuzz.making import Asked, made\n"
        "def die(asked): 'title' in asked.address and sys.exit(9)\n"
        "if len(sys.argv) == 2:\n"
        "    die(Asked(*json.load(sys.stdin))); sys.exit()\n"
        "seed, start, stop, step, _, marker = sys.argv[2:]\n"
        "for number in range(int(start), int(stop), int(step)):\n"
        "    open(marker, 'w').write(str(number))\n"
        "    die(made(int(seed), number))\n"
    )
    monkeypatch.setattr(
        queries, "_worker", lambda home, *rest: [sys.executable, str(script), str(home), *rest]
    )
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setattr(queries, "_TRIES", 2)
    first = next(n for n in range(1000) if "title" in made(1, n).address)
    assert queries.main(["--processes", "1", "--count", str(first + 1)]) == 1
    printed = capsys.readouterr().out
    assert "1 faults" in printed and f"number {first}: the process died with 9" in printed


def test_two_thousand_requests_hurt_nothing() -> None:
    """In other processes; the whole is `python -m tests.fuzz.queries --count 1000000`."""
    command = [sys.executable, "-m", "tests.fuzz.queries", "--count", "2000", "--seed", "7"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr[-3000:]
    assert run.stdout.startswith("2,000 requests") and "0 faults" in run.stdout
