"""A small collection whose every state can be told from what a search finds."""

import random
from contextlib import closing
from pathlib import Path
from typing import Any

from indexer.progress import Quiet
from indexer.verify import Findings, verify
from searchsvc.catalog import Catalog
from searchsvc.engines.generations import Generations
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from searchsvc.settings import Settings, load_settings
from tests.indexer.conftest import record, write_records

_WORDS = "thư viện sông nước đê điều báo cũ trang sách kho chợ làng xã huyện tỉnh đường phố".split()
PAGES = 3


def version_word(item_id: str, version: int) -> str:
    """A word that only this version of this item has, on each of its pages."""
    return f"{item_id}v{version}"


def shelf_records(ids: list[str], version: int) -> list[dict[str, Any]]:
    """A version of these items: every page says which one it is of."""
    chance = random.Random(version)
    return [
        record(
            item_id,
            *(
                f"{version_word(item_id, version)} {' '.join(chance.choices(_WORDS, k=30))}"
                for _ in range(PAGES)
            ),
            title=f"Sách {item_id} bản {version}",
        )
        for item_id in ids
    ]


def write_shelf(path: Path, versions: dict[str, int]) -> Path:
    """A file of these items in these versions."""
    records = [
        r for item_id, version in versions.items() for r in shelf_records([item_id], version)
    ]
    return write_records(path, records)


def settings_of(home: Path) -> Settings:
    return load_settings(str(home))


def check_home(home: Path, acknowledged: dict[str, int], maybe: dict[str, int | None]) -> None:
    """What must hold of a home whose last job was killed, without doing anything about it.

    `acknowledged`: the version of each item that a job has reported done, but for those that the
    killed one was about to change to `maybe` (None: to remove).
    """
    found = verify(settings_of(home), Quiet())
    assert_nothing_is_wrong(found)
    names = [path.name for path in (home / "index").iterdir() if path.is_dir()]
    current = Generations(home / "index").current()
    assert current and current.name in names
    catalog = whole_items(home)
    with closing(SearchService.open(settings_of(home))) as service:
        for item_id, version in acknowledged.items():
            allowed = {version, maybe.get(item_id, version)}
            assert catalog.get(item_id) in allowed, item_id
            served = [v for v in sorted(allowed, key=str) if v and _finds(service, item_id, v)]
            assert len(served) <= 1, f"{item_id} is served in two versions"
            if None not in allowed:
                assert served, f"{item_id} is lost"
        for item_id in set(maybe) - set(acknowledged):
            coming = maybe[item_id]
            assert catalog.get(item_id) in {None, coming}
            if coming and _finds(service, item_id, coming):
                assert catalog[item_id] == coming


def assert_nothing_is_wrong(found: Findings) -> None:
    assert found.sound, found


def whole_items(home: Path) -> dict[str, int]:
    """The version of each item in the catalog; fails for one that is half of each."""
    versions = {}
    with closing(Catalog.open(settings_of(home).catalog_url)) as catalog:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        for key, entry in catalog.entries(keys).items():
            texts = list(catalog.item_texts(key))
            item_id = entry.metadata.id
            version = int(entry.metadata.title.rsplit(" ", 1)[1])
            assert len(texts) == PAGES
            assert all(text.startswith(version_word(item_id, version)) for _, text in texts)
            versions[item_id] = version
    return versions


def _finds(service: SearchService, item_id: str, version: int) -> bool:
    """Whether exactly this item is found by that version's word, with all its pages."""
    response = service.search(SearchRequest(q=f'"{version_word(item_id, version)}"'))
    if not response.hits:  # an item that the catalog has no more is not shown
        return False
    (hit,) = response.hits
    assert hit.metadata.id == item_id
    assert hit.pages_matched == PAGES, f"half of {item_id} is served"
    return True
