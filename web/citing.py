"""Citations of an item as files."""

from collections.abc import Callable

from flask import Blueprint, Response, url_for

from searchsvc.domain import Metadata
from web.citations import bibtex, ris
from web.state import search_service

RIS = "application/x-research-info-systems"

blueprint = Blueprint("citing", __name__)


@blueprint.get("/items/<item_id:item_id>/cite.bib")
def bib(item_id: str) -> Response:
    """The item as a BibTeX entry."""
    return _file(item_id, "bib", "application/x-bibtex", bibtex)


@blueprint.get("/items/<item_id:item_id>/cite.ris", endpoint="ris")
def ris_file(item_id: str) -> Response:
    """The item as a RIS record."""
    return _file(item_id, "ris", RIS, ris)


def permalink(item_id: str) -> str:
    """The item's whole address, without a search."""
    return url_for("pages.item", item_id=item_id, _external=True)


def _file(
    item_id: str, suffix: str, media_type: str, written: Callable[[Metadata, str], str]
) -> Response:
    known = search_service().item(item_id).metadata
    # An id has only letters, digits and `._:-`; the colon is none for a file on every system.
    name = f"{item_id.replace(':', '-')}.{suffix}"
    return attachment(written(known, permalink(item_id)), media_type, name)


def attachment(content: str | bytes, media_type: str, name: str) -> Response:
    """A text, or what is no text, as a file to keep under this name."""
    if isinstance(content, str):
        # A lone surrogate may come out of a record; a citation shows a mark in its place.
        content, media_type = content.encode("utf-8", "replace"), f"{media_type}; charset=utf-8"
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
