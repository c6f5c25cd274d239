"""The arithmetic, and a whole small comparison."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.peers import registry
from benchmarks.peers.comparing import compare
from benchmarks.peers.measuring import (
    check,
    figures,
    interleaved,
    overlap,
    throughput,
    warm_up,
)
from benchmarks.peers.protocol import Answer, Client, Form, PageDocument, Query, count
from benchmarks.peers.registry import Entry
from benchmarks.peers.report import table
from searchsvc.settings import Settings


def _query(text: str, kind: str = "words") -> Query:
    return Query(kind, text, Form.WORDS, (text,), False)


def _answer(*items: str) -> Answer:
    return Answer(len(items), items, tuple("x" for _ in items), {"type": {"book": len(items)}})


@dataclass
class _Fixed:
    """Answers what it was told to, and notes who was asked when."""

    name: str
    answers: dict[str, Answer | None]
    asked: list[str]

    def search(self, query: Query) -> Answer | None:
        self.asked.append(self.name)
        return self.answers[query.typed]

    def close(self) -> None: ...


class _Absent:
    """A peer of which nothing is installed."""

    name = "Absent"

    def __init__(self, folder: Path) -> None: ...

    def missing(self) -> str | None:
        return "nobody has it"

    def build(self, pages: Iterable[PageDocument]) -> None:
        pytest.fail("built though absent")

    @contextmanager
    def running(self) -> Iterator[None]:
        pytest.fail("started though absent")
        yield

    def client(self) -> Client:
        pytest.fail("asked though absent")

    def size(self) -> int:
        pytest.fail("measured though absent")

    def version(self) -> str:
        pytest.fail("called though absent")


def test_overlap() -> None:
    assert overlap(["a", "b", "c", "d"], ["d", "x", "a"]) == 0.5
    assert overlap(["a"], []) == 0.0
    assert overlap([], ["a"]) is None


def test_who_has_a_part_of_the_documents_is_not_compared() -> None:
    answers: dict[str, Answer | None] = {"x": _answer("a")}
    clients = {name: _Fixed(name, answers, []) for name in ("we", "some")}
    taken = interleaved(clients, [_query("x")], "we", {"we"})
    assert figures(taken["some"])["overlap"] is None
    assert figures(taken["we"])["overlap"] == 1.0


def test_everyone_is_asked_and_the_first_changes() -> None:
    asked: list[str] = []
    ours: dict[str, Answer | None] = {
        "x": _answer("a", "b"),
        "y": _answer("c", "d"),
        "z": _answer(),
    }
    theirs: dict[str, Answer | None] = {"x": _answer("b"), "y": None, "z": _answer("q")}
    taken = interleaved(
        {"we": _Fixed("we", ours, asked), "they": _Fixed("they", theirs, asked)},
        [_query("x"), _query("y", "phrase"), _query("z")],
        "we",
        {"we", "they"},
    )
    assert asked == ["we", "they", "they", "we", "we", "they"]
    they = figures(taken["they"])
    assert they["queries"] == 2
    assert they["none"] == 1
    assert they["with_results"] == 2
    assert they["overlap_by_kind"] == {"words": 0.5}
    assert they["overlap"] == 0.5
    assert "phrase" not in taken["they"].by_kind
    assert figures(taken["we"])["overlap"] == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        Answer(3, ("a", "b"), ("x", "y"), {"type": {"book": 3}}),
        Answer(2, ("a", "a"), ("x", "y"), {"type": {"book": 2}}),
        Answer(1, ("a",), ("x",), {"type": {}}),
        Answer(1, ("a",), (" ",), {"type": {"book": 1}}),
    ],
)
def test_an_answer_that_lacks_a_part_of_the_work_is_none(answer: Answer) -> None:
    check("they", _query("x"), _answer("a", "b"))
    with pytest.raises(AssertionError, match="they: 'x'"):
        check("they", _query("x"), answer)


def test_warm_up_ends_with_the_time_or_the_queries() -> None:
    client = _Fixed("we", {"x": _answer()}, [])
    assert warm_up(client, [_query("x")] * 5, seconds=60) == 5
    assert warm_up(client, [_query("x")] * 5, seconds=-1) == 0
    assert len(client.asked) == 5


def test_throughput_counts_what_all_clients_get_answered() -> None:
    names = set()

    class Peer(_Absent):
        def client(self) -> Client:
            names.add(threading.current_thread().name)
            return _Fixed("they", {"x": _answer()}, [])

    assert throughput(Peer(Path()), [_query("x")], clients=3, seconds=0.05) > 3 / 0.05
    assert len(names) == 3


def test_a_client_that_fails_fails_the_run() -> None:
    class Peer(_Absent):
        def client(self) -> Client:
            return _Fixed("they", {}, [])

    with pytest.raises(KeyError):
        throughput(Peer(Path()), [_query("x")], clients=2, seconds=0.05)


def test_count() -> None:
    counted = count([{"type": "book"}, {"type": "book", "language": "vi"}, {}])
    assert counted["type"] == {"book": 2}
    assert counted["language"] == {"vi": 1}
    assert counted["decade"] == {}


def test_a_small_comparison(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.PEERS, "absent", Entry("absent", _Absent))
    measured = compare(
        filled,
        ["fts5", "absent"],
        40,
        folder=tmp_path,
        warm_up_seconds=0.2,
        throughput_seconds=0.2,
    )
    assert list(measured["peers"]) == ["tangthu", "fts5", "absent"]
    assert measured["peers"]["absent"] == {"absent": "nobody has it"}
    assert sum(measured["queries_by_kind"].values()) == measured["queries"]
    ours, theirs = measured["peers"]["tangthu"], measured["peers"]["fts5"]
    assert ours["overlap"] == 1.0
    assert 0.5 < theirs["overlap"] <= 1.0
    assert theirs["with_results"] > 20
    assert 0 < theirs["ms"]["p50"] <= theirs["ms"]["p99"] <= theirs["ms"]["max"]
    assert all(rate > 0 for rate in theirs["per_second"].values())
    lines = list(table(measured))
    assert any("absent: nobody has it" in line for line in lines)
    assert any(line.startswith("SQLite FTS5 ") for line in lines)
