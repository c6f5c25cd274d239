"""Plain text: one file an item."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats.base import Found
from indexer.formats.plaintext import PAGE_CHARACTERS, cut_pages, read_text
from searchsvc.domain import Item
from searchsvc.errors import RecordError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "so-7_nam-phong.txt"


def item(file: Path, content: bytes) -> Item:
    file.write_bytes(content)
    (found,) = read_text(file, "an-id", 10_000_000)
    assert isinstance(found, Found), found
    return found.item


def reason(file: Path, content: bytes, max_bytes: int = 10_000_000) -> str:
    file.write_bytes(content)
    (found,) = read_text(file, "an-id", max_bytes)
    assert isinstance(found, RecordError)
    assert (found.place, found.item_id) == (str(file), "an-id")
    return found.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(file: Path, encoding: str) -> None:
    read = item(file, "Thư viện 𡨸\ncũ".encode(encoding))
    assert [page.text for page in read.pages] == ["Thư viện 𡨸\ncũ"]


def test_utf_16_with_the_great_end_first(file: Path) -> None:
    assert item(file, b"\xfe\xff" + "Thư".encode("utf-16-be")).pages[0].text == "Thư"


_POEM = """Trăm năm trong cõi người ta,
Chữ tài chữ mệnh khéo là ghét nhau.
Trải qua một cuộc bể dâu,
Những điều trông thấy mà đau đớn lòng.
"""


@pytest.mark.parametrize("encoding", Encoding)
def test_legacy_encodings(file: Path, encoding: Encoding) -> None:
    read = item(file, encode(f"{_POEM}\f{_POEM}", encoding))
    assert [page.text for page in read.pages] == [_POEM, _POEM]
    assert read.metadata.title == "Trăm năm trong cõi người ta,"
    assert read.metadata.extra == {"decoded_from": encoding}


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.VISCII])
def test_pages_of_rubbish_are_repaired_one_by_one(file: Path, encoding: Encoding) -> None:
    rubbish = encode(_POEM, encoding).decode("latin-1")
    read = item(file, f"{rubbish}\fThư viện\f{rubbish}\fviÖn Th\u00ad".encode())
    assert [page.text for page in read.pages] == [_POEM, "Thư viện", _POEM, "viÖn Th\u00ad"]
    assert [page.extra for page in read.pages] == [
        {"decoded_from": encoding},
        {},
        {"decoded_from": encoding},
        {"suspected_encoding": "tcvn3"},
    ]
    assert read.metadata.title == "Trăm năm trong cõi người ta,"
    assert read.metadata.extra == {}


def test_the_text_is_kept_as_delivered(file: Path) -> None:
    text = "Tiêu đề\r\n  thu\u031b vie\u0323\u0302n\t\u00ad\u200b“x”\r\n"
    assert item(file, text.encode()).pages[0].text == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("Thư việ".encode()[:-1] + b"\n", "not UTF-8 text (byte 7)", id="cut"),
        pytest.param(b"abc\xff", "not UTF-8 text (byte 3)", id="no UTF-8"),
        pytest.param(b"vie\xe4n Th\xf6", "nor in a legacy encoding that can be told", id="short"),
        pytest.param(b"\xff\xfea\x00b", "not UTF-16 text (byte 4)", id="half a character"),
        pytest.param(b"a\x00b", "not text: character 1 is a null", id="nulls"),
        pytest.param("Thu".encode("utf-16-le"), "not text", id="UTF-16 without its mark"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00\x00", "not text", id="a program"),
        pytest.param(b"", "the file has no text", id="empty"),
        pytest.param(b" \n\t\r\n", "the file has no text", id="blank"),
        pytest.param(b"\xef\xbb\xbf\n", "the file has no text", id="only a byte order mark"),
        pytest.param(b"\f\f\f", "the file has no text", id="only form feeds"),
        pytest.param(b"a" + b"\f" * 1_000_000, "more than 1000000 pages", id="form feeds"),
    ],
)
def test_rejected_with_a_reason(file: Path, content: bytes, expected: str) -> None:
    assert expected in reason(file, content)


def test_a_file_over_the_limit_is_rejected(file: Path) -> None:
    assert "larger than 10 bytes" in reason(file, b"x" * 11, max_bytes=10)


def test_a_file_that_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    (found,) = read_text(tmp_path / "gone.txt", "gone", 10)
    assert isinstance(found, RecordError)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Nam Phong, số 7\nNăm 1918", "Nam Phong, số 7"),
        ("\n \n  Nam Phong \n", "Nam Phong"),
        ("\fNam Phong\fhai", "Nam Phong"),
        ("x" * 150 + "\n", "x" * 150),
        ("Một đoạn văn rất dài không phải là nhan đề. " * 4, "so 7 nam phong"),
    ],
)
def test_the_title_is_the_first_line_or_else_the_file_name(
    file: Path, text: str, title: str
) -> None:
    assert item(file, text.encode()).metadata.title == title


def test_form_feeds_part_pages_and_blank_pages_keep_their_numbers(file: Path) -> None:
    pages = item(file, "một\f\fba\f".encode()).pages
    assert [(page.number, page.text) for page in pages] == [(1, "một"), (2, ""), (3, "ba")]


def test_a_long_text_is_cut_after_a_line() -> None:
    line = "thư viện số " * 8 + "\n"
    pages = cut_pages(line * 200)
    assert len(pages) > 3
    assert all(page.endswith("\n") for page in pages)
    assert all(PAGE_CHARACTERS < len(page) <= PAGE_CHARACTERS + len(line) for page in pages[:-1])


def test_an_endless_line_is_cut_after_a_word() -> None:
    pages = cut_pages("thư viện " * 20_000)
    assert all(page.endswith(" ") for page in pages)
    assert max(map(len, pages)) <= 2 * PAGE_CHARACTERS


def test_an_endless_word_is_cut_all_the_same() -> None:
    pages = cut_pages("x" * 100_000)
    assert max(map(len, pages)) <= 2 * PAGE_CHARACTERS
    assert "".join(pages) == "x" * 100_000


_stretches = st.lists(
    st.tuples(st.sampled_from(["thư ", "x", "\n", "\r\n", "𡨸", "e\u0302"]), st.integers(1, 4000)),
    max_size=8,
).map(lambda pieces: "".join(text * times for text, times in pieces))


@given(_stretches)
def test_pages_joined_are_the_text(text: str) -> None:
    assert "".join(cut_pages(text)) == text


@given(st.lists(st.text(st.characters(exclude_characters="\f"), max_size=5), min_size=2))
def test_pages_joined_by_form_feeds_are_the_text(pages: list[str]) -> None:
    text = "\f".join(pages)
    assert "\f".join(cut_pages(text)) == text.removesuffix("\f")
