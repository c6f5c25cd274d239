"""Tables as Excel workbooks, as another program's reader finds them."""

from collections.abc import Sequence
from io import BytesIO
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from searchsvc import workbook
from searchsvc.workbook import write_workbook

COLUMNS = {"id": 10, "nhan đề": 40}


def written(rows: Sequence[Sequence[str]], links: bool = False) -> Workbook:
    stream = BytesIO()
    write_workbook(stream, COLUMNS, iter(rows), links)
    return load_workbook(stream)


def cells(book: Workbook) -> list[list[tuple[object, ...]]]:
    """The rows of each sheet."""
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_rows_stand_below_headings_that_stay_in_sight() -> None:
    book = written([("a", "Truyện Kiều"), ("b", "Lục Vân Tiên")])
    headings = ("id", "nhan đề")
    assert cells(book) == [[headings, ("a", "Truyện Kiều"), ("b", "Lục Vân Tiên")]]
    (sheet,) = book.worksheets
    assert (sheet.freeze_panes, sheet["B1"].font.bold, sheet["B2"].font.bold) == ("A2", True, False)
    assert sheet.column_dimensions["B"].width == COLUMNS["nhan đề"]
    assert sheet["B2"].hyperlink is None


@pytest.mark.parametrize(
    "text", ["=1+1", "#N/A", "+84", "1917", "2026-11-28", "TRUE", "1,5", "=HYPERLINK(A1)", " x "]
)
def test_all_cells_are_texts(text: str) -> None:
    (sheet,) = written([(text, text)]).worksheets
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert (sheet["A2"].value, kinds) == (text, {"s"})


def test_an_address_is_a_link() -> None:
    address = "http://localhost/items/a?q=1&lang=vi"
    (sheet,) = written([("a", address)], links=True).worksheets
    assert (sheet["B2"].value, sheet["B2"].hyperlink.target) == (address, address)
    assert sheet["A2"].hyperlink is None


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    ((_, (first, _)),) = cells(written([("a", text)]))
    assert first == "a"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\ufffeb", "a\x1bb"])
def test_what_xml_cannot_hold_is_marked(text: str) -> None:
    ((_, (_, cell)),) = cells(written([("a", text)]))
    assert cell == "a\ufffdb"


def test_a_cell_that_is_too_long_for_excel_ends_before() -> None:
    ((_, (_, cell)),) = cells(written([("a", "ă" * 40_000)]))
    assert cell == "ă" * 32_000


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6, 7])
def test_what_a_sheet_has_no_room_for_stands_in_another(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 4)
    rows = list(product(map(str, range(count)), "x"))
    sheets = cells(written(rows))
    assert all(sheet[0] == tuple(COLUMNS) and len(sheet) <= 4 for sheet in sheets)
    assert [row for sheet in sheets for row in sheet[1:]] == rows
    assert len(sheets) == max(1, -(-count // 3))
