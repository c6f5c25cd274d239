"""The factory, and the headers that every answer carries."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchsvc.images import IMAGE_SUFFIXES
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from tests.web.fake import FakeService
from web.app import create_app
from web.security import CONTENT_SECURITY_POLICY


def test_opens_the_service_of_the_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, service: FakeService
) -> None:
    opened: list[Settings] = []

    def open_(settings: Settings) -> SearchService:
        opened.append(settings)
        return service

    monkeypatch.setattr(SearchService, "open", open_)
    monkeypatch.setattr("web.app.close_at_exit", lambda service: None)
    monkeypatch.setenv("TANGTHU_HOME", str(tmp_path))
    monkeypatch.setenv("TANGTHU_SITE_NAME", "Thư viện làng <Đông>")
    client = create_app().test_client()
    assert [settings.home for settings in opened] == [tmp_path]
    assert "Thư viện làng &lt;Đông&gt;" in client.get("/").text


CLOSING = """
import multiprocessing
from web.closing import close_at_exit

class Service:
    def close(self): print("closed", flush=True)

def work(): close_at_exit(Service())

if __name__ == "__main__":
    {call}
"""


@pytest.mark.parametrize(
    "call",
    [
        "work()",
        "p = multiprocessing.get_context('fork').Process(target=work); p.start(); p.join()",
        "p = multiprocessing.get_context('spawn').Process(target=work); p.start(); p.join()",
    ],
)
def test_closes_once_when_its_process_ends(tmp_path: Path, call: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(CLOSING.format(call=call))
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "closed\n"


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=ta", "/items/none", "/api/v1/search", "/api/x", "/static/style.css",
     "/items/kieu-1917/pages/1/image", "/items/kieu-1917/pages/1/thumbnail", "/healthz",
     "/openapi.json", "/opensearch.xml", "/sitemap.xml", "/sitemap-1.xml", "/suggest.json"],
)  # fmt: skip
def test_headers(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    response.close()
    headers = response.headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    is_data = path.startswith(("/api/", "/openapi.json"))
    assert ("Access-Control-Allow-Origin" in headers) == is_data
    # Other sites may show page images.
    policy = "cross-origin" if is_data or "/pages/" in path else "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == policy


def test_nothing_is_allowed_from_elsewhere() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none';")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert ".svg" not in IMAGE_SUFFIXES


def test_static_files_are_kept_and_named_by_content(client: FlaskClient) -> None:
    address = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "style.css?v=" in address
    response = client.get(address)
    assert response.cache_control.max_age == 365 * 24 * 3600
    response.close()


def test_a_name_that_no_view_gives_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Exception, match="is undefined"):
        app.jinja_env.from_string("{{ nobody }}").render()


def test_mounted_below_a_path(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/search?q=ta", environ_overrides={"SCRIPT_NAME": "/kho"}).text
    assert 'href="/kho/items/kieu-1917?q=ta"' in page
    assert 'href="/kho/search?' in page
    document = client.get("/openapi.json", environ_overrides={"SCRIPT_NAME": "/kho"}).get_json()
    assert document["servers"] == [{"url": "/kho"}]
