"""The whole as it is run: the command line, the server's processes, and HTTP between them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.homes import record, take_in

TANGTHU = [sys.executable, "-m", "indexer"]
#: How long to wait for what must come by itself; generous, since machines are busy.
PATIENCE = 120.0
#: Asked so often, a server of two workers has in all likelihood asked each of them.
OFTEN = 40

RECORDS = [
    record("sach", "Thư viện quốc gia", "chuyển đổi số", title="Thư viện", date="1917"),
    record("bao", "Tin tức <script>alert(1)</script> thư viện", title="Báo", type="newspaper"),
]


@dataclass(frozen=True)
class Served:
    """A server under test."""

    process: subprocess.Popen[str]
    address: str
    home: Path

    def get(self, path: str, **arguments: str) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        query = f"?{urllib.parse.urlencode(arguments)}" if arguments else ""
        try:
            with urllib.request.urlopen(f"{self.address}{path}{query}", timeout=PATIENCE) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get_content_type(), error.read()

    def search(self, q: str, **arguments: str) -> dict[str, Any]:
        status, _, body = self.get("/api/v1/search", q=q, **arguments)
        assert status == 200, body
        answer: dict[str, Any] = json.loads(body)
        return answer


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody else is given meanwhile, and at which a server of ours may listen."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@contextmanager
def serving(home: Path, workers: int = 2) -> Iterator[Served]:
    with reserved_port() as port, _serving_at(home, workers, port) as running:
        yield running


@contextmanager
def _serving_at(home: Path, workers: int, port: int) -> Iterator[Served]:
    command = [*TANGTHU, "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    served = Served(process, f"http://127.0.0.1:{port}", home)
    try:
        wait_for(lambda: _answers(served), "the server to answer")
        yield served
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _answers(served: Served) -> bool:
    assert served.process.poll() is None, served.process.communicate()[0]
    try:
        return served.get("/healthz")[0] == 200
    except OSError:
        return False


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served") / "home"
    take_in(home, RECORDS)
    with serving(home) as running:
        yield running


@pytest.mark.parametrize("q", ["", "thư viện", "thu vien", '"chuyển đổi số"', "không có gì đâu"])
def test_terminal_and_http_give_the_same_answer(served: Served, q: str) -> None:
    command = [*TANGTHU, "--home", str(served.home), "search", "--json", "--", q]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    answered = served.search(q)
    assert printed.pop("took_ms") > 0
    assert answered.pop("took_ms") > 0
    assert printed == answered


HOSTILE = {
    "10,000 parentheses": "(" * 10_000,
    "300 parentheses": "(" * 300,
    "parentheses that close": "(" * 15 + "a" + ")" * 15,
    "100,000 words": "a " * 100_000,
    "200 common words": "thư " * 200,
    "NOT without end": "NOT " * 240,
    "operators without end": "AND OR NOT " * 80,
    "fields without end": "title:" * 160 + "a",
    "NUL": "thư\x00viện",
    "half a surrogate": "%ED%A0%80",
    "marks without letters": "\u0301" * 900,
    "one letter with 900 marks": "a" + "\u0323" * 900,
    "stars": "*" * 900,
    "prefix of anything": "a* b* c* thu* vi*",
    "regular expression": "/.*.*.*.*.*x/ (a+)+b*",
    "fuzzy without end": "thuvien~ " * 90,
    "quotes": '"' * 999,
    "slop": '"thư viện"~999999999999',
    "right to left": "\u202e\u2066 thư \u2069",
    "emoji and Ext-B": "🎉𡨸" * 200,
    "year of nothing": "year:99999999999999999999..1",
    "SQL": "'; DROP TABLE items; --",
    "template": "{{7*7}} ${7*7} %(code)s %s",
}


@pytest.mark.parametrize("q", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_queries_are_answered_or_refused(served: Served, q: str) -> None:
    for path in ("/api/v1/search", "/search", "/api/v1/suggest", "/api/v1/items/sach/search"):
        status, kind, body = served.get(path, q=q)
        assert status in (200, 400, 414), (path, status, body[:300])
        # An address of 64 KB is refused by the server itself, before any of our code.
        if status != 200 and path.startswith("/api") and len(q) < 60_000:
            assert kind == "application/problem+json"
    assert served.process.poll() is None
    assert served.search("thư viện")["total"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        {"page": "1000000000000"},
        {"page": "1001", "per_page": "10"},
        {"per_page": "0"},
        {"per_page": "-1"},
        {"page": "١"},
        {"page": "1e3"},
        {"sort": "random()"},
        {"year": "1..2..3"},
        {"marks": "\x00"},
        {"type": "x" * 10_000},
    ],
)
def test_parameters_beyond_their_limits_are_problems(
    served: Served, arguments: dict[str, str]
) -> None:
    status, kind, body = served.get("/api/v1/search", **arguments)
    assert (status, kind) == (400, "application/problem+json")
    assert json.loads(body)["status"] == 400


def test_a_window_beyond_the_end_is_empty_and_keeps_the_total(served: Served) -> None:
    answer = served.search("thư viện", page="100", per_page="100")
    assert (answer["total"], answer["hits"]) == (2, [])


def test_what_is_ingested_while_serving_is_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS[:1])
    with serving(home) as running:
        assert running.search("thư viện")["total"] == 1
        take_in(home, RECORDS)
        committed = time.monotonic()
        wait_for(
            lambda: all(running.search("thư viện")["total"] == 2 for _ in range(OFTEN)), "the item"
        )
        print(f"seen by all workers {time.monotonic() - committed:.2f} s after the commit")
        command = [*TANGTHU, "--home", str(home), "reindex", "-q"]
        subprocess.run(command, check=True, capture_output=True)
        assert all(running.search("thư viện")["total"] == 2 for _ in range(OFTEN))
        command = [*TANGTHU, "--home", str(home), "remove", "bao"]
        subprocess.run(command, check=True, capture_output=True)
        wait_for(lambda: all(running.search("báo")["total"] == 0 for _ in range(OFTEN)), "removal")


def test_a_lost_index_is_503_with_a_problem_and_recovers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS)
    with serving(home, workers=1) as running:
        pointer = home / "index" / "CURRENT"
        kept = pointer.read_bytes()
        pointer.unlink()
        wait_for(lambda: running.get("/readyz")[0] == 503, "the loss to be noticed")
        status, kind, body = running.get("/api/v1/search", q="thư")
        assert (status, kind) == (503, "application/problem+json")
        assert str(home) not in body.decode()
        assert running.get("/search", q="thư")[0] == 503
        assert running.get("/healthz")[0] == 200
        pointer.write_bytes(kept)
        wait_for(lambda: running.get("/readyz")[0] == 200, "the recovery")
        assert running.search("thư viện")["total"] == 2


def test_a_home_that_is_replaced_while_serving(tmp_path: Path) -> None:
    """Never the one catalog's items for the other's hits: refused for a moment, then the new."""
    home, other = tmp_path / "home", tmp_path / "other"
    take_in(home, [record("a", "thư viện"), record("b", "thư viện"), record("c", "thư viện")])
    take_in(other, [record("d", "không"), record("e", "thư viện"), record("f", "không")])
    for replace in (_move_in, _make_anew):
        with serving(home, workers=1) as running:
            before = found_ids(running)
            assert len(before) == 3 if replace is _move_in else before == ["e"]
            replace(home, other)
            expected = ["e"] if replace is _move_in else ["g"]

            def is_the_new(running: Served = running, expected: list[str] = expected) -> bool:
                status, _, body = running.get("/api/v1/search", q="thư viện")
                ids = [hit["id"] for hit in json.loads(body)["hits"]] if status == 200 else None
                assert ids in (None, expected)
                return ids is not None

            wait_for(is_the_new, "the new home")
            assert all(is_the_new() for _ in range(OFTEN))
            assert running.get("/readyz")[0] == 200


def found_ids(running: Served) -> list[str]:
    return sorted(hit["id"] for hit in running.search("thư viện")["hits"])


def _move_in(home: Path, other: Path) -> None:
    home.rename(home.with_name("old"))
    other.rename(home)


def _make_anew(home: Path, _other: Path) -> None:
    shutil.rmtree(home)
    take_in(home, [record("g", "thư viện"), record("h", "không")])


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_shuts_down_cleanly(tmp_path: Path, sign: signal.Signals) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS)
    with serving(home) as running:
        running.process.send_signal(sign)
        output, _ = running.process.communicate(timeout=PATIENCE)
        assert running.process.returncode == 0, output
        assert "Traceback" not in output


def test_serving_a_home_without_a_catalog_says_what_to_do(tmp_path: Path) -> None:
    with reserved_port() as port:
        command = [*TANGTHU, "--home", str(tmp_path / "none"), "serve", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 3
    assert "ingest something first" in done.stderr
    assert "Traceback" not in done.stderr
