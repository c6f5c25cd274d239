"""How other programs find the library: browsers its search, crawlers its items."""

from flask import Blueprint, Response, jsonify, render_template, request

from web.api import NUMBER_OF_SUGGESTIONS
from web.citing import permalink
from web.parameters import parse_request
from web.state import search_service

_DESCRIPTION_SECONDS = 24 * 3600
_SITEMAP_SECONDS = 3600

blueprint = Blueprint("discovery", __name__)


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The search, described (OpenSearch 1.1), so that browsers offer it as a search engine."""
    text = render_template("opensearch.xml")
    response = _kept(text, "application/opensearchdescription+xml", _DESCRIPTION_SECONDS)
    response.vary.update(["Accept-Language", "Cookie"])
    return response


@blueprint.get("/suggest.json")
def completions() -> Response:
    """What goes on from what was typed, as browsers read it (OpenSearch Suggestions 1.1)."""
    q = parse_request({"q": request.args.getlist("q")}).q
    found = search_service().suggest(q, NUMBER_OF_SUGGESTIONS)
    response = jsonify([q, [one.query for one in found]])
    response.mimetype = "application/x-suggestions+json"
    return response


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    """The sitemaps that there are."""
    text = render_template("sitemaps.xml", parts=search_service().listed_parts())
    return _kept(text, "application/xml", _SITEMAP_SECONDS)


@blueprint.get("/sitemap-<page_number:part>.xml")
def sitemap(part: int) -> Response:
    """The addresses of one part of the items, without dates: the catalog keeps none of changes."""
    # Made whole before any of it is sent, so that an outage is no shorter list. Ids need no
    # quoting, and to build each address by its rule takes a hundred times as long.
    base = permalink("-")[:-1]
    addresses = [base + item_id for item_id in search_service().listed_ids(part)]
    text = render_template("sitemap.xml", addresses=addresses)
    return _kept(text, "application/xml", _SITEMAP_SECONDS)


def _kept(text: str, media_type: str, seconds: int) -> Response:
    response = Response(text, mimetype=media_type)
    # Browsers and crawlers may keep it, caches between us and them may not: what is closed today
    # is closed.
    response.cache_control.private = True
    response.cache_control.max_age = seconds
    response.add_etag()
    response.make_conditional(request)
    return response
