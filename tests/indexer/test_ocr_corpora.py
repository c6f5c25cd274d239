"""Real OCR of all formats: every file is read; those that are wrong, as `docs/formats.md` says."""

from pathlib import Path

import pytest

from indexer.formats import Source, discover
from indexer.formats.base import Found
from indexer.formats.frame import NOTE, fitted
from indexer.formats.images import NEEDS_OCR, image_size
from indexer.formats.page_formats import page_format_of
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError
from searchsvc.highlight import boxes
from tests.corpora import data, needs_data

pytestmark = [pytest.mark.corpus, needs_data("formats", "alto"), needs_data("ocr")]

ROOT = Path(__file__).resolve().parents[2]
FORMATS = data("formats")
SUFFIXES = (".xml", ".html", ".hocr")
FILES = sorted(
    path
    for path in [*FORMATS.rglob("*"), *data("ocr").glob("*")]
    if path.suffix in SUFFIXES and not path.name.startswith("mets")
)

#: Files in which something is wrong or unusual, and a piece of what becomes of them; "" where all
#: that can be said is that they have no text.
ODD = {
    "ALTO-BnF-V2.xml": "SUPPLÉMENT LITTÉRAIRE",
    "Glyph_Sample03_WithShape.xml": "12",
    "00001.xml": "81",
    "altobadcoords.xml": "Abends 8 V 2 Uhr,",
    "alto_float.xml": "University campus area just north of",
    "alto_namespaced.xml": "pronÃ³sticos",
    "alto_nospace.xml": "Die Zahl derer, welche jene Schreckens:\nzeit",
    "1860-11-30_01-00003.xml": "Cisterna n'offre pas",
    "nomatch.html": "LITTLE RIVER NEWS",
    "hocr_broken_comment.html": "!'<!--,,,> ",
    "hocr_broken_pis.html": "<?«»«?>i<5t»<?».",
    "hocr_broken_entities.html": "",
    "empty_words_bug.html": "A Ephpol. /\n2/2",
    "alternatives_bug.html": "",
    "missing_whitespace.html": "",
    "FILE_0001_FULLTEXT.xml": "",
    "FILE_0002_FULLTEXT.xml": "",
    "OCR-D-IMG-BIN_0015.xml": "",
    "OCR-D-SEG-KRAKEN_0015.xml": "",
}
#: Files that have no text at all.
EMPTY = ("FILE_0001", "FILE_0002", "OCR-D-IMG-BIN", "OCR-D-SEG-KRAKEN")


def pages_of(path: Path) -> list[Page]:
    format_ = page_format_of(path)
    assert format_ and format_.pages
    return format_.pages(path, 64_000_000)


def items_in(path: Path) -> tuple[dict[str, Item], list[RecordError]]:
    items, rejected = {}, []
    for source in discover([path]):
        assert isinstance(source, Source)
        for record in source.read(64_000_000):
            if isinstance(record, Found):
                items[record.item.id] = record.item
            else:
                rejected.append(record)
    return items, rejected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_with_every_box_in_text_and_frame(path: Path) -> None:
    pages = pages_of(path)
    assert any(page.text.strip() for page in pages) != path.name.startswith(EMPTY)
    for page in pages:
        assert page.width and page.height
        assert len(page.words) >= 0.95 * len([w for w in page.text.split() if w.isalpha()])
        assert boxes(page.text, page.words, [(0, len(page.text))]) == page.words
        fit = fitted(page, None)
        assert len(fit.words) == len(page.words)
        assert (NOTE in fit.extra) == (path.name == "hocr_broken_comment.html")


@pytest.mark.parametrize("name", ODD)
def test_files_that_are_wrong_lose_nothing_and_are_listed(name: str) -> None:
    path = next(path for path in FILES if path.name == name)
    assert ODD[name] in "\f".join(page.text for page in pages_of(path))
    assert f"`{name}`" in (ROOT / "docs" / "formats.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(data("ocr").glob("*.hocr")), ids=lambda path: path.name)
def test_hocr_and_alto_of_a_scan_are_the_same_page(path: Path) -> None:
    (hocr,), (alto,) = pages_of(path), pages_of(path.with_suffix(".xml"))
    image = path.with_suffix(".jpg")
    assert (hocr.image, alto.image) == (image.name, image.name)
    assert hocr == alto
    assert fitted(hocr, image_size(image)) == hocr
    assert (hocr.width, hocr.height) == image_size(image)
    assert len(hocr.words) > 20


def test_a_folder_of_scans_in_two_formats_is_one_item_of_each_page_once() -> None:
    items, rejected = items_in(data("ocr"))
    assert not rejected
    (item,) = items.values()
    images = [path.name for path in sorted(data("ocr").glob("*.jpg"))]
    assert [page.image for page in item.pages] == images
    assert all(page.width and page.text.strip() and not page.extra for page in item.pages)


def test_alto_and_page_of_the_same_pages_have_the_same_words() -> None:
    book = FORMATS / "mets-page" / "kant_aufklaerung_1784"
    for number in ("0017", "0020"):
        (alto,) = pages_of(book / "OCR-D-GT-ALTO" / f"PAGE_{number}_ALTO.xml")
        (page,) = pages_of(book / "OCR-D-GT-PAGE" / f"PAGE_{number}_PAGE.xml")
        assert "".join(alto.text.split()) == "".join(page.text.split())
        assert [word.text for word in alto.words] == [word.text for word in page.words]
        assert " ;" in alto.text or " ." in alto.text
        assert " ;" not in page.text


def test_books_that_mets_describes() -> None:
    items, rejected = items_in(FORMATS / "mets-page")
    (kant,) = items.values()
    assert kant.id == "mets-page.kant_aufklaerung_1784"
    assert kant.metadata.identifiers == ("http://kant_aufklaerung_1784",)
    assert [page.text.split("\n")[0] for page in kant.pages] == [
        "Berliniſche Monatsſchrift.",
        "( 484 )",
    ]
    reasons = {Path(r.place.split(": page")[0]).parent.name: r.reason for r in rejected}
    assert reasons == {
        "SBB0000F29300010000": "no page could be read",
        "communist_manifesto": "no page has any text or image",
    }


def test_regions_that_nobody_has_read_need_ocr() -> None:
    path = FORMATS / "mets-page" / "communist_manifesto" / "OCR-D-SEG-KRAKEN"
    (page,) = pages_of(path / "OCR-D-SEG-KRAKEN_0015.xml")
    assert page.extra == {NEEDS_OCR: True}


def test_a_folder_of_files_in_all_formats_is_one_item() -> None:
    items, rejected = items_in(FORMATS / "ocrhighlighting")
    assert not rejected
    (item,) = items.values()
    files = [path for path in (FORMATS / "ocrhighlighting").iterdir() if path.suffix in SUFFIXES]
    several = {"alto.xml": 2, "empty_words_bug.html": 5}
    twice = {"missing_closing": 1, "space_after": 1}  # as ALTO and as hOCR
    assert len(item.pages) == len(files) + sum(several.values()) - 2 - sum(twice.values())
