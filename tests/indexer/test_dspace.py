"""Items as DSpace exports them (Simple Archive Format)."""

from pathlib import Path

import pytest

from indexer.formats.base import id_from
from searchsvc.domain import Rights
from tests.indexer.folders import nfd, read, write

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
