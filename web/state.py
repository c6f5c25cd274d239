"""What a running app holds: its settings and the one service that answers."""

from typing import cast

from flask import Flask, current_app

from searchsvc.service import SearchService
from searchsvc.settings import Settings

_SERVICE, _SETTINGS = "tangthu_service", "tangthu_settings"


def init_app(app: Flask, settings: Settings, service: SearchService) -> None:
    app.extensions[_SERVICE] = service
    app.extensions[_SETTINGS] = settings


def search_service() -> SearchService:
    """The service of the current app."""
    return cast(SearchService, current_app.extensions[_SERVICE])


def site_name() -> str:
    """The library's name for this site."""
    return cast(Settings, current_app.extensions[_SETTINGS]).site_name
