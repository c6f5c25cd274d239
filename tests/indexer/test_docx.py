"""DOCX: paragraphs, tables, notes and pages, and documents set in legacy fonts."""

from pathlib import Path

import pytest

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats.base import HEAD
from indexer.formats.docx import FORMAT, read_docx
from searchsvc.domain import Item
from tests.indexer.documents import archive, docx, paragraph, reason
from tests.indexer.documents import read_item as read

BREAK = '<w:br w:type="page"/>'
RENDERED = "<w:lastRenderedPageBreak/>"
POEM = (
    "Trăm năm trong cõi người ta,",
    "Chữ tài chữ mệnh khéo là ghét nhau.",
    "Trải qua một cuộc bể dâu,",
    "Những điều trông thấy mà đau đớn lòng.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cong-van.docx"


def item(file: Path, body: str, **parts: str) -> Item:
    file.write_bytes(docx(body, **parts))
    return read(read_docx, file)


def texts(file: Path, body: str, **parts: str) -> list[str]:
    return [page.text for page in item(file, body, **parts).pages]


def test_a_paragraph_is_a_line(file: Path) -> None:
    body = paragraph("Thư ", "viện") + paragraph() + paragraph("a", "<w:tab/>", "b", "<w:br/>", "c")
    assert texts(file, body) == ["Thư viện\n\na\tb\nc"]


def test_pages_are_parted_where_word_parted_them(file: Path) -> None:
    body = (
        paragraph("một", BREAK)
        + paragraph(RENDERED, "hai ")  # Word writes both, for one break
        + paragraph("đầu ", RENDERED, "cuối")
        + '<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>bốn</w:t></w:r></w:p>'
    )  # fmt: skip
    assert texts(file, body) == ["một", "hai \nđầu ", "cuối", "bốn"]


def test_a_table_is_a_line_a_row(file: Path) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    inner = f"<w:tbl>{row(paragraph('x'), paragraph('y'))}</w:tbl>"
    table = row(paragraph("Số"), paragraph("Tên") + paragraph("sách")) + row(paragraph("1"), inner)
    assert texts(file, paragraph("đầu") + f"<w:tbl>{table}</w:tbl>" + paragraph("cuối")) == [
        "đầu\nSố\tTên sách\n1\tx\ty\ncuối"
    ]


def test_pages_end_before_a_row_or_after_the_one_that_has_begun(file: Path) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    rows = (
        row(paragraph("1"), paragraph("một")),
        row(paragraph(RENDERED, "2"), paragraph("hai")),
        row(paragraph("3"), paragraph("ba ", RENDERED, "bốn")),
        row(paragraph("5")),
    )
    body = paragraph("đầu") + f"<w:tbl>{''.join(rows)}</w:tbl>" + paragraph("cuối")
    assert texts(file, body) == ["đầu\n1\tmột", "2\thai\n3\tba bốn", "5\ncuối"]


def test_readings_beside_characters(file: Path) -> None:
    base = "<w:rubyBase><w:r><w:t>天</w:t></w:r></w:rubyBase>"
    ruby = f"<w:ruby><w:rt><w:r><w:t>thiên</w:t></w:r></w:rt>{base}</w:ruby>"
    assert texts(file, paragraph(ruby)) == ["thiên 天"]


def test_notes_stand_below_the_page_that_names_them(file: Path) -> None:
    def note(number: int, text: str, kind: str = "footnote") -> str:
        return f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>'

    body = (
        paragraph("sông", '<w:footnoteReference w:id="2"/>', " Hồng")
        + paragraph(BREAK)
        + paragraph("hai", '<w:endnoteReference w:id="1"/>')
    )
    notes = note(0, "đường kẻ") + note(2, "tên một con sông")
    assert texts(file, body, footnotes=notes, endnotes=note(1, "hết", "endnote")) == [
        "sông Hồng\ntên một con sông",
        "hai\nhết",
    ]


def test_notes_are_read_as_the_text_is(file: Path) -> None:
    note = (
        "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Xem</w:t><w:tab/><w:t>Đại Nam</w:t><w:br/>"
        "<w:t>thực lục, tập 1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>"
        "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>"
    )
    notes = f'<w:footnote w:id="2">{note}{paragraph("hai", BREAK, "ba")}</w:footnote>'
    body = paragraph("sông", '<w:footnoteReference w:id="2"/>')
    assert texts(file, body, footnotes=notes) == ["sông\nXem\tĐại Nam\nthực lục, tập 1-2\nhai\nba"]


def test_how_a_paragraph_was_set_before_is_not_how_it_is(file: Path) -> None:
    before = (
        '<w:pPrChange><w:pPr><w:pStyle w:val="Title"/><w:pageBreakBefore/></w:pPr></w:pPrChange>'
    )
    tabs = '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'
    body = paragraph("một") + f"<w:p><w:pPr>{tabs}{before}</w:pPr><w:r><w:t>hai</w:t></w:r></w:p>"
    found = item(file, body)
    assert [page.text for page in found.pages] == ["một\nhai"]
    assert found.metadata.title == "một"


def test_what_was_deleted_and_what_stands_twice_is_read_once_or_never(file: Path) -> None:
    box = f"<w:txbxContent>{paragraph('khung')}</w:txbxContent>"
    body = (
        "<w:p><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        '<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent><w:t>ngoài</w:t></w:r></w:p>"
    )
    assert texts(file, body) == ["thêm\nkhung\nngoài"]


def ways(*inside: str) -> str:
    """A drawing in several ways, the last for older programs."""
    choices = "".join(f"<mc:Choice>{way}</mc:Choice>" for way in inside[:-1])
    return (
        f'<mc:AlternateContent xmlns:mc="urn:mc">{choices}<mc:Fallback>{inside[-1]}</mc:Fallback>'
        "</mc:AlternateContent>"
    )


def boxed(*runs: str) -> str:
    return f"<w:txbxContent>{paragraph(*runs)}</w:txbxContent>"


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (ways("<w:drawing/>", boxed("khung")), "khung"),
        (ways("<w:drawing/>", boxed("khung"), boxed("khung")), "khung"),
        (ways(boxed(" "), boxed("khung")), "khung"),
        (ways(boxed("một"), boxed("hai"), "<w:pict/>"), "một"),
        (ways(boxed(ways("<w:x/>", boxed("trong"))), boxed("trong")), "trong"),
        (ways("<w:x/>", boxed(ways(boxed("a"), boxed("a")))), "a"),
        (ways(boxed("a"), boxed(ways(boxed("a"), boxed("a")), "b")), "a"),
        (ways(boxed("a"), boxed("a")) + ways("<w:x/>", boxed("b")), "a\nb"),
    ],
)
def test_a_drawing_in_several_ways_is_read_once(file: Path, drawing: str, expected: str) -> None:
    lines = texts(file, paragraph("đầu") + paragraph(drawing) + paragraph("cuối"))[0].splitlines()
    assert "\n".join(filter(str.strip, lines)) == f"đầu\n{expected}\ncuối"


@pytest.mark.parametrize(
    ("font", "char", "expected"),
    [
        ("Symbol", "F061", "α"),
        ("Symbol", "00B3", "≥"),
        ("Symbol", "F030", "0"),
        ("Wingdings", "F0FE", " "),
        (".VnTime", "F0B5", "µ"),
        (".VnTime", "F0AD", "\u00ad"),
        ("Arial", "2113", "ℓ"),
        ("Arial", "0007", ""),
        ("Arial", "x", ""),
        ("Arial", "FFFFFFFF", ""),
        ("Symbol", "D800", ""),
        ("", "", ""),
    ],
)
def test_characters_that_are_places_in_a_font(
    file: Path, font: str, char: str, expected: str
) -> None:
    sign = f'<w:sym w:font="{font}" w:char="{char}"/>'
    assert texts(file, paragraph("góc ", sign, "x")) == [f"góc {expected}x"]


def test_special_characters(file: Path) -> None:
    assert texts(file, paragraph("a", "<w:noBreakHyphen/>", "b", "<w:softHyphen/>", "c")) == [
        "a-b\u00adc"
    ]


def test_core_properties(file: Path) -> None:
    core = """<dc:title>Công văn</dc:title><dc:creator>Trần A; Lê B</dc:creator>
    <cp:keywords>thư viện, sách</cp:keywords><dc:description>Về việc đọc</dc:description>
    <dcterms:created>2019-04-05T10:11:12Z</dcterms:created><dc:language>fr-FR</dc:language>"""
    metadata = item(file, paragraph("Rien du tout"), core=core).metadata
    assert metadata.title == "Công văn"
    assert metadata.creators == ("Trần A", "Lê B")
    assert metadata.subjects == ("thư viện", "sách")
    assert metadata.description == "Về việc đọc"
    assert (metadata.date, metadata.languages) == ("2019-04-05", ("fr",))


def test_the_title_is_the_paragraph_in_the_style_for_it_or_the_first_line(file: Path) -> None:
    styled = '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Nhan đề</w:t></w:r></w:p>'
    core = "<dc:title>Microsoft Word - x.doc</dc:title><dc:creator>Admin</dc:creator>"
    metadata = item(file, paragraph("Bộ Văn hóa") + styled, core=core).metadata
    assert (metadata.title, metadata.creators) == ("Nhan đề", ())
    assert item(file, paragraph("Bộ Văn hóa")).metadata.title == "Bộ Văn hóa"


def test_the_style_for_titles_is_known_by_its_name(file: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Tiu"><w:name w:val="title"/></w:style>'
    styled = '<w:p><w:pPr><w:pStyle w:val="Tiu"/></w:pPr><w:r><w:t>Nhan đề</w:t></w:r></w:p>'
    body = paragraph("Bộ Văn hóa") + styled
    assert item(file, body, styles=styles).metadata.title == "Nhan đề"
    assert item(file, body).metadata.title == "Bộ Văn hóa"
    assert item(file, body, styles="<w:style>").metadata.title == "Bộ Văn hóa"


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_documents_in_legacy_fonts(file: Path, encoding: Encoding) -> None:
    lines = [encode(line, encoding).decode("cp1252") for line in POEM]
    title = encode("Thơ cổ điển", encoding).decode("cp1252")
    core = f"<dc:title>{title}</dc:title>"
    found = item(file, "".join(map(paragraph, lines)), core=core)
    assert found.pages[0].text == "\n".join(POEM)
    assert found.pages[0].extra == {"decoded_from": encoding}
    assert found.metadata.title == "Thơ cổ điển"


def test_a_long_document_without_breaks_is_cut_after_paragraphs(file: Path) -> None:
    pages = texts(file, paragraph(" ".join(POEM)) * 100)
    assert len(pages) == 5
    assert all(page.endswith("lòng.") for page in pages)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"PK\x03\x04", "not a whole ZIP archive"),
        (archive({"a.txt": "x"}), "has no document in it"),
        (archive({"word/document.xml": "<w:document"}), "not readable as docx"),
        (docx(paragraph(" ")), "has no text"),
        (docx(paragraph("x" * 3000)), "its texts are longer than 2000 bytes"),
    ],
)
def test_refused_with_a_reason(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert expected in reason(read_docx, file, 2000)


def test_told_by_content(file: Path) -> None:
    data = docx(paragraph("x"))
    file.write_bytes(data)
    assert FORMAT.recognizes(file, data[:HEAD])
    data = archive({"xl/workbook.xml": "x"})
    file.write_bytes(data)
    assert not FORMAT.recognizes(file, data[:HEAD])
