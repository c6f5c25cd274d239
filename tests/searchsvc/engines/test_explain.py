"""The parts of a score are what it is made of: they add up to it, however a hit is found."""

import random
from collections.abc import Iterator
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest

from searchsvc.domain import Metadata
from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.engines.embedded.page_pool import POOL_PAGES
from searchsvc.engines.embedded.ranking import POOL_ITEMS
from searchsvc.evidence import engine_query
from searchsvc.query import parse
from searchsvc.requests import FACETS, Filters, Mode, SearchRequest, Sort, YearSpan
from searchsvc.responses import PageParts, ScoreParts
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, filled, made_item
from tests.searchsvc.engines.shelf import NAMES, SHELF

#: More items than are ranked by their pages, and more pages than are looked at.
MANY = POOL_ITEMS + POOL_PAGES + 60

QUERIES = """thư viện|thu vien|thư viện quốc gia|con đường đến thư viện quốc gia|Truyện Kiều
truyen kieu|Nguyễn Du|chữ|"thư viện"|"thư viện"~3|nhande:kiều|tacgia:"nguyễn du"|chude:báo
+sông -đê|kiều OR báo|thư*|thuw~|viên~|chuyển đổi số|bắt đầu chuyển đổi|id:kieu|nam:1900..1945 sông
Nguyễn Du chữ Nôm|hòa giải hoàn toàn|𤾓𢆥|năm trong cõi người ta chữ tài|NOT thư viện|-thư
thư viện đặt ở đâu|bibliothèque nationale|La bibliothèque|Bản đồ sông""".replace("\n", "|")


def _engine_query(engine: SearchEngine, q: str, mode: Mode = Mode.AUTO) -> EngineQuery:
    """As the service asks it, words and pairs and all."""
    request = SearchRequest(q=q, mode=mode, per_page=100, debug=True)
    return engine_query(request, parse(q, mode), engine.vocabulary())


def _numbers(parts: ScoreParts | PageParts) -> list[float]:
    return [value for value in astuple(parts) if isinstance(value, float)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = filled(EmbeddedMaker(tmp_path_factory.mktemp("explain") / "index"), SHELF)
    yield opened
    opened.close()


@pytest.mark.parametrize("q", QUERIES.split("|"))
@pytest.mark.parametrize("mode", list(Mode))
def test_parts_add_up_to_the_score(engine: SearchEngine, q: str, mode: Mode) -> None:
    query = _engine_query(engine, q, mode)
    for hit in engine.search(query).hits:
        assert hit.parts is not None
        assert hit.parts.score == pytest.approx(hit.score, rel=1e-5)
        assert min(_numbers(hit.parts)) >= 0
        assert hit.parts.unseen_page == 0, "the pool holds all pages of so few items"
        if hit.pages_matched and query.sort is Sort.RELEVANCE and hit.parts.page:
            assert hit.parts.page.number == hit.pages[0]


@pytest.mark.parametrize("q", QUERIES.split("|"))
def test_explaining_changes_nothing_else(engine: SearchEngine, q: str) -> None:
    query = _engine_query(engine, q)
    explained, plain = engine.search(query), engine.search(replace(query, explain=False))
    assert all(hit.parts is None for hit in plain.hits)
    hits = tuple(replace(hit, parts=None) for hit in explained.hits)
    assert replace(explained, hits=hits) == plain


def test_parts_are_named_by_what_gave_them(engine: SearchEngine) -> None:
    def parts(q: str, name: str) -> ScoreParts:
        hits = {NAMES[hit.key]: hit for hit in engine.search(_engine_query(engine, q)).hits}
        found = hits[name].parts
        assert found
        return found

    kieu = parts("Truyện Kiều", "kieu")
    given = {f.name for f in fields(kieu) if getattr(kieu, f.name)}
    assert given == {"text", "exact_title", "title", "about"}, "no page says this"
    assert parts("Nguyễn Du", "kieu").creator
    assert parts("văn học", "kieu").subject
    best = parts("thư viện quốc gia đặt ở Hà Nội", "luat").page
    assert best
    assert best.number == 1
    assert all(_numbers(best))


def test_a_title_with_other_marks_is_not_what_was_asked_for(tmp_path: Path) -> None:
    titles = {1: "Dương", 2: "Đường", 3: "Sông", 4: "Duong"}
    pages = ("Đường về làng của ông Dương.", "Sông và đường.")
    items = [made_item(key, Metadata(f"t{key}", title), *pages) for key, title in titles.items()]
    engine = filled(EmbeddedMaker(tmp_path / "index"), items)

    def exact(q: str) -> dict[str, bool]:
        hits = engine.search(_engine_query(engine, q)).hits
        return {titles[hit.key]: bool(hit.parts and hit.parts.exact_title) for hit in hits}

    assert exact("Đường") == {"Đường": True, "Dương": False, "Sông": False, "Duong": False}
    assert exact("duong") == {"Đường": True, "Dương": True, "Sông": False, "Duong": True}
    engine.close()


def test_what_is_not_ranked_has_nothing_to_add_up(engine: SearchEngine) -> None:
    """Sorted otherwise, or found by no word, hits have a score of 0."""
    chosen = Filters({FACETS[5]: ("book",)}, (YearSpan(1800, 1950),))
    queries = [asked("thư viện", sort=sort) for sort in Sort if sort is not Sort.RELEVANCE]
    for query in (*queries, asked(""), asked("", filters=chosen), asked("nam:1800..1950")):
        hits = engine.search(replace(query, explain=True)).hits
        assert hits
        assert {(hit.score, hit.parts) for hit in hits} == {(0.0, ScoreParts())}
    assert engine.search(replace(asked("khủng long"), explain=True)).hits == ()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """More than the pools hold, in two segments."""
    maker = EmbeddedMaker(tmp_path_factory.mktemp("many") / "index")
    chance = random.Random(1)
    build = maker.build()
    for key in range(1, MANY + 1):
        texts = [" ".join(chance.choices(("thư", "viện", "sông"), k=chance.randint(2, 9)))] * 2
        build.add(made_item(key, Metadata(f"item-{key}", "Thư viện" * (key % 2) or "?"), *texts))
        if key == MANY // 2:
            maker.publish(build)
            build = maker.build()
    maker.publish(build)
    opened = maker.open()
    yield opened
    opened.close()


def test_parts_add_up_before_the_pool_ends_and_behind_it(large: SearchEngine) -> None:
    query = _engine_query(large, "thư viện")
    total = large.search(query).total
    hits = [
        hit
        for offset in range(0, total, 100)
        for hit in large.search(replace(query, offset=offset)).hits
    ]
    assert len(hits) == total > POOL_ITEMS
    ways = set()
    for hit in hits:
        assert hit.parts is not None
        assert hit.parts.score == pytest.approx(hit.score, rel=1e-5)
        ways.add((hit.parts.page is not None, hit.parts.unseen_page > 0))
    assert ways == {
        (True, False),  # its page is in the pool
        (False, True),  # it is ranked by its metadata and a guess
        (False, False),  # it comes behind all these, by its metadata alone
    }
    assert hits[0].parts and hits[0].parts.page
    assert hits[-1].parts and hits[-1].parts.page is None and not hits[-1].parts.unseen_page
