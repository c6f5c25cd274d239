"""Dates, languages, types and rights in catalogues' own words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.formats.catalogued import access_rights, item_type, language_code, put_date, type_in
from indexer.formats.catalogued_dates import edtf_from
from searchsvc.dates import parse_date


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("1936", "1936|[1936]|1936?|[1936?]|c1936|©1936|cop. 1936|ca. 1936|Năm 1936|1936, c1935"),
        ("1936", "Bảo Đại 11 (1936)|Bính Tý [1936]|[1936?]-|1936-|31/2/1936|1936-1930|in năm 1936"),
        ("1900/1999", "19--|19--?|[19--]|19??|19uu|19XX"),
        ("1930/1939", "193-|193-?|[193-]|193?|193u|193X"),
        ("1936/1940", "1936-1940|1936/1940|1936 - 1940|1936-40|1936–1940|từ 1936 đến 1940"),
        ("1917-07", "1917-07|7/1917|tháng 7 năm 1917|Thg. 7, 1917|07.1917"),
        ("1917-07-15", "1917-07-15|15/7/1917|15-07-1917|19170715|ngày 15 tháng 7 năm 1917"),
        ("1917-07-15", "1917-07-15T10:00:00Z|1917-07-15 00:00:00"),
        ("1801/1900", "thế kỷ 19|TK XIX|19th century"),
        (None, "s.n.|[Kđ]|12|Minh Mệnh 19|không rõ"),
    ],
)
def test_dates_of_catalogues(date: str | None, written: str) -> None:
    for text in filter(None, written.split("|")):
        assert edtf_from(text) == date, text


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/?[]cXIV. tháng năm", max_size=30))
def test_a_date_is_always_one_that_can_be_read(text: str) -> None:
    date = edtf_from(text)
    assert date is None or parse_date(date)
    assert date is None or edtf_from(date) == date


def test_a_date_is_kept_as_catalogued_where_it_is_written_otherwise() -> None:
    for text, expected in (
        ("1936", {"date": "1936"}),
        ("[1936]", {"date": "1936", "date_as_catalogued": "[1936]"}),
        ("không rõ", {"date_as_catalogued": "không rõ"}),
        (" ", {}),
    ):
        record: dict[str, str] = {}
        put_date(record, text)
        assert record == expected


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("vi", "vie|vi|VIE|vi-VN|vi_VN|Tiếng Việt|tiếng việt|Việt|Vietnamese|Quốc ngữ"),
        ("vi-Hani", "vi-Hani|Nôm|chữ Nôm|Hán Nôm"),
        ("lzh", "lzh|Hán|chữ Hán"),
        ("fr", "fre|fra|fr|Pháp|tiếng Pháp|French"),
        ("zh", "chi|zho|Trung Quốc"),
        ("Tày", "Tày"),
        (None, "und|zxx|mul||  "),
    ],
)
def test_languages_are_codes(code: str | None, written: str) -> None:
    for text in written.split("|"):
        assert language_code(text) == code, text


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("book", "Sách|book|Text"),
        ("thesis", "Luận văn|Luận án|Thesis|info:eu-repo/semantics/dissertation"),
        ("journal", "Tạp chí|journal"),
        ("image", "http://purl.org/dc/dcmitype/StillImage|Ảnh"),
        (None, "băng ghi âm||"),
    ],
)
def test_types_are_known_by_their_names(kind: str | None, written: str) -> None:
    for text in written.split("|"):
        assert item_type(text) == kind, text


@pytest.mark.parametrize(
    ("rights", "written"),
    [
        ("public", "public|Công khai|info:eu-repo/semantics/openAccess"),
        ("restricted", "Hạn chế|info:eu-repo/semantics/closedAccess|restricted access"),
        ("metadata", "metadata only access"),
        ("onsite", "Đọc tại chỗ"),
        (None, "© 2012|CC BY|"),
    ],
)
def test_rights_are_those_of_known_words_alone(rights: str | None, written: str) -> None:
    for text in written.split("|"):
        assert access_rights(text) == rights, text


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("Báo hàng ngày", "newspaper"), ("Text", "book"), ("still image", "image"), ("x", None)],
)
def test_types_in_words(stated: str, expected: str | None) -> None:
    assert type_in(stated) == expected
