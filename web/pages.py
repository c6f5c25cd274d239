"""Pages for patrons, whole without JavaScript."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from searchsvc.errors import NotFound
from searchsvc.images import media_type
from searchsvc.requests import SearchRequest, Sort
from searchsvc.wire import mark_arguments
from web import links
from web.parameters import form_years, parse_request, parse_years
from web.state import search_service
from web.ways_out import ways_out

NEWEST_ON_HOME = 6
WITHIN_PER_PAGE = 20
_FORM_FIELDS = frozenset({"find", "span", "year_from", "year_to"})

blueprint = Blueprint("pages", __name__)


def _asked(per_page: int = 10) -> SearchRequest:
    asked = parse_request(request.args.to_dict(flat=False), per_page)
    # Scores are explained to programs; a page shows none.
    return replace(asked, q=asked.q if asked.q.strip() else "", debug=False)


@blueprint.get("/", endpoint="home")
@blueprint.get("/search")
def search() -> str | AnyResponse:
    """The results of a search, or the home page when nothing was asked."""
    asked = _asked()
    if not _FORM_FIELDS.isdisjoint(request.args):
        # The form's boxes become the one parameter that links and programs use.
        years = form_years(request.args.to_dict(flat=False))
        if years is not None:
            filters = replace(asked.filters, years=(parse_years(years),))
            asked = replace(asked, filters=filters, page=1)
        return redirect(links.search_url(asked))
    if asked == SearchRequest():
        return _home()
    response = search_service().search(asked)
    there = links.Links(asked)
    if not response.total:
        ways = ways_out(asked, search_service().count)
        return render_template(
            "no_results.html", asked=asked, response=response, links=there, ways=ways
        )
    last = links.reachable(response.last_page, asked.per_page)
    return render_template(
        "results.html",
        asked=asked,
        response=response,
        links=there,
        pager=links.pager(asked.page, last, lambda number: there.search(page=number)),
    )


def _home() -> str:
    asked = SearchRequest(sort=Sort.NEWEST, per_page=NEWEST_ON_HOME)
    response = search_service().search(asked)
    return render_template(
        "home.html",
        response=response,
        holdings=search_service().holdings(),
        links=links.Links(SearchRequest()),
    )


@blueprint.get("/items/<item_id:item_id>")
def item(item_id: str) -> str:
    """An item: what it is, its pages, and those of them that match."""
    asked = _asked(WITHIN_PER_PAGE)
    view = search_service().item(item_id)
    marks = _reading(asked)
    found, pager = None, []
    if asked.q and view.text_open:
        found = search_service().within(item_id, asked.q, asked.marks, asked.page, asked.per_page)
        last = links.reachable(-(-found.total // asked.per_page), asked.per_page)
        pager = links.pager(
            asked.page, last, lambda n: url_for("pages.item", item_id=item_id, page=n, **marks)
        )
    return render_template(
        "item.html",
        view=view,
        known=view.metadata,
        asked=asked,
        found=found,
        pager=pager,
        marks=marks,
        back_pairs=[("back", back)] if (back := request.args.get("back")) else [],
        back=links.back_url(request.args.get("back", ""), asked),
        filter_url=links.filter_url,
    )


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>")
def page(item_id: str, number: int) -> str:
    """A page: its image with the words found framed, its text with them marked."""
    asked = _asked()
    view = search_service().page(item_id, number, asked.q, asked.marks)
    return render_template(
        "page.html",
        view=view,
        known=view.metadata,
        asked=asked,
        has_image=media_type(view.page.image) is not None,
        marks=_reading(asked),
        back=links.back_url(request.args.get("back", ""), asked),
    )


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>/image")
def image(item_id: str, number: int) -> Response:
    """A page's image, sent only as one of the kinds that are nothing but images."""
    path = search_service().image(item_id, number)
    kind = media_type(path)
    if kind is None or not path.is_file():
        raise NotFound(f"page {number} of {item_id} has no image that can be shown")
    # Asked for anew each time (and answered 304): rights to an image can change any day.
    return send_file(path, mimetype=kind, conditional=True, max_age=0)


def _reading(asked: SearchRequest) -> dict[str, Any]:
    """What links between an item and its pages carry on: the words to mark and the way back."""
    back = request.args.get("back")
    return mark_arguments(asked) | ({"back": back} if back else {})
