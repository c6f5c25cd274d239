"""Pages that help to ask: the advanced form, help, and all values of a facet."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from searchsvc.requests import FacetRequest, facet_value
from web import links
from web.advanced import FIELD_BOXES, OFFERED_FACETS, WORD_BOXES, composed, is_filled
from web.parameters import parse_request
from web.state import search_service

blueprint = Blueprint("finding", __name__)


@blueprint.get("/advanced")
def advanced() -> str | Response:
    """The advanced form or, once it is filled in, the way to what it asks for."""
    args = request.args.to_dict(flat=False)
    if is_filled(args):
        return redirect(links.search_url(composed(args)))
    offered = {f: search_service().facet(FacetRequest(f)).values for f in OFFERED_FACETS}
    return render_template(
        "advanced.html", word_boxes=WORD_BOXES, field_boxes=FIELD_BOXES, offered=offered
    )


@blueprint.get("/help")
def help_page() -> str:
    """How a query is written."""
    return render_template("help.html")


@blueprint.get("/facets/<name>")
def facet(name: str) -> str:
    """The values of a facet whose words begin as typed, to choose from by the dozen.

    `q` and the filters are those of the search; what is typed here comes as `find`.
    """
    args = request.args.to_dict(flat=False)
    asked = parse_request(args)
    found = search_service().facet(FacetRequest(name, _typed(args), asked))
    shown = {value.value for value in found.values}
    chosen = [v for v in asked.filters.values.get(name, ()) if facet_value(name, v) not in shown]
    return render_template(
        "facet.html", asked=asked, found=found, also_chosen=chosen, back=links.search_url(asked)
    )


def _typed(args: dict[str, list[str]]) -> str:
    # No text holds a NUL; nothing begins with one either.
    return args.get("find", [""])[0].replace("\0", "")
