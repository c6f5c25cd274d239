"""Every row of the golden table holds, in every engine."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from searchsvc.engines.base import SearchEngine
from searchsvc.requests import Marks, Mode
from tests.searchsvc.engines.golden import TABLE, Row
from tests.searchsvc.engines.makers import EmbeddedMaker, OracleMaker, asked, filled
from tests.searchsvc.engines.shelf import NAMES, SHELF
from tests.searchsvc.queries import notices, tree


@pytest.fixture(scope="module", params=["embedded", "oracle"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("golden") / "index"
    opened = filled(EmbeddedMaker(folder) if request.param == "embedded" else OracleMaker(), SHELF)
    yield opened
    opened.close()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: ascii(row[0]))
def test_means(row: Row) -> None:
    query, expected, _, *ignored = row
    assert tree(query) == expected
    assert " ".join(notices(query)) == "".join(ignored)


def test_finds(engine: SearchEngine) -> None:
    found = {}
    for query, _, _, *_ in TABLE:
        keys = {hit.key for hit in engine.search(asked(query)).hits}
        found[query] = "*" if len(keys) == len(SHELF) else " ".join(NAMES[k] for k in sorted(keys))
    assert found == {query: ids for query, _, ids, *_ in TABLE}


def test_every_tree_is_accepted_by_the_engine_in_every_mode(tmp_path: Path) -> None:
    engine = filled(EmbeddedMaker(tmp_path / "index"), SHELF)
    for (query, *_), marks, mode in product(TABLE, Marks, Mode):
        asked_for = asked(query, marks=marks, mode=mode)
        result = engine.search(asked_for)
        assert result.total == len(result.hits)
        for hit in result.hits:
            assert engine.pages(asked_for, hit.key)[0] >= hit.pages_matched
    engine.close()


def test_each_row_stands_once() -> None:
    assert len({row[0] for row in TABLE}) == len(TABLE) > 120
