"""Real files: each is read, or rejected with a reason; none stops the others."""

from pathlib import Path

import pytest

from indexer.formats import discover
from indexer.formats.alto import FORMAT
from indexer.formats.base import Found
from indexer.formats.scanned import read_scanned
from searchsvc.domain import Item, Page
from searchsvc.errors import RecordError
from searchsvc.highlight import boxes
from tests.corpora import data, needs_data

pytestmark = [pytest.mark.corpus, needs_data("formats", "alto")]

ALTO = data("formats", "alto")
HIGHLIGHTING = data("formats", "ocrhighlighting")
FILES = [
    *sorted(ALTO.rglob("*.xml")),
    *sorted(HIGHLIGHTING.glob("*.xml")),
    *sorted(data("formats", "mets-page").rglob("*.xml")),
    *sorted(data("ocr").glob("*.xml")),
]


def text_of(path: Path) -> str:
    (found,) = read_scanned(path, "x", 64_000_000, FORMAT)
    assert isinstance(found, Found), found
    return "\f".join(page.text for page in found.item.pages)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_or_rejected_with_a_reason(path: Path) -> None:
    (found,) = read_scanned(path, "x", 64_000_000, FORMAT)
    if isinstance(found, RecordError):
        assert "the root element is" in found.reason
        return
    for page in found.item.pages:
        assert page.text.strip()
        _check_boxes(page)


def _check_boxes(page: Page) -> None:
    placed = boxes(page.text, page.words, [(0, len(page.text))])
    assert len(placed) >= 0.97 * len(page.words), "boxes are found in the text"
    assert all(box.confidence >= 0 and box.width > 0 for box in page.words)


def test_only_what_is_no_alto_is_rejected() -> None:
    rejected = [
        path
        for path in FILES
        if isinstance(next(iter(read_scanned(path, "x", 64_000_000, FORMAT))), RecordError)
    ]
    assert {path.parent.name for path in rejected} <= {
        "OCR-D-GT-PAGE",
        "OCR-D-SEG-KRAKEN",
        "OCR-D-IMG-BIN",
        "SBB0000F29300010000",
        "communist_manifesto",
        "kant_aufklaerung_1784",
        "ocrhighlighting",
    }
    assert [path.name for path in rejected if path.parent == HIGHLIGHTING] == [
        "sn90050316_1916_05_13_4_mini.xml"
    ]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("alto_nospace.xml", "Die Zahl derer, welche jene Schreckens:\nzeit mit Augen ſahen"),
        ("007.xml", "worden, auch fehlen bisher noch"),
        ("019.xml", "10. Gerasimov, I. F.: The Past"),
        ("altobadcoords.xml", "Samstag den S. Aprtl 1882,\nAbends 8 V 2 Uhr,"),
        ("es-scbg_bblg_18950101_0002.xml", "A Malla: costu-\nmes gallegas"),
        ("alto_float.xml", "University campus area just north of"),
        ("1860-11-30_01-00001.xml", "5 fr. par trimestre pour la ville."),
        ("alto_semantics_urn+nbn+de+gbv+3+5-83179_00000007.xml", "Mubarak-Regimes"),
    ],
)
def test_odd_dialects_give_the_words_as_they_were_set(name: str, part: str) -> None:
    assert part in text_of(HIGHLIGHTING / name)


def test_a_file_that_misstates_its_encoding_is_read_all_the_same() -> None:
    text = text_of(ALTO / "use-cases" / "alto-dialect" / "ALTO-BnF-V2.xml")
    assert "SUPPLÉMENT LITTÉRAIRE" in text


def test_several_pages_in_one_file() -> None:
    (found,) = read_scanned(HIGHLIGHTING / "alto.xml", "x", 64_000_000, FORMAT)
    assert isinstance(found, Found)
    assert [page.number for page in found.item.pages] == [1, 2]


def test_pages_read_by_an_ocr_program_have_a_frame_and_a_confidence_for_every_word() -> None:
    for path in sorted(data("ocr").glob("*.xml")):
        (found,) = read_scanned(path, "x", 64_000_000, FORMAT)
        assert isinstance(found, Found)
        (page,) = found.item.pages
        assert page.width and page.height
        assert page.image == path.with_suffix(".jpg").name
        assert len(page.words) > 20
        assert all(0 <= word.confidence <= 1 for word in page.words)


def test_whole_folders_of_mixed_files_are_looked_through() -> None:
    items: list[Item] = []
    for source in discover([data("formats")]):
        if isinstance(source, RecordError):
            continue
        items += [f.item for f in source.read(64_000_000) if isinstance(f, Found)]
    assert len({item.id for item in items}) == len(items) >= 4
    assert "formats.ocrhighlighting" in {item.id for item in items}
