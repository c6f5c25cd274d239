"""What a running app holds: its settings and the one service that answers."""

from typing import cast

from flask import Flask, current_app

from searchsvc.imaging import Pictures
from searchsvc.service import SearchService
from searchsvc.settings import Settings

_SERVICE, _SETTINGS, _PICTURES = "tangthu_service", "tangthu_settings", "tangthu_pictures"


def init_app(app: Flask, settings: Settings, service: SearchService) -> None:
    app.extensions[_SERVICE] = service
    app.extensions[_SETTINGS] = settings
    app.extensions[_PICTURES] = Pictures(settings.image_cache, settings.image_cache_mb << 20)


def search_service() -> SearchService:
    """The service of the current app."""
    return cast(SearchService, current_app.extensions[_SERVICE])


def pictures() -> Pictures:
    """The page images of the current app, in sizes for browsers."""
    return cast(Pictures, current_app.extensions[_PICTURES])


def site_name() -> str:
    """The library's name for this site."""
    return cast(Settings, current_app.extensions[_SETTINGS]).site_name
