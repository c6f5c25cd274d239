"""MARC 21 in ISO 2709 and in XML: what the fields say, and what becomes of broken records."""

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats import marc, marcxml
from indexer.formats.base import Description
from indexer.formats.record import checked_metadata
from indexer.formats.registry import format_of
from searchsvc.errors import RecordError
from tests.indexer.marc import KIEU, LEADER, FieldText, assembled, iso2709, record_xml
from tests.indexer.marc import marcxml as collection

LARGE = 10**7

EXPECTED = {
    "id": "VN-TVTT.000123",
    "title": "Truyện Kiều : truyện thơ",
    "creators": ["Nguyễn Du, 1766-1820.", "Trần Trọng Kim"],
    "contributors": ["Bùi Kỷ, 1888-1960, hiệu đính"],
    "subjects": [
        "Thúy Kiều -- Tiểu thuyết",
        "Văn học cổ điển -- Việt Nam -- Thế kỷ 19",
        "Thơ",
        "Truyện Nôm",
    ],
    "languages": ["vi", "fr"],
    "identifiers": ["000123", "9786041234567", "VN.0012"],
    "publisher": "Vĩnh Hưng Long",
    "description": "Truyện thơ Nôm.",
    "type": "book",
    "date": "1925",
    "date_as_catalogued": "[1925?]",
    "library": "Thư viện tỉnh Hà Thanh",
    "source": "https://thuvien.example/kieu",
    "uniform_title": ["Đoạn trường tân thanh"],
    "other_titles": ["金雲翹"],
    "responsibility": ["Nguyễn Du ; Bùi Kỷ h.đ."],
    "edition": ["In lần thứ 2"],
    "place": ["Hà Nội"],
    "extent": ["220 tr. ; 19 cm"],
}


def described(
    path: Path, content: bytes, max_bytes: int = LARGE
) -> list[Description | RecordError]:
    path.write_bytes(content)
    format_ = format_of(path)
    assert format_ and format_.describes
    return list(format_.describes(path, max_bytes))


def records_in(path: Path, content: bytes) -> list[dict[str, Any]]:
    found = described(path, content)
    assert all(isinstance(entry, Description) for entry in found), found
    return [entry.record for entry in found if isinstance(entry, Description)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sach.mrc"


def record_of(file: Path, *fields: FieldText, leader: str = LEADER) -> dict[str, Any]:
    """The record of fields that are added to a title, told by its content."""
    titled = (("245", "10$aA"), *fields)
    (record,) = records_in(file, iso2709(titled, leader=leader))
    checked_metadata({"id": "1", **record})
    return record


def test_a_record_says_the_same_in_every_form(tmp_path: Path) -> None:
    forms = {
        "a.bin": iso2709(KIEU),
        "b.xml": collection(KIEU).encode(),
        "c.xml": collection(KIEU, namespace=False).encode(),
        "d.xml": record_xml(KIEU).encode(),
        "e.xml": f"<x:a xmlns:x='urn:x'><b>{collection(KIEU)}</b></x:a>".encode(),
        "f.xml": collection(KIEU).encode("utf-16"),
        "g.mrc": iso2709(KIEU, leader=LEADER.replace(" a2", "  2")),
        "h.mrc": iso2709(KIEU, counted=False),
    }
    for name, content in forms.items():
        assert records_in(tmp_path / name, content) == [EXPECTED], name


def test_marc8_is_read_with_its_combining_marks(file: Path) -> None:
    name = b"  \x1faNguy\xe3\xe4en \xb3\xe2\xbd"  # Nguyễn đứ
    title = b"10\x1faTruy\xe3\xf2en Ki\xe3\xe0eu"  # ệ: circumflex, dot below; ề: grave is \xe1
    data = assembled([("001", b"7"), ("100", name), ("245", title)], LEADER.replace(" a2", "  2"))
    (record,) = records_in(file, data)
    assert record["title"] == "Truyện Kiểu"
    assert record["creators"] == ["Nguyễn đứ"]


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.CP1258])
def test_old_vietnamese_encodings_are_told_by_evidence(file: Path, encoding: Encoding) -> None:
    title = "Địa chí tỉnh Hà Thanh và những làng xã ven sông trước năm một nghìn chín trăm"
    subjects = ["Lịch sử địa phương", "Sông ngòi và đê điều", "Làng xã", "Hương ước"]
    fields = [("245", f"10$a{title}"), *(("650", f" 4$a{s}") for s in subjects)]
    raw = [(tag, encode(text.replace("$", "\x1f"), encoding)) for tag, text in fields]
    (record,) = records_in(file, assembled(raw))
    assert (record["title"], record["subjects"]) == (title, subjects)


def test_a_broken_record_stops_no_other(file: Path) -> None:
    good = iso2709(KIEU)
    wrong_length = b"99999" + good[5:]
    cut = good[:400] + b"\x1d"
    bad_directory = good[:30] + b"x" + good[31:]
    no_leader = b"abc\x1d"
    latin = assembled([("001", b"9"), ("245", b"10\x1fa\xff\xfe\x80")])
    parts = [good, cut, wrong_length, bad_directory, no_leader, latin, b"\r\n", good, good[:50]]
    found = described(file, b"".join(parts))
    errors = [str(entry) for entry in found if isinstance(entry, RecordError)]
    assert [isinstance(e, Description) for e in found] == [1, 0, 1, 0, 0, 0, 1, 0]
    for error, position, reason in zip(
        errors,
        (2, 4, 5, 6, 8),
        (
            "control number 000123: the directory lists 20 fields, the record has",
            "the directory has lengths that are no numbers",
            "the leader is not 24 characters",
            "control number 9: said to be UTF-8, and is not",
            "the file ends within a record",
        ),
        strict=True,
    ):
        assert error.startswith(f"{file}:{position}: ")
        assert reason in error


def test_a_record_that_is_too_long_is_rejected_and_the_next_is_read(file: Path) -> None:
    data = iso2709(KIEU) + b"x" * 300_000 + b"\x1d" + iso2709(KIEU)
    first, error, last = described(file, data, 100_000)
    assert isinstance(first, Description) and isinstance(last, Description)
    assert str(error) == f"{file}:2: the record is too long"


def test_huge_files_are_streamed(file: Path, tmp_path: Path) -> None:
    count = 300
    long = (*KIEU, ("500", "  $a" + "x" * 9000))
    file.write_bytes(iso2709(long) * count)
    other = tmp_path / "a.xml"
    other.write_text(collection(*[long] * count))
    for path, reader in ((file, marc.describe), (other, marcxml.describe)):
        tracemalloc.start()
        found = sum(isinstance(entry, Description) for entry in reader(path, LARGE))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found == count
        assert peak < 1_000_000 < 2_500_000 < path.stat().st_size


def test_an_empty_file_and_rubbish_are_refused(file: Path, tmp_path: Path) -> None:
    for content in (b"", b"\r\n\x1a"):
        (error,) = described(file, content)
        assert str(error) == f"{file}: has no record"
    assert all(isinstance(e, RecordError) for e in described(file, bytes(range(256)) * 100))
    empty = b'<collection xmlns="http://www.loc.gov/MARC21/slim"/>'
    (error,) = described(tmp_path / "a.xml", empty)
    assert "has no MARC record" in str(error)


def test_xml_that_breaks_gives_what_stood_before(tmp_path: Path) -> None:
    content = collection(*[KIEU] * 100)[: -len("</record></collection>")] + "<"
    *found, error = described(tmp_path / "a.xml", content.encode())
    assert len(found) >= 90 and all(isinstance(entry, Description) for entry in found)
    assert "cannot be read from here on" in str(error)


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">'
        '<!ENTITY c "' + "&b;" * 1000 + '"><!ENTITY e "' + "&c;" * 1000 + '">',
        '<!ENTITY e SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_never_expanded(tmp_path: Path, declared: str) -> None:
    record = record_xml((("245", "10$a&e;"), ("100", "0 $aA")))
    content = f"<!DOCTYPE record [{declared}]>{record}"
    (tmp_path / "a.xml").write_text(content)
    entries = list(map(str, marcxml.describe(tmp_path / "a.xml", LARGE)))
    assert entries
    assert all("root:" not in entry and len(entry) < 1000 for entry in entries)


def test_a_record_of_xml_that_never_ends_is_refused(tmp_path: Path) -> None:
    endless = collection(KIEU)[:-22] + '<datafield tag="500"/>' * 20_000
    (error,) = described(tmp_path / "a.xml", endless.encode(), 100_000)
    assert "no record ends within 100000 bytes" in str(error)


def test_a_number_without_an_agency_is_a_name_within_the_file(file: Path) -> None:
    content = iso2709((("001", "7 "), ("245", "10$aA"))) + iso2709((("245", "10$aB"),))
    first, second = described(file, content)
    assert isinstance(first, Description) and isinstance(second, Description)
    assert (first.name, "id" in first.record, second.name) == ("7", False, "2")


@pytest.mark.parametrize(
    ("fields", "leader", "kind"),
    [
        ([], "am", "book"),
        ([], "as", "journal"),
        ([("008", " " * 21 + "n" + " " * 18)], "as", "newspaper"),
        ([], "ab", "article"),
        ([], "tm", "manuscript"),
        ([], "em", "map"),
        ([], "km", "image"),
        ([], "jm", "other"),
        ([("502", "  $aLuận án tiến sĩ")], "am", "thesis"),
        ([("008", " " * 24 + "l" + " " * 15)], "am", "law"),
    ],
)
def test_the_type_comes_from_the_leader(
    file: Path, fields: list[FieldText], leader: str, kind: str
) -> None:
    assert record_of(file, *fields, leader=f"00000n{leader} a2200000 a 4500")["type"] == kind


def _fixed(date: str) -> FieldText:
    return ("008", f"110501{date}vm ".ljust(40))


@pytest.mark.parametrize(
    ("fields", "date", "catalogued"),
    [
        ([("260", "  $c1936.")], "1936", None),
        ([("260", "  $cc1936")], "1936", "c1936"),
        ([("264", " 1$c[1936]"), ("264", " 4$c©1935")], "1936", "[1936]"),
        ([("260", "  $c19--")], "1900/1999", "19--"),
        ([("260", "  $c[Kđ]"), _fixed("s1936    ")], "1936", "[Kđ]"),
        ([_fixed("s1936    ")], "1936", None),
        ([_fixed("s19uu    ")], "1900/1999", None),
        ([_fixed("q19301939")], "1930/1939", None),
        ([_fixed("m19301939")], "1930/1939", None),
        ([_fixed("c19909999")], "1990", None),
        ([_fixed("d19171934")], "1917/1934", None),
        ([_fixed("e19360912")], "1936-09-12", None),
        ([_fixed("nuuuuuuuu")], None, None),
        ([_fixed("b        ")], None, None),
        ([], None, None),
    ],
)
def test_dates(
    file: Path, fields: list[FieldText], date: str | None, catalogued: str | None
) -> None:
    record = record_of(file, *fields)
    assert (record.get("date"), record.get("date_as_catalogued")) == (date, catalogued)


@pytest.mark.parametrize(
    ("note", "rights"),
    [
        ("0 $aTruy cập tự do", "public"),
        ("  $aCông khai", "public"),
        ("1 $aTài liệu hạn chế", "restricted"),
        ("1 $aChỉ đọc tại chỗ", "onsite"),
        ("1 $aHỏi thủ thư", "metadata"),
        ("  $aKhông hạn chế", "public"),
    ],
)
def test_rights_are_said_by_506_alone(file: Path, note: str, rights: str) -> None:
    assert record_of(file, ("506", note), ("540", "  $aCC BY"))["rights"] == rights
    assert "rights" not in record_of(file, ("540", "  $aBản quyền thuộc thư viện"))


def test_several_languages_in_one_subfield_are_parted(file: Path) -> None:
    assert record_of(file, ("041", "1 $aviefre$heng"))["languages"] == ["vi", "fr"]
    assert record_of(file, ("008", "".ljust(35) + "vie d"))["languages"] == ["vi"]
    assert "languages" not in record_of(file, ("008", "".ljust(35) + "und d"))


@pytest.mark.parametrize(
    ("given", "languages"),
    [
        ("Tiếng Việt", ["vi"]),
        ("Tiếng Việt; Tiếng Pháp", ["vi", "fr"]),
        ("vie-fre", ["vi", "fr"]),
        ("vie; eng", ["vi", "en"]),
        ("vie eng", ["vi", "en"]),
        ("French", ["fr"]),
        ("Tiếng Xơ Teng", ["Tiếng Xơ Teng"]),
        ("|||", ["en"]),
    ],
)
def test_languages_are_read_as_they_are_written(
    file: Path, given: str, languages: list[str]
) -> None:
    fixed = ("008", "".ljust(35) + "eng d")
    assert record_of(file, fixed, ("041", f"0 $a{given}"))["languages"] == languages


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("978 604 1 00002 9", "978 604 1 00002 9"),
        ("978 604 1 00002 9 (bìa cứng)", "978 604 1 00002 9"),
        ("ISBN 978-604-1-00002-9 : 50000đ", "978-604-1-00002-9"),
        ("isbn-13: 9786041000029", "9786041000029"),
        ("ISBN13 9786041000029", "9786041000029"),
        ("9786041000029 50000", "9786041000029"),
        ("080442957X (bìa mềm)", "080442957X"),
        ("bìa cứng", None),
    ],
)
def test_numbers_of_books_are_told_from_what_stands_round_them(
    file: Path, given: str, number: str | None
) -> None:
    assert record_of(file, ("020", f"  $a{given}")).get("identifiers") == (number and [number])


def test_a_record_that_its_catalogue_deleted_is_none(file: Path, tmp_path: Path) -> None:
    deleted = LEADER[:5] + "d" + LEADER[6:]
    content = iso2709(KIEU, leader=deleted) + iso2709(KIEU)
    (found,) = described(file, content)
    assert isinstance(found, Description) and found.place == f"{file}:2"
    assert described(file, iso2709(KIEU, leader=deleted)) == []
    xml = collection(KIEU, leader=deleted).encode()
    assert described(tmp_path / "a.xml", xml) == []


def test_a_byte_order_mark_is_no_part_of_the_first_record(tmp_path: Path) -> None:
    for name in ("a.mrc", "a.bin"):
        assert len(records_in(tmp_path / name, b"\xef\xbb\xbf" + iso2709(KIEU) * 2)) == 2


def test_notes_describe_where_there_is_no_abstract(file: Path) -> None:
    notes = (("500", "  $aIn thạch bản"), ("500", "  $aCó ảnh"))
    assert record_of(file, *notes)["description"] == "In thạch bản\nCó ảnh"
    record = record_of(file, *notes, ("520", "  $aTóm tắt"))
    assert (record["description"], record["notes"]) == ("Tóm tắt", ["In thạch bản", "Có ảnh"])


def test_a_title_is_put_together_as_isbd_writes_it(file: Path) -> None:
    for written, title in (
        ("10$aBáo Bến Thanh.$nSố 7,$pMùa lũ /$cnhiều tác giả", "Báo Bến Thanh. Số 7, Mùa lũ"),
        ("10$aA$bb", "A : b"),
        ("10$aA =$bB", "A = B"),
        ("10$aU.S.A.", "U.S.A."),
        ("10$aA$h[tài liệu điện tử] :$bbc.", "A : bc"),
    ):
        (record,) = records_in(file, iso2709((("245", written),)))
        assert record["title"] == title
