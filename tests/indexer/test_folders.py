"""Folders as items: what stands beside their files describes them."""

import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from indexer.formats import Source, discover
from indexer.formats.base import Found, id_from
from searchsvc.domain import Item, Rights
from searchsvc.errors import RecordError, UsageError
from tests.indexer.alto import alto, page
from tests.indexer.conftest import Tangthu
from tests.indexer.marc import KIEU, iso2709, marcxml

LARGE = 10**7
DC = (
    '<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Truyện Kiều</dc:title>'
    "<dc:rights>restricted</dc:rights></dc>"
)
MODS = (
    '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Truyện Kiều</title></titleInfo>'
    "</mods>"
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def write(folder: Path, **files: str | bytes) -> Path:
    """Files in a folder; `__` in a name stands for a point, `___` for a slash."""
    for name, content in files.items():
        file = folder / name.replace("___", "/").replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def image(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 60)).save(path)
    return path


def read(folder: Path, format_name: str | None = None) -> tuple[dict[str, Item], list[str]]:
    """Items by what follows the folder's name in their ids, and what is wrong."""
    items: dict[str, Item] = {}
    errors: list[str] = []
    for source in discover([folder], format_name):
        records = source.read(LARGE) if isinstance(source, Source) else iter([source])
        for record in records:
            if isinstance(record, Found):
                name = record.item.id.removeprefix(id_from(folder.name)).removeprefix(".")
                assert name not in items
                items[name] = record.item
            else:
                errors.append(str(record).replace(f"{folder}", ""))
    return items, errors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metadata__xml", DC),
        ("metadata__xml", marcxml(KIEU)),
        ("metadata__xml", MODS),
        ("metadata__mrc", iso2709(KIEU)),
        ("metadata__csv", "nhan đề,năm\nTruyện Kiều,1925\n"),
        ("metadata__json", '{"title": "Truyện Kiều"}'),
    ],
)
def test_a_folder_with_one_document_is_the_item_that_is_described(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    write(tmp_path / "tk", a__txt="Trăm năm", **{name: content})
    items, errors = read(tmp_path)
    assert (list(items), errors) == (["tk"], [])
    assert items["tk"].metadata.title.startswith("Truyện Kiều")
    assert [p.text for p in items["tk"].pages] == ["Trăm năm"]
    assert (items["tk"].metadata.rights is Rights.RESTRICTED) == (content == DC)


def test_pages_are_described_by_xml_too_and_it_is_no_page(tmp_path: Path) -> None:
    write(tmp_path, b___1__xml=alto(page("thư viện")), b___metadata__xml=DC)
    items, errors = read(tmp_path)
    assert (list(items), errors) == (["b"], [])
    assert (items["b"].metadata.title, len(items["b"].pages)) == ("Truyện Kiều", 1)


def test_images_that_are_described_wait_for_ocr(tmp_path: Path) -> None:
    for number in (10, 9):
        image(tmp_path / f"anh/{number}.jpg")
    image(tmp_path / "khong/1.jpg")
    write(tmp_path, anh___metadata__csv="id,title,type\nA.1,Ảnh cũ,ảnh\n")
    items, errors = read(tmp_path)
    assert (list(items), errors) == (["A.1"], [])
    pages = items["A.1"].pages
    assert [(p.number, p.image, p.text, dict(p.extra)) for p in pages] == [
        (1, "9.jpg", "", {"needs_ocr": True}),
        (2, "10.jpg", "", {"needs_ocr": True}),
    ]


def test_several_documents_of_one_kind_are_one_item_with_their_images(tmp_path: Path) -> None:
    write(tmp_path, b___2__txt="hai", b___10__txt="mười", b___metadata__json='{"id": "x"}')
    image(tmp_path / "b/2.png")
    items, errors = read(tmp_path)
    assert (list(items), errors) == (["x"], [])
    pages = [(p.number, p.text, p.image) for p in items["x"].pages]
    assert pages == [(1, "hai", "2.png"), (2, "mười", None)]


def test_labels_beside_a_document_are_those_of_its_pages(tmp_path: Path) -> None:
    described = '{"title": "A", "pages": [{"number": 2, "label": "ii"}]}'
    write(tmp_path, a__txt="một\fhai", metadata__json=described)
    items, _ = read(tmp_path)
    assert [p.label for p in items[""].pages] == [None, "ii"]


def test_documents_of_several_kinds_are_refused_with_their_description(tmp_path: Path) -> None:
    write(tmp_path, b___a__txt="mật", b___metadata__xml=DC, b___c__jsonl='{"id":"1","title":"B"}')
    write(tmp_path, b___b__hocr="", b___d__csv="title\nC\n")
    items, errors = read(tmp_path)
    assert {item.metadata.title for item in items.values()} == {"B", "C"}
    (error,) = errors
    assert "describes one item, and beside it are files of hocr, text" in error


def test_a_description_of_nothing_is_reported(tmp_path: Path) -> None:
    write(tmp_path, b___metadata__json='{"title": "A"}', b___pages___1__txt="mở", c___n__zip="PK")
    write(tmp_path, d___metadata__json='{"title": "A"}', d___list__jsonl='{"id":"1","title":"B"}')
    items, errors = read(tmp_path)
    assert [page.text for item in items.values() for page in item.pages] == ["mở"]
    assert len(errors) == 2
    assert all("describes nothing that is beside it" in error for error in errors)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("metadata__json", '{"rights": "restricted"}', "metadata.json above it says restricted"),
        ("metadata__json", '{"rights": "onsite"}', "metadata.json above it says onsite"),
        ("metadata__xml", DC, "metadata.xml above it says restricted"),
        ("metadata__xml", "<broken", "metadata.xml above it is not understood"),
        ("metadata__csv", "title\nA,hạn chế\n", "metadata.csv above it is not understood"),
        ("metadata__mrc", "", "metadata.mrc above it is not understood"),
        ("mods__xml", MODS[:-9], "mods.xml above it is not understood"),
    ],
)
@pytest.mark.parametrize("beside", ["nothing", "an image", "a document"])
def test_what_is_below_a_description_that_may_close_it_is_not_open(
    tmp_path: Path, name: str, content: str, reason: str, beside: str
) -> None:
    book = write(
        tmp_path / "b", ocr___1__xml=alto(page("mật")), x___y___a__txt="mật", **{name: content}
    )
    write(
        book, khac___metadata__json='{"title": "Mở"}', khac___1__txt="mở", khac___in___2__txt="hai"
    )
    write(book, kieu___kieu__mrc=iso2709(KIEU))
    if beside == "an image":
        image(book / "1.jpg")
    elif beside == "a document":
        write(book, b__txt="mật")
    items, errors = read(tmp_path)
    public = [item for item in items.values() if item.metadata.rights is Rights.PUBLIC]
    assert sorted(page.text for item in public for page in item.pages) == ["hai", "mở"]
    assert "Truyện Kiều" in str(public), "a catalogue says itself what its items are"
    rejected = [error.split(" ")[0] for error in errors if reason in error]
    assert rejected == ["/b/ocr", "/b/x/y/a.txt"]


def test_what_a_description_says_to_be_open_leaves_open_what_is_below(tmp_path: Path) -> None:
    write(tmp_path, metadata__json='{"title": "A"}', a__txt="một", in___b__txt="hai")
    items, errors = read(tmp_path)
    assert (sorted(items), errors) == (["", "in.b"], [])


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


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("metadata__xml", "<broken", "metadata.xml: neither MARCXML, Dublin Core nor MODS"),
        ("metadata__xml", "<other/>", "metadata.xml: neither"),
        ("metadata__xml", marcxml(KIEU, KIEU), "describes more than one item"),
        (
            "metadata__xml",
            f"<modsCollection>{MODS}{MODS}</modsCollection>",
            "describes more than one item",
        ),
        ("metadata__mrc", "", "has no record"),
        ("metadata__mrc", "xyz", "the file ends within a record"),
        ("metadata__csv", "x,y\n", "no column is a title"),
        ("metadata__json", "[]", "not a JSON object"),
    ],
)
def test_an_item_whose_description_is_wrong_is_not_taken_in_without_it(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    write(tmp_path / "b", a__txt="mật", **{name: content})
    items, errors = read(tmp_path)
    assert items == {}
    assert len(errors) == 1 and reason in errors[0]


def test_a_table_describes_the_files_beside_it(tmp_path: Path) -> None:
    write(tmp_path, d___a__txt="A", d___b__txt="B", d___c__txt="C", d___in___e__txt="E")
    write(tmp_path, d___so_7___1__xml=alto(page("bảy")))
    image(tmp_path / "d/so_7/1.jpg")
    rows = "id,title,file\nso_7,Bảy,\n,Một,a.txt\nHN 2,Hai,b.txt\n,Năm,in/e.txt\n,Trống,\n"
    write(tmp_path, d___metadata__csv=rows)
    items, errors = read(tmp_path)
    assert errors == []
    titles = {name: item.metadata.title for name, item in items.items()}
    assert titles == {
        "so_7": "Bảy", "d.a": "Một", "HN-2": "Hai", "d.in.e": "Năm", "d.metadata.row6": "Trống",
        "d.c": "C",
    }  # fmt: skip
    assert [(p.text, p.image) for p in items["so_7"].pages] == [("bảy", "so_7/1.jpg")]
    assert items["HN-2"].metadata.identifiers == ("HN 2",)
    assert items["d.metadata.row6"].pages == ()


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("gone.txt", "is not there, or leads out of the folder"),
        ("../out.txt", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("link.txt", "leads out of the folder"),
        ("many.jsonl", "holds more than one item"),
        ("a.bin", "of no format that has pages"),
        ("other.csv", "of no format that has pages"),
        ("empty.txt", "the file has no text"),
        ("a\0b", "is not there"),
    ],
)
def test_a_row_whose_file_cannot_be_read_is_rejected_with_the_reason(
    tmp_path: Path, named: str, reason: str
) -> None:
    folder = write(tmp_path, d___a__bin="x", d___empty__txt=" ", d___other__csv="title\n") / "d"
    write(
        tmp_path, out__txt="mật", d___many__jsonl='{"id":"1","title":"1"}\n{"id":"2","title":"2"}'
    )
    (folder / "link.txt").symlink_to(tmp_path / "out.txt")
    (folder / "sach.csv").write_bytes(f"id,title,file\n7,A,{named}\n8,B,\n".encode())
    (source,) = discover([folder / "sach.csv"])
    assert isinstance(source, Source)
    records = list(source.read(LARGE))
    if named == "many.jsonl":
        assert isinstance(records[0], RecordError) and reason in records[0].reason
        return
    error, found = records
    assert isinstance(error, RecordError) and isinstance(found, Found)
    assert str(error).startswith(f"{folder}/sach.csv:2 (7): none of its files could be read: ")
    assert reason in error.reason
    assert found.item.id == "8"


def test_the_catalogue_goes_before_what_the_file_says(tmp_path: Path) -> None:
    write(tmp_path, a__jsonl='{"id": "1", "title": "B", "publisher": "NXB", "date": "1900"}\n')
    write(tmp_path, sach__csv="id,title,year,file\nx,A,1925,a.jsonl\n")
    items, errors = read(tmp_path)
    assert errors == []
    known = items["x"].metadata
    assert (known.title, known.date, known.publisher) == ("A", "1925", "NXB")


SAF = (
    '<dublin_core schema="dc"><dcvalue element="title" qualifier="none">Luận án</dcvalue>'
    '<dcvalue element="contributor" qualifier="author">Vũ Bá Đình</dcvalue>'
    '<dcvalue element="date" qualifier="issued">2010-05</dcvalue></dublin_core>'
)
THESIS = (
    '<dublin_core schema="thesis"><dcvalue element="degree" qualifier="name">TS</dcvalue>'
    "</dublin_core>"
)


def test_an_item_of_dspace(tmp_path: Path) -> None:
    contents = (
        "la.txt\tbundle:ORIGINAL\tprimary:true\tdescription:Toàn văn\n"
        "2.txt\n\nlicense.txt\tbundle:LICENSE\nla.txt.txt\tbundle:TEXT\n"
    )
    write(
        tmp_path,
        item_1___dublin_core__xml=SAF,
        item_1___metadata_thesis__xml=THESIS,
        item_1___contents=contents,
        item_1___handle="123456789/42\n",
        item_1___collections="123456789/2\n",
        item_1___la__txt="một",
        item_1___2__txt="hai",
        item_1___license__txt="x",
        item_1___sub___x__txt="không",
    )
    items, errors = read(tmp_path)
    assert (list(items), errors) == (["123456789.42"], [])
    item = items["123456789.42"]
    assert [p.text for p in item.pages] == ["một", "hai"]
    known = item.metadata
    assert (known.title, known.creators, known.date) == ("Luận án", ("Vũ Bá Đình",), "2010-05")
    assert (known.identifiers, known.collection) == (("123456789/42",), "123456789/2")
    assert known.extra["thesis.degree.name"] == ["TS"]
    assert known.rights is Rights.PUBLIC


def test_files_of_dspace_may_be_spelled_otherwise_than_on_the_disk(tmp_path: Path) -> None:
    contents = "Luận án.TXT\tbundle:ORIGINAL\n"
    write(tmp_path, dublin_core__xml=SAF, contents=contents, **{nfd("luận án.txt"): "toàn văn"})
    items, errors = read(tmp_path)
    assert ([p.text for p in items[""].pages], errors) == (["toàn văn"], [])


def test_text_that_dspace_took_out_is_read_where_the_file_has_none(tmp_path: Path) -> None:
    contents = "la.bin\tbundle:ORIGINAL\nla.bin.txt\tbundle:TEXT\n"
    write(tmp_path, dublin_core__xml=SAF, contents=contents, la__bin="x", la__bin__txt="toàn văn")
    items, errors = read(tmp_path)
    assert [p.text for p in items[""].pages] == ["toàn văn"]
    assert errors == [f"/la.bin ({id_from(tmp_path.name)}): of no format that has pages"]


@pytest.mark.parametrize(
    ("flag", "rights"),
    [
        ("permissions:-r 'Thủ thư'", Rights.METADATA),
        ("permissions:-[r|w] 'Thủ thư'", Rights.METADATA),
        ("permissions:-r 'Anonymous'", Rights.PUBLIC),
    ],
)
def test_files_for_a_group_alone_are_not_open(tmp_path: Path, flag: str, rights: Rights) -> None:
    write(tmp_path, dublin_core__xml=SAF, contents=f"a.txt\t{flag}\n", a__txt="mật")
    items, _ = read(tmp_path)
    assert items[""].metadata.rights is rights


@pytest.mark.parametrize(
    ("xml", "contents", "reason"),
    [
        ("<broken", "a.txt", "not an item of DSpace: dublin_core.xml: "),
        ("<dublin_core/>", "a.bin", "none of its files could be read"),
        (SAF, "gone.txt", "gone.txt: is not there"),
        (SAF, "-r -s 1 -f ../../etc/passwd\tbundle:ORIGINAL", "leads out of the folder"),
        (SAF, "../secret.txt", "leads out of the folder"),
    ],
)
def test_broken_items_of_dspace_are_rejected_by_name_and_no_other(
    tmp_path: Path, xml: str, contents: str, reason: str
) -> None:
    write(tmp_path, a___dublin_core__xml=xml, a___contents=contents, a___a__bin="x")
    write(tmp_path, b___dublin_core__xml=SAF, b___contents="", secret__txt="mật")
    items, errors = read(tmp_path)
    assert "b" in items and "a" not in items
    assert len(errors) == 1 and errors[0].startswith("/a") and reason in errors[0]


def test_a_format_that_is_named_is_taken(tmp_path: Path) -> None:
    folder = write(tmp_path / "d", a__txt="A", b__dat="B", c__xml=alto(page("C")))
    (source,) = discover([folder / "b.dat"], "text")
    assert isinstance(source, Source)
    assert (source.format, source.item_id) == ("text", "d.b")
    items, errors = read(folder, "text")
    assert (list(items), errors) == (["a"], [])
    items, _ = read(folder, "alto")
    assert list(items) == [""]


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("nothing", "d", "there is no such format, but mets, "),
        ("saf", "d/a.txt", "--format saf takes folders"),
        ("saf", "d", "nothing in it can be of the format saf"),
        ("images", "d", "nothing in it can be of the format images"),
        ("marc", "d", "nothing in it can be of the format marc"),
        ("text", "gone", "no such file or folder"),
    ],
)
def test_a_format_that_cannot_be_meant_is_wrong_usage(
    tmp_path: Path, name: str, path: str, reason: str
) -> None:
    write(tmp_path / "d", a__txt="A")
    with pytest.raises(UsageError, match=reason):
        list(discover([tmp_path / path], name))


def test_the_command_line_lists_formats_and_takes_one(tangthu: Tangthu, tmp_path: Path) -> None:
    listed = tangthu("formats", "--json").json
    assert {"name", "suffixes", "title"} == set(listed[0])
    names = [entry["name"] for entry in listed]
    assert {"marc", "marcxml", "mods", "dublin-core", "table", "saf", "text"} <= set(names)
    text = tangthu("formats").out
    assert all(any(line.startswith(name) for line in text.splitlines()) for name in names)
    # Other workbooks are known only to be rejected by name.
    assert ".xlsx" in text
    assert not {".xls", ".ods"} & {suffix for entry in listed for suffix in entry["suffixes"]}
    assert ".ods" not in text
    write(tmp_path / "d", a__dat="thư viện số")
    assert tangthu("ingest", tmp_path / "d/a.dat").status == 1
    assert tangthu("ingest", tmp_path / "d/a.dat", "--format", "text").status == 0
    assert tangthu("search", "thư viện", "--json").json["hits"][0]["id"] == "d.a"
    wrong = tangthu("ingest", tmp_path / "d", "--format", "saf")
    assert (wrong.status, "nothing in it can be of the format saf" in wrong.err) == (2, True)


def test_an_author_is_one_facet_value_however_catalogued(tangthu: Tangthu, tmp_path: Path) -> None:
    content = iso2709(KIEU)
    rows = 'title,tác giả\nThơ chữ Hán,"Nguyễn Du (1766-1820)"\nVăn tế,Nguyễn Du\n'
    write(tmp_path / "d", sach__mrc=content, b__csv=rows)
    assert tangthu("ingest", tmp_path / "d").status == 0
    answer = tangthu("search", "", "--json").json
    creators = {v["value"]: v["count"] for v in answer["facets"]["creator"]}
    assert creators == {"Nguyễn Du": 3, "Trần Trọng Kim": 1}
    shown = {name for hit in answer["hits"] for name in hit["creators"]}
    assert {"Nguyễn Du, 1766-1820.", "Nguyễn Du (1766-1820)", "Nguyễn Du"} <= shown


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("id,Nhan đề,Quyền\nmở,Mở,\nhs,Hồ sơ, mật,hạn chế\n", "has 4 cells, and the table 3"),
        ('id,Nhan đề,Quyền\nmở,Mở,\nhs,"Hồ sơ,hạn chế\n', "not CSV"),
        ("id,Nhan đề,Quyền,Tệp\nmở,Mở,,\n1,Hồ sơ,hạn chế,hs1.txt\n", "hs1.txt: is not there"),
    ],
)
@pytest.mark.parametrize("name", ["sach.csv", "metadata.csv"])
def test_what_a_row_may_close_that_is_not_understood_is_not_taken_in(
    tmp_path: Path, name: str, rows: str, reason: str
) -> None:
    write(tmp_path, d___mở__txt="mở", e___a__txt="ngoài", d___ds__jsonl='{"id":"1","title":"B"}')
    write(tmp_path, d___hs__txt="mật", d___in___hs1__txt="mật", d___so_7___1__xml=alto(page("mật")))
    write(tmp_path, d___kieu__mrc=iso2709(KIEU))
    (tmp_path / "d" / name).write_text(rows)
    items, errors = read(tmp_path)
    texts = [page.text for item in items.values() for page in item.pages]
    assert sorted(texts) == ["mở", "ngoài"]
    assert "Truyện Kiều" in str(items), "a catalogue says itself what its items are"
    assert sum(reason in error for error in errors) == 1
    closed = f"{name} is not understood in full, and may say that this is closed"
    places = sorted(error.split(" ")[0] for error in errors if closed in error)
    assert places == ["/d/ds.jsonl", "/d/hs.txt", "/d/in/hs1.txt", "/d/so_7"]


@pytest.mark.parametrize("name", ["sach.csv", "metadata.csv"])
def test_a_table_without_headings_opens_nothing(tmp_path: Path, name: str) -> None:
    write(tmp_path, hs1__txt="mật", so_7___1__xml=alto(page("mật")))
    (tmp_path / name).write_text("Mã hàng,Mức\nhs1,hạn chế\n")
    items, errors = read(tmp_path)
    assert items == {}
    assert sum("no column is a title" in error for error in errors) == 1


def test_a_row_that_was_mended_is_taken_in_and_nothing_else(
    tangthu: Tangthu, tmp_path: Path
) -> None:
    folder = write(tmp_path / "d", hs1__txt="mật", sach__csv="id,title,quyền\nhs1,A, B,hạn chế\n")
    assert tangthu("ingest", folder).status == 1
    assert tangthu("status", "--json").json["catalog"]["items"] == 0
    write(folder, sach__csv='id,title,quyền\nhs1,"A, B",hạn chế\n')
    assert tangthu("retry").status == 0
    assert tangthu("status", "--json").json["catalog"]["items"] == 1
    assert tangthu("search", "mật", "--json").json["total"] == 0


@pytest.mark.parametrize(
    ("rows", "on_disk"),
    [
        ("title,file,quyền\nA,HS1.TXT,hạn chế\n", "hs1.txt"),
        ("title,file,quyền\nA,Quyển 1/Hồ sơ.txt,hạn chế\n", nfd("quyển 1/Hồ sơ.TXT")),
        ("title,id,quyền\nA,Hồ sơ,hạn chế\n", nfd("Hồ sơ.txt")),
        (nfd("title,id,quyền\nA,Hồ sơ,hạn chế\n"), "hồ sơ.txt"),
    ],
)
def test_names_in_a_table_may_be_spelled_otherwise_than_on_the_disk(
    tmp_path: Path, rows: str, on_disk: str
) -> None:
    write(tmp_path, sach__csv=rows, **{on_disk.replace("/", "___"): "mật"})
    items, errors = read(tmp_path)
    (item,) = items.values()
    assert (item.metadata.rights, [p.text for p in item.pages]) == (Rights.RESTRICTED, ["mật"])
    assert errors == []


def test_a_name_that_several_files_may_have_names_none(tmp_path: Path) -> None:
    write(tmp_path, sach__csv="title,file\nA,A.TXT\n", a__txt="1", **{"A.txt": "2"})
    items, errors = read(tmp_path)
    assert items == {}
    assert "A.TXT: is not there" in errors[-1] or "A.TXT: is not there" in errors[0]


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "x/" * 3000, "gone.txt"])
def test_a_name_that_no_file_has_closes_what_stands_beside(tmp_path: Path, name: str) -> None:
    write(tmp_path, sach__csv=f"title,file,quyền\nA,{name},hạn chế\n", hs1__txt="mật")
    items, errors = read(tmp_path)
    assert (items, len(errors)) == ({}, 2)


def test_all_that_is_named_like_a_row_is_of_it(tmp_path: Path) -> None:
    write(tmp_path, sach__csv="title,id,quyền\nA,hs,hạn chế\n", hs__html="<p>mật", hs__txt="mật")
    items, errors = read(tmp_path)
    assert [item.metadata.rights for item in items.values()] == [Rights.RESTRICTED]
    assert errors == []


def test_a_page_that_a_table_names_is_not_shown_with_the_others(tmp_path: Path) -> None:
    write(tmp_path, **{f"{n}__xml": alto(page(text)) for n, text in ((1, "mật"), (2, "mở"))})
    write(tmp_path, sach__csv="title,file,quyền\nA,1.xml,hạn chế\n")
    items, errors = read(tmp_path)
    texts = {(item.metadata.rights.value, item.pages[0].text) for item in items.values()}
    assert (texts, errors) == ({("restricted", "mật"), ("public", "mở")}, [])


def test_large_numbers_in_a_description_are_kept(tmp_path: Path) -> None:
    write(tmp_path, a__txt="A", metadata__json='{"barcode": 18446744073709551617}')
    items, _ = read(tmp_path)
    assert items[""].metadata.extra == {"barcode": 18446744073709551617}


@pytest.mark.parametrize("name", ["Metadata.json", "metadata.JSON", "METADATA.Json"])
def test_a_description_in_capitals_is_one(tmp_path: Path, name: str) -> None:
    write(tmp_path, a___1__txt="mật", b___1__xml=alto(page("mật")))
    for folder in ("a", "b"):
        (tmp_path / folder / name).write_text('{"title": "Kín", "rights": "restricted"}')
    items, errors = read(tmp_path)
    assert [item.metadata.rights for item in items.values()] == [Rights.RESTRICTED] * 2
    assert errors == []
