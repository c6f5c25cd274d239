"""The mix holds every kind as often as it says, and is the same each time."""

from collections import Counter

import pytest

from benchmarks.queries import SHARES, Material, mix
from searchsvc.query import Everything, parse
from searchsvc.requests import MAX_QUERY_CHARACTERS, Filters

_MATERIAL = Material(
    titles=["Phố cũ Hà Nội", "Sổ mượn sách"],
    phrases=["thư viện", "sách cũ hà", "bến nước"],
    common=["của các"],
    questions=["Ai giữ sách " + "nghiêng-nghiêng " * 100 + "?"],
    filters=[Filters({"type": ("book",)})],
)


def test_every_kind_as_often_as_stated() -> None:
    assert sum(SHARES.values()) == 100
    counts = Counter(kind for kind, _ in mix(_MATERIAL, 1000))
    assert counts == {kind: 10 * share for kind, share in SHARES.items()}


@pytest.mark.parametrize("count", [0, 1, 30, 99])
def test_small_mixes_have_just_as_many(count: int) -> None:
    assert len(mix(_MATERIAL, count)) == count


def test_the_same_each_time_and_another_by_seed() -> None:
    assert mix(_MATERIAL, 200) == mix(_MATERIAL, 200) != mix(_MATERIAL, 200, seed=2)


def test_kinds_are_what_they_are_called() -> None:
    asked: dict[str, list[str]] = {}
    for kind, request in mix(_MATERIAL, 500):
        asked.setdefault(kind, []).append(request.q)
        assert len(request.q) <= MAX_QUERY_CHARACTERS
        assert bool(request.filters.values) == (kind in ("with a filter", "filter only"))
        empty = kind in ("empty", "filter only")
        assert (parse(request.q, request.mode).tree == Everything()) == empty
    assert set(asked["common phrase"]) == {'"của các"'}
    assert all(q.endswith("*") for q in asked["prefix"])
    assert all(q.endswith("~") for q in asked["fuzzy"])
    assert all(q.isascii() for q in asked["several, no marks"] + asked["title, no marks"])
