"""What the tests of the command line share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.indexer.conftest import Tangthu, record

DONE, REJECTED, USAGE, FAILED = 0, 1, 2, 3

Records = Callable[..., Path]

A = record("a", "thư viện tỉnh bên sông", "trang báo cũ")
B = record("b", "nước lũ ở huyện Vân Khê")


def ids(tangthu: Tangthu, query: str = "") -> list[str]:
    """The ids that a search finds."""
    answer = tangthu("search", query, "--json")
    assert answer.status == DONE, answer.err
    return sorted(hit["id"] for hit in answer.json["hits"])


def without_jobs(status: dict[str, Any]) -> dict[str, Any]:
    """What a home holds, and not what was done to it."""
    return {key: value for key, value in status.items() if key != "jobs"}
