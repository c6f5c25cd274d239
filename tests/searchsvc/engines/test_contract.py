"""What every engine must do, asked of each of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from searchsvc.domain import ItemType, Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.query import Some, parse
from searchsvc.requests import Filters, Marks, Mode, Sort, YearSpan
from searchsvc.suggest import Source
from tests.searchsvc.engines.makers import (
    EmbeddedMaker,
    Maker,
    OracleMaker,
    asked,
    filled,
    made_item,
    typed_words,
)

LIBRARY = [
    made_item(
        1,
        Metadata(
            "thu-vien",
            "Thư viện quốc gia",
            creators=("Nguyễn Du", "Trần Văn Giáp"),
            subjects=("Thư viện", "Lịch sử"),
            languages=("vi",),
            type=ItemType.BOOK,
            date="1917",
            collection="Sách xưa",
            library="Hà Thanh",
            identifiers=("ISBN 978-604-2-12345-6",),
        ),
        "Thư viện của tỉnh ở bên sông. Người đọc tìm đường đến.",
        "Năm nay thư viện bắt đầu chuyển đổi",
        "số, và số hóa tạp-chí Nam-Phong theo 2175/QĐ-BVHTTDL ngày 1/8/2014.",
    ),
    made_item(
        2,
        Metadata(
            "dan-duong",
            "Đàn Đường và con đường",
            creators=("Nguyễn Du",),
            subjects=("Âm nhạc",),
            languages=("vi", "fr"),
            type=ItemType.JOURNAL,
            date="1920-05/1934",
            collection="Sách xưa",
        ),
        "Cây đàn và con đường dài; dưỡng già, dương gian. Cho một cái chợ.",
        "𡨸喃 là chữ Nôm 陳裕宗. La bibliothèque nationale est ouverte.",
    ),
    made_item(
        3,
        Metadata("khong-dau", "Khong dau", languages=("vi",), library="Hà Thanh"),
        "con duong den thu vien quoc gia rat dai va dep",
    ),
    made_item(4, Metadata("trong", "Bìa sách", date="-0050", collection="Báo", type=ItemType.MAP)),
]

TITLES = ["Thư viện quốc gia", "Đàn Đường và con đường", "Khong dau", "Bìa sách"]


@pytest.fixture(params=["embedded", "oracle"])
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    return EmbeddedMaker(tmp_path / "index") if request.param == "embedded" else OracleMaker()


@pytest.fixture(scope="module", params=["embedded", "oracle"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("contract") / "index"
    chosen = EmbeddedMaker(folder) if request.param == "embedded" else OracleMaker()
    opened = filled(chosen, LIBRARY)
    yield opened
    opened.close()


FOUND = [
    ("", {1, 2, 3, 4}),
    ("thư viện", {1, 3}),
    ("thư viện quốc gia", {1, 3}),
    ("thu vien", {1, 3}),
    ("thư vien", {1, 3}),
    ("đường", {1, 2, 3}),
    ("duong", {1, 2, 3}),
    ("dương", {2, 3}),
    ("chợ", {2}),
    ("cho", {2}),
    ("chó", set()),
    ("tạp chí nam phong", {1}),
    ("tạp-chí", {1}),
    ('"chuyển đổi số"', {1}),
    ('"chuyen doi so"', {1}),
    ('"chuyển doi số"', {1}),
    ('"đổi chuyển"', set()),
    ('"lịch sử thư viện"', set()),
    ("2175/QĐ-BVHTTDL", {1}),
    ("QĐ", {1}),
    ("1/8/2014", {1}),
    ("8/1/2014", set()),
    ("978-604-2-12345-6", {1}),
    ("đàn OR tỉnh", {1, 2}),
    ("đàn HOẶC tỉnh", {1, 2}),
    ("nguyễn du -đàn", {1}),
    ("NOT nguyễn", {3, 4}),
    ("+đường -dương", {1}),
    ("(đàn OR tỉnh) AND đường", {1, 2}),
    ("title:đường", {2}),
    ("tacgia:(trần giáp)", {1}),
    ('creator:"nguyễn du"', {1, 2}),
    ('creator:"du trần"', set()),
    ("chude:nhạc", {2}),
    ("id:thu-vien", {1}),
    ("id:TRONG", {4}),
    ("year:1917", {1}),
    ("nam:1925", {2}),
    ("year:1900..1945", {1, 2}),
    ("year:..0", {4}),
    ("year:1921..", {2}),
    ("thư* quốc*", {1, 3}),
    ("bibli*", {2}),
    ("vienn~", {1, 3}),
    ("𡨸", {2}),
    ("裕宗", {2}),
    ("宗裕", set()),
    ("bibliothèque", {2}),
    ("bibliotheque nationale", {2}),
    ("THƯ VIỆN", {1, 3}),
    ("khongcotunay", set()),
]


@pytest.mark.parametrize(("q", "keys"), FOUND, ids=[q or "all" for q, _ in FOUND])
def test_finds(engine: SearchEngine, q: str, keys: set[int]) -> None:
    result = engine.search(asked(q))
    assert {hit.key for hit in result.hits} == keys
    assert result.total == len(keys)


MARKS = [
    ("đường", Marks.STRICT, {1, 2}),
    ("duong", Marks.STRICT, {2, 3}),  # 2: by its id, `dan-duong`
    ("cho", Marks.STRICT, {2}),
    ("đường", Marks.IGNORE, {1, 2, 3}),
    ("chó", Marks.IGNORE, {2}),
]


@pytest.mark.parametrize(("q", "marks", "keys"), MARKS)
def test_marks_are_kept_or_folded_when_asked(
    engine: SearchEngine, q: str, marks: Marks, keys: set[int]
) -> None:
    assert {hit.key for hit in engine.search(asked(q, marks=marks)).hits} == keys


@pytest.mark.parametrize(
    ("mode", "keys"), [(Mode.ALL, {1}), (Mode.ANY, {1, 2, 3}), (Mode.AUTO, {1})]
)
def test_mode_says_how_many_words_are_needed(
    engine: SearchEngine, mode: Mode, keys: set[int]
) -> None:
    assert {hit.key for hit in engine.search(asked("đường sông", mode=mode)).hits} == keys


def test_facets_count_items_and_not_pages(engine: SearchEngine) -> None:
    facets = engine.search(asked("")).facets
    assert facets["creator"] == (("Nguyễn Du", 2), ("Trần Văn Giáp", 1))
    assert facets["language"] == (("vi", 3), ("fr", 1))
    assert facets["collection"] == (("Sách xưa", 2), ("Báo", 1))
    assert facets["library"] == (("Hà Thanh", 2),)
    assert dict(facets["type"]) == {"book": 1, "journal": 1, "map": 1, "other": 1}
    assert dict(facets["subject"]) == {"Thư viện": 1, "Lịch sử": 1, "Âm nhạc": 1}


def test_years_are_counted_and_the_undated_apart(engine: SearchEngine) -> None:
    result = engine.search(asked(""))
    assert result.begins == ((-50, 1), (1917, 1), (1920, 1))
    assert result.ends == ((-50, 1), (1917, 1), (1934, 1))
    assert result.undated == 1


def test_what_is_chosen_is_counted_however_rare_it_is(engine: SearchEngine) -> None:
    chosen = Filters({"creator": ("Trần Văn Giáp", "Không Ai")})
    facets = engine.search(asked("", filters=chosen)).facets
    assert facets["creator"] == (("Nguyễn Du", 2), ("Trần Văn Giáp", 1))


FILTERS = [
    (Filters({"library": ("Hà Thanh",)}), {1, 3}),
    (Filters({"type": ("book", "map")}), {1, 4}),
    (Filters({"creator": ("Nguyễn Du",), "type": ("book",)}), {1}),
    (Filters({"creator": ("nguyễn du",)}), set()),
    (Filters(years=(YearSpan(1917, 1917),)), {1}),
    (Filters(years=(YearSpan(1930, 1940), YearSpan(None, 0))), {2, 4}),
    (Filters(years=(YearSpan(None, None),)), {1, 2, 4}),
]


@pytest.mark.parametrize(("filters", "keys"), FILTERS)
def test_filters_narrow(engine: SearchEngine, filters: Filters, keys: set[int]) -> None:
    result = engine.search(asked("", filters=filters))
    assert {hit.key for hit in result.hits} == keys
    assert result.total == len(keys)


def test_filters_narrow_pages_with_their_items(engine: SearchEngine) -> None:
    result = engine.search(asked("đường", filters=Filters({"type": ("book",)})))
    assert [(hit.key, hit.pages, hit.pages_matched) for hit in result.hits] == [(1, (1,), 1)]


def test_a_facet_is_counted_without_its_own_choice(engine: SearchEngine) -> None:
    result = engine.search(asked("", filters=Filters({"type": ("book",)})))
    assert dict(result.facets["type"]) == {"book": 1, "journal": 1, "map": 1, "other": 1}
    assert result.facets["library"] == (("Hà Thanh", 1),)
    assert result.total == 1


NAMES = [
    made_item(10 + n, Metadata(f"ten-{n}", "Sách", creators=creators))
    for n, creators in enumerate(
        [
            ("Nguyễn Du", "Trần Văn Giáp"),
            ("Nguyễn Du",),
            ("Nguyên Hồng", "Đỗ Nguyên"),
            ("Nguyên Hồng", "Lê-Nguyên Khôi", "NGUYEN VAN"),
            ("Nguyên Hồng", "陳裕宗", "Tài Nguyên=|(.*)"),
        ]
    )
]
BEGUN = [
    ("", ["Nguyên Hồng", "Nguyễn Du", "Lê Nguyên Khôi", "NGUYEN VAN", "Trần Văn Giáp",
          "Tài Nguyên=|(.*)", "Đỗ Nguyên", "陳裕宗"]),
    # Without marks: any; most frequent first.
    ("ng", ["Nguyên Hồng", "Nguyễn Du", "Lê Nguyên Khôi", "NGUYEN VAN", "Tài Nguyên=|(.*)",
            "Đỗ Nguyên"]),
    # With marks: those first, the others after them.
    ("nguyễ", ["Nguyễn Du", "Nguyên Hồng", "Lê Nguyên Khôi", "NGUYEN VAN", "Tài Nguyên=|(.*)",
               "Đỗ Nguyên"]),
    ("ĐỖ N", ["Đỗ Nguyên"]),
    ("nguyễn v", ["NGUYEN VAN"]),
    ("tran giap", ["Trần Văn Giáp"]),
    ("giap tran", []),
    ("nguyen nguyên", []),
    ("uyen", []),
    ("裕", ["陳裕宗"]),
    (".*", ["Nguyên Hồng", "Nguyễn Du", "Lê Nguyên Khôi", "NGUYEN VAN", "Trần Văn Giáp",
            "Tài Nguyên=|(.*)", "Đỗ Nguyên", "陳裕宗"]),
    ("ten", []),
    ("abc " * 25, []),
    ("ễ" * 100, []),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "values"), BEGUN, ids=[t[:12] for t, _ in BEGUN])
def test_values_of_a_facet_begin_as_typed(maker: Maker, typed: str, values: list[str]) -> None:
    engine = filled(maker, NAMES)
    found = engine.values(asked(""), "creator", typed_words(typed))
    assert [value for value, _ in found] == values
    assert dict(found).get("Nguyên Hồng", 3) == 3


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("lí b", ["Lý Bạch", "Lý Thường Ban", "Ly Bach"]),
        ("li bach", ["Ly Bach", "Lý Bạch"]),
        ("lý", ["Lý Bạch", "Lý Thường Ban", "Ly Bach"]),
        # Another spelling is of the whole word.
        ("liê", ["Liễu"]),
    ],
)
def test_values_of_a_facet_are_found_in_either_spelling(
    maker: Maker, typed: str, values: list[str]
) -> None:
    creators = ("Lý Bạch", "Lý Thường Ban", "Ly Bach", "Liễu")
    engine = filled(maker, [made_item(1, Metadata("a", "Sách", creators=creators))])
    found = engine.values(asked(""), "creator", typed_words(typed))
    assert [value for value, _ in found] == values


def test_values_are_counted_in_the_search_without_their_own_choice(engine: SearchEngine) -> None:
    chosen = Filters({"creator": ("Trần Văn Giáp",), "type": ("book",)})
    query = asked("thư viện", filters=chosen)
    assert engine.values(query, "creator", typed_words("du")) == (("Nguyễn Du", 1),)
    assert engine.values(query, "type", typed_words("journal")) == ()
    assert engine.values(asked("đàn"), "creator", typed_words("tran")) == ()


@pytest.mark.parametrize(
    ("sort", "keys"),
    [(Sort.NEWEST, [2, 1, 4, 3]), (Sort.OLDEST, [4, 1, 2, 3]), (Sort.TITLE, [4, 2, 3, 1])],
)
def test_sorts_with_the_undated_last(engine: SearchEngine, sort: Sort, keys: list[int]) -> None:
    assert [hit.key for hit in engine.search(asked("", sort=sort)).hits] == keys


def test_everything_comes_newest_first(engine: SearchEngine) -> None:
    if engine.state().generation == "oracle":
        pytest.skip("the oracle ranks nothing")
    assert [hit.key for hit in engine.search(asked("")).hits] == [2, 1, 4, 3]


def test_pages_of_a_window_are_those_of_the_whole(engine: SearchEngine) -> None:
    whole = [hit.key for hit in engine.search(asked("", sort=Sort.OLDEST)).hits]
    for offset in range(5):
        part = engine.search(asked("", sort=Sort.OLDEST, offset=offset, limit=1))
        assert [hit.key for hit in part.hits] == whole[offset : offset + 1]
        assert part.total == 4


def test_a_phrase_over_a_page_break_matches_its_item(engine: SearchEngine) -> None:
    (hit,) = engine.search(asked('"chuyển đổi số"')).hits
    # No page has the phrase by itself: those with any of its words stand under the item.
    assert (hit.key, hit.pages_matched) == (1, 0)


def test_words_on_different_pages_match_the_item_and_show_each_page(engine: SearchEngine) -> None:
    (hit,) = engine.search(asked("sông bắt đầu")).hits
    assert hit.key == 1
    assert set(hit.pages) == {1, 2}


def test_pages_within_an_item_come_in_reading_order(engine: SearchEngine) -> None:
    assert engine.pages(asked("thư viện"), 1) == (2, (1, 2))
    assert engine.pages(asked("thư viện", limit=1, offset=1), 1) == (2, (2,))
    assert engine.pages(asked("sông đầu"), 1) == (2, (1, 2))
    assert engine.pages(asked("không có"), 4) == (0, ())


@pytest.mark.parametrize("query", ["title:đường", "year:1800..2000", "title:đường -sông"])
def test_no_page_matches_what_asks_for_metadata_alone(engine: SearchEngine, query: str) -> None:
    hits = engine.search(asked(query)).hits
    assert hits
    assert all((hit.pages_matched, hit.pages) == (0, ()) for hit in hits)
    assert all(engine.pages(asked(query), hit.key) == (0, ()) for hit in hits)


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("sông OR title:đường", {1: (1,), 2: ()}),
        ("chuyển OR year:1900..1945", {1: (2,), 2: ()}),
        ("đầu OR -sông", {1: (2,), 2: (), 3: (), 4: ()}),
        ("nhạc title:đường", {2: ()}),
        ("chợ title:đường", {2: (1,)}),
        ("sông OR id:thu-vien", {1: (1,)}),
    ],
)
def test_no_page_is_shown_that_has_none_of_the_words(
    engine: SearchEngine, query: str, pages: dict[int, tuple[int, ...]]
) -> None:
    hits = engine.search(asked(query)).hits
    assert {hit.key: hit.pages for hit in hits} == pages
    assert all(hit.pages_matched == len(hit.pages) for hit in hits)
    assert all(engine.pages(asked(query), key) == (len(n), n) for key, n in pages.items())


@pytest.mark.parametrize("query", ["thư viện", "sông đầu", "title:đường"])
def test_where_no_pages_are_wanted_the_same_items_come_without(
    engine: SearchEngine, query: str
) -> None:
    hits = engine.search(asked(query)).hits
    bare = engine.search(replace(asked(query), pages_per_item=0)).hits
    assert [(hit.key, hit.pages_matched, hit.pages) for hit in bare] == [
        (hit.key, 0, ()) for hit in hits
    ]


def test_state_counts_items_and_pages(engine: SearchEngine) -> None:
    state = engine.state()
    assert (state.items, state.pages) == (4, 6)


def test_an_item_added_again_replaces_itself(maker: Maker) -> None:
    filled(maker, LIBRARY)
    build = maker.build()
    build.add(made_item(1, Metadata("thu-vien", "Tên mới"), "chữ mới"))
    maker.publish(build)
    engine = maker.open()
    assert engine.search(asked("sông")).total == 0
    assert [hit.key for hit in engine.search(asked("chữ mới")).hits] == [1]
    assert engine.state().items == 4


@pytest.mark.parametrize("between", [(), (2,), (3,)])
def test_an_item_added_twice_to_a_new_index_is_there_once(
    maker: Maker, between: tuple[int, ...]
) -> None:
    build = maker.build()
    for key, text in ((2, "chữ cũ"), *((key, "sông") for key in between), (2, "chữ mới")):
        build.add(made_item(key, Metadata(f"i{key}", "Tên"), text))
    maker.publish(build)
    engine = maker.open()
    assert engine.search(asked("chữ cũ")).total == 0
    assert [hit.key for hit in engine.search(asked("chữ mới")).hits] == [2]
    assert engine.state().items == len({2, *between})


def test_a_deleted_item_is_nowhere(maker: Maker) -> None:
    filled(maker, LIBRARY)
    build = maker.build()
    build.delete(1)
    build.delete(77)
    maker.publish(build)
    result = maker.open().search(asked(""))
    assert {hit.key for hit in result.hits} == {2, 3, 4}
    assert dict(result.facets["creator"]) == {"Nguyễn Du": 1}
    assert maker.open().state().pages == 3


def test_nothing_is_seen_before_a_commit(maker: Maker) -> None:
    engine = filled(maker, LIBRARY[:1])
    build = maker.build()
    build.add(LIBRARY[1])
    build.delete(1)
    assert {hit.key for hit in engine.search(asked("")).hits} == {1}
    build.abandon()
    assert {hit.key for hit in maker.open().search(asked("")).hits} == {1}


def test_an_abandoned_build_can_be_followed_by_another(maker: Maker) -> None:
    filled(maker, LIBRARY[:1])
    build = maker.build()
    build.delete(1)
    build.abandon()
    build = maker.build()
    build.add(LIBRARY[1])
    maker.publish(build)
    assert {hit.key for hit in maker.open().search(asked("")).hits} == {1, 2}


def test_an_index_of_nothing_answers(maker: Maker) -> None:
    build = maker.build()
    maker.publish(build)
    result = maker.open().search(asked("thư viện"))
    assert (result.total, result.hits, result.begins, result.undated) == (0, (), (), 0)


def test_counts_what_a_search_finds(engine: SearchEngine) -> None:
    for q in ("", "thư viện", "thu vien", '"con đường"', "thu* -sông", "khongcogi"):
        for marks in Marks:
            narrowed = Filters({"library": ("Hà Thanh",)}, (YearSpan(1900, None),))
            for filters in (Filters(), narrowed):
                query = asked(q, marks=marks, filters=filters)
                assert engine.count(query) == engine.search(query).total


@pytest.mark.parametrize(
    ("phrase", "pages"),
    [("thư viện", 2), ("thu vien", 1), ("viện thư", 0), ("con đường", 1), ("con dương", 0)],
)
def test_counts_pages_that_have_a_phrase_just_so(
    engine: SearchEngine, phrase: str, pages: int
) -> None:
    assert engine.pages_with(typed_words(phrase), Filters()) == pages
    assert engine.pages_with(typed_words(phrase), Filters({"library": ("nowhere",)})) == 0


@pytest.mark.parametrize(
    ("needed", "found"),
    [(1, {1, 2, 3}), (3, {1, 2, 3}), (4, {1, 3}), (5, {1, 3}), (6, set())],
)
def test_some_words_may_count_for_more_than_others(
    engine: SearchEngine, needed: int, found: set[int]
) -> None:
    # Item 1 has `thư` and `sông` (2 + 3), item 2 `già` and `dài` (3 + 0), item 3 `thu` and `gia`,
    # which without marks may be `thư` and `già` (2 + 3).
    words = tuple(parse(word).tree for word in ("thư", "sông", "già", "dài"))
    tree = Some(words, needed, (2, 3, 3, 0))
    query = replace(asked("x"), tree=tree)
    assert {hit.key for hit in engine.search(query).hits} == found
    assert engine.count(query) == len(found)


def test_its_vocabulary_is_that_of_open_texts_and_metadata(engine: SearchEngine) -> None:
    found = engine.vocabulary()
    assert [tuple(form) for form in found.forms_of("duong")] == [
        ("đường", 3), ("dương", 1), ("dưỡng", 1),  # a title has it too
    ]  # fmt: skip
    phrases = [found.phrases[number] for number in range(len(found.phrases))]
    titles = {(p.text, p.key) for p in phrases if p.source is Source.TITLE}
    assert titles == {(title, key) for key, title in enumerate(TITLES, 1)}
    creators = {(p.text, p.frequency) for p in phrases if p.source is Source.CREATOR}
    assert creators == {("Nguyễn Du", 2), ("Trần Văn Giáp", 1)}
    words = {p.text: p.frequency for p in phrases if p.source is Source.TEXT}
    assert words["thư viện"] == 2


def test_similar_items_share_the_most_telling_words(engine: SearchEngine) -> None:
    assert engine.similar(2, {"thư_viện": 1.0, "không_có": 1.0}, 5) == (1,)
    assert engine.similar(1, {"thư_viện": 1.0}, 5) == ()
    assert engine.similar(1, {}, 5) == ()


@pytest.mark.parametrize(
    ("q", "total"),
    [('"đổi mới thư viện"', 1), ('"mới 7 thư"', 1), ('"doi moi thu vien"', 1), ("7", 1), ("70", 0)],
)
def test_a_phrase_runs_on_past_a_printed_page_number(maker: Maker, q: str, total: int) -> None:
    pages = ("Bàn về đổi mới\n7", "thư viện của tỉnh\n8")
    engine = filled(maker, [made_item(1, Metadata("sach", "Sách"), *pages)])
    assert engine.count(asked(q)) == engine.search(asked(q)).total == total
    engine.close()
