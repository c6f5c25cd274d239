"""The pages that patrons see, read as a parser reads them."""

from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from tests.web.items import LONG, XSS
from tests.web.parsing import links, parse, select, texts


def get(client: FlaskClient, path: str, status: int = 200) -> HtmlElement:
    response = client.get(path, headers={"Accept-Language": "en"})
    assert response.status_code == status, response.text
    return parse(response.text)


def test_home(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, "h1") == ["Tàng Thư"]
    assert "20 digitized items" in texts(page, ".lead")[0]
    assert (
        links(page, ".collections a")["Châu bản 1 item"]
        == "/search?collection=Ch%C3%A2u+b%E1%BA%A3n"
    )
    assert texts(page, ".holdings dd") == ["20", "81", "4", "3"]
    assert links(page, ".decades a")["1920 1920–1929: 10 items"] == "/search?year=1920..1929"
    assert len(select(page, ".newest .hit")) == 6
    assert select(page, "form[role=search] input[name=q]")


def follow(client: FlaskClient, path: str, form: dict[str, str]) -> HtmlElement:
    """What a browser shows after a form is sent."""
    response = client.get(path, query_string=form, headers={"Accept-Language": "en"})
    assert response.status_code == 302
    address = response.headers["Location"]
    assert not {"year_from", "year_to", "span", "find"} & set(parse_qs(urlsplit(address).query))
    return get(client, address)


@pytest.mark.parametrize("path", ["/search", "/search?page=&subject="])
def test_nothing_asked_is_the_home_page(client: FlaskClient, path: str) -> None:
    assert select(get(client, path), "body.home")


def test_debug_is_for_programs(client: FlaskClient) -> None:
    """Pages check it too, but show no scores, and no link to other results asks for it."""
    assert texts(get(client, "/search?debug=1"), "h1") == texts(get(client, "/"), "h1")
    page = get(client, "/search?q=thư&debug=1&per_page=1")
    assert not any("debug" in url for url in links(page, "main a").values())
    assert client.get("/search?q=thư&debug=yes").status_code == 400


def test_results(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư viện&subject=Hà Nội&year=1927..1929&page=1")
    assert texts(page, "h1") == ["10 items for “thư viện”"]
    assert len(select(page, ".hit")) == 10
    assert texts(page, ".hit h2")[0] == "Hà Thành ngọ báo, số 101"
    assert texts(page, ".hit .byline")[0] == (
        "Bùi Xuân Học · 15 January 1927 · Newspaper · Thư viện Quốc gia Việt Nam · "
        "Báo chí Đông Dương"
    )
    assert texts(page, ".hit .snippets mark")[:2] == ["Thư", "viện"]
    assert texts(page, ".more")[0].startswith("All 4 pages that match")
    (url, *_) = [a.get("href") for a in select(page, ".folio")]
    assert urlsplit(cast(str, url)).path == "/items/bao-1927-01/pages/1"
    assert parse_qs(urlsplit(cast(str, url)).query)["q"] == ["thư viện"]
    assert urlsplit(cast(str, url)).fragment == "match-1"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/search?q=thư", "thư · Tàng Thư"),
        ("/search?q=thư&page=2", "thư · Results page 2 · Tàng Thư"),
        ("/search?sort=newest", "All items · Tàng Thư"),
        ("/search?collection=Châu bản", "Châu bản · Tàng Thư"),
        ("/search?q=thư&subject=Hà Nội&year=1927..1929", "thư · Hà Nội · 1927–1929 · Tàng Thư"),
    ],
)
def test_a_title_says_which_search_it_is(client: FlaskClient, path: str, title: str) -> None:
    assert texts(get(client, path), "title") == [title]


@pytest.mark.parametrize(
    ("path", "tag", "en", "vi"),
    [
        ("/search?q=“thư viện”&subject=Hà Nội&year=1927..1929", "h1",
         "10 items for “thư viện”", "10 tài liệu khớp với “thư viện”"),
        ('/search?q=thư "thu vein" ', "h1",
         "No item matches “thư ‘thu vein’”",
         "Không tìm thấy tài liệu nào khớp với “thư ‘thu vein’”"),
        ('/items/bao-1927-01?q="thư"', "h3", "4 pages match “thư”", "4 trang khớp với “thư”"),
        ("/items/bao-1927-01?q=«xyz»", "h3",
         "No page of this item matches “xyz”",
         "Không có trang nào của tài liệu này khớp với “xyz”"),
        ('/items/bao-1927-01/pages/1?q="xyz"', ".matches",
         "“xyz” is not on this page", "Trang này không có chỗ nào khớp với “xyz”"),
    ],
)  # fmt: skip
def test_quotes_are_not_doubled(client: FlaskClient, path: str, tag: str, en: str, vi: str) -> None:
    for lang, expected in (("en", en), ("vi", vi)):
        found = texts(get(client, f"{path}&lang={lang}"), tag)
        assert found and found[0].startswith(expected)


@pytest.mark.parametrize(
    ("lang", "only"), [("en", "1910–1919: 1 item"), ("vi", "1910–1919: 1 tài liệu")]
)
def test_years_of_which_there_is_one_bar_stand_once(
    client: FlaskClient, lang: str, only: str
) -> None:
    page = get(client, f"/search?q=Kiều&lang={lang}")
    assert texts(page, ".timeline") == [only]
    (bars,) = select(page, ".timeline svg")
    assert (bars.get("aria-hidden"), bars.get("aria-label")) == ("true", None)
    several = get(client, f"/search?q=thư viện&lang={lang}")
    assert texts(several, ".timeline") == ["1920 1930"]
    assert select(several, ".timeline svg")[0].get("role") == "img"


def test_filters_can_be_added_and_removed(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư&page=2&per_page=5")
    assert "Hà Nội 15" in texts(page, ".facet label")
    form = dict(select(page, ".filters form")[0].form_values())
    assert form == {"q": "thư", "per_page": "5", "year_from": "", "year_to": ""}
    page = follow(client, "/search", form | {"subject": "Hà Nội"})
    assert texts(page, "h1") == ["15 items for “thư”"]
    assert [box.get("value") for box in select(page, ".facet input[checked]")] == ["Hà Nội"]
    (chip,) = links(page, ".chips a").items()
    assert chip == ("Remove filter Subject: Hà Nội ×", "/search?q=th%C6%B0&per_page=5")
    form = dict(select(page, ".filters form")[0].form_values())
    decade = select(page, ".years td button, .years th button")[0]
    page = follow(client, "/search", form | {"span": decade.get("value", "")})
    assert texts(page, "h1") == ["10 items for “thư”"]
    boxes = dict(select(page, ".filters form")[0].form_values())
    assert (boxes["year_from"], boxes["year_to"]) == ("1920", "1929")
    assert "Remove all filters" in links(page, ".chips a")
    # A box that is emptied takes its years away.
    form = dict(select(page, ".filters form")[0].form_values())
    page = follow(client, "/search", form | {"year_from": "", "year_to": ""})
    assert texts(page, "h1") == ["15 items for “thư”"]


def test_the_year_form_leads_to_the_parameter_of_links(client: FlaskClient) -> None:
    response = client.get("/search?q=thư&subject=Hà+Nội&year_from=1927&year_to=&year=1800")
    assert response.status_code == 302
    found = parse_qs(urlsplit(response.headers["Location"]).query)
    assert found == {"q": ["thư"], "subject": ["Hà Nội"], "year": ["1927.."]}


def test_the_form_keeps_what_it_has_no_box_for(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư&sort=title&type=newspaper&marks=strict&mode=any&page=1")
    form = select(page, "header form[role=search]")[0]
    assert dict(form.form_values()) == {
        "q": "thư", "marks": "strict", "sort": "title", "type": "newspaper", "mode": "any",
    }  # fmt: skip
    page = get(client, "/search?q=thư&marks=ignore")
    form = select(page, "header form[role=search]")[0]
    assert form.form_values() == [("q", "thư"), ("marks", "ignore")]


def test_an_order_without_words_is_not_one_of_words(client: FlaskClient) -> None:
    page = get(client, "/search?type=newspaper")
    assert texts(page, ".order [aria-current]") == ["Newest", "10"]
    assert "Relevance" not in links(page, ".order a")
    assert links(page, ".order a")["Oldest"] == "/search?sort=oldest&type=newspaper"
    # Who browses and then types words wants what fits them best.
    page = get(client, "/search?sort=newest&type=newspaper")
    form = select(page, "header form[role=search]")[0]
    assert form.form_values() == [("q", ""), ("type", "newspaper")]


def test_an_empty_box_asks_for_all_items(client: FlaskClient) -> None:
    for sent in ("/search?q=", "/search?q=+&page=&subject="):
        assert client.get(sent).headers["Location"] == "/search?sort=newest"
    assert client.get("/search").status_code == client.get("/").status_code == 200


def test_pager(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư&per_page=2&page=4")
    assert texts(page, ".pager li") == [
        "Results page 1", "Results page 2", "Results page 3", "Results page 4", "Results page 5",
        "Results page 6", "…", "Results page 8",
    ]  # fmt: skip
    assert links(page, ".pager a")["Results page 8"] == "/search?q=th%C6%B0&per_page=2&page=8"
    page = get(client, "/search?q=thư&per_page=2&page=99")
    assert "There are no results on this page." in str(page.text_content())


def test_sort_and_size(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư&page=2")
    assert links(page, ".order a")["Title"] == "/search?q=th%C6%B0&sort=title"
    assert links(page, ".order a")["50"] == "/search?q=th%C6%B0&per_page=50"
    assert texts(page, ".order [aria-current]") == ["Relevance", "10"]


def test_no_results(client: FlaskClient) -> None:
    page = get(client, "/search?q=thu vein&library=X")
    assert texts(page, "h1") == ["No item matches “thu vein”"]
    assert links(page, ".suggestions a")["thư viện"] == "/search?q=th%C6%B0+vi%E1%BB%87n&library=X"
    several = get(client, "/search?q=tho kiu")
    assert texts(several, ".suggestions") == ["Did you mean thơ kiều, thơ kịu?"]
    assert texts(page, ".advice li")[-1] == "Browse all items"
    assert links(page, ".examples a")["quốc*"] == "/search?q=qu%E1%BB%91c*"


def test_ways_out_of_no_results_are_those_that_find_something(client: FlaskClient) -> None:
    page = get(client, "/search?q=thư&subject=Hà Nội&library=X&marks=strict")
    assert texts(page, ".advice li")[:3] == [
        "Search the whole collection, without filters 16 items",
        "Without the filter Library: X 15 items",
        "Try fewer words, or the spelling of the time: in old prints “dòng” may be “giòng”, "
        "and “nhất” be “nhứt”.",
    ]
    found = links(page, ".advice a")["Without the filter Library: X"]
    assert texts(get(client, found), "h1") == ["15 items for “thư”"]


def test_notices_are_shown(client: FlaskClient) -> None:
    page = get(client, "/search?q=(thư")
    assert texts(page, ".notices li") == ["Searched as plain words: (thư"]


def test_item(client: FlaskClient) -> None:
    page = get(client, "/items/kieu-1917")
    about = dict(zip(texts(page, ".metadata dt"), texts(page, ".metadata dd"), strict=False))
    assert about["Creator"] == "Nguyễn Du"
    found = links(page, ".metadata a")
    assert found["Nguyễn Du"] == "/search?creator=Nguy%E1%BB%85n+Du"
    assert found["Chữ Nôm"] == "/search?subject=Ch%E1%BB%AF+N%C3%B4m"
    assert found["Vietnamese"] == "/search?language=vi"
    assert found["Book"] == "/search?type=book"
    assert found["1917"] == "/search?year=1917"
    assert found["https://example.org/kieu"] == "https://example.org/kieu"
    assert links(page, ".folios a") == {
        f"Page {label}": f"/items/kieu-1917/pages/{number}"
        for number, label in ((1, 5), (2, 6), (3, 7))
    }


def test_search_inside_an_item(client: FlaskClient) -> None:
    page = get(client, "/items/bao-1927-01?q=thư&per_page=3&back=q%3Dth%C6%B0%26sort%3Dtitle")
    assert texts(page, ".within h3") == ["4 pages match “thư”"]
    assert len(select(page, ".within .snippets li")) == 3
    assert links(page, ".trail a")["← Back to the results"] == "/search?q=th%C6%B0&sort=title"
    assert all("q=th%C6%B0" in url for url in links(page, ".folios a").values())
    form = select(page, ".within form")[0]
    assert dict(form.form_values()) == {"q": "thư", "back": "q=thư&sort=title"}


def test_other_words_inside_an_item_are_meant_alike_and_lead_back_alike(
    client: FlaskClient,
) -> None:
    page = get(client, "/items/bao-1927-01?q=thư&marks=ignore&mode=any")
    back = links(page, ".trail a")["← Back to the results"]
    form = select(page, ".within form")[0]
    assert dict(form.form_values()) == {
        "q": "thư", "marks": "ignore", "mode": "any",
        "back": "q=th%C6%B0&marks=ignore&mode=any",
    }  # fmt: skip
    sent = urlencode(dict(form.form_values()) | {"q": "báo"})
    page = get(client, f"/items/bao-1927-01?{sent}")
    assert links(page, ".trail a")["← Back to the results"] == back
    form = select(get(client, "/items/bao-1927-01"), ".within form")[0]
    assert form.form_values() == [("q", "")]


@pytest.mark.parametrize("back", ["page=x", "//evil.example", "q=%00", "&" * 50])
def test_the_way_back_never_leads_elsewhere(client: FlaskClient, back: str) -> None:
    response = client.get("/items/kieu-1917", query_string={"back": back})
    page = parse(response.text)
    assert all(url.startswith("/search") for url in links(page, ".trail a").values())


def test_closed_item(client: FlaskClient) -> None:
    page = get(client, "/items/mat-1?q=thư")
    assert "can be read at the library" in texts(page, ".closed")[0]
    assert not select(page, ".within, .folios")
    page = get(client, "/items/mat-1/pages/1", 403)
    assert links(page, "main a")["To the description of the item"] == "/items/mat-1"


def test_page(client: FlaskClient) -> None:
    page = get(client, "/items/kieu-1917/pages/1?q=trong ta")
    assert texts(page, "h1") == ["Truyện Kiều page 5"]
    article = select(page, "article.text")[0]
    assert article.get("lang") == "vi"
    assert str(article.text_content()).startswith("Trăm năm trong cõi người ta,\nChữ tài")
    assert texts(page, "article mark") == ["trong", "ta"]
    assert select(page, "mark#match-1")
    assert [r.get("x") for r in select(page, ".facsimile rect")] == ["198", "390"]
    assert select(page, ".facsimile svg")[0].get("viewbox") == "0 0 1200 1600"
    assert select(page, ".facsimile img")[0].get("src") == "/items/kieu-1917/pages/1/image"
    assert links(page, ".turn a") == {"Next page →": "/items/kieu-1917/pages/2?q=trong+ta"}
    assert links(page, ".trail a")["← Back to the results"] == "/search?q=trong+ta"


def test_page_without_text(client: FlaskClient) -> None:
    page = get(client, "/items/kieu-1917/pages/3?q=ta")
    assert texts(page, "article") == ["No text was recognized on this page."]
    assert texts(page, ".matches") == ["“ta” is not on this page · 2 pages of this item match"]


def test_a_query_by_field_says_nothing_of_pages(client: FlaskClient) -> None:
    page = get(client, "/items/kieu-1917/pages/1?q=tacgia:Du")
    assert not select(page, ".matches, .hits")
    assert links(page, ".turn a") == {"Next page →": "/items/kieu-1917/pages/2?q=tacgia:Du"}
    page = get(client, "/items/kieu-1917?q=tacgia:Du")
    assert select(page, ".within form")
    assert not select(page, ".within h3, .within .snippets")


HOSTILE = [
    "/", "/search?sort=newest&per_page=50", "/facets/creator?q=xấu", f"/facets/subject?find={XSS}",
    f"/facets/{XSS}", "/advanced", f"/search?q=ABSENT&library={XSS}", "/items/xss",
    "/items/xss?q=xấu", "/items/long",
    "/items/xss/pages/1?q=script", "/items/xss/pages/2", "/items/long/pages/1?q=Nghiêng",
    f"/search?q={XSS}", f"/search?subject={XSS}", f"/items/kieu-1917?q={XSS}&back={XSS}",
    f"/nothing{XSS}", f"/?x={XSS}&lang=en", "/search?q=Nghiêng", "/items/bc",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_markup_from_outside_stays_text(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (200, 404)
    page = parse(response.text)
    assert not select(page, "b, [onerror], [onmouseover], [style], style")
    for script in select(page, "script"):
        if script.get("type") == "application/ld+json":
            assert "<" not in str(script.text)
            continue
        assert script.get("src", "").startswith("/static/")
        assert not script.text
    for element in select(page, "*"):
        for name in ("href", "src", "action"):
            url = element.get(name, "")
            assert not urlsplit(url).scheme or url.startswith("https://example.org"), url
            assert not url.startswith("//")


def test_long_values_are_shortened_but_not_lost(client: FlaskClient) -> None:
    page = get(client, "/items/long")
    assert len(texts(page, "h1")[0]) < 310
    assert len(texts(page, "title")[0]) < 150
    assert LONG in texts(page, ".metadata dd")
    page = get(client, "/search?q=Nghiêng")
    assert all(len(text) < 600 for text in texts(page, ".hit h2, .byline, .facet li"))


def test_dates_before_christ(client: FlaskClient) -> None:
    page = get(client, "/items/bc")
    assert "112 BC – 111" in texts(page, ".byline")[0]


def test_crawlers_are_kept_off_searches(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /search\n" in robots
    page = get(client, "/search?q=thư")
    assert select(page, "meta[name=robots]")[0].get("content") == "noindex, follow"
    assert all(a.get("rel") == "nofollow" for a in select(page, ".chips a, .order a"))
