"""What tantivy dies of costs one search, in whichever thread it was."""

from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from searchsvc.domain import Metadata
from searchsvc.engines.embedded import engine
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.errors import EngineUnavailable
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, made_item


def panicking(snapshot: Snapshot, *_: Any) -> Any:
    return snapshot.items.search(Query.all_query(), limit=0)


@pytest.mark.parametrize("part", ["best_items", "count_facets", "page_pool", "page_hits"])
def test_a_panic_costs_one_search(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = EmbeddedMaker(tmp_path / "index")
    build = maker.build()
    build.add(made_item(1, Metadata("a", "Thư viện"), "Thư viện quốc gia"))
    maker.publish(build)
    opened = maker.open()
    with monkeypatch.context() as patched:
        patched.setattr(engine, part, panicking)
        with pytest.raises(EngineUnavailable, match="the engine panicked"):
            opened.search(asked("thư viện"))
    assert opened.search(asked("thư viện")).total == 1
