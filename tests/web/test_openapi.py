"""The description is valid, complete, and the answers are what it says."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from tests.web.fake import FakeService


@pytest.fixture
def document(client: FlaskClient) -> Any:
    return client.get("/openapi.json").get_json()


def test_valid(document: Any) -> None:
    validate(document)
    assert document["servers"] == [{"url": "/"}]


def test_every_route_is_described(app: Flask, document: Any) -> None:
    routes = {
        rule.rule.replace("<item_id:item_id>", "{id}")
        .replace("<page_number:number>", "{number}")
        .replace("<name>", "{name}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule in ("/healthz", "/readyz")
    }
    assert routes == set(document["paths"])


CALLS = {
    "/api/v1/search": [
        "?q=ta",
        "",
        "?q=(thư",
        "?q=thu vein",
        "?q=ta&debug=1",
        "?q=mạt&debug=1",
        "?debug=1",
        "?sort=title&per_page=100",
        "?page=100&per_page=100",
    ],
    "/api/v1/facets/{name}": ["creator?q=Ng", "subject", "type?query=ta&type=book", "library?q=zz"],
    "/api/v1/items/{id}": ["kieu-1917", "mat-1", "xss", "bc"],
    "/api/v1/items/{id}/pages/{number}": ["kieu-1917/1?q=ta", "kieu-1917/3", "xss/2"],
    "/api/v1/items/{id}/search": ["kieu-1917?q=ta", "kieu-1917?q=none"],
    "/api/v1/items/{id}/similar": ["kieu-1917", "mat-1", "xss"],
    "/api/v1/suggest": ["?q=Tr", ""],
    "/healthz": [""],
    "/readyz": [""],
}
ERRORS = [
    ("/api/v1/search", "?page=x", 400),
    ("/api/v1/search", "?debug=true", 400),
    ("/api/v1/search", "?page=101&per_page=100", 400),
    ("/api/v1/search", "?page=10001&per_page=1", 400),
    ("/api/v1/facets/{name}", "id", 404),
    ("/api/v1/facets/{name}", "year", 404),
    ("/api/v1/facets/{name}", "creator?q=" + "a" * 101, 400),
    ("/api/v1/facets/{name}", "creator?marks=some", 400),
    ("/api/v1/items/{id}", "none", 404),
    ("/api/v1/items/{id}/similar", "none", 404),
    ("/api/v1/items/{id}/pages/{number}", "mat-1/1", 403),
    ("/api/v1/items/{id}/search", "kieu-1917", 400),
]


def address(template: str, call: str) -> str:
    path, _, query = call.partition("?")
    first, _, second = path.partition("/")
    for name, value in (("{id}", first), ("{name}", first), ("{number}", second)):
        template = template.replace(name, value)
    return f"{template}?{query}"


def check(document: Any, client: FlaskClient, template: str, call: str, status: int) -> None:
    response = client.get(address(template, call))
    assert response.status_code == status
    described = document["paths"][template]["get"]["responses"][str(status)]
    (media_type,) = described["content"]
    assert response.mimetype == media_type
    schema = described["content"][media_type]["schema"] | {"components": document["components"]}
    Draft202012Validator(schema).validate(response.get_json(force=True))


@pytest.mark.parametrize(("template", "call"), [(t, c) for t in CALLS for c in CALLS[t]])
def test_answers(document: Any, client: FlaskClient, template: str, call: str) -> None:
    check(document, client, template, call, 200)


@pytest.mark.parametrize(("template", "call", "status"), ERRORS)
def test_errors(document: Any, client: FlaskClient, template: str, call: str, status: int) -> None:
    check(document, client, template, call, status)


@pytest.mark.parametrize(("template", "call"), [(t, CALLS[t][0]) for t in CALLS])
def test_what_is_not_described_is_ignored(
    document: Any, client: FlaskClient, template: str, call: str
) -> None:
    known = {p["name"] for p in document["paths"][template]["get"]["parameters"]}
    wrong = {name: "foo" for name in ("sort", "marks", "page", "year", "debug", "q2")}
    others = "".join(f"&{name}={value}" for name, value in wrong.items() if name not in known)
    check(document, client, template, f"{call}{'' if '?' in call else '?'}{others}", 200)
    for name in known & wrong.keys():
        check(document, client, template, f"{call.partition('?')[0]}?q=ta&{name}=foo", 400)


def test_limits_are_those_described(document: Any, client: FlaskClient) -> None:
    described = document["paths"]["/api/v1/search"]["get"]["parameters"]
    limits = {p["name"]: p["schema"]["maximum"] for p in described if "minimum" in p["schema"]}
    assert limits.keys() == {"page", "per_page"}
    for name, most in limits.items():
        rest = "&per_page=1" if name == "page" else ""
        check(document, client, "/api/v1/search", f"?{name}={most}{rest}", 200)
        check(document, client, "/api/v1/search", f"?{name}={most + 1}{rest}", 400)


def test_outages(document: Any, client: FlaskClient, service: FakeService) -> None:
    service.break_down()
    for template in CALLS:
        if template != "/healthz":
            call = "type" if "{name}" in template else "kieu-1917/1?q=ta"
            check(document, client, template, call, 503)
