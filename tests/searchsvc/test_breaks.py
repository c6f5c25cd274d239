"""Phrases that run from one page over to the next: search, search in the item, and page agree."""

import unicodedata
from collections.abc import Iterator

import pytest

from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from tests.homes import record, settings_of, take_in

NFD = unicodedata.normalize("NFD", "Và đó là khu vườn ")

RECORDS = [
    record(
        "sach",
        "Mở đầu. Thư viện bắt đầu chuyển đổi\n",
        "\n  số từ năm nay. Hết trang hai, không có gì nữa. Đổi",
        "ba trang. Số của trang này: chuyển",
    ),
    # Printed numbers run with the pages and stand between the halves of a phrase.
    record("co-so", "Trước sân có cây ngọc\n- 7 -", "lan rất to\n8", "và hồ nước\n9"),
    record("nfd", NFD, unicodedata.normalize("NFD", "thượng uyển của vua")),
    record("ten", "Trang một nói về Hòa", "Bình và trang hai", title="Hòa Bình"),
    record("hai", "cây mai", "vàng nở. Sau đó là cây", "mai vàng rụng."),
    record("kin", "bóng hoàng", "lan xưa", rights="onsite", title="Kín"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    home = tmp_path_factory.mktemp("breaks") / "home"
    take_in(home, RECORDS)
    opened = SearchService.open(settings_of(home))
    yield opened
    opened.close()


def marked(service: SearchService, item: str, number: int, q: str) -> list[str]:
    view = service.page(item, number, q=q)
    found = [view.page.text[start:end] for start, end in view.matches]
    return [unicodedata.normalize("NFC", text) for text in found]


@pytest.mark.parametrize(
    ("q", "item", "ends", "begins"),
    [
        ('"chuyển đổi số"', "sach", "chuyển đổi", "số"),
        ('"bắt đầu chuyen doi so tu"', "sach", "bắt đầu chuyển đổi", "số từ"),
        ('"cây ngọc lan"', "co-so", "cây ngọc", "lan"),
        ('"vườn thượng uyển"', "nfd", "vườn", "thượng uyển"),
        ('kiều OR "đổi số"', "sach", "đổi", "số"),
    ],
)
def test_both_pages_are_hits_and_have_their_part_marked(
    service: SearchService, q: str, item: str, ends: str, begins: str
) -> None:
    (hit,) = service.search(SearchRequest(q=q)).hits
    assert (hit.metadata.id, hit.pages_matched) == (item, 2)
    snippets = [unicodedata.normalize("NFC", page.snippet) for page in hit.pages]
    assert [page.number for page in hit.pages] == [1, 2]
    assert [f"<mark>{ends}</mark>" in snippets[0], f"<mark>{begins}</mark>" in snippets[1]] == [
        True,
        True,
    ]
    within = service.within(item, q)
    assert within.total == 2
    assert [page.hit.snippet for page in within.pages] == [page.snippet for page in hit.pages]
    assert service.matching(item, q) == (1, 2)
    assert marked(service, item, 1, q) == [ends]
    assert marked(service, item, 2, q) == [begins]


def test_a_part_is_marked_only_where_the_other_one_stands(service: SearchService) -> None:
    # The third page ends in `chuyển`, the second in `Đổi`; nothing goes on with the rest.
    assert marked(service, "sach", 3, '"chuyển đổi số"') == []
    assert marked(service, "sach", 2, '"đổi ba"') == ["Đổi"]


def test_a_window_of_pages_has_their_parts_marked(service: SearchService) -> None:
    (second,) = service.within("sach", '"chuyển đổi số"', page=2, per_page=1).pages
    assert "<mark>số</mark>" in second.hit.snippet


def test_a_phrase_over_two_breaks_is_found_at_both(service: SearchService) -> None:
    assert service.matching("hai", '"cây mai vàng"') == (1, 2, 3)
    assert marked(service, "hai", 2, '"cây mai vàng"') == ["vàng", "cây"]


def test_metadata_that_have_the_phrase_say_enough(service: SearchService) -> None:
    (hit,) = service.search(SearchRequest(q='"Hòa Bình"')).hits
    assert (hit.metadata.id, hit.pages_matched, hit.pages) == ("ten", 0, ())


def test_of_a_closed_text_nothing_is_told(service: SearchService) -> None:
    assert service.search(SearchRequest(q='"hoàng lan"')).hits == ()
