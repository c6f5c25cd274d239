"""Arguments → requests and back."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.errors import NotFound, QueryError
from searchsvc.requests import (
    FACETS,
    FacetRequest,
    Filters,
    Marks,
    Mode,
    SearchRequest,
    Sort,
    YearSpan,
)
from web.parameters import (
    form_years,
    parse_facet_request,
    parse_request,
    parse_years,
    query_string,
)

NAMES = ["q", "page", "per_page", "sort", "marks", "mode", "debug", "year", *FACETS, "unknown"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", SearchRequest()),
        ("q=&page=&sort=&year=&subject=", SearchRequest()),
        ("unknown=1&lang=en", SearchRequest()),
        ("q=th%C6%B0+vi%E1%BB%87n&page=2&per_page=50", SearchRequest("thư viện", 2, 50)),
        ("debug=1", SearchRequest(debug=True)),
        ("debug=0", SearchRequest()),
        ("sort=title&marks=strict&mode=any",
         SearchRequest(sort=Sort.TITLE, marks=Marks.STRICT, mode=Mode.ANY)),
        ("subject=A&subject=B&subject=A&type=book",
         SearchRequest(filters=Filters({"subject": ("A", "B"), "type": ("book",)}))),
        ("year=1917", SearchRequest(filters=Filters(years=(YearSpan(1917, 1917),)))),
        ("year=1900..1945&year=-200..",
         SearchRequest(filters=Filters(years=(YearSpan(1900, 1945), YearSpan(-200, None))))),
        ("year=..0", SearchRequest(filters=Filters(years=(YearSpan(None, 0),)))),
        ("q=%FF%FE", SearchRequest("\ufffd\ufffd")),
    ],
)  # fmt: skip
def test_reads(query: str, expected: SearchRequest) -> None:
    assert parse_request(parse_qs(query, keep_blank_values=True)) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "abc"), ("page", "1.0"), ("page", "٣"),
        ("page", str(10**12)), ("page", "9" * 100_000), ("page", "1001"), ("page", "1_0"),
        ("per_page", "abc"), ("per_page", "0"), ("per_page", "101"), ("per_page", "²"),
        ("sort", "best"), ("sort", "TITLE"), ("marks", "on"), ("mode", "some"),
        ("debug", "yes"), ("debug", "true"), ("debug", "01"), ("debug", "１"), ("debug", " 1"),
        ("year", "abc"), ("year", ".."), ("year", "1945..1900"), ("year", "10000"),
        ("year", "1900...1945"), ("year", "１９１７"), ("year", "1" * 5000),
        ("q", "a" * 1001), ("q", "a\0b"), ("subject", "\0"), ("creator", "x" * 501),
    ],
)  # fmt: skip
def test_refuses_and_names_the_parameter(name: str, value: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_request({name: [value]})
    assert caught.value.parameter == name


@pytest.mark.parametrize(
    ("years", "reason"),
    [
        ("1917-07", "no months or days"),
        ("15/7/1917", "no months or days"),
        ("..", "no months or days"),
        ("10000", "must be from -9999 to 9999"),
        ("1900..19450", "must be from -9999 to 9999"),
    ],
)
def test_says_what_is_wrong_with_years(years: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        parse_request({"year": [years]})


def test_refuses_too_many_values() -> None:
    with pytest.raises(QueryError, match="library"):
        parse_request({"library": [str(n) for n in range(51)]})


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=30), max_size=4)))
def test_nothing_but_a_request_or_a_query_error(args: dict[str, list[str]]) -> None:
    try:
        request = parse_request(args)
    except QueryError as error:
        assert error.parameter in NAMES
    else:
        expected = replace(request, debug=False)  # addresses of pages do not carry it
        assert parse_request(parse_qs(query_string(request))) == expected


# What an address can carry: no half surrogates, and no NUL, which is refused.
_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_year = st.integers(-9999, 9999)
_spans = st.one_of(
    st.builds(lambda a, b: YearSpan(min(a, b), max(a, b)), _year, _year),
    st.builds(YearSpan, _year, st.none()),
    st.builds(YearSpan, st.none(), _year),
)
_values = st.lists(_text.filter(bool), min_size=1, max_size=3, unique=True).map(tuple)
_requests = st.builds(
    SearchRequest,
    q=_text,
    page=st.integers(1, 100),
    per_page=st.integers(1, 100),
    sort=st.sampled_from(Sort),
    marks=st.sampled_from(Marks),
    mode=st.sampled_from(Mode),
    filters=st.builds(
        Filters,
        st.dictionaries(st.sampled_from(FACETS), _values, max_size=3),
        st.lists(_spans, max_size=3, unique=True).map(tuple),
    ),
)


@given(_requests)
def test_round_trip(request: SearchRequest) -> None:
    assert parse_request(parse_qs(query_string(request))) == request


def test_defaults_are_left_out() -> None:
    assert query_string(SearchRequest()) == ""
    assert query_string(SearchRequest("thư", per_page=20), per_page=20) == "q=th%C6%B0"


def test_in_a_facet_q_is_what_is_typed_there() -> None:
    args = parse_qs("q=ng&query=thư&type=book&year=1917&marks=strict")
    search = parse_request(parse_qs("q=thư&type=book&year=1917&marks=strict"))
    assert parse_facet_request("creator", args) == FacetRequest("creator", "ng", search)
    assert parse_facet_request("creator", {}) == FacetRequest("creator")
    for unknown in ("year", "id", "", "creator_words"):
        with pytest.raises(NotFound):
            parse_facet_request(unknown, args)


def test_year_form() -> None:
    assert form_years({"year_from": ["1900"], "year_to": ["1945"]}) == "1900..1945"
    assert form_years({"year_from": ["1917"], "year_to": ["1917"]}) == "1917"
    assert form_years({"year_from": [" "], "year_to": ["1945"]}) == "..1945"
    assert form_years({"year_from": [""], "year_to": [""]}) is None
    # Whichever year stands in which box.
    assert form_years({"year_from": ["1945"], "year_to": ["1900"]}) == "1900..1945"
    with pytest.raises(QueryError):
        form_years({"year_from": ["x"]})


def test_open_spans() -> None:
    assert parse_years("1900..") == YearSpan(1900, None)
    assert parse_years("..-5") == YearSpan(None, -5)
