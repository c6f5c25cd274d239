"""Pages in the order of their scores, as columns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.engines.embedded.best_pages import BestPages

rows = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 9), st.sampled_from([0.5, 1.0, 2.0])),
    unique_by=lambda row: row[:2],
    max_size=30,
)


def pages_of(found: list[tuple[int, int, float]]) -> BestPages:
    items, numbers, scores = ([row[i] for row in found] for i in range(3))
    return BestPages.ordered(
        np.array(items, np.int64), np.array(numbers, np.int64), np.array(scores, np.float64)
    )


def in_order(found: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))


@given(rows)
def test_best_first_then_by_item_and_number(found: list[tuple[int, int, float]]) -> None:
    pages = pages_of(found)
    expected = in_order(found)
    assert len(pages) == len(found)
    assert pages.places() == [row[:2] for row in expected]
    assert list(pages.by_place().items()) == [(row[:2], row[2]) for row in expected]
    assert pages.numbers_of([1, 2, 9]) == {
        key: [number for item, number, _ in expected if item == key] for key in (1, 2, 9)
    }


@given(rows)
def test_the_best_page_of_each_item(found: list[tuple[int, int, float]]) -> None:
    best: dict[int, tuple[float, int]] = {}
    for item, number, score in in_order(found):
        best.setdefault(item, (score, number))
    items, scores, numbers = pages_of(found).by_item()
    told = zip(items.tolist(), scores.tolist(), numbers.tolist(), strict=True)
    assert {item: (score, number) for item, score, number in told} == best
    assert items.tolist() == sorted(best)


@given(rows, st.integers(0, 8))
def test_the_first_ones_may_be_raised(found: list[tuple[int, int, float]], among: int) -> None:
    expected = in_order(found)
    more = {row[:2]: 0.75 for row in expected[::2]}
    raised = [
        (item, number, score + (more.get((item, number), 0.0) if place < among else 0.0))
        for place, (item, number, score) in enumerate(expected)
    ]
    assert pages_of(found).raised(more, among).places() == [row[:2] for row in in_order(raised)]
