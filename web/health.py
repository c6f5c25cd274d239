"""What programs ask about the service itself: is it alive, is it ready, what can be called."""

from flask import Blueprint, Response, jsonify, request, url_for

from web.openapi import document
from web.state import search_service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process is alive. Index and catalog are not asked, as a restart would mend neither."""
    return _fresh(jsonify(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """The service can answer; Unavailable (503) when it cannot."""
    search_service().check_ready()
    return _fresh(jsonify(status="ready"))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The API, described."""
    return jsonify(document(request.script_root or "/"))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read items; searches are endless and all lead to the same items."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {url_for(end)}" for end in ("pages.search", "api.search")]
    lines.append(f"Sitemap: {url_for('discovery.sitemaps', _external=True)}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
