"""Rows of tables describe files, and may close them."""

from pathlib import Path

import pytest

from indexer.formats import Source, discover
from indexer.formats.base import Found
from searchsvc.domain import Rights
from searchsvc.errors import RecordError
from tests.indexer.alto import alto, page
from tests.indexer.conftest import Tangthu
from tests.indexer.folders import LARGE, MODS, image, nfd, read, write
from tests.indexer.marc import KIEU, iso2709, marcxml


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
