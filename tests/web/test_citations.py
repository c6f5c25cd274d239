"""Citations: a line, BibTeX, RIS."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchsvc.domain import ItemType, Metadata
from tests.web.parsing import parse, texts
from web.citations import bibtex, citation, ris

URL = "http://localhost/items/a"
KIEU = Metadata(
    "kieu-1917", "Truyện Kiều", ("Nguyễn Du",), ("Nguyễn Văn Vĩnh",), ("Truyện thơ",), ("vi",),
    ("NLV 1002",), "Imprimerie d'Extrême-Orient", None, ItemType.BOOK, "1917-07-15",
)  # fmt: skip


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (KIEU, "Nguyễn Du (15 July 1917). <cite>Truyện Kiều</cite>. "
               f"Imprimerie d&#39;Extrême-Orient. Kho. {URL}"),
        (Metadata("a", "Vì sao?"), f"<cite>Vì sao?</cite> (n.d.). Kho. {URL}"),
        (Metadata("a", "T", ("Ban Cố", "Ban Chiêu"), date="-0111"),
         f"Ban Cố &amp; Ban Chiêu (112 BC). <cite>T</cite>. Kho. {URL}"),
        (Metadata("a", "T", tuple(f"N{i}" for i in range(22)), date="1900"),
         ", ".join(f"N{i}" for i in range(19)) + f", … N21 (1900). <cite>T</cite>. Kho. {URL}"),
        (Metadata("a", "<b>T</b>\n x", ("<i>",), date="1900"),
         f"&lt;i&gt; (1900). <cite>&lt;b&gt;T&lt;/b&gt; x</cite>. Kho. {URL}"),
    ],
)  # fmt: skip
def test_line(app: Flask, known: Metadata, line: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert citation(known, "Kho", URL) == line


def test_line_of_a_page(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        line = citation(Metadata("a", "T", date="1900"), "Kho", URL + "/pages/3", "page <i>")
    assert line == f"<cite>T</cite> (1900), page &lt;i&gt;. Kho. {URL}/pages/3"


def test_the_reader_says_how_its_page_is_cited(client: FlaskClient) -> None:
    response = client.get("/items/kieu-1917/pages/1?q=trong&lang=en")
    assert texts(parse(response.text), ".foot .citation") == [
        "Nguyễn Du (1917). Truyện Kiều, page 5. Imprimerie d'Extrême-Orient. Tàng Thư. "
        "http://localhost/items/kieu-1917/pages/1"
    ]


def test_bibtex() -> None:
    assert bibtex(KIEU, URL) == (
        "@book{kieu-1917,\n"
        "  author = {{Nguyễn Du}},\n"
        "  title = {{Truyện Kiều}},\n"
        "  year = {1917},\n"
        "  month = {7},\n"
        "  publisher = {Imprimerie d'Extrême-Orient},\n"
        "  language = {vi},\n"
        "  keywords = {Truyện thơ},\n"
        "  note = {NLV 1002},\n"
        "  url = {http://localhost/items/a},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("date", "year"), [("938", "938"), ("0938-07", "938"), ("-44/1", "-44"), ("0", "0")]
)
def test_bibtex_years(date: str, year: str) -> None:
    assert f"  year = {{{year}}},\n" in bibtex(Metadata("a", "T", date=date), URL)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50% & hơn_nữa #1 $", r"50\% \& hơn\_nữa \#1 \$"),
        ("{", r"\textbraceleft{}"),
        ("a}, note = {b", r"a\textbraceright{}, note = \textbraceleft{}b"),
        ("\\input{x}", r"\textbackslash{}input\textbraceleft{}x\textbraceright{}"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"),
        ("dòng\r\n@book{x,\u2028y", r"dòng @book\textbraceleft{}x, y"),
    ],
)
def test_bibtex_escapes(title: str, written: str) -> None:
    entry = bibtex(Metadata("a:b_c", title, (title,)), URL)
    assert f"  title = {{{{{written}}}}},\n" in entry
    assert f"  author = {{{{{written}}}}},\n" in entry
    assert entry.startswith("@misc{a:b-c,\n")
    assert entry.count("{") == entry.count("}")
    assert [line[0] for line in entry.splitlines()] == ["@", *"   ", "}"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [(ItemType.ARTICLE, "@article{a,\n  title = {{T}},\n  journal = {P}"),
     (ItemType.THESIS, "@phdthesis{a,\n  title = {{T}},\n  school = {P}"),
     (ItemType.LAW, "@misc{a,\n  title = {{T}},\n  publisher = {P}")],
)  # fmt: skip
def test_bibtex_kinds(kind: ItemType, field: str) -> None:
    assert field in bibtex(Metadata("a", "T", publisher="P", type=kind), URL)


def test_ris() -> None:
    assert ris(KIEU, URL).split("\r\n") == [
        "TY  - BOOK", "ID  - kieu-1917", "TI  - Truyện Kiều", "AU  - Nguyễn Du",
        "A2  - Nguyễn Văn Vĩnh", "PY  - 1917", "DA  - 1917/07/15/",
        "PB  - Imprimerie d'Extrême-Orient", "KW  - Truyện thơ", "LA  - vi", "CN  - NLV 1002",
        f"UR  - {URL}", "ER  - ", "",
    ]  # fmt: skip


def test_a_value_cannot_begin_a_line_of_ris() -> None:
    text = ris(Metadata("a", "T\r\nER  - \u2029TY  - BOOK\x85X", ("A\nAU  - B",)), URL)
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n")[:-1])
    assert re.findall("^ER", text, re.MULTILINE) == ["ER"]
    assert len(text.splitlines()) == 6


@pytest.mark.parametrize(
    ("date", "lines"),
    [(None, []), ("1917", ["PY  - 1917", "DA  - 1917///"]),
     ("1917-07/1918", ["PY  - 1917", "DA  - 1917/07//"]),
     ("938", ["PY  - 0938", "DA  - 0938///"]),
     ("7-01-02", ["PY  - 0007", "DA  - 0007/01/02/"]),
     ("-0111", ["PY  - -0111", "DA  - -0111///"]),
     ("-44-03", ["PY  - -0044", "DA  - -0044/03//"])],
)  # fmt: skip
def test_ris_dates(date: str | None, lines: list[str]) -> None:
    found = ris(Metadata("a", "T", date=date), URL).split("\r\n")
    assert [line for line in found if line[:2] in ("PY", "DA")] == lines


@pytest.mark.parametrize(
    ("suffix", "media_type", "begins"),
    [("bib", "application/x-bibtex", "@book{kieu-1917,"),
     ("ris", "application/x-research-info-systems", "TY  - BOOK\r\n")],
)  # fmt: skip
def test_files(client: FlaskClient, suffix: str, media_type: str, begins: str) -> None:
    response = client.get(f"/items/kieu-1917/cite.{suffix}")
    assert response.mimetype == media_type
    assert response.headers["Content-Disposition"] == f'attachment; filename="kieu-1917.{suffix}"'
    assert response.text.startswith(begins)
    assert "http://localhost/items/kieu-1917" in response.text
    assert client.get(f"/items/none/cite.{suffix}").status_code == 404
    assert client.get(f"/items/xss/cite.{suffix}").status_code == 200
