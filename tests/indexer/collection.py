"""A collection large enough to be killed in the middle of, and the answers it gives."""

import random
from pathlib import Path
from typing import Any

from searchsvc.catalog import Catalog
from searchsvc.engines.embedded import commit_folder, verify_checksums
from searchsvc.engines.generations import Generations, read_manifest
from searchsvc.requests import SearchRequest, Sort
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.conftest import record

_WORDS = """thư viện sông nước đê điều báo cũ trang sách kho chợ làng xã huyện tỉnh đường phố nhà
bên người đọc chuyển đổi số quốc gia dân tộc học sinh lịch sử văn hóa nghệ thuật tạp chí ruộng
lúa mùa gặt lũ lụt năm tháng ngày đêm trời đất mưa gió bến đò thuyền cá tôm mứt sen bánh gấc
""".split()

QUERIES = ["", "thư viện", "thu vien", '"chuyển đổi số"', "lũ lụt -mứt", "id:i7"]


def items(count: int, seed: int, start: int = 0) -> list[dict[str, Any]]:
    """Records that differ from seed to seed, always the same for one."""
    chance = random.Random(seed)
    return [
        record(
            f"i{number}",
            *(" ".join(chance.choices(_WORDS, k=250)) for _ in range(chance.randint(1, 5))),
            title=" ".join(chance.choices(_WORDS, k=4)),
            date=str(chance.randint(1860, 2020)),
            rights=chance.choice(["public"] * 7 + ["metadata", "onsite", "restricted"]),
            creators=[" ".join(chance.choices(_WORDS, k=2))],
        )
        for number in range(start, start + count)
    ]


def answers(home: Path) -> dict[str, Any]:
    """What a home answers, without what may differ from one index to another of the same items."""
    service = SearchService.open(load_settings(str(home)))
    try:
        return {query: _answer(service, query) for query in QUERIES}
    finally:
        service.close()


def _answer(service: SearchService, query: str) -> dict[str, Any]:
    """Which of an item's pages are its best may depend on what was deleted, all that match not."""
    response = service.search(SearchRequest(q=query, per_page=20, sort=Sort.TITLE))
    open_items = [hit for hit in response.hits if hit.pages_matched]
    return {
        "total": response.total,
        "items": {hit.metadata.id: (hit.metadata, hit.pages_matched) for hit in response.hits},
        "pages": [service.within(hit.metadata.id, query).pages for hit in open_items[:3]],
        "facets": {
            name: sorted((v.value, v.count) for v in values)
            for name, values in response.facets.items()
        },
        "histogram": response.histogram,
    }


def holdings(home: Path) -> tuple[int, int]:
    """Items and pages of the serving generation, every byte of which is checked."""
    folder = Generations(home / "index").current()
    assert folder
    manifest = read_manifest(folder)
    assert verify_checksums(commit_folder(folder, manifest.commit), manifest.checksums) == []
    return manifest.items, manifest.pages


def texts(home: Path) -> dict[str, list[tuple[int, str]]]:
    """Every page of the catalog."""
    catalog = Catalog.open(load_settings(str(home)).catalog_url)
    try:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        entries = catalog.entries(keys)
        return {e.metadata.id: list(catalog.item_texts(k)) for k, e in entries.items()}
    finally:
        catalog.close()
