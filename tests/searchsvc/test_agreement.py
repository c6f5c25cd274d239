"""What a hit says of its pages, the search within the item and the page itself say too."""

import re
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from indexer import sample
from indexer.ingest import ingest
from indexer.progress import reporter
from searchsvc.errors import TextClosed
from searchsvc.requests import Filters, Marks, Mode, SearchRequest
from searchsvc.service import SearchService
from tests.homes import settings_of

MARKED = re.compile("<mark>(.*?)</mark>", re.DOTALL)
QUERIES = [
    "thư viện", "thu vien", "thư vien quốc gia", "trăm năm trong cõi", "tram nam trong coi",
    "trâm năm trong cội người ta", "trăm năm trong cõi ngừơi", "bến vắng chiều thu", "đuờng sắt",
    '"quốc ngữ"', '"chữ ngữ"~5', "quốc*", "nguyễn~", "chữ -nôm", "-chữ", "+báo -quảng -cáo",
    "sách OR báo", "(thơ OR truyện) kiều", "title:kiều", "thơ OR title:kiều", "tacgia:nguyễn du",
    "nam:1900..1945", "thơ nam:1900..1945", "id:kieu", "1917", "1/8/1917", "tạp-chí", "hoà bình",
    "nghị định 2175/QĐ-BVHTTDL", "ai là người viết truyện kiều", "một người đi chợ xa nhà",
    "xyzxyz", "xyzxyz thơ", "thơ xyzxyz kiều", "kiều gặp kim trọng đêm trăng", "南", "",
]  # fmt: skip
WAYS = [*((marks, Mode.AUTO) for marks in Marks), (Marks.AUTO, Mode.ALL), (Marks.AUTO, Mode.ANY)]


@pytest.fixture(scope="module")
def service() -> Iterator[SearchService]:
    with tempfile.TemporaryDirectory() as name:
        settings = settings_of(Path(name))
        ingest(settings, [sample.ITEMS], None, reporter(quiet=True))
        opened = SearchService.open(settings)
        yield opened
        opened.close()


@pytest.mark.parametrize("q", QUERIES)
def test_hits_items_and_pages_agree(service: SearchService, q: str) -> None:
    for marks, mode in WAYS:
        found = service.search(SearchRequest(q=q, marks=marks, mode=mode, per_page=3))
        for hit in found.hits:
            item_id = hit.metadata.id
            try:
                within = service.within(item_id, q, marks, mode)
            except TextClosed:
                assert not hit.pages
                continue
            assert (within.total, within.notices) == (hit.pages_matched, found.notices)
            assert len(service.matching(item_id, q, marks, mode)) == hit.pages_matched
            for page in hit.pages:
                view = service.page(item_id, page.number, q, marks, mode)
                words = {view.page.text[start:end] for start, end in view.matches}
                marked = set(map(unescape, MARKED.findall(page.snippet)))
                assert marked <= words
                assert marked or not q


def test_filters_only_narrow(service: SearchService) -> None:
    for q in QUERIES:
        facets = service.search(SearchRequest(q=q)).facets
        for facet in ("library", "creator", "type"):
            for value in facets[facet][-2:]:
                filters = Filters({facet: (value.value,)})
                assert service.count(SearchRequest(q=q, filters=filters)) == value.count
