"""Tables of metadata: headings in three languages, encodings, damage, workbooks."""

import os
import time
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analyzers import Encoding
from analyzers.legacy import encode
from indexer.formats import table, table_rows
from indexer.formats.base import Description
from indexer.formats.record import checked_metadata
from indexer.formats.registry import format_of
from searchsvc.errors import RecordError

LARGE = 10**7

VIETNAMESE = (
    "Mã,Nhan đề,Tác giả,Chủ đề,Năm xuất bản,Nhà xuất bản,Ngôn ngữ,Loại,"
    "Bộ sưu tập,Thư viện,Tệp,Kho\n"
    'TK 01,Truyện Kiều,"Nguyễn Du; Bùi Kỷ",Thơ|Truyện; Nôm,[1925],Vĩnh Hưng Long,Tiếng Việt,Sách,'
    "Sách cổ,Thư viện tỉnh,tk.txt,K2\n"
)
ENGLISH = (
    "id,title,creators,subjects,year,publisher,language,type,collection,library,file,Kho\n"
    'TK 01,Truyện Kiều,"Nguyễn Du; Bùi Kỷ",Thơ|Truyện; Nôm,[1925],Vĩnh Hưng Long,vie,book,'
    "Sách cổ,Thư viện tỉnh,tk.txt,K2\n"
)
DUBLIN_CORE = (
    "id,dc.title[vi],dc.contributor.author,dc:subject,dcterms:issued,dc.publisher,dc.language.iso,"
    "dc_type,collection,library,file,Kho\n"
    "TK 01,Truyện Kiều,Nguyễn Du||Bùi Kỷ,Thơ|Truyện; Nôm,[1925],Vĩnh Hưng Long,vi,Sách,"
    "Sách cổ,Thư viện tỉnh,tk.txt,K2\n"
)
EXPECTED: dict[str, Any] = {
    "id": "TK-01",
    "title": "Truyện Kiều",
    "creators": ["Nguyễn Du", "Bùi Kỷ"],
    "subjects": ["Thơ", "Truyện; Nôm"],
    "date": "1925",
    "date_as_catalogued": "[1925]",
    "publisher": "Vĩnh Hưng Long",
    "languages": ["vi"],
    "type": "book",
    "collection": "Sách cổ",
    "library": "Thư viện tỉnh",
    "identifiers": ["TK 01"],
    "Kho": "K2",
}


def described(
    path: Path, content: bytes, max_bytes: int = LARGE
) -> list[Description | RecordError]:
    path.write_bytes(content)
    assert format_of(path) is table.FORMAT
    return list(table.describe(path, max_bytes))


def record_in(path: Path, content: bytes) -> dict[str, Any]:
    (found,) = described(path, content)
    assert isinstance(found, Description), found
    return found.record


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sach.csv"


@pytest.mark.parametrize("text", [VIETNAMESE, ENGLISH, DUBLIN_CORE])
def test_headings_are_understood_in_vietnamese_english_and_dublin_core(
    file: Path, text: str
) -> None:
    (found,) = described(file, text.encode())
    assert isinstance(found, Description)
    assert (found.record, found.files) == (EXPECTED, ("tk.txt",))
    assert found.place == f"{file}:2"
    checked_metadata(found.record)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_told(file: Path, delimiter: str) -> None:
    lines = [["nhan đề", "tác giả", "ghi chú"], ["A, b", "C|D", "e, f"]]
    text = "\n\n".join(delimiter.join(line) for line in lines)
    expected = {"title": "A, b", "creators": ["C", "D"], "ghi chú": "e, f"}
    assert record_in(file, text.encode()) == expected


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_excels_line_for_the_delimiter_is_no_heading(file: Path, line: str) -> None:
    (found,) = described(file, f"\ufeff{line}\r\nid;nhan đề, tên;title\r\n1;a, b;A\r\n".encode())
    assert isinstance(found, Description)
    assert (found.place, found.record["title"]) == (f"{file}:3", "A")


@pytest.mark.parametrize(
    "above", ["DANH MỤC SÁCH NĂM 2020,,\n", "Thư viện tỉnh\n\n,Danh mục,\n", ",,\n"]
)
def test_captions_may_stand_above_the_headings(file: Path, above: str) -> None:
    expected = {"id": "1", "title": "A", "rights": "restricted"}
    assert record_in(file, f"{above}id,nhan đề,quyền\n1,A,hạn chế\n".encode()) == expected


def test_rows_of_several_cells_and_many_rows_are_no_captions(file: Path) -> None:
    for above in ("Kho,Giá\n", "x\n" * 6):
        (error,) = described(file, f"{above}id,nhan đề\n1,A\n".encode())
        assert isinstance(error, RecordError) and "no column is a title" in error.reason


def test_encodings_are_told(file: Path) -> None:
    text = VIETNAMESE.replace("TK 01,Truyện Kiều", "TK 01,Truyện thơ của những người đi trước")
    expected = record_in(file, text.encode())
    assert record_in(file, text.encode("utf-8-sig")) == expected
    assert record_in(file, text.encode("utf-16")) == expected
    assert record_in(file, encode(text, Encoding.TCVN3)) == expected
    (error,) = described(file, b"title\n\xff\xfe\xfd\x81\x8d")
    assert "not readable as a table" in str(error)


def test_a_row_that_is_wrong_is_rejected_by_its_line_and_no_other(file: Path) -> None:
    rows = ["id,title", "1,A", "2,B,C", '3,"D', "4,E", "", '5,"F ""g"""', '6,"H"i', "7,J\0"]
    found = described(file, "\n".join(rows).encode())
    wrong = {str(e).split(": ")[0]: e.reason for e in found if isinstance(e, RecordError)}
    assert list(wrong) == [f"{file}:{line}" for line in (3, 4, 8)]
    assert wrong[f"{file}:3"] == "has 3 cells, and the table 2 columns"
    titles = [e.record.get("title") for e in found if isinstance(e, Description)]
    assert titles == ["A", "E", 'F "g"', "J\0"]


def test_quotes_that_never_close_take_no_time(file: Path) -> None:
    content = b"id,title\n" + b'1,"A\n' * 20_000
    began = time.perf_counter()
    found = described(file, content)
    assert len(found) == 20_000
    assert all(isinstance(entry, RecordError) for entry in found)
    assert time.perf_counter() - began < 60


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the table is empty"),
        (b"\n\n , ,\n", "the table is empty"),
        (b"title,x\n\n,\n", "has no row below its headings"),
        (b"x,y\n1,2\n", "no column is a title"),
        (b"title" + b",x" * 2000, "more than 1000 cells"),
        (b"title\n" + b"x" * 2000, "larger than 1000 bytes"),
    ],
)
def test_what_is_no_table_of_metadata_is_refused(file: Path, content: bytes, reason: str) -> None:
    limit = 1000 if reason.startswith("larger") else LARGE
    (error,) = described(file, content, limit)
    assert isinstance(error, RecordError) and reason in error.reason


def test_rows_are_joined_by_name_where_they_name_no_file(file: Path) -> None:
    for name in ("a.pdf", "b.txt", "sach.txt"):
        (file.parent / name).write_text("x")
    (file.parent / "c").mkdir()
    found = described(file, b"id,title\na,A\nb.txt,B\nc,C\nsach,S\nmissing,M\n")
    files = [entry.files for entry in found if isinstance(entry, Description)]
    assert files == [("a.pdf",), ("b.txt",), ("c",), ("sach.txt",), ()]


def test_a_word_for_rights_that_is_not_known_opens_nothing(file: Path) -> None:
    (found,) = described(file, "title,quyền\nA,tùy thủ thư\n".encode())
    assert isinstance(found, Description)
    with pytest.raises(ValueError, match="rights 'tùy thủ thư' is none of"):
        checked_metadata({"id": "1", **found.record})
    assert record_in(file, "title,quyền\nA,Hạn chế\n".encode())["rights"] == "restricted"
    assert "rights" not in record_in(file, b"title,dc.rights\nA,CC BY\n")


@pytest.mark.parametrize("suffix", ["", "[]", "[en]"])
def test_who_put_an_item_into_dspace_is_not_shown(file: Path, suffix: str) -> None:
    content = f"dc.title,dc.description.provenance{suffix}\nA,Gửi bởi A (a@thuvien.vn)\n"
    assert record_in(file, content.encode()) == {"title": "A"}


def test_columns_cannot_take_the_place_of_other_keys(file: Path) -> None:
    record = record_in(file, b"title,pages,creators_x,words\nA,7,8,9\n")
    assert record == {"title": "A", "pages_": "7", "creators_x": "8", "words": "9"}


def workbook(path: Path, *rows: list[object], merged: str = "") -> Path:
    """A workbook of a sheet; `merged`: ranges of cells, as `A2:A3 B1:D1`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged.split():
        sheet.merge_cells(cells)
    book.save(path)
    return path


def test_a_cell_that_is_merged_down_several_rows_is_said_of_each(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["Nhan đề", "Bộ sưu tập", "Quyền"],
        ["Số 1", "Báo cũ", "hạn chế"],
        ["Số 2"],
        ["", "", ""],
        ["Số 3", "Báo mới"],
        merged="B2:B4 C2:C4",
    )
    found = [d.record for d in table.describe(path, LARGE) if isinstance(d, Description)]
    said = [(r["title"], r.get("collection"), r.get("rights")) for r in found]
    assert said == [
        ("Số 1", "Báo cũ", "restricted"),
        ("Số 2", "Báo cũ", "restricted"),
        ("Số 3", "Báo mới", None),
    ]


def test_headings_of_two_rows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["DANH MỤC"],
        ["STT", "Mã", "Thông tin thư mục", None, None, "Tệp"],
        [None, None, "Nhan đề", "Tác giả", "Năm"],
        [1, "A1", "Truyện Kiều", "Nguyễn Du", 1925, "1.txt"],
        merged="A1:F1 A2:A3 B2:B3 C2:E2 F2:F3",
    )
    (found,) = table.describe(path, LARGE)
    assert isinstance(found, Description), found
    known = {"id": "A1", "title": "Truyện Kiều", "creators": ["Nguyễn Du"], "date": "1925"}
    assert (found.record, found.files) == ({**known, "STT": "1"}, ("1.txt",))


def test_what_stands_below_no_heading_is_kept(file: Path) -> None:
    record = record_in(file, "Nhan đề,,Năm\nKiều,Nguyễn Du,1925\n".encode())
    assert record == {"title": "Kiều", "column 2": "Nguyễn Du", "date": "1925"}


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "sach.xlsx",
        [],
        ["Nhan đề", "Năm", "Mã", "Ngày nhập"],
        ["Truyện Kiều", 1925.0, 7, datetime(2012, 5, 1)],
        [None, None, None],
        ["B", datetime(1917, 7, 15), "8", None],
    )
    assert format_of(path) is table.FORMAT
    first, second = table.describe(path, LARGE)
    assert isinstance(first, Description) and isinstance(second, Description)
    assert first.record == {
        "id": "7", "title": "Truyện Kiều", "date": "1925", "Ngày nhập": "2012-05-01",
    }  # fmt: skip
    assert (second.record["date"], second.place) == ("1917-07-15", f"{path}:5")


def test_numbers_keep_the_zeros_that_a_workbook_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["id", "title", "n"], [7, 1984.0, 7], [8.0, 12, 8.5])
    book = openpyxl.load_workbook(path)
    for place, shown in {"A2": "00000", "A3": "000", "C2": "0", "C3": "00"}.items():
        book.worksheets[0][place].number_format = shown
    book.save(path)
    (tmp_path / "00007.txt").touch()
    first, second = table.describe(path, LARGE)
    assert isinstance(first, Description) and isinstance(second, Description)
    assert (first.record, first.files) == (
        {"id": "00007", "title": "1984", "n": "7"}, ("00007.txt",),
    )  # fmt: skip
    assert second.record == {"id": "008", "title": "12", "n": "8.5"}


def test_a_style_that_is_not_there_does_not_matter(tmp_path: Path) -> None:
    cells = '<c r="A1" t="inlineStr"><is><t>title</t></is></c>'
    rows = f'<row r="1">{cells}</row><row r="2"><c r="A2" s="999"><v>7</v></c></row>'
    content = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    path = rewritten(workbook(tmp_path / "a.xlsx", ["a"]), SHEET, content.encode())
    (found,) = table.describe(path, LARGE)
    assert isinstance(found, Description) and found.record == {"title": "7"}


def test_formulas_that_failed_are_empty_but_for_what_joins_or_closes_a_row(
    tmp_path: Path,
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["id", "title", "tác giả", "quyền", "tệp", "Kho"],
        ["1", "A", "#N/A", None, None, "#REF!"],
        ["#N/A", "A"],
        ["2", "A", None, "#VALUE!"],
        ["3", "A", None, None, "#NAME?"],
    )
    first, *others = table.describe(path, LARGE)
    assert isinstance(first, Description)
    assert first.record == {"id": "1", "title": "A"}
    reasons = [e.reason for e in others if isinstance(e, RecordError)]
    assert reasons == ["id is #N/A", "quyền is #VALUE!", "tệp is #NAME?"]


def rewritten(path: Path, member: str, content: bytes) -> Path:
    """A workbook with a part of it replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {member: content}).items():
            archive.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "content",
    [
        b"<broken",
        b"",
        b'<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "'
        + b"&a;" * 1000
        + b'"><!ENTITY c "'
        + b"&b;" * 1000
        + b'"><!ENTITY d "'
        + b"&c;" * 1000
        + b'">]><worksheet xmlns="'
        + _MAIN.encode()
        + b'"><sheetData><row r="1"><c t="inlineStr"><is><t>title&d;</t></is></c></row></sheetData>'
        b"</worksheet>",
    ],
)
def test_broken_and_hostile_workbooks_are_refused(tmp_path: Path, content: bytes) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx", ["title"], ["A"]), SHEET, content)
    assert any(isinstance(entry, RecordError) for entry in table.describe(path, LARGE))
    assert path not in [Path(os.readlink(entry)) for entry in _open_files()]


def _open_files() -> list[Path]:
    return [entry for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]


def test_zip_bombs_are_refused_before_they_are_inflated(tmp_path: Path) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx", ["title"], ["A"]), "xl/x.xml", b" " * 20_000_000)
    assert path.stat().st_size < 100_000
    (error,) = table.describe(path, LARGE)
    assert "larger than 10000000 bytes when inflated" in str(error)


def test_a_sheet_that_says_it_is_endless_takes_no_time(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    content = (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/>'
        f"<sheetData>{cells}{last}</sheetData></worksheet>"
    )
    path = rewritten(workbook(tmp_path / "a.xlsx", ["a"]), SHEET, content.encode())
    began = time.perf_counter()
    (error,) = table.describe(path, LARGE)
    assert "more than 1000000 rows" in str(error)
    assert time.perf_counter() - began < 60


def test_an_archive_of_a_later_version_of_zip_is_no_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["a"])
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 6] = 64  # the version that is needed to unpack a member
    path.write_bytes(data)
    assert not table_rows.is_workbook(path)
    (error,) = table.describe(path, LARGE)
    assert "zip file version 6.4" in str(error)


def test_other_zip_files_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert format_of(path) is None
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 broken")
    (error,) = table.describe(tmp_path / "b.xlsx", LARGE)
    assert isinstance(error, RecordError)
