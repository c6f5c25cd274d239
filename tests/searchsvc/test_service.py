"""The query path as a whole: from a request to what pages and API show."""

import html
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from searchsvc.catalog import CatalogWriter
from searchsvc.domain import Item, Metadata
from searchsvc.engines.embedded.engine import CHECK_SECONDS
from searchsvc.errors import CatalogUnavailable, EngineUnavailable, NotFound, QueryError
from searchsvc.requests import SearchRequest, Sort
from searchsvc.service import SearchService
from tests.catalogs import put
from tests.homes import record, settings_of, take_in

NFD = unicodedata.normalize("NFD", "Thư viện quốc gia ở phố Tràng Thi.\nĐường đến dài.")
RECORDS = [
    record("nfd", NFD, title="Chữ rời"),
    record("nam", "Đường phố <b>Hà Nội</b> & sông Hồng", "Trang hai: Hà Nội", title="Hà Nội"),
    record("khac", *(f"Trang {n} nói về Hà Nội" for n in range(1, 8)), title="Sách khác"),
    record("trong", "", "Chỉ trang sau có chữ", title="Trang trắng"),
    record("extb", "𡨸喃 viết Thư viện", title="Nôm"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    home = tmp_path_factory.mktemp("service") / "home"
    take_in(home, RECORDS)
    opened = SearchService.open(settings_of(home))
    yield opened
    opened.close()


def _ids(service: SearchService, q: str) -> list[str]:
    return [hit.metadata.id for hit in service.search(SearchRequest(q=q)).hits]


def test_words_with_marks_and_without_both_find(service: SearchService) -> None:
    assert set(_ids(service, "thư viện")) == set(_ids(service, "thu vien")) == {"nfd", "extb"}


def test_typed_decomposed_or_composed_is_the_same_query(service: SearchService) -> None:
    for q in ("thư viện quốc gia", '"quốc gia"', "đường"):
        assert _ids(service, unicodedata.normalize("NFD", q)) == _ids(service, q)


def test_an_item_is_found_by_its_title_first(service: SearchService) -> None:
    assert _ids(service, "Hà Nội")[0] == "nam"
    assert _ids(service, "ha noi")[0] == "nam"


def test_an_item_of_this_isbn_comes_before_those_that_cite_it(tmp_path: Path) -> None:
    words = "giáo trình lịch sử việt nam"
    cited = f"Thư mục: {words}. ISBN 978-0-306-40615-7. {words}"
    records = [
        record("dan", cited, title=words),
        record("sach", "Một cuốn rất hay.", identifiers=["0-306-40615-2"]),
        *(record(f"khac-{n}", words, title=words) for n in range(12)),
    ]
    take_in(tmp_path / "home", records)
    with closing(SearchService.open(settings_of(tmp_path / "home"))) as service:
        for q in (
            f"978-0-306-40615-7 {words}",
            f"{words} 978 0 306 40615 7",
            f"{words}, ISBN-10: 0 306 40615 2",
        ):
            found = service.search(SearchRequest(q=q))
            assert [hit.metadata.id for hit in found.hits][:1] == ["sach"]
            assert {hit.metadata.id for hit in found.hits} <= {"sach", "dan"}
        # Where nothing has the number, the words are searched as ever.
        missing = service.search(SearchRequest(q=f"978-604-1-00123-7 {words}"))
        assert missing.total == 13
        assert [notice.code for notice in missing.notices] == ["number", "relaxed"]


def test_best_pages_stand_under_their_item(service: SearchService) -> None:
    hits = {h.metadata.id: h for h in service.search(SearchRequest(q="Hà Nội")).hits}
    assert hits["khac"].pages_matched == 7
    assert len(hits["khac"].pages) == 3


@pytest.mark.parametrize("q", ["Hà Nội", "ha noi", "trang nói về Hà Nội", "thư vien", "zzz hà nội"])
def test_scores_are_explained_to_those_who_ask(service: SearchService, q: str) -> None:
    hits = service.search(SearchRequest(q=q, debug=True)).hits
    assert hits
    for hit in hits:
        assert hit.parts is not None
        assert hit.parts.score == pytest.approx(hit.score, abs=1e-4)
    assert all(hit.parts is None for hit in service.search(SearchRequest(q=q)).hits)


def test_a_snippet_is_the_text_escaped_with_marks(service: SearchService) -> None:
    (hit, *_) = service.search(SearchRequest(q="sông hồng")).hits
    snippet = hit.pages[0].snippet
    assert "&lt;b&gt;" in snippet
    assert "<mark>sông</mark> <mark>Hồng</mark>" in snippet
    plain = html.unescape(snippet.replace("<mark>", "").replace("</mark>", ""))
    assert plain in "Đường phố <b>Hà Nội</b> & sông Hồng"


def test_marks_cover_decomposed_text_exactly(service: SearchService) -> None:
    view = service.page("nfd", 1, "thư viện đường")
    assert view.page.text == NFD
    marked = [NFD[start:end] for start, end in view.matches]
    assert [unicodedata.normalize("NFC", m) for m in marked] == ["Thư", "viện", "Đường"]


def test_marks_cover_text_after_characters_beyond_the_first_plane(service: SearchService) -> None:
    view = service.page("extb", 1, "喃 thư")
    assert [view.page.text[s:e] for s, e in view.matches] == ["喃", "Thư"]


@pytest.mark.parametrize("typed", ["hà", "hà n", "ha no", "Hà Nộ", "nội hà", '"hà (nội', "HÀ NỘI "])
def test_suggests_titles_that_go_on_as_typed(service: SearchService, typed: str) -> None:
    assert [s.query for s in service.suggest(typed)] == ["Hà Nội"]


def test_suggests_also_names_subjects_and_words_of_texts(tmp_path: Path) -> None:
    home = tmp_path / "home"
    records = [
        record("a", "Nghiên cứu lịch sử", title="Sử ký", creators=["Lê Văn Hưu"]),
        record("b", "Nghiên cứu địa lý", title="Dư địa chí", subjects=["Lịch sử"]),
    ]
    take_in(home, records)
    opened = SearchService.open(settings_of(home))
    try:
        for typed, query, reason in (
            ("le v", "Lê Văn Hưu", "creator"),
            ("lich", "Lịch sử", "subject"),
            ("nghien", "nghiên cứu", "text"),
            ("du d", "Dư địa chí", "title"),
        ):
            first = opened.suggest(typed)[0]
            assert (first.query, first.reason) == (query, reason)
    finally:
        opened.close()


def test_says_what_may_have_been_meant(service: SearchService) -> None:
    for typed in ("ha noi", "haf nooij", "ha2 no65i", "ha nooi"):
        response = service.search(SearchRequest(q=typed))
        assert [s.query for s in response.suggestions][:1] == ["hà nội"]
        assert service.search(SearchRequest(q=typed, page=2)).suggestions == ()
    assert service.search(SearchRequest(q="hà nội")).suggestions == ()


def test_a_search_does_not_fail_for_want_of_a_vocabulary(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS)
    for file in settings_of(home).index_folder.glob("*/commit-*/vocabulary"):
        file.write_bytes(b"damaged")
    opened = SearchService.open(settings_of(home))
    try:
        response = opened.search(SearchRequest(q="ha noi"))
        assert (response.total, response.suggestions) == (2, ())
        assert opened.suggest("ha n") == ()
    finally:
        opened.close()


def test_similar_items_are_others_with_the_same_words_or_subjects(tmp_path: Path) -> None:
    home = tmp_path / "home"
    records = [
        record("a", "Nghiên cứu lịch sử Việt Nam", subjects=["Sử"]),
        record("b", "Lịch sử Việt Nam cận đại"),
        record("c", "Trồng trọt và chăn nuôi", subjects=["Sử"]),
        record("d", "Một chuyện khác"),
    ]
    take_in(home, records)
    opened = SearchService.open(settings_of(home))
    try:
        assert [known.id for known in opened.similar("a").items] == ["b", "c"]
        assert [known.id for known in opened.similar("a", 1).items] == ["b"]
        with pytest.raises(NotFound):
            opened.similar("nope")
    finally:
        opened.close()


@pytest.mark.parametrize("typed", ["", " ", "h", "???", "không có"])
def test_suggests_nothing_for_nothing(service: SearchService, typed: str) -> None:
    assert service.suggest(typed) == ()


def test_pages_know_their_neighbours(service: SearchService) -> None:
    assert (service.page("khac", 1).previous, service.page("khac", 1).next) == (None, 2)
    assert (service.page("khac", 7).previous, service.page("khac", 7).next) == (6, None)


def test_within_an_item_all_pages_are_found_in_order(service: SearchService) -> None:
    found = service.within("khac", "hà nội", per_page=5)
    assert found.total == 7
    assert [match.hit.number for match in found.pages] == [1, 2, 3, 4, 5]
    assert [m.hit.number for m in service.within("khac", "ha noi", page=2, per_page=5).pages] == [
        6,
        7,
    ]


def test_a_field_of_the_metadata_is_not_looked_for_in_pages(service: SearchService) -> None:
    for q, is_searched in (("hà nội", True), ("tacgia:hà", False), ("nam:1900..2000", False)):
        assert service.page("khac", 1, q).is_searched is is_searched
        assert service.within("khac", q).is_searched is is_searched
    assert service.page("khac", 1, "tacgia:hà").run_count == 0


def test_matching_pages_are_those_found_within_the_item(service: SearchService) -> None:
    assert service.matching("khac", "hà nội") == (1, 2, 3, 4, 5, 6, 7)
    assert service.matching("khac", "xyzxyz") == ()
    # One page lacks a word: then it is any of them, in both.
    for q in ("hà nội xyzxyz", '"hà nội"', "hà -nội"):
        within = service.within("khac", q, per_page=100)
        assert service.matching("khac", q) == tuple(match.hit.number for match in within.pages)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("q", ["", "sách", "sách quý", "title:cũ", "xyzxyz"])
def test_a_listing_is_all_pages_of_results(
    monkeypatch: pytest.MonkeyPatch, shelf: SearchService, q: str, sort: Sort
) -> None:
    pages = [shelf.search(SearchRequest(q=q, sort=sort, page=n, per_page=50)) for n in range(1, 7)]
    paged = [hit.metadata.id for page in pages for hit in page.hits]
    asked = SearchRequest(q=q, sort=sort, page=3)
    assert [known.id for known in shelf.listing(asked)] == paged
    assert "kin" not in paged and (len(paged) > 200 or q == "xyzxyz")
    monkeypatch.setattr("searchsvc.service.MAX_LISTED", 30)
    assert [known.id for known in shelf.listing(asked)] == paged[:30]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    """More items than are ranked with their pages."""
    home = tmp_path_factory.mktemp("shelf") / "home"
    records = [
        record(
            f"s-{n}",
            "sách " * (n % 7 + 1),
            "quý " * (n % 5),
            title=f"Sách cũ {n}",
            date=str(1700 + n),
        )
        for n in range(260)
    ]
    take_in(home, [*records, record("kin", "sách quý", title="Sách cũ", rights="restricted")])
    opened = SearchService.open(settings_of(home))
    yield opened
    opened.close()


def test_deep_pages_beyond_the_end_are_empty_and_keep_the_total(service: SearchService) -> None:
    response = service.search(SearchRequest(q="thư viện", page=100, per_page=100))
    assert (response.total, response.hits) == (2, ())


def test_a_query_without_words_finds_nothing_and_says_why(service: SearchService) -> None:
    response = service.search(SearchRequest(q="???"))
    assert response.total == 0
    assert [notice.code for notice in response.notices] == ["no_words"]


def test_what_was_ignored_is_said(service: SearchService) -> None:
    assert [n.code for n in service.search(SearchRequest(q='thư "viện')).notices] == ["ignored"]


def test_a_long_query_needs_not_all_words_and_says_so(service: SearchService) -> None:
    response = service.search(SearchRequest(q="thư viện quốc gia ở đâu trên phố"))
    assert "nfd" in {hit.metadata.id for hit in response.hits}
    assert [notice.code for notice in response.notices] == ["relaxed"]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_sort_answers(service: SearchService, sort: Sort) -> None:
    assert service.search(SearchRequest(q="hà nội", sort=sort)).total == 2


def test_unknown_items_and_pages_are_not_found(service: SearchService) -> None:
    for look in (
        lambda: service.item("nope"),
        lambda: service.page("nam", 3),
        lambda: service.page("nam", 10**12),
        lambda: service.image("nam", 1),
        lambda: service.image("nam", 10**12),
    ):
        with pytest.raises(NotFound):
            look()


def test_limits_are_errors_of_the_caller() -> None:
    for wrong in (
        {"q": "a" * 1001},
        {"page": 0},
        {"per_page": 101},
        {"page": 1001, "per_page": 10},
    ):
        with pytest.raises(QueryError):
            SearchRequest(**wrong)


def test_a_commit_and_a_new_generation_are_seen_without_opening_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS[:1])
    service = SearchService.open(settings_of(home))
    try:
        assert service.search(SearchRequest()).total == 1
        take_in(home, RECORDS)
        _wait(lambda: service.search(SearchRequest()).total == len(RECORDS))
        index = settings_of(home).index_folder
        for manifest in index.glob("*/manifest.json"):
            manifest.unlink()
        (index / "CURRENT").unlink()
        with pytest.raises(EngineUnavailable):
            _wait(lambda: service.search(SearchRequest()).total < 0)
        take_in(home, RECORDS)
        _wait(lambda: service.search(SearchRequest()).total == len(RECORDS))
    finally:
        service.close()


def test_another_catalog_in_its_place_is_refused_once_and_then_read(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    take_in(home, RECORDS)
    take_in(other, [record("khac", "hà nội")])
    service = SearchService.open(settings_of(home))
    asked = SearchRequest(q="hà nội")
    try:
        assert service.search(asked).total > 1
        home.rename(tmp_path / "old")
        other.rename(home)
        with pytest.raises(CatalogUnavailable, match="another catalog"):
            service.search(asked)
        found = service.search(asked)
        assert (found.total, [hit.metadata.id for hit in found.hits]) == (1, ["khac"])
        home.rename(tmp_path / "away")
        for _ in range(2):
            with pytest.raises(CatalogUnavailable):
                service.item("khac")
        (tmp_path / "away").rename(home)
        with pytest.raises(CatalogUnavailable):
            service.check_ready()
        service.check_ready()
    finally:
        service.close()


def test_a_job_goes_no_further_in_another_catalog(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    take_in(home, RECORDS)
    take_in(other, RECORDS)
    with closing(CatalogWriter.open(settings_of(home).catalog_url)) as writer:
        home.rename(tmp_path / "old")
        other.rename(home)
        for _ in range(2):
            with pytest.raises(CatalogUnavailable, match="another catalog"):
                writer.remove([RECORDS[0]["id"]])


def test_what_no_address_can_name_is_not_listed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS)
    settings = settings_of(home)
    with closing(CatalogWriter.open(settings.catalog_url)) as writer:
        put(writer, Item(Metadata("..", "Từ bản cũ")))
    with closing(SearchService.open(settings)) as service:
        assert list(service.listed_ids(1)) == [known["id"] for known in RECORDS]


@pytest.mark.parametrize("replace", [Path.touch, lambda p: p.symlink_to(p.name)])
def test_an_index_that_cannot_be_looked_at_is_an_outage(
    tmp_path: Path, replace: Callable[[Path], None]
) -> None:
    """No folder, or a link in a circle: as where there is no right to it."""
    home = tmp_path / "home"
    take_in(home, RECORDS)
    with closing(SearchService.open(settings_of(home))) as service:
        service.check_ready()
        settings_of(home).index_folder.rename(tmp_path / "away")
        replace(settings_of(home).index_folder)
        time.sleep(2 * CHECK_SECONDS)
        with pytest.raises(EngineUnavailable) as raised:
            service.check_ready()
        assert isinstance(raised.value.__cause__, OSError)


def test_a_damaged_index_is_an_outage_and_not_an_empty_answer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, RECORDS)
    for file in settings_of(home).index_folder.glob("*/pages/*.pos"):
        file.write_bytes(b"\0" * 20)
    for file in settings_of(home).index_folder.glob("*/pages/*.idx"):
        file.write_bytes(file.read_bytes()[:-30] + b"\xff" * 30)
    service = SearchService.open(settings_of(home))
    try:
        with pytest.raises(EngineUnavailable):
            service.search(SearchRequest(q='"hà nội"'))
    finally:
        service.close()


def test_nothing_is_suggested_that_could_not_be_searched(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, [record("a", "Nghiên cứu lịch sử")])
    with closing(SearchService.open(settings_of(home))) as service:
        assert service.suggest("nghien")
        (home / "catalog.sqlite").write_bytes(b"\0" * 5000)
        with pytest.raises(CatalogUnavailable):
            service.suggest("nghien")


def _wait(condition: object, seconds: float = 10.0) -> None:
    """Wait for what must come by itself; generous, since machines are not equally fast."""
    deadline = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
