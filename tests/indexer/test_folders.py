"""Folders as items: what stands beside their files describes them."""

from pathlib import Path

import pytest

from indexer.formats import Source, discover
from searchsvc.domain import Rights
from searchsvc.errors import UsageError
from tests.indexer.alto import alto, page
from tests.indexer.conftest import Tangthu
from tests.indexer.folders import DC, MODS, image, read, write
from tests.indexer.marc import KIEU, iso2709, marcxml


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
