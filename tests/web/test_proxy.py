"""Behind a proxy: under a path, by https, under another name. Believed only when it is set."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from playwright.sync_api import Browser, expect

from searchsvc.settings import Settings
from tests.web.browsing import needs_browser, open_page, serving
from tests.web.fake import FakeService
from tests.web.items import HOSTILE, ITEMS
from tests.web.parsing import parse, select, texts
from web.app import create_app

PREFIX = "/kho"
FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "thuvien.example",
    "X-Forwarded-Prefix": PREFIX,
}
BOOK = "https://thuvien.example/kho/items/kieu-1917"


@pytest.fixture
def proxied(images: Path) -> Flask:
    return create_app(
        Settings(home=images, behind_proxy=True), FakeService([*ITEMS, *HOSTILE], images)
    )


@pytest.fixture
def behind(proxied: Flask) -> FlaskClient:
    return proxied.test_client()


def test_addresses_are_those_that_the_browser_has(behind: FlaskClient) -> None:
    page = parse(behind.get("/items/kieu-1917?q=ta", headers=FORWARDED).text)
    assert texts(page, ".citation")[0].endswith(BOOK)
    found = {address for _, _, address, _ in page.iterlinks()}
    strays = {a for a in found if not a.startswith(("/kho/", "?", "#", "https://example.org/"))}
    assert strays == set()
    assert select(page, "#q")[0].get("data-suggest") == "/kho/api/v1/suggest"
    assert BOOK in behind.get("/items/kieu-1917/cite.bib", headers=FORWARDED).text
    document = behind.get("/openapi.json", headers=FORWARDED).get_json()
    assert document["servers"] == [{"url": PREFIX}]
    hit = behind.get("/api/v1/search?q=ta", headers=FORWARDED).get_json()["hits"][0]
    assert hit["url"].startswith("/kho/items/")


def test_addresses_for_other_programs_are_whole(behind: FlaskClient) -> None:
    site = "https://thuvien.example/kho"
    assert f"\nSitemap: {site}/sitemap.xml\n" in behind.get("/robots.txt", headers=FORWARDED).text
    parts = behind.get("/sitemap.xml", headers=FORWARDED).text
    assert f"<loc>{site}/sitemap-1.xml</loc>" in parts
    assert f"<loc>{BOOK}</loc>" in behind.get("/sitemap-1.xml", headers=FORWARDED).text
    described = etree.fromstring(behind.get("/opensearch.xml", headers=FORWARDED).data)
    templates = [url.get("template") for url in described.iter("{*}Url")]
    assert len(templates) == 4
    assert all(str(template).startswith(f"{site}/") for template in templates)
    page = parse(behind.get("/items/kieu-1917?q=ta", headers=FORWARDED).text)
    assert select(page, "link[rel=canonical]")[0].get("href") == "/kho/items/kieu-1917"
    (data,) = select(page, "script[type=application/ld+json]")
    assert json.loads(str(data.text))["url"] == BOOK


def test_redirects_stay_under_the_path(behind: FlaskClient) -> None:
    answer = behind.get("/advanced?all=ta", headers=FORWARDED)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/kho/search?q=ta")


def test_the_cookie_is_of_the_path_and_of_https_alone(behind: FlaskClient) -> None:
    cookie = behind.get("/help?lang=en", headers=FORWARDED).headers["Set-Cookie"].split("; ")
    assert {"Path=/kho", "Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie)
    assert "Path=/" in behind.get("/help?lang=en").headers["Set-Cookie"].split("; ")


def test_without_the_setting_nobody_is_believed(client: FlaskClient) -> None:
    answer = client.get("/items/kieu-1917?lang=en", headers=FORWARDED)
    assert "thuvien.example" not in answer.text
    assert PREFIX not in answer.text
    assert "Secure" not in answer.headers["Set-Cookie"]


class _Proxy:
    """Passes on what is asked of it under the path, and says so as the handbook has it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.strays: list[str] = []

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        path = str(environ["PATH_INFO"])
        if not path.startswith(f"{PREFIX}/"):
            self.strays.append(path)
        host = environ["HTTP_HOST"]
        said = {"HTTP_X_FORWARDED_PREFIX": PREFIX, "HTTP_X_FORWARDED_HOST": host}
        rest = path.removeprefix(PREFIX)
        # typeshed's environment is no dict of str, which the server's is.
        return self.app(environ | said | {"PATH_INFO": rest}, start_response)  # type: ignore[arg-type]


@pytest.fixture
def proxy(proxied: Flask) -> _Proxy:
    return _Proxy(proxied)


@pytest.fixture
def public(proxy: _Proxy) -> Iterator[str]:
    with serving(proxy) as base:  # type: ignore[arg-type]  # it is called alike
        yield f"{base}{PREFIX}/"


class TestInABrowser:
    pytestmark = needs_browser

    def test_everything_is_found_under_the_path(
        self, browser: Browser, proxy: _Proxy, public: str
    ) -> None:
        page = open_page(browser, locale="en")
        page.goto(public)
        page.get_by_role("combobox").press_sequentially("Truyện")
        page.get_by_role("option", name="Truyện Kiều").click()
        expect(page.locator("#found")).to_have_text("1 item for “Truyện Kiều”")
        page.goto(f"{public}search?sort=newest")
        page.get_by_role("link", name="More: creator").click()
        page.get_by_role("dialog").get_by_label("Find a value").fill("zzz")
        expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(0)
        page.get_by_role("button", name="Close").click()
        page.get_by_label("Newspaper 15").check()
        page.wait_for_url(f"{public}search?*type=newspaper*")
        page.goto(f"{public}items/kieu-1917?q=ta")
        page.get_by_role("link", name="page 5", exact=True).click()
        picture = page.get_by_role("img", name="Image of page 5")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        page.get_by_role("link", name="Back to the results").click()
        page.wait_for_url(f"{public}search?q=ta")
        page.context.close()
        assert proxy.strays == []
