"""Phrases and near words over a page break: search, search in the item, and page agree."""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

import pytest

from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService
from tests.homes import record, settings_of, take_in

NFD = unicodedata.normalize("NFD", "Và đó là khu vườn ")

#: 100 words, of which each page has half: more characters than a phrase usually has.
LONG = [f"nghiêng{number}" for number in range(100)]

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
    record("lang", "Xưa ở làng Lí", "Thường Kiệt, ven sông"),
    record("gan", "Con đò cũ. Mái chèo ở bến đò ngang", "kia, có mái đình và con trâu."),
    record("gan-so", "Một chiếc ghe bầu\n- 7 -", "xuôi về biển\n8", "lặng\n9"),
    record("gan-ten", "Một trang nói về Huế", "Thuận An", title="Huế và Thuận An"),
    record("gan-kin", "cánh diều", "no gió", rights="onsite", title="Kín nữa"),
    record("dai", f"Đầu tiên {' '.join(LONG[:50])}", f"{' '.join(LONG[50:])} sau cùng"),
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
        ('"lý thường kiệt"', "lang", "Lí", "Thường Kiệt"),
        # Far from the break the first page has `đò` and `mái`, the second `con`.
        ('"đò đình"~4', "gan", "đò", "đình"),
        ('"đình do"~6', "gan", "đò", "đình"),
        ('kiều OR "bến đình"~5', "gan", "bến", "đình"),
        # The printed number is left out.
        ('"ghe xuôi"~1', "gan-so", "ghe", "xuôi"),
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


def test_near_words_of_which_a_page_has_several(service: SearchService) -> None:
    q = '"bến đò có mái đình"~2'
    assert service.matching("gan", q) == (1, 2)
    assert [marked(service, "gan", n, q) for n in (1, 2)] == [["bến", "đò"], ["có", "mái", "đình"]]


def test_words_that_are_not_so_near_show_no_page(service: SearchService) -> None:
    assert service.search(SearchRequest(q='"đò đình"~3')).hits == ()
    assert service.matching("gan", '"đò đình"~3') == ()


def test_a_window_of_pages_has_their_parts_marked(service: SearchService) -> None:
    (second,) = service.within("sach", '"chuyển đổi số"', page=2, per_page=1).pages
    assert "<mark>số</mark>" in second.hit.snippet


def test_a_phrase_over_two_breaks_is_found_at_both(service: SearchService) -> None:
    assert service.matching("hai", '"cây mai vàng"') == (1, 2, 3)
    assert marked(service, "hai", 2, '"cây mai vàng"') == ["vàng", "cây"]


def test_of_a_long_phrase_both_parts_are_marked_as_a_whole(service: SearchService) -> None:
    q = f'"{" ".join(LONG[2:97])}"'
    assert service.matching("dai", q) == (1, 2)
    assert marked(service, "dai", 1, q) == [" ".join(LONG[2:50])]
    assert marked(service, "dai", 2, q) == [" ".join(LONG[50:97])]


def test_metadata_that_have_the_phrase_say_enough(service: SearchService) -> None:
    (hit,) = service.search(SearchRequest(q='"Hòa Bình"')).hits
    assert (hit.metadata.id, hit.pages_matched, hit.pages) == ("ten", 0, ())
    (hit,) = service.search(SearchRequest(q='"Huế Thuận"~1')).hits
    assert (hit.metadata.id, hit.pages_matched, hit.pages) == ("gan-ten", 0, ())


@pytest.mark.parametrize("q", ['"hoàng lan"', '"diều gió"~3'])
def test_of_a_closed_text_nothing_is_told(service: SearchService, q: str) -> None:
    assert service.search(SearchRequest(q=q)).hits == ()


WORDS = "cây mai vàng và xa kia như lúc nào đó".split()
_CHANCE = random.Random(7)
#: Each word may stand once on each of three pages, so none is long enough for a window of 5 alone.
BOOKS = {
    f"sach-{n}": [_CHANCE.sample(WORDS, _CHANCE.randint(6, 10)) for _ in range(3)]
    for n in range(60)
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    home = tmp_path_factory.mktemp("shelf") / "home"
    take_in(home, [record(name, *map(" ".join, pages)) for name, pages in BOOKS.items()])
    opened = SearchService.open(settings_of(home))
    yield opened
    opened.close()


def near(typed: Sequence[str], slop: int, text: Sequence[str]) -> set[int]:
    """Places of the words that stand so near each other, by trying all ways to choose them."""
    places = ([at for at, word in enumerate(text) if word == one] for one in typed)
    found: set[int] = set()
    for chosen in product(*places):
        begins = [at - i for i, at in enumerate(chosen)]
        if max(begins) - min(begins) <= slop:
            found.update(chosen)
    return found


def shown(typed: Sequence[str], slop: int, pages: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    """By number, the pages with such words and those words: alone or, where no page has them so,
    on both sides of a break.
    """
    alone = {n: near(typed, slop, page) for n, page in enumerate(pages, 1)}
    over: dict[int, set[int]] = {n: set() for n in alone}
    for (n, above), (m, below) in pairwise(enumerate(pages, 1)):
        for at in near(typed, slop, [*above, *below]):
            (over[n].add(at) if at < len(above) else over[m].add(at - len(above)))
    hits = alone if any(alone.values()) else over
    return {n: [pages[n - 1][at] for at in sorted(alone[n] | over[n])] for n in hits if hits[n]}


@pytest.mark.parametrize(
    ("typed", "slop"),
    [
        *product(combinations(["cây", "mai", "vàng"], 2), [1, 2, 4]),
        # Of three, texts that have a word again and again may be missed from 4 on.
        *product([("mai", "cây", "nào"), ("vàng", "xa", "kia")], [2, 3]),
    ],
)
def test_near_words_are_shown_where_the_rule_has_them(
    shelf: SearchService, typed: tuple[str, ...], slop: int
) -> None:
    q = f'"{" ".join(typed)}"~{slop}'
    expected = {name: there for name, p in BOOKS.items() if (there := shown(typed, slop, p))}
    over = [name for name in expected if not any(near(typed, slop, p) for p in BOOKS[name])]
    assert over
    hits = {h.metadata.id: h for h in shelf.search(SearchRequest(q=q, per_page=60)).hits}
    assert {name for name in hits if hits[name].pages_matched} == set(expected)
    for name, there in expected.items():
        assert (hits[name].pages_matched, shelf.matching(name, q)) == (len(there), tuple(there))
        assert {n: marked(shelf, name, n, q) for n in there} == there
