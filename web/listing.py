"""What a search finds as files: tables for spreadsheets, and RIS for programs that cite."""

from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from searchsvc.domain import Metadata
from searchsvc.requests import SearchRequest
from web.citations import ris, table
from web.citations.table import COLUMNS, rows
from web.citing import RIS, attachment, permalink
from web.parameters import parse_request, request_pairs
from web.state import search_service

_NAME = "tang-thu"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("listing", __name__)


@blueprint.get("/search.csv", endpoint="csv")
def csv_file() -> Response:
    """The items found, as a table."""
    return attachment(table(_found()), "text/csv", f"{_NAME}.csv")


@blueprint.get("/search.xlsx", endpoint="xlsx")
def xlsx_file() -> Response:
    """The items found, as an Excel workbook."""
    from searchsvc.workbook import write_workbook  # takes a while to import

    written = BytesIO()
    write_workbook(written, COLUMNS, rows(_found()), links=True)
    return attachment(written.getvalue(), XLSX, f"{_NAME}.xlsx")


@blueprint.get("/search.ris", endpoint="ris")
def ris_file() -> Response:
    """The items found, as RIS records."""
    return attachment("".join(ris(*one) for one in _found()), RIS, f"{_NAME}.ris")


def list_url(suffix: str, asked: SearchRequest) -> str:
    """The address of all that a search finds as such a file."""
    pairs = request_pairs(replace(asked, page=1, per_page=10))
    return url_for(f"listing.{suffix}") + (f"?{urlencode(pairs)}" if pairs else "")


def _found() -> list[tuple[Metadata, str]]:
    """The items, each with its address. A list has no pages, so no window is asked for."""
    args = request.args.to_dict(flat=False)
    asked = parse_request({name: args[name] for name in args.keys() - {"page", "per_page"}})
    asked = replace(asked, q=asked.q if asked.q.strip() else "")
    return [(known, permalink(known.id)) for known in search_service().listing(asked)]
