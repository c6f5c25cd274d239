"""Strips of pages, and where the next match is."""

from pathlib import Path

import pytest

from searchsvc.domain import Item, Metadata, Page
from searchsvc.responses import PageSummary
from searchsvc.settings import Settings
from tests.web.fake import FakeService
from tests.web.parsing import links, parse, select, texts
from web.app import create_app
from web.leafing import STRIP_PAGES, MatchingPages, matching_pages, page_called, strip

PAGES = [PageSummary(number, None, None) for number in range(1, 101)]


@pytest.mark.parametrize(
    ("asked", "matching", "number", "first", "last"),
    [
        ("", [], 1, 1, 48),
        ("", [97], 3, 97, 100),
        ("2", [97], 2, 49, 96),
        ("3", [], 3, 97, 100),
        ("99", [], 3, 97, 100),
        ("0", [], 1, 1, 48),
        ("-1", [], 1, 1, 48),
        ("x", [49], 2, 49, 96),
        ("٢", [], 1, 1, 48),
        ("9" * 5000, [], 1, 1, 48),
    ],
)
def test_strip(asked: str, matching: list[int], number: int, first: int, last: int) -> None:
    found = strip(PAGES, matching, asked, str)
    assert (found.number, found.first, found.last) == (number, first, last)
    assert [page.number for page in found.pages] == list(range(first, last + 1))
    assert found.pager == [(n, None if n == number else str(n)) for n in (1, 2, 3)]


def test_strip_of_nothing() -> None:
    assert strip([], [], "7", str).pages == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, MatchingPages(3, None, None, 2)),
        (2, MatchingPages(3, 1, None, 5)),
        (4, MatchingPages(3, None, 2, 5)),
        (5, MatchingPages(3, 2, 2, 9)),
        (9, MatchingPages(3, 3, 5, None)),
        (10, MatchingPages(3, None, 9, None)),
    ],
)
def test_matching_pages(number: int, expected: MatchingPages) -> None:
    assert matching_pages([2, 5, 9], number) == expected
    assert matching_pages([], number) == MatchingPages(0, None, None, None)


@pytest.mark.parametrize(
    ("name", "number"),
    [("iii", 1), ("III ", 1), ("2", 3), ("3", 3), ("1", 1), ("4", 4), ("", None), ("x", None),
     ("tr. 3", 3), ("Trang iii", 1), ("p.4", 4), ("trang", 8), ("bìa t", 5), ("bìa", None),
     ("phụ bản", 7), ("bìa sau", 6), ("Trang 9", 8), ("9", 8), ("tr3", 3)],
)  # fmt: skip
def test_page_called(name: str, number: int | None) -> None:
    labels = {1: "iii", 2: None, 3: "2", 4: "", 5: "Bìa trước", 6: "Bìa sau"}
    labels |= {7: "Phụ bản 1", 8: "Trang 9"}
    pages = [PageSummary(number, label, None) for number, label in labels.items()]
    assert page_called(pages, name) == number


def test_a_book_of_ten_thousand_pages_has_a_small_page(tmp_path: Path) -> None:
    pages = tuple(Page(n, "sông" if n == 7777 else "núi", image="a.jpg") for n in range(1, 10_001))
    book = Item(Metadata("big", "Sách dày"), pages)
    client = create_app(Settings(home=tmp_path), FakeService([book], tmp_path)).test_client()
    for path in ("/items/big?lang=en", "/items/big?lang=en&q=sông", "/items/big?lang=en&q=núi"):
        response = client.get(path)
        page = parse(response.text)
        assert len(response.data) < 60_000
        assert len(select(page, ".folios a")) == STRIP_PAGES
    page = parse(client.get("/items/big?lang=en&q=sông").text)
    assert texts(page, ".folios a[class=matching]") == ["Page 7777 (matches)"]
    assert texts(page, ".strip-span") == ["Pages 7,777 to 7,824"]
    assert links(page, ".pages .pager a")["Part 209"].startswith("/items/big?strip=209&q=s")
    response = client.get("/items/big/pages?label=9999&q=sông")
    assert response.headers["Location"] == "/items/big/pages/9999?q=s%C3%B4ng"
    response = client.get("/items/big/pages?label=10001&q=sông&lang=en")
    assert response.status_code == 404
    page = parse(response.text)
    assert texts(page, ".missing") == ["This item has no page “10001”."]
    assert select(page, "#go-to")[0].get("value") == "10001"
    assert texts(page, "h1") == ["Sách dày"]
    assert len(select(page, ".folios a")) == STRIP_PAGES
    page = parse(client.get("/items/big/pages/9999?lang=en&q=sông").text)
    found = links(page, ".hits a")
    assert found["Match on an earlier page"] == "/items/big/pages/7777?q=s%C3%B4ng#match-end"
