"""Every error has its answer, as a problem document for programs and as a page for people."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchsvc import errors
from searchsvc.errors import TangThuError, Unavailable, UserError
from tests.web.fake import FakeService
from tests.web.parsing import parse, select
from web.problems import ANSWERS, answer_for


def kinds(base: type[TangThuError]) -> Iterator[type[TangThuError]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [*kinds(UserError), *kinds(Unavailable)])
def test_every_error_has_an_answer(kind: type[TangThuError]) -> None:
    if kind is not UserError:
        assert answer_for(kind).status in (400, 403, 404, 500, 503)
    assert kind.__module__ == errors.__name__


def test_nothing_is_answered_that_is_not_meant_for_the_public() -> None:
    assert all(issubclass(kind, UserError | Unavailable) for kind in ANSWERS)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/search?per_page=abc", 400, "bad-parameter"),
        ("/api/v1/search?page=1000000000000", 400, "bad-parameter"),
        ("/api/v1/search?q=" + "a" * 1001, 400, "bad-parameter"),
        ("/api/v1/search?q=a%00", 400, "bad-parameter"),
        ("/api/v1/items/kieu-1917/search", 400, "bad-parameter"),
        ("/api/v1/items/none", 404, "not-found"),
        ("/api/v1/items/kieu-1917/pages/99", 404, "not-found"),
        ("/api/v1/items/kieu-1917/pages/x", 404, "not-found"),
        ("/api/v1/items/" + "x" * 129, 404, "not-found"),
        ("/api/v1/items/..%2f..%2fetc", 404, "not-found"),
        ("/api/v1/items/a%00b", 404, "not-found"),
        ("/api/v1/items/%2e%2e/pages/1", 404, "not-found"),
        ("/api", 404, "not-found"),
        ("/api/v1/items/mat-1/pages/1", 403, "text-closed"),
        ("/api/v1/search?x=" + "a" * 40_000, 414, "request-uri-too-long"),
    ],
)
def test_problem_documents(client: FlaskClient, path: str, status: int, code: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json(force=True)
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == "about:blank"
    assert problem["title"]
    if code == "bad-parameter":
        assert problem["parameter"] in ("page", "per_page", "q")
        assert problem["parameter"] in problem["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?per_page=abc", 400),
        ("/search?page=1000000000000", 400),
        ("/search?q=" + "a" * 1001, 400),
        ("/search?q=a%00", 400),
        ("/search?year_from=x", 400),
        ("/search?sort=best", 400),
        ("/items/mat-1/pages/1", 403),
        ("/items/none", 404),
        ("/items/kieu-1917/pages/0", 404),
        ("/items/kieu-1917/pages/" + "9" * 5000, 404),
        ("/items/kieu-1917/pages/٣", 404),
        ("/items/kieu-1917/pages/3/image", 404),
        ("/items/../../etc/passwd", 404),
        ("/nothing", 404),
        ("/search?x=" + "a" * 40_000, 414),
    ],
)
def test_error_pages(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert f'<p class="status">{status}</p>' in response.text


def test_a_query_beyond_a_limit_is_told_all_of_them(client: FlaskClient) -> None:
    response = client.get("/search?q=" + "a" * 1001, headers={"Accept-Language": "en"})
    assert "1,000 characters, 300 words and 50 operators" in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/search?q=trong+ta&year=1945..1900", 400), ("/items/none?q=trong+ta", 404)],
)
def test_an_error_keeps_what_was_asked(
    client: FlaskClient, service: FakeService, path: str, status: int
) -> None:
    response = client.get(path, headers={"Accept-Language": "en"})
    assert response.status_code == status
    assert ("end before they begin" in response.text) == (status == 400)
    assert select(parse(response.text), "#q")[0].get("value") == "trong ta"
    service.break_down()
    response = client.get("/search?q=trong+ta")
    assert response.status_code == 503
    assert select(parse(response.text), "#q")[0].get("value") == "trong ta"


@pytest.mark.parametrize("path", ["/", "/search?q=ta", "/items/kieu-1917", "/items/a/pages/1"])
def test_an_outage_never_looks_like_no_results(
    client: FlaskClient, service: FakeService, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    service.break_down()
    response = client.get(path, headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The search is out of order" in response.text
    assert "segment 7" not in response.text
    assert "segment 7" in caplog.text


@pytest.mark.parametrize(
    "path", ["/api/v1/search", "/api/v1/suggest?q=a", "/suggest.json?q=a", "/readyz"]
)
def test_outage_for_programs(client: FlaskClient, service: FakeService, path: str) -> None:
    service.break_down()
    response = client.get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    problem = response.get_json(force=True)
    assert problem["code"] == "unavailable"
    assert "detail" not in problem
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/search?q=a", "/api/v1/search?q=a"])
@pytest.mark.parametrize(
    "error", [ValueError("secret"), errors.UsageError("secret"), errors.HomeBusy("secret")]
)
def test_the_unexpected_shows_nothing(
    app: Flask,
    service: FakeService,
    path: str,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.failure = error
    response = app.test_client().get(path)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret" in caplog.text
    assert response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/healthz"])
def test_nothing_can_be_sent(client: FlaskClient, path: str) -> None:
    response = client.post(path, data=b"x" * 1000)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    expected = "text/html" if path == "/search" else "application/problem+json"
    assert response.mimetype == expected


_BASES = ["/search", "/", "/items/kieu-1917", "/items/kieu-1917/pages/1", "/items/"]
_PARAMETERS = st.sampled_from(["q", "page", "year", "year_from", "back", "lang", "subject", "type"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    base=st.sampled_from([*_BASES, *(f"/api/v1{base}" for base in _BASES)]),
    rest=st.text(max_size=8),
    arguments=st.lists(st.tuples(_PARAMETERS, st.text(max_size=20)), max_size=4),
)
def test_no_address_breaks_anything(
    client: FlaskClient, base: str, rest: str, arguments: list[tuple[str, str]]
) -> None:
    query = urlencode(arguments, errors="replace")
    response = client.get(base + quote(rest, errors="replace"), query_string=query)
    assert response.status_code in (200, 302, 308, 400, 403, 404)
