import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc import requests
from searchsvc.errors import QueryError
from searchsvc.requests import FACETS, Filters, SearchRequest, YearSpan, facet_value


def test_a_request_without_anything_asks_for_everything() -> None:
    request = SearchRequest()
    assert (request.q, request.page, request.per_page, request.offset) == ("", 1, 10, 0)
    assert request.filters == Filters()


def filtered(**values: tuple[str, ...]) -> dict[str, Any]:
    return {"filters": Filters(values)}


def dated(*spans: YearSpan) -> dict[str, Any]:
    return {"filters": Filters(years=spans)}


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"q": "a" * 1001}, "q"),
        ({"page": 0}, "page"),
        ({"page": -1}, "page"),
        ({"page": 1001}, "page"),
        ({"page": 101, "per_page": 100}, "page"),
        ({"page": 10**30}, "page"),
        ({"per_page": 0}, "per_page"),
        ({"per_page": 101}, "per_page"),
        (filtered(colour=("red",)), "colour"),
        (filtered(subject=("a" * 501,)), "subject"),
        (filtered(creator=tuple(map(str, range(51)))), "creator"),
        (filtered(library=("\ud800",)), "library"),
        (dated(*(YearSpan(year, year) for year in range(51))), "year"),
        (dated(YearSpan(-10_000, None)), "year"),
        (dated(YearSpan(None, 10_000)), "year"),
        (dated(YearSpan(10**30, None)), "year"),
    ],
)
def test_beyond_a_limit_a_request_is_refused(arguments: dict[str, Any], parameter: str) -> None:
    with pytest.raises(QueryError) as caught:
        SearchRequest(**arguments)
    assert caught.value.parameter == parameter
    assert str(caught.value).startswith(f"{parameter}: ")


@pytest.mark.parametrize(
    "arguments",
    [
        {"q": "a" * 1000},
        {"page": 1000},
        {"page": 100, "per_page": 100},
        filtered(**{facet: ("a",) for facet in FACETS}),
        filtered(subject=("a" * 500,), creator=tuple(map(str, range(50)))),
        dated(YearSpan(-9999, 9999), YearSpan(None, None)),
    ],
)
def test_a_request_at_its_limits_is_taken(arguments: dict[str, Any]) -> None:
    SearchRequest(**arguments)


def test_too_many_values_are_refused_before_they_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled: list[str] = []
    monkeypatch.setattr(requests, "facet_value", lambda facet, value: settled.append(value))
    with pytest.raises(QueryError):
        SearchRequest(**filtered(creator=tuple(map(str, range(51))), subject=("a",)))
    assert not settled


@given(st.integers(1, 100), st.integers(1, 100))
def test_pages_follow_each_other(page: int, per_page: int) -> None:
    request = SearchRequest(page=page, per_page=per_page)
    following = request.offset + per_page
    assert page == 100 or SearchRequest(page=page + 1, per_page=per_page).offset == following


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Thư viện Quốc gia", "Thư viện Quốc gia"),
        (unicodedata.normalize("NFD", "Thư viện"), "Thư viện"),
        ("  Thư \u00a0 viện\n", "Thư viện"),
        ("Ðông Dương tạp-chí", "Đông Dương tạp chí"),
        ("Thư“viện”", 'Thư"viện"'),
        ("\u200b", ""),
    ],
)
def test_a_facet_has_one_value_for_spellings_that_look_alike(written: str, value: str) -> None:
    assert facet_value("library", written) == value


def test_filters_hold_values_as_the_index_has_them_each_once() -> None:
    decomposed = unicodedata.normalize("NFD", "Hà Nội")
    filters = Filters({"subject": ("Hà Nội", decomposed, " "), "creator": (" ", "")})
    assert filters.values == {"subject": ("Hà Nội",)}


def test_filters_without_a_facet_keep_the_others() -> None:
    spans = (YearSpan(1900, None),)
    filters = Filters({"subject": ("a",), "type": ("book",)}, spans)
    assert filters.without("subject") == Filters({"type": ("book",)}, spans)
    assert filters.without("library") == filters
