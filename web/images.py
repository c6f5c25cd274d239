"""Page images: in a size that a browser can take, and small ones for lists."""

from io import BytesIO

from flask import Blueprint, Response, request, send_file

from searchsvc.imaging import PAGE, THUMBNAIL, Box
from web.state import pictures, search_service

#: Small pictures stand in lists by the dozen. A page's image is asked for anew each time (and
#: answered 304): rights to it can change any day.
THUMBNAIL_SECONDS = 3600

blueprint = Blueprint("images", __name__)


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>/image")
def image(item_id: str, number: int) -> Response:
    """A page's image."""
    return _answer(item_id, number, PAGE, 0)


@blueprint.get("/items/<item_id:item_id>/pages/<page_number:number>/thumbnail")
def thumbnail(item_id: str, number: int) -> Response:
    """A page's image, small."""
    return _answer(item_id, number, THUMBNAIL, THUMBNAIL_SECONDS)


def _answer(item_id: str, number: int, box: Box, max_age: int) -> Response:
    picture = pictures().picture(search_service().image(item_id, number), box)
    response = send_file(
        picture.path or BytesIO(picture.content),
        mimetype=picture.media_type,
        max_age=max_age,
        conditional=False,
        etag=False,
    )
    # Browsers may keep it, caches between us and them may not: what is closed today is closed.
    response.cache_control.public, response.cache_control.private = False, True
    response.set_etag(picture.tag)
    response.make_conditional(request)
    return response
