"""Facets of more values than an engine looks at in one go: still exact, and the right ones."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.requests import Filters
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, made_item

#: Commits, and so segments; values that each of them has.
BATCHES = 3
VALUES = 1500
OF_AN_ITEM = 75


def _even(batch: int) -> Iterable[str]:
    """Every value once in each batch: any of them is as frequent as any other."""
    return (f"Người {n}" for n in range(VALUES))


def _uneven(batch: int) -> Iterable[str]:
    """Sixty values that are frequent in one batch and rare in the others; the rest is rare."""
    yield from (f"Người {n} của {batch}" for n in range(VALUES))
    for n in range(60):
        yield from [f"Tác giả {n}"] * (1 + n % 7 * 5 if n % BATCHES == batch else 1)


def _hidden(batch: int) -> Iterable[str]:
    """The most frequent on the whole come last in every batch."""
    for n in range(VALUES):
        yield from [f"Người {n} của {batch}"] * 2
    yield from (f"Tác giả {n}" for n in range(60))


@pytest.fixture(params=[_even, _uneven, _hidden], ids=lambda made: made.__name__, scope="module")
def spread(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SearchEngine, Counter[str]]:
    """An engine over three batches, and how many items each creator has."""
    values: Callable[[int], Iterable[str]] = request.param
    maker = EmbeddedMaker(tmp_path_factory.mktemp("values") / "index")
    counts: Counter[str] = Counter()
    for batch in range(BATCHES):
        names = list(values(batch))
        # Every so manieth name, so that no item has one twice.
        items = -(-len(names) // OF_AN_ITEM)
        build = maker.build()
        for i in range(items):
            creators = tuple(dict.fromkeys(names[i::items]))
            counts.update(creators)
            key = batch * 1000 + i
            build.add(made_item(key, Metadata(f"item-{key}", "Sách", creators=creators)))
        maker.publish(build)
    return maker.open(), counts


def _most(counts: Counter[str]) -> list[int]:
    return sorted(counts.values(), reverse=True)[:50]


def test_the_most_frequent_are_counted_exactly(
    spread: tuple[SearchEngine, Counter[str]],
) -> None:
    engine, counts = spread
    values = engine.search(asked("")).facets["creator"]
    assert {value: counts[value] for value, _ in values} == dict(values)
    assert [count for _, count in values] == _most(counts)


def test_a_rare_one_that_is_chosen_is_counted_too(
    spread: tuple[SearchEngine, Counter[str]],
) -> None:
    engine, counts = spread
    rare = min(counts, key=lambda value: (counts[value], value))
    result = engine.search(asked("", filters=Filters({"creator": (rare,)})))
    assert dict(result.facets["creator"])[rare] == counts[rare] == result.total
    assert sorted(dict(result.facets["creator"]).values(), reverse=True)[:50] == _most(counts)
