"""EPUB: what books look like that volunteers and programs made."""

from pathlib import Path

import pytest

from indexer.formats.base import HEAD
from indexer.formats.epub import FORMAT, read_epub
from searchsvc.domain import Item, ItemType
from tests.indexer.documents import archive, epub, reason
from tests.indexer.documents import read_item as read

PARAGRAPH = "Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau. " * 4
CHAPTER = f"<p>{PARAGRAPH}</p>"

NCX = """<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint><navLabel><text>Hồi thứ nhất</text></navLabel><content src="a%20b.html#x"/></navPoint>
<navPoint><navLabel><text>Mục nhỏ</text></navLabel><content src="a%20b.html#y"/></navPoint>
<navPoint><navLabel><text>Hồi thứ hai</text></navLabel><content src="c.html"/></navPoint>
</navMap></ncx>"""
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sach-cu.epub"


def item(file: Path, data: bytes) -> Item:
    file.write_bytes(data)
    return read(read_epub, file)


def test_documents_of_the_spine_are_pages_with_their_chapters_titles(file: Path) -> None:
    data = epub(
        {"a b.html": CHAPTER, "more.html": CHAPTER, "c.html": CHAPTER},
        manifest=NCX_ITEM,
        more={"OEBPS/toc.ncx": NCX},
    )
    pages = item(file, data).pages
    assert [(page.number, page.extra["chapter"]) for page in pages] == [
        (1, "Hồi thứ nhất"),
        (2, "Hồi thứ nhất"),
        (3, "Hồi thứ hai"),
    ]
    assert {page.text for page in pages} == {PARAGRAPH.strip()}


def test_a_navigation_document_names_chapters_and_is_no_page(file: Path) -> None:
    links = '<nav><ol><li><a href="one.html">Chương <b>một</b></a></li></ol></nav>' + CHAPTER
    manifest = '<item id="n" href="nav.html" media-type="application/xhtml+xml" properties="nav"/>'
    data = epub({"one.html": CHAPTER}, manifest=manifest, more={"OEBPS/nav.html": links})
    (page,) = item(file, data.replace(b"<spine>", b'<spine><itemref idref="n"/>')).pages
    assert page.extra == {"chapter": "Chương một"}


def test_chapters_are_named_by_the_table_of_contents_alone(file: Path) -> None:
    def nav(kind: str, text: str) -> str:
        return f'<nav epub:type="{kind}"><ol><li><a href="1.html#p">{text}</a></li></ol></nav>'

    lists = nav("landmarks", "Bắt đầu") + nav("page-list", "9") + nav("toc", "Chương một")
    manifest = '<item id="n" href="nav.html" media-type="application/xhtml+xml" properties="nav"/>'
    data = epub({"1.html": CHAPTER}, manifest=manifest, more={"OEBPS/nav.html": lists})
    (page,) = item(file, data).pages
    assert page.extra == {"chapter": "Chương một"}


def test_pages_that_are_drawings(file: Path) -> None:
    drawing = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>x</title>'
        "<defs><text>y</text></defs><text>Một</text>"
        '<text><tspan y="2">hai</tspan><tspan y="3">b</tspan><tspan>a</tspan></text></svg>'
    )
    data = epub({"1.svg": drawing, "2.html": CHAPTER + drawing.partition("?>")[2]})
    (page,) = item(file, data).pages
    assert page.text == f"Một\nhai\nba\n\n{PARAGRAPH.strip()}\n\nMột\nhai\nba"


def test_notes_that_open_when_pressed_are_text(file: Path) -> None:
    note = '<aside hidden="hidden" epub:type="footnote">Chú thích</aside><p hidden="">x</p>'
    (page,) = item(file, epub({"1.html": CHAPTER + note})).pages
    assert page.text == f"{PARAGRAPH.strip()}\n\nChú thích"


def test_readings_beside_characters(file: Path) -> None:
    ruby = "<p><ruby>天<rp>(</rp><rt>thiên</rt><rp>)</rp>地<rt>địa</rt></ruby></p>"
    (page,) = item(file, epub({"1.html": ruby})).pages
    assert page.text == "天 thiên 地 địa"


def test_long_chapters_are_cut_at_paragraphs_and_short_ones_go_with_the_next(file: Path) -> None:
    data = epub(
        {"0.html": "<h1>Phần thứ nhất</h1>", "1.html": CHAPTER * 30, "2.html": "<p>[1]</p>"}
    )
    pages = item(file, data).pages
    assert pages[0].text.startswith("Phần thứ nhất\n\nTrăm năm")
    assert len(pages) == 4
    assert all(page.text.endswith("nhau.") for page in pages[:-1])
    assert pages[-1].text == "[1]"


def test_covers_contents_and_what_is_said_of_the_file_are_no_pages(file: Path) -> None:
    links = "".join(f'<a href="c{i}.html">Chương {i}</a><br/>' for i in range(20))
    data = epub(
        {
            "cover.html": '<img src="x.jpg"/>',
            "bia.html": "<p>Bìa sách</p>",
            "welcome.html": "<p>Chào mừng. Nguồn: http://example.org</p>",
            "toc.html": f"<h1>Mục lục</h1>{links}",
            "1.html": CHAPTER,
            "last.html": "<p>Cám ơn bạn. Làm ebook: Ai Đó</p>",
        },
        guide='<guide><reference type="cover" href="bia.html"/></guide>',
    )
    assert [page.text for page in item(file, data).pages] == [PARAGRAPH.strip()]


def test_what_is_said_of_the_file_is_text_in_the_middle_or_alone(file: Path) -> None:
    said = "<p>Xem ebook ở http://example.org</p>" + CHAPTER
    names = ["a", "b", "c", "d", "e", "f", "g"]
    data = epub({f"{name}.html": said if name == "d" else CHAPTER for name in names})
    assert len(item(file, data).pages) == 7
    assert item(file, epub({"a.html": "<p>http://example.org</p>"})).pages[0].text


METADATA = """
<dc:title id="t">Truyện  cũ</dc:title>
<dc:creator opf:role="aut" opf:file-as="Hưng, Khái">Khái Hưng, Nhất Linh</dc:creator>
<dc:creator opf:role="trl">Người Dịch</dc:creator>
<dc:creator>Hưng, Khái</dc:creator>
<dc:creator opf:role="aut">Unknown</dc:creator>
<dc:contributor opf:role="bkp">calibre (1.34.0) [http://calibre-ebook.com]</dc:contributor>
<dc:contributor opf:role="ill">Hoạ Sĩ</dc:contributor>
<dc:date>0101-01-01T00:00:00+00:00</dc:date>
<dc:date opf:event="modification">2020-03-30</dc:date>
<dc:date opf:event="publication">1938-05</dc:date>
<dc:identifier opf:scheme="calibre">2e5f</dc:identifier>
<dc:identifier opf:scheme="uuid">1e507df5</dc:identifier>
<dc:identifier opf:scheme="ISBN">978-604-1</dc:identifier>
<dc:identifier>calibre:2</dc:identifier>
<dc:language>en-US</dc:language>
<dc:publisher>Đời Nay</dc:publisher>
<dc:subject>Tiểu thuyết; Văn học</dc:subject>
<dc:description>&lt;p&gt;Một &lt;b&gt;truyện&lt;/b&gt; dài&lt;/p&gt;</dc:description>
<dc:source>http://example.org/1</dc:source>
<dc:rights>Không ai giữ</dc:rights>
"""


def test_metadata_and_its_quirks(file: Path) -> None:
    found = item(file, epub({"1.html": CHAPTER}, METADATA)).metadata
    assert found.title == "Truyện cũ"
    assert found.creators == ("Khái Hưng", "Nhất Linh", "Hưng, Khái")
    assert found.contributors == ("Người Dịch", "Hoạ Sĩ")
    assert found.date == "1938-05"
    assert found.identifiers == ("urn:uuid:1e507df5", "978-604-1")
    assert found.languages == ("vi",), "whatever the program set"
    assert found.publisher == "Đời Nay"
    assert found.subjects == ("Tiểu thuyết", "Văn học")
    assert found.description == "Một truyện dài"
    assert found.source == "http://example.org/1"
    assert found.extra == {"rights_statement": "Không ai giữ"}
    assert found.type is ItemType.BOOK


def test_the_main_title_of_several(file: Path) -> None:
    def title(name: str, kind: str) -> str:
        refined = f'<meta refines="#{name}" property="title-type">{kind}</meta>' if kind else ""
        return f'<dc:title id="{name}">{name}</dc:title>{refined}'

    metadata = title("Bộ", "collection") + title("Tên", "") + title("Sách", "main")
    assert item(file, epub({"1.html": CHAPTER}, metadata)).metadata.title == "Sách"
    metadata = title("Bộ", "collection") + title("Tên", "")
    assert item(file, epub({"1.html": CHAPTER}, metadata)).metadata.title == "Tên"


def test_roles_of_epub_3(file: Path) -> None:
    metadata = """<dc:title>Sách</dc:title><dc:creator id="x">Người Dịch</dc:creator>
    <meta property="role" refines="#x" scheme="marc:relators">trl</meta>"""
    found = item(file, epub({"1.html": CHAPTER}, metadata)).metadata
    assert (found.creators, found.contributors) == ((), ("Người Dịch",))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<dc:date>2016-08-17T22:00:00+00:00</dc:date>", "2016-08-17"),
        ("<dc:date>2012</dc:date><dc:date>2013</dc:date>", "2012"),
        ('<dc:date opf:event="creation">2012</dc:date>', None),
        ("<dc:date>khoảng 1930</dc:date>", None),
        ("<dc:date>1930-13-45</dc:date>", "1930"),
        (
            '<dc:date opf:event="publication">2012</dc:date>'
            '<dc:date opf:event="original-publication">1936</dc:date>',
            "1936",
        ),
    ],
)
def test_dates(file: Path, dates: str, expected: str | None) -> None:
    assert item(file, epub({"1.html": CHAPTER}, dates)).metadata.date == expected


def test_a_book_without_a_title_has_its_first_line_for_one(file: Path) -> None:
    found = item(file, epub({"1.html": f"<h1>Nam Phong</h1>{CHAPTER}"}, "<dc:title/>"))
    assert found.metadata.title == "Nam Phong"


def test_text_is_that_of_blocks(file: Path) -> None:
    body = """<title/><div>Một<br/>hai<p>ba  <i>bốn</i>
     năm&nbsp;sáu</p></div><ul><li>a</li><li>b</li></ul><br/><br/>c<script>x()</script><p hidden="">
     d</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table><pre>  x
  y</pre><!-- z --><p style="display: none">w</p>đuôi<a id="x"/>"""
    (page,) = item(file, epub({"1.html": body})).pages
    assert page.text == ("Một\nhai\n\nba bốn năm\u00a0sáu\n\na\nb\n\nc\n\n1 2\n3\n\nx\n  y\n\nđuôi")


def test_documents_that_are_no_well_formed_xml_are_read(file: Path) -> None:
    deep = "<i>" * 300 + "<p>Một&nbsp;hai" + "<BR>" * 2 + "ba <p>bốn"
    (page,) = item(file, epub({"1.html": f'<?xml version="1.0"?><html><body>{deep}'})).pages
    assert page.text == "Một\u00a0hai\n\nba\n\nbốn"


def book(**changes: str | bytes | None) -> bytes:
    """The smallest book with some members other or none."""
    members: dict[str, str | bytes | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles>'
        "</container>",
        "b.opf": '<package><manifest><item id="a" href="a.html"'
        ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>",
        "a.html": CHAPTER,
    }
    members |= {name.replace("__", "/").replace("_", "."): data for name, data in changes.items()}
    return archive({name: data for name, data in members.items() if data is not None})


LOCKED = """<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
<enc:CipherData><enc:CipherReference URI="%s"/></enc:CipherData></enc:EncryptedData></encryption>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not a whole ZIP archive"),
        (book()[:-30], "not a whole ZIP archive"),
        (book(**{"META-INF__container_xml": None}), "has no member 'META-INF/container.xml'"),
        (book(**{"META-INF__container_xml": "<container/>"}), "names no package document"),
        (book(b_opf=None), "has no member 'b.opf'"),
        (book(b_opf="<package"), "not readable as epub"),
        (book(b_opf="<html/>"), "the root element is html"),
        (book(a_html=None), "none of its documents is in it"),
        (book(a_html="<p> </p>"), "has no text"),
        (book(**{"META-INF__encryption_xml": LOCKED % "a.html"}), "digital rights management"),
    ],
)
def test_refused_with_a_reason(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert expected in reason(read_epub, file)


def test_locked_fonts_are_no_hindrance(file: Path) -> None:
    assert item(file, book(**{"META-INF__encryption_xml": LOCKED % "font.ttf"})).pages


def test_a_missing_chapter_costs_only_itself(file: Path) -> None:
    data = epub({"1.html": CHAPTER}, manifest='<item id="x" href="gone.html"'
                ' media-type="application/xhtml+xml"/>')  # fmt: skip
    data = data.replace(b"<spine>", b'<spine><itemref idref="x"/>')
    assert len(item(file, data).pages) == 1


def test_texts_over_the_limit(file: Path) -> None:
    file.write_bytes(epub({"1.html": CHAPTER, "2.html": CHAPTER * 10}))
    assert "its texts are longer than 3000 bytes" in reason(read_epub, file, 3000)


@pytest.mark.parametrize("data", [epub({"1.html": CHAPTER}), book(mimetype=None)])
def test_told_by_content(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert FORMAT.recognizes(file, data[:HEAD])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", archive({"word/document.xml": "<x/>"})])
def test_other_archives_are_no_books(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert not FORMAT.recognizes(file, data[:HEAD])
