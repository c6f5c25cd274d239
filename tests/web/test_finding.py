"""The advanced form, help, the pages of facets, and the ways out of finding nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from searchsvc.errors import QueryError
from searchsvc.query import parse
from searchsvc.requests import Filters, Marks, Mode, SearchRequest, YearSpan
from tests.web.parsing import links, select, texts
from tests.web.parsing import parse as parse_html
from web.advanced import FIELD_BOXES, WORD_BOXES, composed
from web.ways_out import ways_out


@pytest.mark.parametrize(
    ("boxes", "query"),
    [
        ({"all": "thư viện"}, "thư viện"),
        ({"phrase": 'thư viện "quốc gia"'}, '"thư viện quốc gia"'),
        ({"any": "Huế Hội"}, "Huế OR Hội"),
        ({"all": "báo", "any": "Huế Hội"}, "báo (Huế OR Hội)"),
        ({"all": "báo", "any": "Huế"}, "báo Huế"),
        ({"all": "báo", "none": "quảng cáo"}, "báo -quảng -cáo"),
        ({"title": "truyện", "creator": "nguyễn du"}, "title:truyện creator:(nguyễn du)"),
        ({"subject": "tạp-chí"}, "subject:tạp-chí"),
        # What would be an operator elsewhere is a word in a box.
        ({"all": "và OR VÀ NOT"}, "và or và not"),
        ({"all": '+a -b (c) "d" id:7'}, "a b c d id 7"),
        ({"all": "quốc* nguyễn~"}, "quốc* nguyễn~"),
        ({"all": "2175/QĐ-BVHTTDL"}, "2175/QĐ-BVHTTDL"),
    ],
)
def test_boxes_become_a_query(app: Flask, boxes: dict[str, str], query: str) -> None:
    with app.test_request_context("/?lang=en"):
        request = composed({name: [text] for name, text in boxes.items()})
    assert request.q == query
    assert request.mode is (Mode.ALL if " " in query else Mode.AUTO)


# A `*` or `~` at a word's end keeps its meaning, and there it may be ignored.
_box = st.text(st.characters(exclude_characters="*~"), max_size=20)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*WORD_BOXES, *FIELD_BOXES]), _box))
def test_nothing_in_a_box_is_a_sign(boxes: dict[str, str]) -> None:
    app = Flask(__name__)
    with app.test_request_context("/?lang=en"):
        try:
            request = composed({name: [text] for name, text in boxes.items()})
        except QueryError as error:
            assert error.parameter == "q"
            return
    assert not [n.text for n in parse(request.q, request.mode).notices if n.code == "ignored"]


def test_the_advanced_form_leads_to_a_search(client: FlaskClient) -> None:
    page = parse_html(client.get("/advanced?lang=en").text)
    assert {box.get("name") for box in select(page, "form.fields .row input")} == {
        *WORD_BOXES, *FIELD_BOXES, "year_from", "year_to",
    }  # fmt: skip
    assert "Newspaper 15" in texts(page, ".choices label")
    response = client.get(
        "/advanced?all=thư&title=báo&year_from=1900&year_to=&type=newspaper&type=book&language=vi"
    )
    assert response.status_code == 302
    assert parse_qs(urlsplit(response.headers["Location"]).query) == {
        "q": ["thư title:báo"], "mode": ["all"], "type": ["newspaper", "book"],
        "language": ["vi"], "year": ["1900.."],
    }  # fmt: skip
    vietnamese = client.get("/advanced?title=báo&lang=vi").headers["Location"]
    assert parse_qs(urlsplit(vietnamese).query)["q"] == ["nhande:báo"]
    assert client.get("/advanced?year_from=x").status_code == 400


@pytest.mark.parametrize(("lang", "by_title"), [("vi", "nhande:sách"), ("en", "title:sách")])
def test_help_is_made_of_searches_that_run(client: FlaskClient, lang: str, by_title: str) -> None:
    page = parse_html(client.get(f"/help?lang={lang}").text)
    examples = links(page, ".examples a")
    assert len(examples) > 8
    assert by_title in examples
    for query, url in examples.items():
        assert client.get(url).status_code == 200
        assert parse(query).notices == ()


def test_values_of_a_facet(client: FlaskClient) -> None:
    page = parse_html(
        client.get("/facets/subject?q=thư&subject=Hà Nội&type=newspaper&lang=en").text
    )
    assert texts(page, "#values label") == ["Báo chí 15", "Hà Nội 15"]
    assert [box.get("value") for box in select(page, "#values input[checked]")] == ["Hà Nội"]
    assert links(page, ".trail a")["← Back to the results"].startswith("/search?q=th%C6%B0&")
    page = parse_html(client.get("/facets/subject?q=thư&subject=Hà Nội&find=Báo&lang=en").text)
    # What was ticked stays, whether it begins as typed or not.
    assert texts(page, "#values label") == ["Hà Nội", "Báo chí 15"]
    form = dict(select(page, "form.values")[0].form_values())
    assert form == {"find": "Báo", "subject": "Hà Nội", "q": "thư"}
    response = client.get("/search", query_string=form)
    assert response.headers["Location"] == "/search?q=th%C6%B0&subject=H%C3%A0+N%E1%BB%99i"
    page = parse_html(client.get("/facets/subject?find=zzz&lang=en").text)
    assert texts(page, "#values li") == []
    assert texts(page, "#values-found") == ["No value begins like this."]
    assert client.get("/facets/nothing").status_code == 404
    assert client.get("/facets/subject?find=%00").status_code == 200
    assert client.get(f"/facets/subject?find={'x' * 101}").status_code == 400


def test_ways_out(app: Flask) -> None:
    asked = SearchRequest(
        "thư viện", page=3, marks=Marks.STRICT,
        filters=Filters({"type": ("book",)}, (YearSpan(1900, 1910),)),
    )  # fmt: skip
    tried: list[SearchRequest] = []

    def count(request: SearchRequest) -> int:
        tried.append(request)
        return 0 if request.mode is Mode.ANY else len(tried)

    with app.test_request_context("/"):
        ways = ways_out(asked, count)
    assert [(way.kind, way.facet, way.value, way.total) for way in ways] == [
        ("all filters", "", "", 1),
        ("marks auto", "", "", 2),
        ("filter", "type", "book", 4),
        ("filter", "year", "1900–1910", 5),
    ]
    assert {request.page for request in tried} == {1}
    assert parse_qs(urlsplit(ways[2].url).query) == {
        "q": ["thư viện"], "marks": ["strict"], "year": ["1900..1910"],
    }  # fmt: skip
