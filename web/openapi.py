"""The API described in OpenAPI 3.1. Limits and choices come from the code that holds them."""

from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from searchsvc.domain import ITEM_ID
from searchsvc.query import MAX_OPERATORS, MAX_WORDS
from searchsvc.requests import (
    FACETS,
    MAX_FILTER_CHARACTERS,
    MAX_FILTER_VALUES,
    MAX_PER_PAGE,
    MAX_QUERY_CHARACTERS,
    MAX_TYPED_CHARACTERS,
    MAX_WINDOW,
    Marks,
    Mode,
    Sort,
)
from web.schemas import SCHEMAS, TEXT, Schema, array, ref

_YEARS = r"^(-?[0-9]{1,4}|-?[0-9]{1,4}\.\.(-?[0-9]{1,4})?|\.\.-?[0-9]{1,4})$"


def document(server: str) -> dict[str, Any]:
    """The whole description; `server` is the path under which the site is mounted."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tàng Thư",
            "summary": "Full-text search in digitized Vietnamese library collections",
            "description": "Items are found, counted and sorted; under each stand its best pages. "
            "Parameters that an operation does not list are ignored.",
            "version": _version(),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": _paths(),
        "components": {"schemas": SCHEMAS},
    }


@cache
def query_parameters(operation: str) -> frozenset[str]:
    """Names of the parameters that an operation takes behind the `?`."""
    (found,) = (p["get"] for p in _paths().values() if p["get"]["operationId"] == operation)
    return frozenset(p["name"] for p in found["parameters"] if p["in"] == "query")


def _version() -> str:
    try:
        return version("tangthu")
    except PackageNotFoundError:
        return "0"


def _paths() -> dict[str, Any]:
    q, marks, page = _q(), _marks(), _page()
    item, number = _in_path("id", {"type": "string", "pattern": f"^{ITEM_ID.pattern}$"}), _number()
    sort = _choice("sort", Sort, "The order of items.")
    mode = _choice(
        "mode",
        Mode,
        "How many words of the query an item needs: auto decides by the query's length, all needs "
        "every word, any needs one.",
    )
    filters = [*map(_filter, FACETS), _years()]
    size = _per_page(10)
    return {
        "/api/v1/search": _get(
            "search",
            "Items that match. An empty query finds everything, newest first.",
            "Search",
            (q, page, size, sort, marks, mode, *filters, _debug()),
            (400, 503),
        ),
        "/api/v1/facets/{name}": _get(
            "facet",
            "Values of a facet whose words begin as typed, counted in a search without that "
            "facet's own choice; first those that have the marks typed, most frequent first.",
            "Facet",
            (_in_path("name", {"enum": list(FACETS)}), _typed(), q | {"name": "query"}, marks, mode,
             *filters),
            (400, 404, 503),
        ),
        "/api/v1/items/{id}": _get(
            "item", "All that is known of an item.", "Item", (item,), (404, 503)
        ),
        "/api/v1/items/{id}/pages/{number}": _get(
            "page", "A page's text and word boxes, and where a query's words stand on it.",
            "Page", (item, number, q, marks, mode), (400, 403, 404, 503),
        ),
        "/api/v1/items/{id}/search": _get(
            "within", "The pages of an item that match, in reading order.", "Within",
            (item, q | {"required": True}, marks, mode, page, _per_page(20)),
            (400, 403, 404, 503),
        ),
        "/api/v1/items/{id}/similar": _get(
            "similar", "Items like this one, the most alike first.", "Similar", (item,), (404, 503)
        ),
        "/api/v1/suggest": _get(
            "suggest", "Titles, names, subjects and frequent words that go on from this.",
            "Suggestions", (q | {"description": "What has been typed so far."},), (400, 503),
        ),
        "/healthz": _get("healthz", "The process lives.", "Status", (), ()),
        "/readyz": _get("readyz", "The service can answer.", "Status", (), (503,)),
    }  # fmt: skip


def _get(
    name: str, summary: str, schema: str, parameters: tuple[Schema, ...], errors: tuple[int, ...]
) -> dict[str, Any]:
    def answer(media_type: str, description: str, shape: str) -> dict[str, Any]:
        return {"description": description, "content": {media_type: {"schema": ref(shape)}}}

    responses = {"200": answer("application/json", summary, schema)}
    for status in errors:
        responses[str(status)] = answer("application/problem+json", _ERRORS[status], "Problem")
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": responses,
        }
    }


_ERRORS = {
    400: "A parameter is malformed or beyond its limit.",
    403: "The item is known, its text is not open to the public.",
    404: "No such item, page or facet.",
    503: "The search is out of order; this never means that nothing was found.",
}


def _in_query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _in_path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _number() -> Schema:
    return _in_path("number", {"type": "integer", "minimum": 0, "maximum": 999_999_999})


def _q() -> Schema:
    schema = TEXT | {"maxLength": MAX_QUERY_CHARACTERS, "default": ""}
    return _in_query(
        "q",
        schema,
        'Words, "a phrase", "near words"~5, +must -not, AND OR NOT, parentheses, prefix*, fuzzy~, '
        "title: creator: subject: id: year:1900..1945. "
        f"At most {MAX_WORDS} words and {MAX_OPERATORS} operators.",
    )


def _typed() -> Schema:
    schema = TEXT | {"maxLength": MAX_TYPED_CHARACTERS, "default": ""}
    return _in_query("q", schema, "How words of the value begin, marks typed or left out.")


def _page() -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": MAX_WINDOW, "default": 1}
    return _in_query(
        "page", schema, f"Which page of results; {MAX_WINDOW} results can be paged through."
    )


def _per_page(default: int) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": default}
    return _in_query("per_page", schema, "How many results a page has.")


def _choice(name: str, choices: type[StrEnum], description: str) -> Schema:
    first, *_ = values = [choice.value for choice in choices]
    return _in_query(name, {"enum": values, "default": first}, description)


def _marks() -> Schema:
    return _choice(
        "marks",
        Marks,
        "What diacritics mean: auto judges each word by itself, strict keeps them as typed, ignore "
        "leaves them out of account.",
    )


def _debug() -> Schema:
    return _in_query(
        "debug", {"enum": ["0", "1"], "default": "0"}, "1: each hit has the parts of its score."
    )


def _filter(facet: str) -> Schema:
    value = TEXT | {"maxLength": MAX_FILTER_CHARACTERS}
    schema = array(value, maxItems=MAX_FILTER_VALUES)
    return _in_query(facet, schema, f"Only items with this {facet}; repeat it for any of several.")


def _years() -> Schema:
    schema = array(TEXT | {"pattern": _YEARS}, maxItems=MAX_FILTER_VALUES)
    return _in_query(
        "year",
        schema,
        "Only items of 1917, 1900..1945, 1900.. or ..1945; repeat it for any of several.",
    )
