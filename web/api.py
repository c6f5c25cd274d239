"""The JSON API: the same answers as the pages, for programs."""

from flask import Blueprint, Response, jsonify, request

from searchsvc import wire
from searchsvc.errors import QueryError
from searchsvc.requests import SearchRequest
from web.openapi import query_parameters
from web.parameters import parse_facet_request, parse_request
from web.state import search_service

WITHIN_PER_PAGE = 20
NUMBER_OF_SUGGESTIONS = 8

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _arguments() -> dict[str, list[str]]:
    """What was sent of the parameters that the view is described with; all others are ignored."""
    taken = query_parameters(str(request.endpoint).removeprefix("api."))
    return {name: values for name, values in request.args.lists() if name in taken}


def _asked(per_page: int = 10) -> SearchRequest:
    return parse_request(_arguments(), per_page)


@blueprint.get("/search")
def search() -> Response:
    """Items that match, with their best pages."""
    return jsonify(wire.search(search_service().search(_asked()), request.script_root))


@blueprint.get("/facets/<name>")
def facet(name: str) -> Response:
    """Values of a facet that begin as typed, counted in a search."""
    asked = parse_facet_request(name, _arguments())
    return jsonify(wire.facet(search_service().facet(asked)))


@blueprint.get("/items/<item_id:item_id>")
def item(item_id: str) -> Response:
    """All that is known of an item."""
    return jsonify(wire.item(search_service().item(item_id), request.script_root))


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>")
def page(item_id: str, number: int) -> Response:
    """A page: its text and word boxes, and where the query's words stand."""
    asked = _asked()
    view = search_service().page(item_id, number, asked.q, asked.marks, asked.mode)
    return jsonify(wire.page(view, asked, request.script_root))


@blueprint.get("/items/<item_id:item_id>/search")
def within(item_id: str) -> Response:
    """All pages of an item that match."""
    asked = _asked(WITHIN_PER_PAGE)
    if not asked.q.strip():
        raise QueryError("q", "is needed here")
    found = search_service().within(
        item_id, asked.q, asked.marks, asked.mode, asked.page, asked.per_page
    )
    return jsonify(wire.within(found, asked, request.script_root))


@blueprint.get("/items/<item_id:item_id>/similar")
def similar(item_id: str) -> Response:
    """Items like this one."""
    return jsonify(wire.similar(search_service().similar(item_id), request.script_root))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Titles, names, subjects and frequent words that go on from this."""
    q = _asked().q
    found = search_service().suggest(q, NUMBER_OF_SUGGESTIONS)
    return jsonify(query=q, suggestions=wire.suggestions(found))
