"""What item pages say of an item in the words of schema.org, and the one address of each page."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchsvc.domain import Item, ItemType, Metadata, Rights
from searchsvc.responses import ItemView
from tests.web.fake import FakeService
from tests.web.items import KIEU, XSS
from tests.web.parsing import parse, select
from tests.web.payloads import PAYLOADS
from web.linked_data import linked_data

URL = "http://localhost/items/a"


def said(client: FlaskClient, item_id: str) -> Any:
    page = parse(client.get(f"/items/{item_id}?q=ta&lang=en").text)
    (data,) = select(page, "script[type=application/ld+json]")
    return json.loads(str(data.text))


def of(app: Flask, known: Metadata) -> dict[str, object]:
    with app.test_request_context("/?lang=en"):
        return linked_data(ItemView(known, known.rights is Rights.PUBLIC, 1, ()), URL, "Kho")


def test_all_that_is_known_of_a_book(client: FlaskClient) -> None:
    assert said(client, "kieu-1917") == {
        "@context": "https://schema.org",
        "@type": "Book",
        "@id": "http://localhost/items/kieu-1917",
        "url": "http://localhost/items/kieu-1917",
        "name": "Truyện Kiều",
        "author": ["Nguyễn Du"],
        "contributor": ["Nguyễn Văn Vĩnh"],
        "datePublished": "1917",
        "inLanguage": ["vi"],
        "about": [
            {"@type": "Thing", "name": "Truyện thơ"},
            {"@type": "Thing", "name": "Chữ Nôm"},
        ],
        "publisher": {"@type": "Organization", "name": "Imprimerie d'Extrême-Orient"},
        "identifier": ["kieu-1917", "NLV 1002/Q"],
        "provider": {"@type": "Library", "name": "Thư viện Quốc gia Việt Nam"},
        "isAccessibleForFree": True,
    }


def test_of_a_closed_item_it_says_who_may_read_it(client: FlaskClient) -> None:
    closed = said(client, "mat-1")
    assert "isAccessibleForFree" not in closed
    assert closed["conditionsOfAccess"].startswith("The text of this item can be read at the")


def test_an_item_without_pages_gives_access_to_nothing(client: FlaskClient) -> None:
    assert "isAccessibleForFree" not in said(client, "bc")


def test_what_is_not_known_is_not_said(app: Flask) -> None:
    assert set(of(app, Metadata("a", "T"))) == {
        "@context", "@type", "@id", "url", "name", "identifier", "provider", "isAccessibleForFree",
    }  # fmt: skip
    assert of(app, Metadata("a", "T"))["provider"] == {"@type": "Library", "name": "Kho"}


@pytest.mark.parametrize(
    ("kind", "date", "expected"),
    [
        (ItemType.BOOK, "1917/1934", "Book"),
        (ItemType.NEWSPAPER, "1917-07-15", "PublicationIssue"),
        (ItemType.NEWSPAPER, "1917/1934", "Newspaper"),
        (ItemType.JOURNAL, None, "PublicationIssue"),
        (ItemType.JOURNAL, "1917/1934", "Periodical"),
        (ItemType.MANUSCRIPT, None, "Manuscript"),
        (ItemType.MAP, None, "Map"),
        (ItemType.IMAGE, None, "CreativeWork"),
        (ItemType.LAW, None, "Legislation"),
        (ItemType.ARTICLE, None, "Article"),
        (ItemType.THESIS, None, "Thesis"),
        (ItemType.OTHER, None, "CreativeWork"),
    ],
)
def test_kinds(app: Flask, kind: ItemType, date: str | None, expected: str) -> None:
    assert of(app, Metadata("a", "T", type=kind, date=date))["@type"] == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1917", "1917"), ("1917-07", "1917-07"), ("1917-07-15", "1917-07-15"),
        ("938-01", "0938-01"), ("0000", None), ("0", None), ("-0111", None), ("1917/1934", None),
    ],
)  # fmt: skip
def test_dates(app: Flask, date: str, expected: str | None) -> None:
    assert of(app, Metadata("a", "T", date=date)).get("datePublished") == expected


def test_languages_are_those_that_have_a_code(app: Flask) -> None:
    codes = ("vi", "lzh", "vi-Hani", "zh_Hant", "Tiếng Việt", "xq", "<b>", "", "v", "vi\n")
    languages = of(app, Metadata("a", "T", languages=codes))["inLanguage"]
    assert languages == ["vi", "lzh", "vi-Hani", "zh-Hant"]


def test_isbns_are_those_of_books(app: Flask) -> None:
    known = Metadata(
        "a", "T", identifiers=("ISBN 978-604-1-12345-6 (bìa mềm)", "0-306-40615-2", "0866-7128",
                               "NLV 1002"), type=ItemType.BOOK,
    )  # fmt: skip
    assert of(app, known)["isbn"] == ["9786041123456", "9780306406157"]
    assert "isbn" not in of(app, replace(known, type=ItemType.JOURNAL))
    assert of(app, known)["identifier"] == ["a", *known.identifiers]


def test_hostile_metadata_stays_in_its_place(client: FlaskClient, service: FakeService) -> None:
    assert said(client, "xss")["name"] == XSS
    titles = [*PAYLOADS, "]]>\u2028\u2029\0 &amp; \\u003c <!-- <script>", "</SCRIPT\n>"]
    for number, title in enumerate(titles):
        service.items["h"] = Item(replace(KIEU.metadata, id="h", title=title, library=title))
        page = client.get("/items/h").text
        start = page.index('<script type="application/ld+json">')
        data = page[start:].partition(">")[2].partition("</script>")[0]
        assert not set("<>&") & set(data), number
        assert said(client, "h")["name"] == title
        assert said(client, "h")["provider"]["name"] == title


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/items/kieu-1917", "/items/kieu-1917"),
        ("/items/kieu-1917?q=ta&lang=en&strip=2&back=q%3Dta", "/items/kieu-1917"),
        ("/items/kieu-1917/pages/2?q=ta&marks=strict", "/items/kieu-1917/pages/2"),
    ],
)
def test_each_page_has_one_address(client: FlaskClient, path: str, address: str) -> None:
    (link,) = select(parse(client.get(path).text), "link[rel=canonical]")
    assert link.get("href") == address


def test_an_item_shown_for_a_page_that_there_is_not_is_not_named(client: FlaskClient) -> None:
    response = client.get("/items/kieu-1917/pages?label=zzz")
    page = parse(response.text)
    assert response.status_code == 404
    assert not select(page, "link[rel=canonical]")
    assert select(page, "meta[name=robots]")[0].get("content") == "noindex"
