"""What browsers and crawlers find the library by: OpenSearch, sitemaps, robots.txt."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from searchsvc.catalog import listing
from searchsvc.service import SearchService
from searchsvc.settings import Settings
from tests.homes import record, settings_of, take_in
from tests.web.fake import FakeService
from tests.web.items import HOSTILE, ITEMS
from tests.web.parsing import parse, select
from web.app import create_app

OPENSEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
DOCUMENTS = ["/opensearch.xml", "/sitemap.xml", "/sitemap-1.xml"]


def read(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return etree.fromstring(response.data)


def described(client: FlaskClient, path: str = "/opensearch.xml") -> dict[str, str]:
    """The texts of a description by the names of their elements."""
    root = read(client, path)
    assert root.tag == f"{{{OPENSEARCH['o']}}}OpenSearchDescription"
    return {etree.QName(child).localname: child.text for child in root}


def addresses(client: FlaskClient, path: str) -> list[str]:
    found = read(client, path).xpath("/s:*/s:*/s:loc/text()", namespaces=SITEMAP)
    return [str(address) for address in found]


@pytest.mark.parametrize("path", ["/", "/search?q=ta", "/items/kieu-1917", "/help", "/nothing"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_names_the_description_in_its_language(
    client: FlaskClient, path: str, lang: str
) -> None:
    page = parse(client.get(path, headers={"Accept-Language": lang}).text)
    (link,) = select(page, "link[rel=search]")
    assert link.get("type") == "application/opensearchdescription+xml"
    assert link.get("title") == "Tàng Thư"
    # Browsers ask for it later, and not always with the reader's cookie.
    texts = described(client, str(link.get("href")))
    assert texts["ShortName"] == "Tàng Thư"
    assert texts["Language"] == lang
    assert ("searches the full text" in texts["Description"]) == (lang == "en")
    assert texts["InputEncoding"] == "UTF-8"


def test_what_is_described_answers(client: FlaskClient) -> None:
    root = read(client, "/opensearch.xml?lang=en")
    templates = {url.get("type"): url.get("template") for url in root.findall("o:Url", OPENSEARCH)}
    values = {"{searchTerms}": "Truy%E1%BB%87n", "{startPage?}": "1", "{count?}": ""}
    answers = {}
    for media_type, template in templates.items():
        for name, value in values.items():
            template = template.replace(name, value)
        assert template.startswith("http://localhost/")
        answers[media_type] = client.get(template)
        assert answers[media_type].status_code == 200
        assert answers[media_type].mimetype == media_type
    assert answers["application/json"].get_json()["query"] == "Truyện"
    suggested = answers["application/x-suggestions+json"].get_json(force=True)
    assert suggested == ["Truyện", ["Truyện Kiều"]]
    icon = root.findtext("o:Image", namespaces=OPENSEARCH)
    response = client.get(icon)
    assert response.mimetype == "image/svg+xml"
    response.close()


@pytest.mark.parametrize("length", [16, 17, 5000])
def test_a_long_name_is_shortened_as_the_format_wants_it(tmp_path: Path, length: int) -> None:
    name = ("<Thư viện> & " * 500)[:length]
    app = create_app(Settings(home=tmp_path, site_name=name), FakeService(ITEMS, tmp_path))
    texts = described(app.test_client())
    assert len(texts["ShortName"]) <= 16
    assert len(texts["LongName"]) <= 48
    assert len(texts["Description"]) <= 1024
    assert (texts["ShortName"] == name) == (length == 16)


def test_what_cannot_be_completed_is_told(client: FlaskClient) -> None:
    response = client.get("/suggest.json?q=" + "a" * 1001)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_all_items_stand_in_the_parts_of_the_sitemap(client: FlaskClient) -> None:
    parts = addresses(client, "/sitemap.xml")
    assert parts == ["http://localhost/sitemap-1.xml", "http://localhost/sitemap-2.xml"]
    found = [address for part in parts for address in addresses(client, part)]
    assert found == [f"http://localhost/items/{item.id}" for item in [*ITEMS, *HOSTILE]]
    assert all(client.get(address).status_code == 200 for address in found)
    assert "\nSitemap: http://localhost/sitemap.xml\n" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/sitemap-0.xml", "/sitemap-3.xml", "/sitemap-x.xml"])
def test_a_part_that_there_is_not(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml", "/suggest.json?q=a"])
def test_an_outage_is_no_empty_list(client: FlaskClient, service: FakeService, path: str) -> None:
    service.break_down()
    response = client.get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "segment 7" not in response.text


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_has_it_already_is_told_so(client: FlaskClient, path: str, encoding: str) -> None:
    accepted = {"Accept-Encoding": encoding}
    first = client.get(path, headers=accepted)
    assert first.cache_control.private
    assert first.cache_control.max_age
    again = client.get(path, headers=accepted | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(path, headers=accepted)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]
    assert head.headers["Content-Type"] == first.headers["Content-Type"]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A home of five items, one of them closed, in parts of two."""
    monkeypatch.setattr(listing, "PART", 2)
    rights = ["public", "restricted", "metadata", "onsite", "public"]
    records = [record(f"a:{n}", "chữ", rights=right) for n, right in enumerate(rights, 1)]
    take_in(tmp_path / "home", records)
    settings = settings_of(tmp_path / "home")
    service = SearchService.open(settings)
    yield create_app(settings, service).test_client()
    service.close()


def test_restricted_items_are_in_no_sitemap(library: FlaskClient) -> None:
    parts = addresses(library, "/sitemap.xml")
    listed = [addresses(library, part) for part in parts]
    site = "http://localhost/items/a:"
    assert listed == [[f"{site}1"], [f"{site}3", f"{site}4"], [f"{site}5"]]
    # The address is the one that the item's own page says is its.
    page = parse(library.get(listed[0][0]).text)
    assert select(page, "link[rel=canonical]")[0].get("href") == "/items/a:1"


def test_a_long_list_is_sent_compressed(tmp_path: Path) -> None:
    class Many(FakeService):
        def listed_ids(self, part: int) -> list[str]:
            return [f"bao-{number}" for number in range(10_000)]

    client = create_app(Settings(home=tmp_path), Many([], tmp_path)).test_client()
    response = client.get("/sitemap-1.xml", headers={"Accept-Encoding": "gzip"})
    assert len(response.data) < 100_000
    assert gzip.decompress(response.data).count(b"<loc>") == 10_000
