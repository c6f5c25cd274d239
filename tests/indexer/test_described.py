"""Catalogue files by the name of a document describe it, and may close it."""

from pathlib import Path

import pytest

from indexer.formats.base import id_from
from searchsvc.domain import Rights
from tests.indexer.alto import alto, page
from tests.indexer.conftest import Tangthu
from tests.indexer.folders import DC, MODS, image, read, write
from tests.indexer.marc import KIEU, iso2709, marcxml
from tests.indexer.test_mets import described, div, files, group, mets, physical, titled

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOOK = mets(described(titled("Truyện Kiều")), files(group("G", "ocr/a.xml")), physical(div("G0")))
CLOSED_MODS = MODS.replace("</mods>", "<accessCondition>Hạn chế</accessCondition></mods>")


@pytest.mark.parametrize(
    ("name", "content"),
    [("MODS__xml", CLOSED_MODS), ("dc__xml", DC), ("dublin_core__xml", DC)],
)
@pytest.mark.parametrize("beside", ["1__txt", "1__xml"])
def test_records_by_the_names_that_repositories_give_them_describe_what_is_beside(
    tmp_path: Path, name: str, content: str, beside: str
) -> None:
    text = "mật" if beside == "1__txt" else alto(page("mật"))
    write(tmp_path / "b", **{name: content, beside: text})
    items, errors = read(tmp_path)
    assert errors == []
    described = [(i.metadata.title, i.metadata.rights, i.pages[0].text) for i in items.values()]
    assert described == [("Truyện Kiều", Rights.RESTRICTED, "mật")]


@pytest.mark.parametrize("beside", [True, False])
def test_a_list_by_such_a_name_is_a_catalogue(tmp_path: Path, beside: bool) -> None:
    write(tmp_path, mods__xml=f"<modsCollection>{MODS}{MODS}</modsCollection>")
    if beside:
        write(tmp_path, a__txt="A")
    items, errors = read(tmp_path)
    assert (sorted(items), errors) == (["a"] * beside + ["mods.1", "mods.2"], [])


def test_a_single_record_by_such_a_name_is_an_item_where_nothing_is_beside_it(
    tmp_path: Path,
) -> None:
    write(tmp_path, a___mods__xml=MODS, b___dc__xml=DC, b___sach__mrc=iso2709(KIEU))
    items, errors = read(tmp_path)
    assert errors == []
    assert {"a.mods", "b.dc"} < set(items) and len(items) == 3


@pytest.mark.parametrize(
    ("name", "content", "rights"),
    [
        ("sach1__xml", DC, Rights.RESTRICTED),
        ("sach1__xml", CLOSED_MODS, Rights.RESTRICTED),
        ("sach1__xml", marcxml(KIEU), Rights.PUBLIC),
        ("sach1__mrc", iso2709(KIEU), Rights.PUBLIC),
        ("sach1__json", '{"title": "Truyện Kiều", "rights": "restricted"}', Rights.RESTRICTED),
    ],
)
def test_a_catalogue_file_describes_the_document_of_its_name(
    tmp_path: Path, name: str, content: str | bytes, rights: Rights
) -> None:
    write(tmp_path, sach1__txt="mật", sach1__html="<p>mật", sach2__txt="hai", **{name: content})
    items, errors = read(tmp_path)
    assert errors == []
    known = [(i.metadata.title[:11], i.metadata.rights, i.pages[0].text) for i in items.values()]
    assert sorted(known) == [("Truyện Kiều", rights, "mật"), ("hai", Rights.PUBLIC, "hai")]
    assert "sach2" in items


def test_a_broken_catalogue_file_may_close_the_document_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, sach1__txt="mật", sach1__xml=DC[:-5], sach2__txt="hai")
    items, errors = read(tmp_path)
    assert list(items) == ["sach2"]
    assert len(errors) == 1 and errors[0].startswith("/sach1.xml:1: cannot be read from here on")


@pytest.mark.parametrize("content", ["", "\0\1 <dc>", "một"])
def test_what_is_no_xml_may_close_the_document_of_its_name(tmp_path: Path, content: str) -> None:
    write(tmp_path, sach1__txt="mật", sach1__xml=content, sach2__txt="hai")
    items, errors = read(tmp_path)
    assert list(items) == ["sach2"]
    reason = "sach1.xml beside it is not understood, and may say that this is closed"
    assert len(errors) == 2
    assert errors[0].startswith("/sach1.txt") and errors[0].endswith(reason)


@pytest.mark.parametrize("content", ["", '{"title": "Kiều", "rights": "closed?"}', '{"title'])
def test_broken_json_may_close_the_document_of_its_name(tmp_path: Path, content: str) -> None:
    write(tmp_path, sach1__txt="mật", sach1__json=content, sach2__txt="hai")
    items, errors = read(tmp_path)
    assert list(items) == ["sach2"]
    assert len(errors) == 1 and errors[0].startswith("/sach1.json")


def test_json_that_describes_nothing_is_left_aside(tmp_path: Path) -> None:
    write(tmp_path, sach1__txt="một", sach1__json='{"responses": []}', sach2__json='{"title": "A"}')
    write(tmp_path, sach3__txt="ba", sach3__json='{"title": "A"}', sach3__xml=DC)
    items, errors = read(tmp_path)
    assert (sorted(items), errors) == (["sach1", "sach3"], [])
    assert items["sach3"].metadata.rights is Rights.RESTRICTED


@pytest.mark.parametrize(
    "beside", [{"1__xml": alto(page("một"))}, {"metadata__json": "{}", "1__txt": "một"}]
)
def test_what_cannot_be_read_beside_an_item_of_a_folder_is_said(
    tmp_path: Path, beside: dict[str, str]
) -> None:
    write(tmp_path / "b", thu__doc="x", **beside)
    items, errors = read(tmp_path)
    assert list(items) == ["b"]
    assert errors == ["/b/thu.doc: a document of no format that can be read"]


def test_documents_that_cannot_be_read_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__doc="x",
        a__xml=MODS,
        b__rtf="x",
        b__txt="B",
        c___C__DJVU="x",
        d__jpg="x",
        e__zip="PK",
    )
    write(tmp_path, **{"~$a.docx": "x"})
    items, errors = read(tmp_path)
    assert sorted(items) == ["a", "b"]
    reason = "a document of no format that can be read"
    assert errors == [f"/a.doc: {reason}", f"/c/C.DJVU: {reason}"]


@pytest.mark.parametrize("name", ["ds.xls", "DS.XLS", "ds.ods", "metadata.xls"])
def test_a_workbook_that_cannot_be_read_may_close_what_is_beside_it(
    tmp_path: Path, name: str
) -> None:
    write(
        tmp_path / "b",
        hs__txt="mật",
        **{name: b"PK\x03\x04" if "o" in name else b"\xd0\xcf\x11\xe0"},
    )
    items, errors = read(tmp_path)
    assert items == {}
    assert f"/b/{name}: not readable as a table: a workbook of another kind" in errors[0]
    assert len(errors) == 2 and errors[1].startswith("/b/hs.txt")


@pytest.mark.parametrize(
    "item",
    [
        {"metadata__json": '{"title": "Truyện Kiều"}', "1__txt": "một"},
        {"metadata__xml": MODS, "1__xml": alto(page("một"))},
        {"mods__xml": MODS, "1__html": "<p>một"},
        {"so-7__xml": BOOK, "ocr___a__xml": alto(page("một"))},
    ],
)
@pytest.mark.parametrize("name", ["ds.xls", "DS.XLS", "ds.ods", "khoa.xlsx", "trang.xls"])
def test_a_workbook_that_cannot_be_read_keeps_out_no_item_that_is_described(
    tmp_path: Path, item: dict[str, str], name: str
) -> None:
    content = {"ds.ods": b"PK\x03\x04", "trang.xls": b"<table>"}.get(name, OLE)
    write(tmp_path / "b", **item, **{name: content})
    items, errors = read(tmp_path)
    assert [(i.metadata.title, i.pages[0].text) for i in items.values()] == [("Truyện Kiều", "một")]
    (error,) = errors
    assert error.startswith(f"/b/{name}: not readable as a table: ") and "as .xlsx" in error


def test_a_description_that_closes_is_heeded_beside_such_a_workbook(tmp_path: Path) -> None:
    write(tmp_path / "b", metadata__xml=DC, ds__xls=OLE, **{"1__txt": "mật"})
    items, _ = read(tmp_path)
    assert [item.metadata.rights for item in items.values()] == [Rights.RESTRICTED]
    write(tmp_path / "b", metadata__xml="<dc>")
    assert read(tmp_path)[0] == {}


@pytest.mark.parametrize("table", ["a.csv", "z.csv"])
def test_a_table_that_is_not_understood_closes_what_is_described_beside_such_a_workbook(
    tmp_path: Path, table: str
) -> None:
    rows = "id,title,quyền\nhs,A,B,mật\n"
    write(tmp_path / "b", metadata__json="{}", m__xls=OLE, hs__txt="mật", **{table: rows})
    items, errors = read(tmp_path)
    assert items == {}
    assert f"{table} is not understood in full, and may say that this is closed" in errors[-1]


def test_such_a_workbook_may_close_folders_below_it(tmp_path: Path) -> None:
    write(tmp_path, metadata__json="{}", ds__xls=OLE, hs__txt="một", b___1__xml=alto(page("mật")))
    write(tmp_path, c___metadata__json="{}", c___1__txt="mật", d___1__xml=alto(page("mật")))
    items, errors = read(tmp_path)
    assert list(items) == [""]
    closed = [error.split(" ")[0] for error in errors if "ds.xls cannot be read, and may" in error]
    assert closed == ["/b", "/c", "/d"]


def test_a_workbook_that_was_saved_as_another_is_left_aside(tmp_path: Path) -> None:
    write(tmp_path, ds__xls=OLE, ds__csv="id,title\nhs,Truyện Kiều\n", hs__txt="một", a__txt="hai")
    items, errors = read(tmp_path)
    assert (sorted(i.metadata.title for i in items.values()), errors) == (
        ["Truyện Kiều", "hai"],
        [],
    )


def test_a_workbook_given_by_itself_is_to_be_saved_as_another(
    tangthu: Tangthu, tmp_path: Path
) -> None:
    write(tmp_path, ds__xls=OLE, khoa__xlsx=OLE)
    for name, reason in (
        ("ds.xls", "a workbook of another kind; save it as .xlsx"),
        ("khoa.xlsx", "a workbook with a password, or of another kind; save it as .xlsx without"),
    ):
        ran = tangthu("ingest", tmp_path / name)
        assert (ran.status, f"not readable as a table: {reason}" in ran.err) == (1, True)


def test_a_table_may_be_called_as_one_of_excel(tmp_path: Path) -> None:
    write(tmp_path, hs__txt="mật", ds__xls="id\tnhan đề\tquyền\nhs\tA\thạn chế\n")
    items, errors = read(tmp_path)
    assert ([i.metadata.rights for i in items.values()], errors) == ([Rights.RESTRICTED], [])


@pytest.mark.parametrize("name", ["ds.xls", "ds.xlsx"])
def test_html_that_is_called_a_workbook_may_close_what_is_beside_it(
    tmp_path: Path, name: str
) -> None:
    rows = "<html><table><tr><td>id<td>quyền<tr><td>hs<td>hạn chế</table>"
    write(tmp_path / "b", hs__txt="mật", **{name: rows})
    items, errors = read(tmp_path)
    assert items == {}
    assert f"/b/{name}: not readable as a table: really HTML or XML" in errors[0]
    assert len(errors) == 2 and errors[1].startswith("/b/hs.txt")


def test_a_row_may_close_a_document_that_a_catalogue_file_describes(tmp_path: Path) -> None:
    write(tmp_path, hs__txt="mật", hs__mrc=iso2709(KIEU), ds__csv="id,title,quyền\nhs,A,B,mật\n")
    items, errors = read(tmp_path)
    assert (items, len(errors)) == ({}, 2)


def test_a_catalogue_of_several_items_describes_no_document_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, sach__txt="một", sach__xml=marcxml(KIEU, KIEU[:1] + KIEU[2:]))
    items, errors = read(tmp_path)
    assert (len(items), items["sach"].pages[0].text, errors) == (3, "một", [])


@pytest.mark.parametrize("content", [DC, MODS, marcxml(KIEU), marcxml(KIEU, KIEU)])
def test_a_description_by_any_other_name_may_close_the_pages_beside_it(
    tmp_path: Path, content: str
) -> None:
    write(tmp_path / "b", **{"1__xml": alto(page("mật")), "TVQG_12__xml": content})
    items, errors = read(tmp_path)
    assert items == {}
    assert errors == [f"/b ({id_from(tmp_path.name, 'b')}): TVQG_12.xml is no page but a "
                      "description; if it is of these pages, call it metadata.xml"]  # fmt: skip


NOTES = '<?xml version="1.0"?><notes><note>mật thư</note></notes>'
LONG_NOTES = f"<!--{'x' * 5_000}-->{NOTES[21:]}"
BROKEN_NOTES = NOTES[:-9]
HOCR = (
    '<html><body><div class="ocr_page"><span class="ocr_line"><span class="ocrx_word">một</span>'
    "</span></div></body></html>"
)


@pytest.mark.parametrize("notes", [NOTES, LONG_NOTES, BROKEN_NOTES])
@pytest.mark.parametrize("name", ["notes.xml", "1.xml", "NOTES.XML"])
@pytest.mark.parametrize(
    "item",
    [
        {"metadata__json": '{"title": "Kiều"}', "1__txt": "một"},
        {"metadata__json": '{"title": "Kiều"}', "1__html": "<p>một", "2__html": "<p>hai"},
        {"metadata__xml": MODS, "1__hocr": HOCR},
        {"mods__xml": MODS, "2__xml": alto(page("một"))},
        {"1__hocr": HOCR},
        {"2__xml": alto(page("một"))},
        {"1__txt": "một"},
    ],
)
def test_xml_of_another_kind_is_neither_read_nor_keeps_out_what_it_is_beside(
    tmp_path: Path, item: dict[str, str], name: str, notes: str
) -> None:
    write(tmp_path / "b", **item, **{name: notes})
    items, errors = read(tmp_path)
    (taken,) = items.values()
    assert [p.text for p in taken.pages] == ["một", "hai"][: len(taken.pages)]
    assert taken.metadata.rights is Rights.PUBLIC
    (error,) = errors
    assert error.startswith(f"/b/{name}")
    # Beside pages in XML one that is broken may be a page.
    assert error.endswith("root element is notes") or ("2__xml" in item and notes is BROKEN_NOTES)


def test_xml_of_another_kind_beside_images_alone(tmp_path: Path) -> None:
    image(tmp_path / "b/1.jpg")
    write(tmp_path / "b", metadata__json='{"title": "Ảnh"}', notes__xml=NOTES)
    items, (error,) = read(tmp_path)
    assert [p.image for p in items["b"].pages] == ["1.jpg"]
    assert error.startswith("/b/notes.xml: XML of a kind that cannot be read")


def test_xml_of_another_kind_that_belongs_to_a_book_or_to_dspace_is_left_aside(
    tmp_path: Path,
) -> None:
    write(tmp_path / "b", mets__xml=BOOK, ocr___a__xml=alto(page("một")))
    write(tmp_path / "b", premis__xml=NOTES, ocr___log__xml=NOTES)
    item = '<dublin_core><dcvalue element="title">A</dcvalue></dublin_core>'
    write(tmp_path / "d", dublin_core__xml=item, contents="a.txt", a__txt="a")
    write(tmp_path / "d", premis__xml=NOTES)
    items, errors = read(tmp_path)
    assert (sorted(items), errors) == (["b", "d"], [])


def test_a_description_of_xml_of_another_kind_alone_describes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "b", metadata__json='{"title": "A"}', notes__xml=NOTES)
    items, errors = read(tmp_path)
    assert (items, len(errors)) == ({}, 2)
    assert "describes nothing that is beside it" in errors[0]
    assert errors[1].startswith("/b/notes.xml: XML of a kind that cannot be read")


@pytest.mark.parametrize("content", ["", "một", "\0<notes>"])
def test_what_is_called_xml_and_is_none_keeps_out_no_item_that_is_described(
    tmp_path: Path, content: str
) -> None:
    write(tmp_path / "b", metadata__json='{"title": "A"}', notes__xml=content, **{"1__txt": "một"})
    items, (error,) = read(tmp_path)
    assert [p.text for p in items["b"].pages] == ["một"]
    assert error.startswith("/b/notes.xml") and error.endswith("not readable as XML")


def test_a_row_that_names_xml_of_another_kind_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, ds__csv="title,tệp\nA,notes.xml\nB,b.txt\n", notes__xml=NOTES, b__txt="B")
    items, (error,) = read(tmp_path)
    assert [item.metadata.title for item in items.values()] == ["B"]
    assert error.startswith("/ds.csv:2") and "of no format that has pages" in error
