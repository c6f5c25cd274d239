"""PDF: text layers with the places of words, and what is wrong with real files."""

from pathlib import Path

import pytest

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats.base import Found
from indexer.formats.pdf import read_pdf
from searchsvc.domain import Item
from searchsvc.errors import RecordError
from searchsvc.highlight import boxes
from tests.indexer.documents import BASELINE, HEIGHT, PICTURE, WIDTH, PdfPage, pdf, reason
from tests.indexer.documents import read_item as read

POEM = (
    "Trăm năm trong cõi người ta,",
    "Chữ tài chữ mệnh khéo là ghét nhau.",
    "Trải qua một cuộc bể dâu,",
    "Những điều trông thấy mà đau đớn lòng.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "so-7.pdf"


def item(file: Path, pages: list[PdfPage], info: str = "", catalog: str = "") -> Item:
    file.write_bytes(pdf(pages, info, catalog))
    return read(read_pdf, file)


def test_text_comes_by_line_and_every_word_has_its_place(file: Path) -> None:
    (page,) = item(file, [PdfPage(POEM)]).pages
    assert page.text == "\n".join(POEM)
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert page.image == "so-7.pdf#1"
    assert [word.text for word in page.words] == page.text.split()
    first, second = page.words[0], page.words[1]
    # Courier is 0.6 wide: four letters, a space, and so on, 12 points high.
    assert first.x == pytest.approx(72, abs=0.1)
    assert first.width == pytest.approx(4 * 7.2, abs=0.2)
    assert second.x == pytest.approx(72 + 5 * 7.2, abs=0.2)
    assert first.y < HEIGHT - BASELINE < first.y + first.height < HEIGHT - BASELINE + 12
    assert len(boxes(page.text, page.words, [(0, len(page.text))])) == len(page.words)


def test_a_page_that_is_turned_has_its_words_where_they_are_seen(file: Path) -> None:
    (page,) = item(file, [PdfPage(["Thư viện"], more="/Rotate 90")]).pages
    assert (page.width, page.height) == (HEIGHT, WIDTH)
    word = page.words[0]
    assert word.x + word.width == pytest.approx(BASELINE, abs=12)
    assert word.y == pytest.approx(72, abs=0.2)
    assert word.height == pytest.approx(3 * 7.2, abs=0.2)


def test_a_page_that_is_cut_has_its_words_where_they_are_seen(file: Path) -> None:
    (page,) = item(file, [PdfPage(["Thư viện"], more="/CropBox [50 100 500 800]")]).pages
    assert (page.width, page.height) == (450, 700)
    assert page.words[0].x == pytest.approx(72 - 50, abs=0.1)
    assert page.words[0].y < 800 - BASELINE


def test_page_labels(file: Path) -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 3 >> 3 << /S /D /P (A-) >>] >>"
    pages = item(file, [PdfPage(["Thư"])] * 4, catalog=labels).pages
    assert [page.label for page in pages] == ["i", "ii", None, "A-1"]


def test_metadata(file: Path) -> None:
    info = (
        f"/Title <feff{'Nam Phong, số 7'.encode('utf-16-be').hex()}>"
        " /Author (Pham Quynh; Nguyen Van A)"
        " /Keywords (tap chi, bao) /Subject (Mot tap chi) /CreationDate (D:20190405101112+07'00')"
    )
    metadata = item(file, [PdfPage(POEM)], info=info).metadata
    assert metadata.title == "Nam Phong, số 7"
    assert metadata.creators == ("Pham Quynh", "Nguyen Van A")
    assert metadata.subjects == ("tap chi", "bao")
    assert metadata.description == "Mot tap chi"
    assert metadata.date == "2019-04-05"
    assert metadata.languages == ("vi",)


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - luan van.doc", "untitled", "Document1", "a b.indd", "12-3", " ", "slide 1"],
)
def test_titles_that_programs_give_are_none(file: Path, junk: str) -> None:
    metadata = item(file, [PdfPage(POEM)], info=f"/Title ({junk}) /Author (Admin)").metadata
    assert metadata.title == POEM[0]
    assert metadata.creators == ()


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_legacy_fonts_are_read_as_what_they_show(file: Path, encoding: Encoding) -> None:
    lines = [encode(line, encoding).decode("cp1252") for line in POEM]
    file.write_bytes(pdf([PdfPage(lines)], unicode=False))
    (page,) = read(read_pdf, file).pages
    assert page.text == "\n".join(POEM)
    assert page.extra == {"decoded_from": encoding}
    assert [word.text for word in page.words] == page.text.split()
    assert page.words[0].width > 20


def test_pages_that_are_pictures_wait_for_ocr(file: Path) -> None:
    found = item(
        file,
        [PdfPage(drawn=PICTURE), PdfPage(["Thư viện"], PICTURE), PdfPage(), PdfPage(drawn=PICTURE)],
        info="/CreationDate (D:20150101)",
    )
    assert [dict(page.extra) for page in found.pages] == [
        {"needs_ocr": True},
        {},
        {},
        {"needs_ocr": True},
    ]
    assert found.metadata.date is None, "a scan was made long after the book"
    assert found.metadata.extra == {"digitized": "2015-01-01"}


def test_letters_that_were_made_shapes_wait_for_ocr(file: Path) -> None:
    shapes = "\n".join(f"{10 + at} 10 m {10 + at} 20 l S" for at in range(60))
    assert item(file, [PdfPage(drawn=shapes)]).pages[0].extra == {"needs_ocr": True}


def test_text_that_no_font_explains_waits_for_ocr(file: Path) -> None:
    line = "".join(map(chr, range(0xE000, 0xE020)))
    page = item(file, [PdfPage([line])]).pages[0]
    assert page.text and page.extra == {"needs_ocr": True}


def test_letters_outside_the_first_plane(file: Path) -> None:
    (page,) = item(file, [PdfPage(["𡨸喃 chữ Nôm"])]).pages
    assert page.text == "𡨸喃 chữ Nôm"
    assert page.words[0].text == "𡨸喃"


def test_a_word_broken_over_a_line_is_two_boxes_and_can_be_joined(file: Path) -> None:
    (page,) = item(file, [PdfPage(["the manip-", "ulation of"])]).pages
    assert page.text == "the manip-\nulation of"
    assert [word.text for word in page.words] == ["the", "manip-", "ulation", "of"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "Failed to load document"),
        (b"%PDF-1.7\nrubbish", "Failed to load document"),
        (pdf([PdfPage(POEM)])[:300], "Failed to load document"),
        (pdf([PdfPage(), PdfPage()]), "no page has any text or picture"),
        (pdf([]), "Failed to load document"),
        (
            pdf([PdfPage(POEM)]).replace(
                b"/Info 6 0 R",
                b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
                + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> /ID [<41> <41>]",
            ),
            "encrypted and asks for a password",
        ),
        (
            pdf([PdfPage(POEM)]).replace(b"/Info 6 0 R", b"/Encrypt << /Filter /X >>"),
            "encrypted in a way that is not known",
        ),
    ],
)  # fmt: skip
def test_refused_with_a_reason(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert expected in reason(read_pdf, file)


def test_a_document_that_lies_about_its_pages_has_those_that_are_there(file: Path) -> None:
    file.write_bytes(pdf([PdfPage(POEM)]).replace(b"/Count 1 ", b"/Count 9999999 "))
    assert len(read(read_pdf, file).pages) == 1


def test_more_pages_than_any_book_has(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.formats.pdf._MAX_PAGES", 2)
    file.write_bytes(pdf([PdfPage(POEM)] * 3))
    assert "has 3 pages, which are not from 1 to 2" in reason(read_pdf, file)


def test_a_document_with_more_words_than_can_be_placed_has_no_boxes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.formats.pdf._MAX_BOXES", 60)
    pages = item(file, [PdfPage(POEM)] * 3).pages
    assert [len(page.words) for page in pages] == [0, 0, 0]
    assert all(page.text for page in pages)


def test_text_over_the_limit(file: Path) -> None:
    file.write_bytes(pdf([PdfPage(POEM)] * 5))
    assert "longer than 300 characters" in reason(read_pdf, file, 300)


def test_pages_that_cannot_be_read_are_named_and_the_others_taken_in(file: Path) -> None:
    data = pdf([PdfPage(POEM), PdfPage(["Hỏng"]), PdfPage(POEM)])
    damaged = data.replace(b"/Kids [8 0 R 10 0 R", b"/Kids [8 0 R 99 0 R")
    file.write_bytes(damaged)
    error, found = read_pdf(file, "an-id", 1_000_000)
    assert isinstance(error, RecordError) and isinstance(found, Found)
    assert "page 2 of 3" in error.reason
    assert [bool(page.text) for page in found.item.pages] == [True, False, True]


def test_a_file_that_is_gone(file: Path) -> None:
    assert "not readable as pdf" in reason(read_pdf, file)
