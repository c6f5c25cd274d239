"""Converters that let only well-formed ids and page numbers reach a view; the rest is 404."""

from flask import Flask
from werkzeug.routing import BaseConverter

from searchsvc.domain import ITEM_ID


class ItemIdConverter(BaseConverter):
    """An item's id: no slash, no NUL, nothing that a path could be made of."""

    regex = ITEM_ID.pattern


class PageNumberConverter(BaseConverter):
    """A page's number. Werkzeug's own `int` takes digits of any script and of any length."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)


def init_app(app: Flask) -> None:
    app.url_map.converters["item_id"] = ItemIdConverter
    app.url_map.converters["page_number"] = PageNumberConverter
