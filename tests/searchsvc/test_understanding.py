"""What is searched when hardly anything is found as it was typed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from searchsvc.requests import FacetRequest, Filters, Marks, Mode, SearchRequest, YearSpan
from searchsvc.service import SearchService
from tests.homes import Record, record, settings_of, take_in

FILLING = "Trang này có chữ khác hẳn, về chợ và đò ngang buổi sớm."
RECORDS = [
    # As a scanner reads it: marks lost or changed, here and there a letter.
    record("doc", "Gió heo may thổi qua bên vắng chiều thu", title="Bản đọc", type="book"),
    record("dung", "Thuyền qua bến vắng, gió đã về", title="Bản đúng", type="journal"),
    record("roi", "Vắng khách, đò qua sông rồi về bến", title="Rời rạc", type="journal"),
    *(record(f"khac-{n}", FILLING, title=f"Khác {n}") for n in range(12)),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    home = tmp_path_factory.mktemp("understanding") / "home"
    take_in(home, RECORDS)
    opened = SearchService.open(settings_of(home))
    yield opened
    opened.close()


def found(
    service: SearchService, q: str, marks: Marks = Marks.AUTO, mode: Mode = Mode.AUTO
) -> tuple[list[str], list[str]]:
    response = service.search(SearchRequest(q=q, marks=marks, mode=mode))
    return [hit.metadata.id for hit in response.hits], [n.code for n in response.notices]


def test_three_words_in_a_row_are_found_with_other_marks_below_those_as_typed(
    service: SearchService,
) -> None:
    ids, codes = found(service, "qua bến vắng")
    assert ids[0] == "dung"
    assert set(ids) == {"dung", "roi", "doc"}
    assert codes == ["other_marks"]


@pytest.mark.parametrize(
    ("q", "marks", "mode"),
    [
        ("qua bến vắng", Marks.STRICT, Mode.AUTO),
        ("qua bến vắng", Marks.AUTO, Mode.ALL),
        ('"qua bến vắng"', Marks.AUTO, Mode.AUTO),
        ("bến vắng", Marks.AUTO, Mode.AUTO),  # two words in a row may be two others
        ("chợ và đò", Marks.AUTO, Mode.AUTO),  # found often enough
    ],
)
def test_otherwise_words_stay_as_typed(
    service: SearchService, q: str, marks: Marks, mode: Mode
) -> None:
    ids, codes = found(service, q, marks, mode)
    assert "doc" not in ids
    assert "other_marks" not in codes


def test_nothing_is_said_when_other_marks_find_no_more(service: SearchService) -> None:
    assert found(service, "thuyền bến gió")[1] == []


def test_facets_count_what_the_search_finds(service: SearchService) -> None:
    request = SearchRequest(q="qua bến vắng")
    facets = service.search(request).facets["type"]
    assert {value.value: value.count for value in facets} == {"book": 1, "journal": 2}
    (book, *_) = service.facet(FacetRequest("type", "bo", request)).values
    assert (book.value, book.count) == ("book", 1)


def test_when_nothing_has_all_words_fewer_are_enough(service: SearchService) -> None:
    ids, codes = found(service, "bến chuồng")
    assert set(ids) >= {"dung", "roi"}
    assert "relaxed" in codes


def test_a_phrase_of_a_long_query_is_needed(service: SearchService) -> None:
    ids, codes = found(service, '"bến vắng" đò qua sông thuyền')
    assert ids == ["dung"]
    assert "quotes" not in codes


def test_where_nothing_has_it_a_phrase_of_a_long_query_is_not(service: SearchService) -> None:
    ids, codes = found(service, '"khách vắng" đò qua sông thuyền')
    assert "roi" in ids
    assert "quotes" in codes


def test_every_page_of_results_is_of_the_same_query(service: SearchService) -> None:
    totals = {
        service.search(SearchRequest(q="qua bến vắng", page=page, per_page=1)).total
        for page in (1, 2, 3, 4)
    }
    assert totals == {3}


AS_TYPED, DAMAGED = "Ngành giáo dục đào tạo rất tốt", "Ngành giào dúc đao tảo rất tốt"
#: Of these few have the words as typed, so other marks are tried; with the many, none are.
FEW = [
    *(record(f"a{n}", AS_TYPED, collection="A", date="1990") for n in range(3)),
    *(record(f"b{n}", AS_TYPED, collection="B", date="1950") for n in range(2)),
    *(record(f"c{n}", DAMAGED, collection="B", date="1950") for n in range(3)),
]
MANY = [record(f"d{n}", AS_TYPED, collection="A", date="1990") for n in range(7)]


@pytest.mark.parametrize(("records", "total", "in_b"), [(FEW, 8, 5), ([*FEW, *MANY], 12, 2)])
def test_a_filter_has_no_say_in_how_a_query_is_read(
    tmp_path: Path, records: list[Record], total: int, in_b: int
) -> None:
    take_in(tmp_path / "home", records)
    with closing(SearchService.open(settings_of(tmp_path / "home"))) as service:
        everywhere = service.search(SearchRequest(q="giáo dục đào"))
        assert everywhere.total == total
        assert {v.value: v.count for v in everywhere.facets["collection"]}["B"] == in_b
        only_b = Filters({"collection": ("B",)})
        of_1950 = Filters(years=(YearSpan(1950, 1950),))
        for filters in (only_b, of_1950):
            asked = SearchRequest(q="giáo dục đào", filters=filters)
            narrowed = service.search(asked)
            assert (narrowed.total, narrowed.notices) == (in_b, everywhere.notices)
            assert service.count(asked) == in_b
            values = service.facet(FacetRequest("collection", "", asked)).values
            assert {v.value: v.count for v in values}["B"] == in_b
