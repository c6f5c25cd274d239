"""Pages for patrons, whole without JavaScript."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from searchsvc.domain import Metadata
from searchsvc.errors import Unavailable
from searchsvc.images import has_image
from searchsvc.requests import SearchRequest, Sort
from searchsvc.wire import mark_arguments
from web import leafing, links
from web.citing import permalink
from web.hannom import rare_count
from web.parameters import form_years, parse_request, parse_years, query_string
from web.state import search_service
from web.templating import form_pairs
from web.ways_out import ways_out

NEWEST_ON_HOME = 6
WITHIN_PER_PAGE = 20
SIMILAR_ITEMS = 6
_FORM_FIELDS = frozenset({"find", "span", "year_from", "year_to"})

blueprint = Blueprint("pages", __name__)


def _asked(per_page: int = 10) -> SearchRequest:
    asked = parse_request(request.args.to_dict(flat=False), per_page)
    # Scores are explained to programs; a page shows none.
    return replace(asked, q=asked.q if asked.q.strip() else "", debug=False)


@blueprint.get("/", endpoint="home")
@blueprint.get("/search")
def search() -> str | AnyResponse:
    """The results of a search, or the home page when nothing was asked; an empty box that was sent
    asks for all items.
    """
    asked = _asked()
    if not _FORM_FIELDS.isdisjoint(request.args):
        # The form's boxes become the one parameter that links and programs use.
        years = form_years(request.args.to_dict(flat=False))
        if years is not None:
            filters = replace(asked.filters, years=(parse_years(years),))
            asked = replace(asked, filters=filters, page=1)
        return redirect(links.search_url(asked))
    if asked == SearchRequest():
        return redirect(links.newest_url()) if "q" in request.args else _home()
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
    return _item_page(item_id)


def _item_page(item_id: str, missing: str = "") -> str:
    """`missing`: what a reader called a page that there is not."""
    asked = _asked(WITHIN_PER_PAGE)
    view = search_service().item(item_id)
    marks = _reading(asked)
    found, pager = None, []
    matching: tuple[int, ...] = ()
    if asked.q and view.text_open:
        words = asked.q, asked.marks, asked.mode
        found = search_service().within(item_id, *words, asked.page, asked.per_page)
        matching = search_service().matching(item_id, *words)
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
        strip=leafing.strip(
            view.pages,
            matching,
            request.args.get("strip", ""),
            lambda n: url_for("pages.item", item_id=item_id, strip=n, _anchor="pages", **marks),
        ),
        similar=_similar(item_id),
        marks=marks,
        reading=links.Reading.keeping(marks),
        inside_pairs=_inside_pairs(asked),
        back=links.back_url(request.args.get("back", ""), asked),
        filter_url=links.filter_url,
        permalink=permalink(item_id),
        missing=missing,
    )


def _inside_pairs(asked: SearchRequest) -> list[tuple[str, str]]:
    """What the form inside an item keeps of a search: how words are meant, and the way back."""
    meant = SearchRequest(marks=asked.marks, mode=asked.mode)
    # While the words are those of the list, its address need not be said.
    back = request.args.get("back") or (query_string(replace(meant, q=asked.q)) if asked.q else "")
    return [*form_pairs(meant), *([("back", back)] if back else [])]


def _similar(item_id: str) -> tuple[Metadata, ...]:
    try:
        return search_service().similar(item_id, SIMILAR_ITEMS).items
    except Unavailable:
        # What the item is, its page can say without the index.
        current_app.logger.warning("no similar items for %s", item_id, exc_info=True)
        return ()


@blueprint.get("/items/<item_id:item_id>/pages")
def page_called(item_id: str) -> AnyResponse:
    """The page that a reader asks for by what is printed on it, else the item and its pages."""
    asked = _asked()
    view = search_service().item(item_id)
    label = request.args.get("label", "").replace("\0", "")
    number = leafing.page_called(view.pages, label)
    if number is None:
        return Response(_item_page(item_id, label), HTTPStatus.NOT_FOUND)
    return redirect(url_for("pages.page", item_id=item_id, number=number, **_reading(asked)))


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>")
def page(item_id: str, number: int) -> str:
    """A page: its image with the words found framed, its text with them marked."""
    asked = _asked()
    words = asked.q, asked.marks, asked.mode
    view = search_service().page(item_id, number, *words)
    matching = search_service().matching(item_id, *words) if asked.q else ()
    return render_template(
        "page.html",
        view=view,
        known=view.metadata,
        asked=asked,
        has_image=has_image(view.page.image),
        rare=rare_count(view.page.text),
        leaf=leafing.matching_pages(matching, number),
        marks=_reading(asked),
        back=links.back_url(request.args.get("back", ""), asked),
    )


def _reading(asked: SearchRequest) -> dict[str, Any]:
    """What links between an item and its pages carry on: the words to mark and the way back."""
    back = request.args.get("back")
    return mark_arguments(asked) | ({"back": back} if back else {})
