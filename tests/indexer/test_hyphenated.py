"""Words broken over a line end: printed as they were, found as one, both halves framed."""

from pathlib import Path

import pytest

from indexer.formats import alto, hocr, miniocr, page_xml
from indexer.formats.base import Format
from searchsvc.domain import WordBox
from searchsvc.highlight import Highlighter, boxes
from searchsvc.query import parse
from searchsvc.requests import Marks, Mode
from tests.indexer import alto as a
from tests.indexer import hocr as h


def framed(text: str, words: tuple[WordBox, ...], query: str) -> list[str]:
    """The words that are framed for a query."""
    found = Highlighter(parse(query, Mode.AUTO).tree, Marks.AUTO).find(text)
    spans = [(match.start, match.end) for match in found]
    return [box.text for box in boxes(text, words, spans)]


def alto_with(*lines: str) -> str:
    return a.alto(a.page(a.block(*lines)))


ALTO = {
    "a hyphen in the word": alto_with(a.line("máy", "com-"), a.line("puter", "số")),
    "a hyphen as an element": alto_with(
        a.line(a.word("máy"), a.SPACE, a.word("com"), "<HYP/>"), a.line("puter", "số")
    ),
    "a hyphen that only the whole word tells of": alto_with(
        a.line(
            a.word("máy"), a.SPACE, a.word("com", SUBS_TYPE="HypPart1", SUBS_CONTENT="computer")
        ),
        a.line(
            a.word("puter", SUBS_TYPE="HypPart2", SUBS_CONTENT="computer"), a.SPACE, a.word("số")
        ),
    ),
    "a not sign": alto_with(a.line("máy", "com¬"), a.line("puter", "số")),
}
MINI = (
    '<ocr><p wh="99 99"><b><l><w x="1 1 9 9">máy</w> <w x="11 1 9 9">com-</w></l>'
    '<l><w x="1 11 9 9">puter</w> <w x="11 11 9 9">số</w></l></b></p></ocr>'
)
CASES = [
    *((alto.FORMAT, text) for text in ALTO.values()),
    (hocr.FORMAT, h.hocr(h.page(h.block(h.line("máy", "com-"), h.line("puter", "số"))))),
    (hocr.FORMAT, h.hocr(h.page("máy com\u00ad", "puter số"))),
    (page_xml.FORMAT, h.page_xml(h.region(h.pline("máy", "com-"), h.pline("puter", "số")))),
    (page_xml.FORMAT, h.page_xml(h.region(h.pline(text="máy com¬"), h.pline(text="puter số")))),
    (miniocr.FORMAT, MINI),
]


@pytest.mark.parametrize(("format_", "content"), CASES)
def test_both_halves_are_framed_when_the_whole_is_searched(
    tmp_path: Path, format_: Format, content: str
) -> None:
    file = tmp_path / "1.xml"
    file.write_text(content)
    assert format_.pages
    (page,) = format_.pages(file, 10_000)
    assert page.text in ("máy com-\nputer số", "máy com\u00ad\nputer số")
    halves = framed(page.text, page.words, "computer")
    assert [half.rstrip("-\u00ad") for half in halves] == ["com", "puter"]
    assert framed(page.text, page.words, "máy") == ["máy"]


@pytest.mark.parametrize(
    ("end", "beginning", "parted"),
    [
        ("com-", "puter", "\n"),
        ("com\u00ad", "puter", "\n"),
        ("com-", "Puter", "\n\n"),
        ("7-", "puter", "\n\n"),
        ("com -", "puter", "\n\n"),
        ("com.", "puter", "\n\n"),
    ],
)
def test_words_broken_over_columns(tmp_path: Path, end: str, beginning: str, parted: str) -> None:
    columns = h.block(h.line("máy", end)), h.block(h.line()), h.block(h.line(beginning, "số"))
    (tmp_path / "1.hocr").write_text(h.hocr(h.page(*columns)))
    (page,) = hocr.read_pages(tmp_path / "1.hocr", 10_000)
    assert page.text == f"máy {end}{parted}{beginning} số"


def test_syllables_that_a_line_end_parts_are_found_apart_and_together(tmp_path: Path) -> None:
    file = tmp_path / "1.xml"
    file.write_text(alto_with(a.line("báo", "quốc-"), a.line("gia", "số")))
    (page,) = alto.read_pages(file, 10_000)
    assert page.text == "báo quốc-\ngia số"
    assert framed(page.text, page.words, '"quốc gia"') == ["quốc-", "gia"]


def test_halves_that_are_words_too_are_one_where_the_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "1.xml"
    whole = "nghiên"
    file.write_text(
        alto_with(
            a.line(a.word("nghi", SUBS_TYPE="HypPart1", SUBS_CONTENT=whole), "<HYP/>"),
            a.line(a.word("ên", SUBS_TYPE="HypPart2", SUBS_CONTENT=whole), a.SPACE, a.word("cứu")),
        )
    )
    (page,) = alto.read_pages(file, 10_000)
    assert page.text == "nghi\u00ad\nên cứu"
    assert framed(page.text, page.words, '"nghiên cứu"') == ["nghi", "ên", "cứu"]
