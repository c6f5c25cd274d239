"""Request arguments → `SearchRequest`, and a `SearchRequest` → query string.

Nothing but a `SearchRequest` or a `QueryError` ever comes out of `parse_request`, whatever was
sent. Unknown parameters are ignored; an empty value counts as absent, since forms send those.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from searchsvc.dates import FIRST_YEAR, LAST_YEAR
from searchsvc.errors import QueryError
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

Arguments = Mapping[str, Sequence[str]]

# ASCII digits only, and few of them: int() takes other scripts' digits and is slow on long ones.
_COUNT = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"-?[0-9]{1,4}")
_WHOLE_NUMBER = re.compile(r"-?[0-9]+")

_NOT_YEARS = "is not like 1917, 1900..1945, 1900.. or ..1945; years have no months or days"

#: The reason of a QueryError that a page has a sentence of its own for.
ENDS_FIRST = "ends before it begins"

_Choice = TypeVar("_Choice", bound=StrEnum)


def parse_request(args: Arguments, per_page: int = 10) -> SearchRequest:
    """The search that the arguments ask for; `per_page` is the size when none is given.

    Raises QueryError naming the parameter that is malformed or beyond its limit.
    """
    return SearchRequest(
        q=_first(args, "q"),
        page=_count(args, "page", 1),
        per_page=_count(args, "per_page", per_page),
        sort=_choice(args, "sort", Sort.RELEVANCE),
        marks=_choice(args, "marks", Marks.AUTO),
        mode=_choice(args, "mode", Mode.AUTO),
        filters=Filters(
            values={facet: values for facet in FACETS if (values := _all(args, facet))},
            years=tuple(dict.fromkeys(parse_years(text) for text in _all(args, "year"))),
        ),
        debug=_flag(args, "debug"),
    )


def parse_facet_request(facet: str, args: Arguments) -> FacetRequest:
    """The look into a facet that the arguments ask for.

    There `q` is what is typed, so the search's own query comes as `query`; all else is as in
    `parse_request`. Raises NotFound for a facet that there is not.
    """
    try:
        search = parse_request({**args, "q": args.get("query", ())})
    except QueryError as error:
        name = "query" if error.parameter == "q" else error.parameter
        raise QueryError(name, error.reason) from error
    return FacetRequest(facet, _first(args, "q"), search)


def parse_years(text: str) -> YearSpan:
    """The span of `1917`, `1900..1945`, `1900..` or `..1945`."""
    begin, dots, end = text.strip().partition("..")
    if not dots:
        end = begin
    if not begin and not end:
        raise QueryError("year", _NOT_YEARS)
    span = YearSpan(_year(begin), _year(end))
    if _is_reversed(span):
        raise QueryError("year", ENDS_FIRST)
    return span


def form_years(args: Arguments) -> str | None:
    """The years that the form sends, as one value of `year`; None when it sends none.

    They come by a button that names a span, or else by the two boxes.
    """
    if button := _first(args, "span"):
        return years_text(parse_years(button))
    first, last = (_year(_first(args, name).strip()) for name in ("year_from", "year_to"))
    if first is None and last is None:
        return None
    span = YearSpan(first, last)
    # What was meant by the two boxes is plain, whichever year stands in which.
    return years_text(YearSpan(last, first) if _is_reversed(span) else span)


def years_text(span: YearSpan) -> str:
    """The span as `parse_years` reads it."""
    if span.first == span.last:
        return str(span.first)
    first = "" if span.first is None else span.first
    last = "" if span.last is None else span.last
    return f"{first}..{last}"


def request_pairs(request: SearchRequest, per_page: int = 10) -> list[tuple[str, str]]:
    """The arguments that make up the request, without those that are at their default.

    `debug` is left out too, since these are addresses of pages, which show nothing of it.
    """
    default = SearchRequest(per_page=per_page)
    pairs = [
        (name, str(getattr(request, name)))
        for name in ("q", "sort", "marks", "mode", "per_page", "page")
        if getattr(request, name) != getattr(default, name)
    ]
    pairs += [(facet, v) for facet in FACETS for v in request.filters.values.get(facet, ())]
    pairs += [("year", years_text(span)) for span in request.filters.years]
    return pairs


def query_string(request: SearchRequest, per_page: int = 10) -> str:
    """The request as the part of a URL after `?`, empty when all is default."""
    return urlencode(request_pairs(request, per_page))


def _all(args: Arguments, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in args.get(name, ()) if value))
    # No text holds a NUL, so such a value can only be an attempt to break something below.
    if any("\0" in value for value in values):
        raise QueryError(name, "contains a NUL character")
    return values


def _first(args: Arguments, name: str) -> str:
    values = _all(args, name)
    return values[0] if values else ""


def _count(args: Arguments, name: str, default: int) -> int:
    text = _first(args, name).strip()
    if not text:
        return default
    if not _COUNT.fullmatch(text):
        raise QueryError(name, "is not a whole number in range")
    return int(text)


def _choice(args: Arguments, name: str, default: _Choice) -> _Choice:
    text = _first(args, name)
    if not text:
        return default
    kind = type(default)
    try:
        return kind(text)
    except ValueError:
        raise QueryError(name, f"must be one of {', '.join(kind)}") from None


def _flag(args: Arguments, name: str) -> bool:
    text = _first(args, name)
    if text not in ("", "0", "1"):
        raise QueryError(name, "must be 0 or 1")
    return text == "1"


def _is_reversed(span: YearSpan) -> bool:
    return span.first is not None and span.last is not None and span.first > span.last


def _year(text: str) -> int | None:
    if not text:
        return None
    if _YEAR.fullmatch(text):
        return int(text)
    if _WHOLE_NUMBER.fullmatch(text):
        raise QueryError("year", f"must be from {FIRST_YEAR} to {LAST_YEAR}")
    raise QueryError("year", _NOT_YEARS)
