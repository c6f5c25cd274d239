"""Page files with bytes changed, lost and doubled: read, or refused with a reason, and no crash."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.formats import alto, hocr, miniocr, page_xml
from indexer.formats.base import Format, Found, Malformed
from indexer.formats.frame import fitted
from indexer.formats.mets import read_mets
from indexer.formats.page import is_length
from indexer.formats.registry import recognized
from searchsvc.catalog.codec import encode_layout
from tests.indexer import alto as a
from tests.indexer import hocr as h
from tests.indexer.folders import MODS
from tests.indexer.test_mets import described, div, files, group, mets, physical, titled
from tests.indexer.test_mets_described import context, declared, on_rights, reference, section

PLACED = a.word("viện", WC="0.5", SUBS_TYPE="HypPart1", SUBS_CONTENT="viện-số")
SAMPLES = {
    "alto": (
        alto.FORMAT,
        a.alto(a.page(a.block(a.line(a.word("thư"), a.SPACE, PLACED, "<HYP/>")))),
    ),
    "page": (page_xml.FORMAT, h.page_xml(h.region(h.pline("thư", "viện"), h.pline(text="a b")))),
    "hocr": (hocr.FORMAT, h.hocr(h.page(h.block(h.line("thư", "viện"), h.line("số¬"))))),
    "mini": (miniocr.FORMAT, '<ocr><p wh="9 9"><b><l><w x="1 2 3 4">thư</w> x</l></b></p></ocr>'),
}
BOOK = mets(
    described(titled("Sách")),
    section(reference("m.xml"), "D2"),
    on_rights(declared(context('DISPLAY="true"', limit="RE-USE"), words="mở")),
    files(group("G", "1.xml", "gone.xml")),
    physical(div("G0"), div("G1")),
)

#: Where to change a text, how many bytes to take out there, and what to put in.
changes = st.lists(
    st.tuples(
        st.integers(0, 2000),
        st.integers(0, 6),
        st.binary(max_size=3)
        | st.sampled_from([b'"', b"<", b">", b"/", b"&", b"-9", b"1e9", b"\0"]),
    ),
    min_size=1,
    max_size=6,
)


def changed(text: str, at: list[tuple[int, int, bytes]]) -> bytes:
    data = text.encode()
    for place, length, new in at:
        place %= len(data) + 1
        data = data[:place] + new + data[place + length :]
    return data


@pytest.mark.parametrize("name", SAMPLES)
@given(at=changes)
@settings(max_examples=200, deadline=None)
def test_page_files(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: list[tuple[int, int, bytes]]
) -> None:
    format_, text = SAMPLES[name]
    _check(tmp_path_factory.getbasetemp() / "page.hocr", format_, changed(text, at))


def _check(file: Path, format_: Format, data: bytes) -> None:
    file.write_bytes(data)
    recognized(file)
    assert format_.pages
    try:
        pages = format_.pages(file, 1_000_000)
    except Malformed as error:
        assert str(error)
        return
    for page in pages:
        page.text.encode()
        assert h.in_order(page.text, page.words)
        assert all(is_length(number) for word in page.words for number in word[1:])
        encode_layout(fitted(page, (100, 100)))


@given(at=changes)
@settings(max_examples=200, deadline=None)
def test_books(tmp_path_factory: pytest.TempPathFactory, at: list[tuple[int, int, bytes]]) -> None:
    folder = tmp_path_factory.getbasetemp() / "book"
    folder.mkdir(exist_ok=True)
    (folder / "1.xml").write_text(a.alto(a.page("thư")))
    (folder / "m.xml").write_bytes(changed(MODS, at[1:]))
    (folder / "mets.xml").write_bytes(changed(BOOK, at[:1]))
    records = list(read_mets(folder / "mets.xml", "an-id", 1_000_000))
    assert records
    for record in records:
        assert record.item.pages if isinstance(record, Found) else record.reason
