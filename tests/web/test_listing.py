"""All that a search finds as files."""

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from searchsvc.domain import ItemType, Metadata
from tests.web.fake import FakeService
from tests.web.parsing import links, parse, texts
from web.citations import table
from web.listing import XLSX

URL = "http://localhost/items/a"


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeffid,title,")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet_rows(content: bytes) -> list[dict[str, str]]:
    sheet = load_workbook(BytesIO(content), read_only=True).active
    assert sheet is not None
    headings, *found = sheet.iter_rows(values_only=True)
    return [{str(k): str(v or "") for k, v in zip(headings, row, strict=True)} for row in found]


def test_a_row_says_all_that_is_known() -> None:
    known = Metadata(
        "kieu-1917", 'Truyện "Kiều", bản 1917', ("Nguyễn Du", "Vô danh"), ("Nguyễn Văn Vĩnh",),
        ("Truyện thơ",), ("vi", "fr"), ("NLV 1002",), "NXB", None, ItemType.BOOK, "1917-07-15",
    )  # fmt: skip
    (row,) = rows(table([(known, URL)]))
    assert (row["title"], row["creators"]) == (known.title, "Nguyễn Du; Vô danh")
    assert (row["languages"], row["type"], row["date"]) == ("vi; fr", "book", "1917-07-15")
    assert (row["description"], row["url"], row["rights"]) == ("", URL, "public")


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ('=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'),
        ("+84", "'+84"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a\r\n=1", "a =1"),
        ("1 = 1", "1 = 1"),
        ("a" * 40_000, "a" * 32_000),
    ],
)
def test_no_cell_is_a_formula_or_more_than_one_line(title: str, cell: str) -> None:
    (row,) = rows(table([(Metadata("a", title, (title,)), URL)]))
    assert (row["title"], row["creators"]) == (cell, cell)


def test_the_table_has_the_whole_list_in_its_order(client: FlaskClient) -> None:
    query = "q=thư viện&subject=Hà Nội&sort=oldest"
    response = client.get(f"/search.csv?{query}&per_page=2&page=3")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="tang-thu.csv"'
    found = client.get(f"/api/v1/search?{query}&per_page=100").get_json()
    listed = rows(response.data.decode())
    assert [row["id"] for row in listed] == [hit["id"] for hit in found["hits"]]
    assert len(listed) > 10
    assert all(row["url"] == f"http://localhost/items/{row['id']}" for row in listed)


def test_a_workbook_has_what_the_table_has(client: FlaskClient) -> None:
    query = "q=thư viện&subject=Hà Nội&sort=oldest"
    response = client.get(f"/search.xlsx?{query}&page=2")
    assert response.content_type == XLSX
    assert response.headers["Content-Disposition"] == 'attachment; filename="tang-thu.xlsx"'
    listed = rows(client.get(f"/search.csv?{query}").data.decode())
    assert sheet_rows(response.data) == listed
    assert len(listed) > 10
    sheet = load_workbook(BytesIO(response.data)).active
    assert sheet is not None
    assert sheet["O2"].hyperlink.target == sheet["O2"].value == listed[0]["url"]


def test_ris_has_a_record_for_each(client: FlaskClient) -> None:
    response = client.get("/search.ris?q=Kiều")
    assert response.headers["Content-Disposition"] == 'attachment; filename="tang-thu.ris"'
    total = client.get("/api/v1/search?q=Kiều").get_json()["total"]
    assert response.text.count("TY  - ") == response.text.count("ER  - \r\n") == total > 0
    assert response.data == client.get("/items/kieu-1917/cite.ris").data


def test_nothing_found_is_a_table_without_rows(client: FlaskClient) -> None:
    assert rows(client.get("/search.csv?q=xyzxyz").data.decode()) == []
    assert sheet_rows(client.get("/search.xlsx?q=xyzxyz").data) == []
    assert client.get("/search.ris?q=xyzxyz").data == b""


@pytest.mark.parametrize("path", ["/search.csv", "/search.xlsx", "/search.ris"])
def test_errors_are_no_files(client: FlaskClient, service: FakeService, path: str) -> None:
    assert client.get(f"{path}?sort=size").status_code == 400
    assert client.get(f"{path}?page=x&per_page=1000").status_code == 200
    service.break_down()
    refused = client.get(path)
    assert (refused.status_code, "Content-Disposition" in refused.headers) == (503, False)


@pytest.mark.parametrize(
    ("lang", "whole", "first"),
    [
        ("en", "Save the list as a file: Excel (XLSX) table (CSV) RIS",
         "Save the first 12 items as a file: Excel (XLSX) table (CSV) RIS"),
        ("vi", "Lưu danh sách thành tệp: Excel (XLSX) bảng (CSV) RIS",
         "Lưu 12 tài liệu đầu thành tệp: Excel (XLSX) bảng (CSV) RIS"),
    ],
)  # fmt: skip
def test_results_link_to_their_files(
    app: Flask, client: FlaskClient, lang: str, whole: str, first: str
) -> None:
    path = f"/search?q=thư&subject=Hà Nội&page=2&per_page=5&lang={lang}"
    page = parse(client.get(path).text)
    assert texts(page, ".as-file") == [whole]
    expected = "?q=th%C6%B0&subject=H%C3%A0+N%E1%BB%99i"
    files = [f"/search.{suffix}{expected}" for suffix in ("xlsx", "csv", "ris")]
    assert list(links(page, ".as-file a").values()) == files
    app.jinja_env.globals["most_listed"] = 12
    assert texts(parse(client.get(path).text), ".as-file") == [first]
