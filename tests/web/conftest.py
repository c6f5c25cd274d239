"""An app over a service in memory, and a client and a browser for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from searchsvc.settings import Settings
from tests.web.browsing import serving
from tests.web.fake import FakeService
from tests.web.items import HOSTILE, ITEMS, KIEU
from tests.web.sample_site import serving_sample
from web.app import create_app


def draw_images(folder: Path) -> Path:
    """Two page images in the folder, each word a grey bar where its box says it stands."""
    (folder / "scans").mkdir()
    for page in KIEU.pages[:2]:
        picture = Image.new("L", (1200, 1600), 244)
        draw = ImageDraw.Draw(picture)
        for box in page.words:
            draw.rectangle((box.x, box.y, box.x + box.width, box.y + box.height), fill=150)
        picture.save(folder / str(page.image))
    return folder


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_images(tmp_path_factory.mktemp("images"))


@pytest.fixture
def service(images: Path) -> FakeService:
    return FakeService([*ITEMS, *HOSTILE], images)


@pytest.fixture
def app(service: FakeService, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), service)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def address(images: Path) -> Iterator[str]:
    """Where the app is served, for a browser."""
    service = FakeService([*ITEMS, *HOSTILE], images)
    with serving(create_app(Settings(home=images), service)) as base:
        yield base


@pytest.fixture(scope="session")
def sample_address() -> Iterator[str]:
    """Where the sample collection is served, by the real service."""
    with serving_sample() as base:
        yield base
