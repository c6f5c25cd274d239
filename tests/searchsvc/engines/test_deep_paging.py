"""However deep one pages, and by whatever order, each item comes exactly once."""

import random
from collections.abc import Iterator

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.engines.embedded import ranking
from searchsvc.engines.embedded.page_pool import POOL_PAGES
from searchsvc.requests import Sort
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, made_item

#: More items than are ranked by their pages, and more pages than are looked at.
ITEMS = 2 * ranking.POOL_ITEMS + POOL_PAGES + 50


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """Items in several segments, many of which are alike in title, date, text and so in score."""
    maker = EmbeddedMaker(tmp_path_factory.mktemp("deep") / "index")
    chance = random.Random(1)
    build = maker.build()
    for key in range(1, ITEMS + 1):
        title = chance.choice(["Thư viện", "thư viện", "Sông Hồng", "Ảnh", ""])
        date = chance.choice(["1917", "1917-07", "1920/1931", None])
        pages = [" ".join(chance.choices(("thư", "viện", "sông"), k=chance.randint(1, 6)))] * (
            1 + key % 3
        )
        build.add(made_item(key, Metadata(f"item-{key}", title or "?", date=date), *pages))
        if key % 300 == 0:
            maker.publish(build)
            build = maker.build()
    maker.publish(build)
    opened = maker.open()
    yield opened
    opened.close()


@pytest.mark.parametrize("q", ["", "thư viện", "thư OR sông"], ids=["all", "both", "either"])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("size", [10, 97])
def test_each_item_comes_once(engine: SearchEngine, q: str, sort: Sort, size: int) -> None:
    paged = all_by_windows(engine, q, sort, size)
    if not q:
        assert paged == set(range(1, ITEMS + 1))


@pytest.mark.parametrize("q", ['"thư viện"', "thư viện thư viện thư viện thư viện"])
@pytest.mark.parametrize("pool", [30, ranking.LARGE_POOL])
def test_so_do_those_of_phrases_and_long_queries(
    engine: SearchEngine, q: str, pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "LARGE_POOL", pool)
    assert all_by_windows(engine, q, Sort.RELEVANCE, 20)


def all_by_windows(engine: SearchEngine, q: str, sort: Sort, size: int) -> set[int]:
    """Keys of all that is found, window by window, each of them once."""
    first = engine.search(asked(q, sort=sort, limit=size))
    paged = []
    for offset in range(0, first.total + size, size):
        window = engine.search(asked(q, sort=sort, offset=offset, limit=size))
        assert window.total == first.total
        paged += [hit.key for hit in window.hits]
    assert len(paged) == len(set(paged)) == first.total
    return set(paged)
