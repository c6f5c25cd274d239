"""HTML: the main text of pages, in whatever encoding, and what their heads say."""

from pathlib import Path

import pytest

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats.base import HEAD
from indexer.formats.html import FORMAT, read_html
from indexer.formats.registry import format_of
from searchsvc.domain import Item, ItemType
from tests.indexer.documents import read_item as read
from tests.indexer.documents import reason

TEXT = "Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau. Trải qua một cuộc bể dâu."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bai-viet.html"


def item(file: Path, data: str | bytes) -> Item:
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(read_html, file)


def test_the_main_text_without_what_stands_round_it(file: Path) -> None:
    links = "".join(f'<li><a href="{i}">Mục số {i}</a></li>' for i in range(5))
    (page,) = item(
        file,
        f"""<!DOCTYPE html><html><head><title>x</title><style>p {{}}</style></head><body>
        <header>Tên trang</header><nav>Trang chủ</nav><div role="navigation">Lối đi</div>
        <ul>{links}</ul><h1>Nhan đề</h1><p>{TEXT} <a href="a">một</a></p><script>var x</script>
        <div class="x">{links}</div><aside>Bên lề</aside><footer>Cuối trang</footer></body>""",
    ).pages
    assert page.text == f"Nhan đề\n\n{TEXT} một"


def test_the_main_element_where_there_is_one(file: Path) -> None:
    found = item(
        file,
        f"<html><body>Quảng cáo<article><header><h1>Nhan đề</h1></header><p>{TEXT}</p></article>"
        "<p>Ý kiến</p></body></html>",
    )
    assert found.pages[0].text == f"Nhan đề\n\n{TEXT}"


def test_all_articles_where_there_are_several(file: Path) -> None:
    one, two = f"<article><p>Bài một: {TEXT}</p></article>", "<article><p>Bài hai</p></article>"
    nested = f"<article><p>{TEXT}</p><article><p>Lời bàn</p></article></article>"
    found = item(file, f"<html><body>Quảng cáo{one}{two}{nested}</body></html>")
    assert found.pages[0].text == f"Bài một: {TEXT}\n\nBài hai\n\n{TEXT}\n\nLời bàn"


def test_the_main_element_goes_before_an_article_that_stands_before_it(file: Path) -> None:
    main = f"<main><h1>Nhan đề</h1><article><p>{TEXT}</p></article><p>Phụ lục</p></main>"
    found = item(file, f"<html><body><article><p>{TEXT}</p></article>{main}</body></html>")
    assert found.pages[0].text == f"Nhan đề\n\n{TEXT}\n\nPhụ lục"


def test_a_page_of_links_keeps_them(file: Path) -> None:
    links = "".join(f'<a href="{i}">Mục số {i}</a> ' for i in range(5))
    assert "Mục số 3" in item(file, f"<html><body><div>{links}</div></body></html>").pages[0].text


@pytest.mark.parametrize(
    "data",
    [
        f"<html><body><p>{TEXT}".encode("utf-8-sig"),
        f"<html><body><p>{TEXT}".encode("utf-16"),
        f'<html><meta charset="iso-8859-1"><body><p>{TEXT}'.encode(),
        f"<html><body><p>{TEXT.replace('ă', '&#259;').replace('à', '&agrave;')}".encode(),
    ],
)
def test_unicode(file: Path, data: bytes) -> None:
    found = item(file, data)
    assert (found.pages[0].text, found.pages[0].extra) == (TEXT, {})


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.VISCII, Encoding.VPS])
@pytest.mark.parametrize("declared", ["", "windows-1252", "x-user-defined"])
def test_legacy_encodings(file: Path, encoding: Encoding, declared: str) -> None:
    head = f'<html><head><meta charset="{declared}"></head><body><p>'.encode()
    page = item(file, head + encode(TEXT, encoding)).pages[0]
    assert (page.text, page.extra) == (TEXT, {"decoded_from": encoding})


def test_other_encodings_that_the_page_declares(file: Path) -> None:
    page = item(file, "<html><meta charset=gb2312><body><p>图书馆</p>".encode("gb2312")).pages[0]
    assert page.text == "图书馆"
    page = item(file, "<html><meta charset=latin1><body><p>Été à l’école".encode("cp1252")).pages[0]
    assert page.text.startswith("Été à l")


def test_utf_8_with_a_few_bytes_that_are_none(file: Path) -> None:
    data = f"<html><body><p>{TEXT * 9}</p><p>".encode() + b"\x93x\x94\xa0y \xc3z</p>"
    page = item(file, data).pages[0]
    assert (page.text, page.extra) == (f"{TEXT * 9}\n\n“x”\u00a0y \ufffdz", {})


def test_what_the_head_says(file: Path) -> None:
    metadata = item(
        file,
        f"""<html lang="en-US"><head><title>Nhan đề | Trang</title>
        <meta name="citation_title" content="Nhan  đề thật"><meta name="citation_author"
        content="Trần A"><meta name="citation_author" content="Lê, B."><meta name="author"
        content="Quản trị"><meta name="DC.Subject" content="thư viện; sách"><meta
        name="description" content="Tóm tắt"><meta name="citation_publication_date"
        content="2019/04/05"><meta name="citation_doi" content="10.1/x"><meta name="dc.publisher"
        content="Nhà in"><link rel="canonical" href="https://example.org/1"></head>
        <body><p>{TEXT}</p></body></html>""",
    ).metadata
    assert metadata.title == "Nhan đề thật"
    assert metadata.creators == ("Trần A", "Lê, B.")
    assert metadata.subjects == ("thư viện", "sách")
    assert (metadata.description, metadata.publisher) == ("Tóm tắt", "Nhà in")
    assert (metadata.date, metadata.identifiers) == ("2019-04-05", ("10.1/x",))
    assert metadata.source == "https://example.org/1"
    assert metadata.languages == ("vi",)
    assert metadata.type is ItemType.ARTICLE


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Nhan đề</title>", "Nhan đề"),
        ("<title>Untitled Document</title>", "Dòng đầu"),
        ("", "Dòng đầu"),
    ],
)
def test_titles(file: Path, head: str, title: str) -> None:
    found = item(file, f"<html><head>{head}</head><body><p>Dòng đầu</p><p>{TEXT}</p></body></html>")
    assert (found.metadata.title, found.metadata.type) == (title, ItemType.OTHER)


def test_a_long_text_is_cut_into_pages(file: Path) -> None:
    pages = item(file, f"<html><body>{f'<p>{TEXT}</p>' * 100}</body></html>").pages
    assert [page.number for page in pages] == [1, 2, 3]
    assert all(page.text.endswith("dâu.") for page in pages)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "without any text"),
        (b"<html><body> </body></html>", "has no text"),
        (b"<html><body><div class='ocr_page'>x</div></body></html>", "it is hOCR"),
        (b"<html><body>\xff\xfe\xfd\x81</body></html>", "nor in a legacy encoding"),
        (b"<html><body>" + b"x" * 1000, "larger than 1000 bytes"),
    ],
)
def test_refused_with_a_reason(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert expected in reason(read_html, file, 1000)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>x",
        b"\xef\xbb\xbf\n<html>x",
        "<html lang='vi'>".encode("utf-16"),
        b'<?xml version="1.0"?><!-- a --><!-- b --><!DOCTYPE HTML PUBLIC "x"><html>',
    ],
)
def test_told_by_content_whatever_its_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(data)
    assert format_of(file) == FORMAT


@pytest.mark.parametrize(
    "data",
    [
        b"x <html>",
        b"<htmlx>",
        b'<html><meta name="ocr-system" content="tesseract"><body>',
        b"<html><body><div class='ocr_page' title=''>",
        b"<!-- a -->" * 400,
    ],
)
def test_other_texts_are_no_html(tmp_path: Path, data: bytes) -> None:
    assert not FORMAT.recognizes(tmp_path / "x.txt", data[:HEAD])
