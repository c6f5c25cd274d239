"""How values look."""

import unicodedata

import pytest
from flask import Flask

from searchsvc.domain import ItemType, Rights
from searchsvc.requests import FACETS, Sort, YearSpan
from web import display, names


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("1917", "1917", "1917"),
        ("1917-07", "tháng 7 năm 1917", "July 1917"),
        ("1917-07-15", "15 tháng 7 năm 1917", "15 July 1917"),
        ("1917/1934", "1917–1934", "1917–1934"),
        ("1917-07/1918", "tháng 7 năm 1917 – 1918", "July 1917 – 1918"),
        ("-0300/-0200", "301 TCN – 201 TCN", "301 BC – 201 BC"),
        ("-0111", "112 TCN", "112 BC"),
        ("-9999-12-31", "10000 TCN", "10000 BC"),
        ("0000-02-29", "1 TCN", "1 BC"),
        ("9999-12-31", "31 tháng 12 năm 9999", "31 December 9999"),
    ],
)
def test_dates(app: Flask, text: str, vi: str, en: str) -> None:
    for language, expected in (("vi", vi), ("en", en)):
        with app.test_request_context(f"/?lang={language}"):
            assert display.edtf(text) == expected


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (1917, 1917, "1917"),
        (1900, 1999, "1900–1999"),
        (-110, -101, "111 BC – 102 BC"),
        (0, 0, "1 BC"),
    ],
)
def test_spans_of_years(app: Flask, first: int, last: int, shown: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert display.year_span(first, last) == shown


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (YearSpan(1900, None), "từ 1900"),
        (YearSpan(None, 1945), "đến 1945"),
        (YearSpan(None, -300), "đến 301 TCN"),
        (YearSpan(-300, 1945), "301 TCN – 1945"),
        (YearSpan(1917, 1917), "1917"),
    ],
)
def test_years_chosen(app: Flask, span: YearSpan, shown: str) -> None:
    with app.test_request_context("/?lang=vi"):
        assert display.chosen_years(span) == shown


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (None, "trang 7"), ("12", "trang 12"), ("xii", "trang xii"), ("[3]", "trang [3]"),
        ("12bis", "trang 12bis"), ("A-3", "trang A-3"), ("3 - 4", "trang 3 - 4"),
        ("Trang 3", "Trang 3"), ("tr. 3", "tr. 3"), ("Bìa trước", "Bìa trước"), ("Tờ 3a", "Tờ 3a"),
        ("Mục lục", "Mục lục"), ("Plate 12, verso", "Plate 12, verso"), ("b" * 50, "b" * 40 + "…"),
    ],
)  # fmt: skip
def test_names_of_pages(app: Flask, label: str | None, shown: str) -> None:
    with app.test_request_context("/?lang=vi"):
        assert display.page_name(label, 7) == shown


def test_short_keeps_letters_whole() -> None:
    assert display.short("thư viện", 8) == "thư viện"
    assert display.short("thư viện", 4) == "thư…"
    decomposed = unicodedata.normalize("NFD", "ệệ")
    assert display.short(decomposed, 4) == unicodedata.normalize("NFD", "ệ") + "…"
    assert display.short("\u0301" * 10, 4) == "…"


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("https://example.org/a?b", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("hộp 12", False),
    ],
)
def test_web_addresses(text: str, linked: bool) -> None:
    assert (display.web_address(text) == text) is linked


def test_everything_has_a_name(app: Flask) -> None:
    assert set(names.TYPE_NAMES) == set(ItemType)
    assert set(names.RIGHTS_NAMES) == set(names.RIGHTS_SENTENCES) == set(Rights)
    assert set(names.FACET_NAMES) == {*FACETS, "year"}
    assert set(names.SORT_NAMES) == set(Sort)
    with app.test_request_context("/?lang=vi"):
        assert names.value_name("type", "law") == "Văn bản pháp luật"
        assert names.value_name("type", "strange") == "strange"
        assert names.value_name("language", "vi") == "Tiếng Việt"
        assert names.value_name("language", "lzh") == "Hán văn"
        assert names.value_name("language", "<b>") == "<b>"
        assert names.value_name("subject", "law") == "law"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("thư viện", "thư viện"),
        ('"Việt Nam"', "Việt Nam"),
        ("“Việt Nam”", "Việt Nam"),
        ("„Việt Nam“", "Việt Nam"),
        ("‟Việt Nam″", "Việt Nam"),
        ("« Việt Nam »", "Việt Nam"),
        (' "Việt Nam" ', "Việt Nam"),
        ('"sách thư viện"~5', "‘sách thư viện’~5"),
        ('sử "Việt Nam" -nhande:«Đại Nam»', "sử ‘Việt Nam’ -nhande:‘Đại Nam’"),
        ('"Việt Nam" "Đại Nam"', "‘Việt Nam’ ‘Đại Nam’"),
        # One without its other half is ignored by the search, too.
        ('"Việt Nam', "Việt Nam"),
        ('"Việt" Nam"', "‘Việt’ Nam"),
        ("người ta's", "người ta's"),
        ('""', '""'),
        ('"', '"'),
    ],
)
def test_queries_in_quotation_marks(query: str, shown: str) -> None:
    assert display.in_quotes(query) == shown
