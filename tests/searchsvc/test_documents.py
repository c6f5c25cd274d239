import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import Analyzer, TermStreams, in_full
from searchsvc.documents import exact_title, indexed_item
from searchsvc.domain import ItemType, Metadata, Rights
from searchsvc.engines.base import IndexedItem

BOOK = Metadata(
    id="Kieu.1",
    title="Truyện Kiều",
    creators=("Nguyễn Du", "Nguyễn Du"),
    contributors=("Bùi Kỷ",),
    subjects=("Thơ Nôm",),
    languages=("vi",),
    identifiers=("ISBN 978-604", unicodedata.normalize("NFD", "Đ 12 ")),
    publisher="Vĩnh Hưng Long",
    description="Bản khắc",
    type=ItemType.BOOK,
    date="1917/1934",
    collection="Sách cổ",
    library="Thư viện Quốc gia",
)


def indexed(metadata: Metadata, key: int = 7) -> IndexedItem:
    item = indexed_item(key, metadata, [(1, TermStreams("a =a", "", "", 1))])
    assert item
    return item


def test_an_item_is_found_by_its_title_its_people_its_subjects_and_all_else() -> None:
    item = indexed(BOOK)
    assert in_full(item.title) == "truyện =truyen kiều =kieu"
    assert {"du", "bùi"} <= set(in_full(item.creators).split())
    assert {"thơ", "nôm"} <= set(in_full(item.subjects).split())
    for word in ("kieu", "978", "1917", "vĩnh", "khắc", "cổ", "viện"):
        assert {word, f"~{word}", f"={word}"} & set(in_full(item.about).split()), word


def test_identifiers_are_whole_and_in_lower_case() -> None:
    assert indexed(BOOK).identifiers == ("kieu.1", "isbn 978-604", "đ 12")


@pytest.mark.parametrize(
    ("catalogued", "number"),
    [
        ("ISBN 978-604-2-12345-6 (bìa mềm)", "9786042123456"),
        ("0306406152", "9780306406157"),
        ("1859-1531", "18591531"),
    ],
)
def test_isbn_and_issn_are_found_however_they_are_catalogued(catalogued: str, number: str) -> None:
    item = indexed(replace(BOOK, identifiers=(catalogued,)))
    assert item.identifiers == ("kieu.1", catalogued.lower(), number)
    assert f"={number}" in item.about.split()


def test_a_number_as_it_is_compared_is_there_once() -> None:
    item = indexed(replace(BOOK, id="9786042123456", identifiers=("978-604-2-12345-6",)))
    assert item.identifiers == ("9786042123456", "978-604-2-12345-6")


def test_facets_hold_each_value_once() -> None:
    assert indexed(BOOK).facets == {
        "collection": ("Sách cổ",),
        "library": ("Thư viện Quốc gia",),
        "creator": ("Nguyễn Du",),
        "subject": ("Thơ Nôm",),
        "language": ("vi",),
        "type": ("book",),
    }


def test_facets_count_spellings_that_look_alike_as_one_and_blanks_as_none() -> None:
    subjects = ("Hà Nội", unicodedata.normalize("NFD", "Hà Nội"), " Hà  Nội", "", " \u200b")
    found = indexed(replace(BOOK, subjects=subjects, library=" ")).facets
    assert found["subject"] == ("Hà Nội",)
    assert found["library"] == ()


def test_years_are_those_that_the_date_may_mean() -> None:
    assert (indexed(BOOK).first_year, indexed(BOOK).last_year) == (1917, 1934)
    undated = indexed(replace(BOOK, date=None))
    assert (undated.first_year, undated.last_year) == (None, None)


@pytest.mark.parametrize(
    ("rights", "pages"),
    [(Rights.PUBLIC, 1), (Rights.METADATA, 0), (Rights.ONSITE, 0)],
)
def test_only_what_is_public_has_pages_in_the_index(rights: Rights, pages: int) -> None:
    assert len(indexed(replace(BOOK, rights=rights)).pages) == pages


def test_what_is_restricted_is_not_in_the_index() -> None:
    assert indexed_item(1, replace(BOOK, rights=Rights.RESTRICTED), []) is None


def test_pages_keep_their_numbers_and_order() -> None:
    terms = Analyzer().analyze_all(["một", "hai"])
    item = indexed_item(1, BOOK, zip((3, 9), terms, strict=True))
    assert item
    assert [(page.number, page.terms) for page in item.pages] == [(3, terms[0]), (9, terms[1])]


def test_pages_that_are_not_open_are_not_even_read() -> None:
    def never() -> object:
        raise AssertionError("read")

    pages = ((n, never()) for n in range(3))
    item = indexed_item(1, replace(BOOK, rights=Rights.ONSITE), pages)  # type: ignore[arg-type]
    assert item
    assert item.pages == ()


DATES = ["-9999", "-0500-03", "0", "1917", "1917-07-15", "1934", "9999-12-31", None]


def keyed(dates: list[str | None]) -> list[IndexedItem]:
    return [indexed(replace(BOOK, date=date), key) for key, date in enumerate(dates, 1)]


@given(st.permutations(DATES * 2))
def test_sort_keys_are_unique_and_in_the_order_of_dates(dates: list[str | None]) -> None:
    items = keyed(dates)
    for name in ("newest", "oldest", "by_title"):
        assert len({getattr(item, name) for item in items}) == len(items)
    by_key = {item.key: date for item, date in zip(items, dates, strict=True)}
    oldest = [by_key[i.key] for i in sorted(items, key=lambda i: i.oldest)]
    newest = [by_key[i.key] for i in sorted(items, key=lambda i: i.newest, reverse=True)]
    expected = [date for date in DATES for _ in range(2)]
    assert oldest == expected
    assert newest == [*expected[:-2][::-1], None, None]


def test_sort_keys_fit_what_an_engine_can_hold() -> None:
    for date in ("-9999", "9999-12-31", None):
        item = indexed(replace(BOOK, date=date), key=(1 << 31) - 1)
        assert all(0 <= key < 1 << 63 for key in (item.newest, item.oldest))


def test_items_of_one_title_are_in_the_order_of_their_keys() -> None:
    nine, ten = (indexed(BOOK, key).by_title for key in (9, 10))
    assert nine < ten


def test_titles_are_in_the_order_of_a_dictionary() -> None:
    titles = ["Ca dao", "Đại Nam", "Đất nước", "Em"]
    keys = [indexed(replace(BOOK, title=title), 99 - i).by_title for i, title in enumerate(titles)]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("title", "query"),
    [("Truyện Kiều", "truyen kieu"), ("Nam Phong tạp-chí", "NAM PHONG TẠP CHÍ"), ("Hoà", "hòa")],
)
def test_a_query_that_is_the_whole_title_is_known_by_it(title: str, query: str) -> None:
    assert exact_title(title) == exact_title(query) != exact_title(f"{query} x")


def test_a_title_without_end_is_known_by_its_beginning() -> None:
    assert len(exact_title("thư " * 10_000)) <= 300
