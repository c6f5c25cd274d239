"""Page images over HTTP."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.web.fake import FakeService


@pytest.mark.parametrize(
    ("name", "media_type", "cached"),
    [("image", "image/png", "private, no-cache, max-age=0"),
     ("thumbnail", "image/jpeg", "private, max-age=3600")],
)  # fmt: skip
def test_images(client: FlaskClient, name: str, media_type: str, cached: str) -> None:
    address = f"/items/kieu-1917/pages/1/{name}"
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    directives = set(response.headers["Cache-Control"].split(", "))
    assert directives == set(cached.split(", "))
    assert len(response.data) == int(response.headers["Content-Length"]) > 100
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    for answer in (response, again, head):
        answer.close()


def test_a_thumbnail_is_small(client: FlaskClient, tmp_path: Path) -> None:
    response = client.get("/items/kieu-1917/pages/1/thumbnail")
    (tmp_path / "a.jpg").write_bytes(response.data)
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.size == (160, 214)


@pytest.mark.parametrize("name", ["image", "thumbnail"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/items/xss/pages/2", 404),  # ../../etc/passwd
        ("/items/bc/pages/1", 404),
        ("/items/none/pages/1", 404),
        ("/items/mat-1/pages/1", 403),
        ("/items/kieu-1917/pages/..%2f1", 404),
        ("/items/..%2f..%2fetc/pages/1", 404),
    ],
)
def test_no_image(client: FlaskClient, name: str, path: str, status: int) -> None:
    assert client.get(f"{path}/{name}").status_code == status


def test_a_broken_image(client: FlaskClient, service: FakeService, tmp_path: Path) -> None:
    service.images = tmp_path
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "1.png").write_bytes(b"<html>")
    for name in ("image", "thumbnail"):
        response = client.get(f"/items/kieu-1917/pages/1/{name}")
        assert response.status_code == 404
        assert response.mimetype == "text/html"
