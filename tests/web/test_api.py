"""The JSON API answers in the shape of the contract."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from searchsvc.domain import Item, Metadata
from tests.web.fake import FakeService


def get(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    return response.get_json()


def test_search(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=cõi người&per_page=5&subject=Chữ Nôm")
    assert list(answer) == [
        "query", "total", "page", "per_page", "took_ms", "hits", "facets", "histogram", "undated",
        "suggestions", "notices",
    ]  # fmt: skip
    assert (answer["query"], answer["total"], answer["per_page"]) == ("cõi người", 1, 5)
    (hit,) = answer["hits"]
    pages = hit.pop("pages")
    assert hit == {
        "id": "kieu-1917",
        "title": "Truyện Kiều",
        "creators": ["Nguyễn Du"],
        "date": "1917",
        "year": 1917,
        "collection": "Sách quốc ngữ",
        "library": "Thư viện Quốc gia Việt Nam",
        "type": "book",
        "url": "/items/kieu-1917",
        "score": 1.5,
        "pages_matched": 2,
    }
    assert pages[0]["number"] == 1
    assert pages[0]["label"] == "5"
    assert pages[0]["url"] == "/items/kieu-1917/pages/1?q=c%C3%B5i+ng%C6%B0%E1%BB%9Di"
    assert pages[0]["snippet"].startswith("Trăm năm trong <mark>cõi</mark> <mark>người</mark> ta,")
    assert answer["facets"]["subject"][1] == {"value": "Chữ Nôm", "count": 1, "selected": True}
    assert answer["histogram"] == [{"from": 1910, "to": 1919, "count": 1}]
    assert answer["undated"] == 0


def test_scores_are_explained_when_asked(client: FlaskClient) -> None:
    (hit,) = get(client, "/api/v1/search?q=cõi người&debug=1")["hits"]
    metadata = {"text": 0.25, "exact_title": 0, "title": 0, "creator": 0, "subject": 0}
    metadata["about"] = 0
    page = {"number": 1, "syllables": 0.5, "words": 0.25, "pairs": 0.25, "threes": 0}
    assert hit["score_parts"] == {
        "metadata": metadata,
        "page": page | {"length": 1.25},
        "unseen_page": 0,
    }
    for without in ("", "&debug=0", "&debug="):
        (hit,) = get(client, f"/api/v1/search?q=cõi người{without}")["hits"]
        assert "score_parts" not in hit
    assert client.get("/api/v1/search?q=cõi&debug=yes").get_json()["parameter"] == "debug"


def test_urls_lead_to_the_pages(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=ta&marks=strict")
    hit = answer["hits"][0]
    assert hit["pages"][0]["url"].endswith("?q=ta&marks=strict")
    for url in (hit["url"], hit["pages"][0]["url"]):
        assert client.get(url).mimetype == "text/html"


def test_urls_keep_how_the_query_was_read(client: FlaskClient) -> None:
    for call in ("search?q=ta&mode=any", "items/kieu-1917/search?q=ta&mode=any"):
        answer = get(client, f"/api/v1/{call}")
        (page, *_) = answer.get("pages") or answer["hits"][0]["pages"]
        assert page["url"].endswith("?q=ta&mode=any")
    assert get(client, "/api/v1/items/kieu-1917/pages/1?q=ta&mode=any")["next"].endswith(
        "&mode=any"
    )
    assert "/items/kieu-1917/pages/1?q=ta&amp;mode=any" in client.get("/search?q=ta&mode=any").text


def test_notices_and_suggestions(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=(thư")
    assert answer["notices"] == [{"code": "unparsed", "message": "Searched as plain words: (thư"}]
    answer = get(client, "/api/v1/search?q=thu vein")
    assert answer["suggestions"] == [{"query": "thư viện", "reason": "spelling"}]
    answer = get(client, "/api/v1/suggest?q=Truyện")
    assert answer == {
        "query": "Truyện",
        "suggestions": [{"query": "Truyện Kiều", "reason": "title"}],
    }


def test_facet(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/facets/subject?q=Ch&query=ta&subject=Chữ Nôm&type=book")
    assert answer == {
        "facet": "subject",
        "q": "Ch",
        "query": "ta",
        "values": [{"value": "Chữ Nôm", "count": 1, "selected": True}],
    }


def test_values_too_long_for_a_filter_are_not_offered(
    client: FlaskClient, service: FakeService
) -> None:
    for length in (500, 501):
        metadata = Metadata(id=f"long-{length}", title="ta", subjects=("s" * length,))
        service.items[metadata.id] = Item(metadata, ())
    found = get(client, "/api/v1/search?q=ta&per_page=1")["facets"]["subject"]
    listed = get(client, "/api/v1/facets/subject?q=ss")["values"]
    for values in (found, listed):
        assert [len(v["value"]) for v in values if v["value"].startswith("ss")] == [500]


def test_facet_names_the_parameter_at_fault(client: FlaskClient) -> None:
    for call, parameter in ((f"query={'a' * 1001}", "query"), (f"q={'a' * 101}", "q")):
        response = client.get(f"/api/v1/facets/creator?{call}")
        assert (response.status_code, response.get_json()["parameter"]) == (400, parameter)


def test_years_that_end_before_they_begin_are_refused_with_the_reason(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?year=1945..1900")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    problem = response.get_json(force=True)
    assert (problem["parameter"], problem["detail"]) == ("year", "year: ends before it begins")


def test_item_gives_unknown_keys_back(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/kieu-1917")
    assert answer["shelf"] == "A 12"
    assert answer["nested"] == {"deep": [1]}
    assert answer["huge"] == 2**70
    assert answer["rights"] == "public"
    assert answer["text_open"] is True
    assert answer["page_count"] == 3
    assert answer["pages"][0] == {
        "number": 1,
        "label": "5",
        "url": "/items/kieu-1917/pages/1",
        "image": "/items/kieu-1917/pages/1/image",
    }


def test_unknown_keys_never_displace_ours(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/xss")
    assert answer["title"].startswith("<script>")


def test_closed_item_shows_its_description_only(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/mat-1")
    assert answer["text_open"] is False
    assert answer["pages"] == []
    assert client.get("/api/v1/items/mat-1/pages/1").status_code == 403


def test_page(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/kieu-1917/pages/2?q=ta")
    assert answer["previous"] == "/items/kieu-1917/pages/1?q=ta"
    assert answer["image"] == "/items/kieu-1917/pages/2/image"
    assert (answer["width"], answer["height"]) == (1200, 1600)
    start, end = answer["matches"][0]
    assert answer["text"][start:end] == "ta"
    assert answer["boxes"][0][0] == "ta,"
    assert len(answer["words"][0]) == 6


def test_numbers_that_json_has_not(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/xss/pages/2")
    assert answer["width"] is None
    assert answer["image"] is None


def test_within(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/kieu-1917/search?q=ta&per_page=1&page=2")
    assert (answer["total"], answer["page"], answer["per_page"]) == (2, 2, 1)
    (match,) = answer["pages"]
    assert match["number"] == 2
    assert match["url"] == "/items/kieu-1917/pages/2?q=ta"
    assert "<mark>ta</mark>" in match["snippet"]
    assert match["boxes"]


def test_similar(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/items/kieu-1917/similar")
    assert list(answer) == ["id", "title", "items"]
    assert (answer["id"], answer["title"]) == ("kieu-1917", "Truyện Kiều")
    found = get(client, f"/api/v1/search?q={answer['items'][0]['title']}")
    brief = {k: v for k, v in found["hits"][0].items() if k in answer["items"][0]}
    assert answer["items"][0] == brief


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search?q=ta", method=method)
    assert response.status_code == 200
    assert response.data == b""
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/api/v1/search?q=ta", "/openapi.json"])
def test_other_sites_may_send_the_headers_that_their_libraries_add(
    client: FlaskClient, path: str
) -> None:
    # A browser asks before it sends `Content-Type: application/json` or a header of its page.
    allowed = client.options(path).headers
    assert allowed["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert allowed["Access-Control-Allow-Headers"] == "*"
    assert "Access-Control-Allow-Headers" not in client.get(path).headers
    assert "Access-Control-Allow-Headers" not in client.options("/search").headers


def test_health(client: FlaskClient) -> None:
    assert get(client, "/healthz") == {"status": "ok"}
    assert get(client, "/readyz") == {"status": "ready"}
