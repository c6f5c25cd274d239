"""What is not open cannot be searched, counted, quoted, shown or guessed.

The measure: a home that holds closed items answers as one that never had their text, or them.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from searchsvc import wire
from searchsvc.catalog import Catalog, CatalogWriter
from searchsvc.domain import Item, Metadata, Page, Rights
from searchsvc.errors import NotFound, TextClosed
from searchsvc.requests import FACETS, FacetRequest, Marks, Mode, SearchRequest, Sort
from searchsvc.responses import PageSummary, SearchResponse
from searchsvc.service import SearchService
from tests.catalogs import put
from tests.homes import record, settings_of, take_in

SECRET = "chuyện kín về kho báu Vạn Thọ"

OPEN = [
    record("mo-1", "Thư viện tỉnh mở cửa", "Kho sách và kho báo", creators=["An"], date="1920"),
    record("mo-2", "Sông và thư viện", creators=["Bình"], subjects=["Sông"], date="1935"),
]
LISTED = {
    "title": "Sổ tay thư viện",
    "creators": ["An"],
    "subjects": ["Kho"],
    "languages": ["vi"],
    "date": "1940",
}
METADATA = record("sieu-du-lieu", SECRET, SECRET, rights="metadata", **LISTED)
ONSITE = record("tai-cho", SECRET, rights="onsite", **(LISTED | {"date": "1941"}))
RESTRICTED = record(
    "han-che",
    SECRET,
    rights="restricted",
    title="Hồ sơ Vạn Thọ",
    creators=["Người Kín"],
    subjects=["Bí mật"],
    languages=["zz"],
    library="Kho kín",
    collection="Tủ kín",
    type="map",
    date="1777",
)

QUERIES = [
    "",
    "thư viện",
    "thu vien",
    SECRET,
    "kho báu",
    "kho bau",
    '"vạn thọ"',
    "vạn*",
    "vann~",
    "title:hồ",
    "creator:kín",
    "subject:mật",
    "id:han-che",
    "han-che",
    "year:1777",
    "year:1700..1800",
    "NOT sông",
    "kho -sông",
    "kho OR vạn",
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`all`: with every item; `without`: closed texts and restricted items were never there."""
    folder = tmp_path_factory.mktemp("rights")
    without = [*OPEN, *({**r, "pages": []} for r in (METADATA, ONSITE))]
    # Keys are given in order of arrival: the restricted one comes last, so ties sort alike.
    take_in(folder / "all", [*OPEN, METADATA, ONSITE, RESTRICTED])
    take_in(folder / "without", without)
    return {"all": folder / "all", "without": folder / "without"}


def _answers(home: Path, request: SearchRequest) -> tuple[dict[str, Any], SearchResponse]:
    service = SearchService.open(settings_of(home))
    try:
        response = service.search(request)
    finally:
        service.close()
    return wire.search(replace(response, took_ms=0.0)), response


@pytest.mark.parametrize("q", QUERIES, ids=[q or "all" for q in QUERIES])
@pytest.mark.parametrize("sort", list(Sort))
def test_answers_as_if_the_closed_were_not_there(
    homes: dict[str, Path], q: str, sort: Sort
) -> None:
    for marks in Marks:
        request = SearchRequest(q=q, sort=sort, marks=marks, mode=Mode.AUTO)
        with_closed, _ = _answers(homes["all"], request)
        without, _ = _answers(homes["without"], request)
        assert with_closed == without


@pytest.mark.parametrize("facet", FACETS)
def test_facets_know_nothing_closed(homes: dict[str, Path], facet: str) -> None:
    answers = []
    for home in homes.values():
        service = SearchService.open(settings_of(home))
        try:
            requests = [
                FacetRequest(facet, typed, SearchRequest(q=q))
                for q in QUERIES
                for typed in ("", "k", "kín", "zz", "m")
            ]
            answers.append([wire.facet(service.facet(request)) for request in requests])
        finally:
            service.close()
    assert answers[0] == answers[1]
    assert any(answer["values"] for answer in answers[0]) or facet in ("collection", "library")


def test_the_comparison_is_of_something(homes: dict[str, Path]) -> None:
    answer, _ = _answers(homes["all"], SearchRequest())
    assert {hit["id"] for hit in answer["hits"]} == {"mo-1", "mo-2", "sieu-du-lieu", "tai-cho"}
    assert answer["total"] == 4


@pytest.fixture
def service(homes: dict[str, Path]) -> Any:
    opened = SearchService.open(settings_of(homes["all"]))
    yield opened
    opened.close()


def test_the_list_of_items_has_all_but_the_restricted(service: SearchService) -> None:
    assert service.listed_parts() == [1]
    assert list(service.listed_ids(1)) == ["mo-1", "mo-2", "sieu-du-lieu", "tai-cho"]
    for part in (0, 2, 999_999_999):
        with pytest.raises(NotFound):
            service.listed_ids(part)


@pytest.mark.parametrize("item_id", ["sieu-du-lieu", "tai-cho"])
def test_metadata_is_shown_where_the_text_is_not(service: SearchService, item_id: str) -> None:
    view = service.item(item_id)
    assert view.metadata.title == "Sổ tay thư viện"
    assert (view.text_open, view.pages) == (False, ())
    with pytest.raises(TextClosed):
        service.page(item_id, 1)
    with pytest.raises(TextClosed):
        service.image(item_id, 1)
    with pytest.raises(TextClosed):
        service.within(item_id, "kho")
    with pytest.raises(TextClosed):
        service.matching(item_id, "kho")
    # That a page does not exist is told no more than what stands on one.
    with pytest.raises(TextClosed):
        service.page(item_id, 99)


def test_a_restricted_item_is_as_one_that_never_was(service: SearchService) -> None:
    for look in (
        lambda i: service.item(i),
        lambda i: service.page(i, 1),
        lambda i: service.image(i, 1),
        lambda i: service.within(i, "kho"),
        lambda i: service.matching(i, "kho"),
    ):
        with pytest.raises(NotFound) as restricted:
            look("han-che")
        with pytest.raises(NotFound) as unknown:
            look("khong-he-co")
        assert str(restricted.value) == str(unknown.value)


def test_suggestions_know_nothing_restricted(service: SearchService) -> None:
    assert service.suggest("hồ sơ") == ()
    assert [s.query for s in service.suggest("sổ t")] == ["Sổ tay thư viện"]


@pytest.mark.parametrize("typed", ["vạn", "van th", "kín", "bí m", "kho", "chuyện k", "thư", "an"])
def test_completions_are_those_of_a_home_without_the_closed(
    homes: dict[str, Path], typed: str
) -> None:
    answers = []
    for home in homes.values():
        opened = SearchService.open(settings_of(home))
        answers.append(opened.suggest(typed))
        opened.close()
    assert answers[0] == answers[1]


@pytest.mark.parametrize("typed", ["van tho", "khop bau", "chuyeejn kins", "kho bau", "ho so"])
def test_no_guess_is_made_of_what_is_closed(homes: dict[str, Path], typed: str) -> None:
    with_closed, without = (_answers(home, SearchRequest(q=typed))[0] for home in homes.values())
    assert with_closed == without


def test_similar_items_tell_nothing_of_closed_texts(homes: dict[str, Path]) -> None:
    found = []
    for home in homes.values():
        opened = SearchService.open(settings_of(home))
        ids = ("mo-1", "mo-2", "sieu-du-lieu", "tai-cho")
        found.append([[one.id for one in opened.similar(item_id).items] for item_id in ids])
        with pytest.raises(NotFound):
            opened.similar("han-che")
        opened.close()
    assert found[0] == found[1]


def test_an_image_is_shown_of_open_items_alone(tmp_path: Path) -> None:
    """Beside a page that was found stands its image; beside a title, that of the first page."""
    pages = [{"number": n, "text": "Sông Hương", "image": f"{n}.jpg"} for n in (1, 2)]
    books = [{"id": rights.value, "title": "Núi Ngự", "rights": rights} for rights in Rights]
    take_in(tmp_path / "home", [{**book, "pages": pages} for book in books])
    service = SearchService.open(settings_of(tmp_path / "home"))
    try:
        (found,) = service.search(SearchRequest(q="sông")).hits
        assert [page.image for page in found.pages] == ["1.jpg", "2.jpg"]
        assert found.cover is None
        by_title = service.search(SearchRequest(q="title:núi")).hits
        covers = {hit.metadata.id: hit.cover for hit in by_title}
        assert covers == {"public": PageSummary(1, None, "1.jpg"), "metadata": None, "onsite": None}
    finally:
        service.close()


def test_of_a_text_that_is_closed_later_no_score_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    take_in(home, OPEN)
    service = SearchService.open(settings_of(home))
    try:
        monkeypatch.setattr("searchsvc.engines.embedded.engine.CHECK_SECONDS", 3600.0)
        request = SearchRequest(q="mở cửa", debug=True)
        (hit,) = service.search(request).hits
        assert hit.parts and hit.parts.page
        take_in(home, [{**OPEN[0], "rights": "metadata"}, OPEN[1]])
        (hit,) = service.search(request).hits
        assert hit.parts and hit.parts.page is None
        assert not hit.pages
    finally:
        service.close()


def test_an_item_that_is_closed_later_disappears_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, OPEN)
    service = SearchService.open(settings_of(home))
    try:
        assert service.search(SearchRequest(q="mở cửa")).total == 1
        take_in(home, [{**OPEN[0], "rights": "restricted"}, OPEN[1]])
        # The index may be a moment behind; what is shown is judged by the catalog as it is now.
        with pytest.raises(NotFound):
            service.item("mo-1")
        assert "mo-1" not in {h.metadata.id for h in service.search(SearchRequest()).hits}
        assert service.suggest("thư viện tỉnh") == ()
    finally:
        service.close()


@pytest.mark.parametrize("asked", ["search", "page", "within"])
def test_a_text_is_shown_by_the_rights_that_came_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """Its item becomes another, closed one after its rights were read, and before its text is."""
    home = tmp_path / "home"
    take_in(home, OPEN)
    service = SearchService.open(settings_of(home))
    writer = CatalogWriter.open(settings_of(home).catalog_url)
    closed = Item(
        Metadata(id="mo-1", title="mo-1", rights=Rights.METADATA),
        (Page(1, SECRET), Page(2, SECRET)),
    )

    def close_first(read: Callable[..., Any]) -> Callable[..., Any]:
        def closing_first(*args: Any) -> Any:
            put(writer, closed)
            return read(*args)

        return closing_first

    asks: dict[str, Callable[[], object]] = {
        "search": lambda: service.search(SearchRequest(q="mở cửa")).hits,
        "page": lambda: service.page("mo-1", 1, "mở cửa").page,
        "within": lambda: service.within("mo-1", "mở cửa").pages,
    }
    try:
        for name in ("page_texts", "page", "pages_with_numbers"):
            monkeypatch.setattr(Catalog, name, close_first(getattr(Catalog, name)))
        answer = repr(asks[asked]())
        assert "Thư viện tỉnh" in answer
        assert SECRET not in answer
    finally:
        writer.close()
        service.close()
