"""Dublin Core in XML: simple, qualified, in wrappers, in lists."""

import re
from pathlib import Path
from typing import Any

import pytest

from indexer.formats import dublin_core
from indexer.formats.base import Description
from indexer.formats.dublin_core import record_from_dc
from indexer.formats.record import checked_metadata
from indexer.formats.registry import format_of
from indexer.formats.xml import parse_xml
from searchsvc.errors import RecordError

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
TERMS = 'xmlns:dcterms="http://purl.org/dc/terms/"'
OAI = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
LARGE = 10**7

KIEU = """
<dc:title>Truyện Kiều</dc:title><dc:title>Kim Vân Kiều</dc:title>
<dc:creator>Nguyễn Du, 1766-1820</dc:creator><dc:contributor>Bùi Kỷ</dc:contributor>
<dc:subject>Thơ Nôm</dc:subject><dc:subject>Thơ Nôm</dc:subject><dc:coverage>Việt Nam</dc:coverage>
<dc:date>[1925?]</dc:date><dc:language>vie</dc:language><dc:type>Sách</dc:type>
<dc:publisher>Vĩnh Hưng Long</dc:publisher><dc:description>Truyện <i>thơ</i></dc:description>
<dc:identifier>TK.01</dc:identifier><dc:identifier>https://thuvien.example/tk</dc:identifier>
<dc:rights>© Thư viện</dc:rights><dc:format>20 cm</dc:format><dc:relation/>
"""
EXPECTED: dict[str, Any] = {
    "title": "Truyện Kiều",
    "other_titles": ["Kim Vân Kiều"],
    "creators": ["Nguyễn Du, 1766-1820"],
    "contributors": ["Bùi Kỷ"],
    "subjects": ["Thơ Nôm", "Việt Nam"],
    "date": "1925",
    "date_as_catalogued": "[1925?]",
    "languages": ["vi"],
    "type": "book",
    "publisher": "Vĩnh Hưng Long",
    "description": "Truyện thơ",
    "identifiers": ["TK.01", "https://thuvien.example/tk"],
    "source": "https://thuvien.example/tk",
    "rights_as_catalogued": ["© Thư viện"],
    "dc.format": ["20 cm"],
}


def described(
    folder: Path, content: str, max_bytes: int = LARGE
) -> list[Description | RecordError]:
    path = folder / "sach.xml"
    path.write_text(content)
    assert format_of(path) is dublin_core.FORMAT
    return list(dublin_core.describe(path, max_bytes))


@pytest.mark.parametrize(
    "form",
    [
        f"<oai_dc:dc {OAI} {DC}>{KIEU}</oai_dc:dc>",
        f"<metadata {DC}>{KIEU}</metadata>",
        f"<x:anything xmlns:x='urn:x' {DC}>{KIEU}</x:anything>",
        f"<dc>{KIEU.replace('dc:', '')}</dc>",
        f'<record xmlns="{DC[10:-1]}">{re.sub("dc:|</?i>", "", KIEU)}</record>',
    ],
)
def test_a_record_says_the_same_in_every_wrapper(tmp_path: Path, form: str) -> None:
    (found,) = described(tmp_path, form)
    assert isinstance(found, Description)
    assert (found.record, found.name) == (EXPECTED, "")
    checked_metadata({"id": "1", **found.record})


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        (["2016-05-04T03:02:01Z", "2016-05-04T03:02:01Z", "1998"], "1998"),
        (["1998", "2016-05-04T03:02:01Z"], "1998"),
        (["2016-05-04T03:02:01Z"], "2016-05-04"),
    ],
)
def test_a_date_with_a_time_of_day_is_that_of_an_entry(
    tmp_path: Path, dates: list[str], date: str
) -> None:
    written = "".join(f"<dc:date>{text}</dc:date>" for text in dates)
    (found,) = described(tmp_path, f"<r {DC}><dc:title>A</dc:title>{written}</r>")
    assert isinstance(found, Description)
    assert found.record["date"] == date


def test_who_put_an_item_into_dspace_is_not_shown(tmp_path: Path) -> None:
    """Nor is it kept: the catalog gives back whatever it has."""
    value = '<dcvalue element="description" qualifier="provenance">Gửi bởi A (a@thuvien.vn)'
    (found,) = described(
        tmp_path,
        f'<dublin_core><dcvalue element="title">A</dcvalue>{value}</dcvalue></dublin_core>',
    )
    assert isinstance(found, Description)
    assert found.record == {"title": "A"}


def test_qualified_terms_are_surer_than_simple_ones(tmp_path: Path) -> None:
    (found,) = described(
        tmp_path,
        f"""<record {DC} {TERMS}><dc:title>A</dc:title><dc:date>2012</dc:date>
        <dcterms:created>1901</dcterms:created><dcterms:issued>1917</dcterms:issued>
        <dcterms:alternative>B</dcterms:alternative><dcterms:abstract>Tóm tắt</dcterms:abstract>
        <dcterms:spatial>Huế</dcterms:spatial><dcterms:isPartOf>Bộ sách</dcterms:isPartOf>
        <dcterms:extent>20 tr.</dcterms:extent></record>""",
    )
    assert isinstance(found, Description)
    assert found.record == {
        "title": "A",
        "date": "1917",
        "other_titles": ["B"],
        "description": "Tóm tắt",
        "subjects": ["Huế"],
        "part_of": ["Bộ sách"],
        "dc.extent": ["20 tr."],
    }


@pytest.mark.parametrize(
    ("terms", "rights"),
    [
        ("<dcterms:accessRights>Hạn chế</dcterms:accessRights>", "restricted"),
        ("<dcterms:accessRights>Hỏi thủ thư</dcterms:accessRights>", "metadata"),
        ("<dc:rights>info:eu-repo/semantics/openAccess</dc:rights>", "public"),
        ("<dc:rights>open access</dc:rights><dc:rights>restricted</dc:rights>", "restricted"),
        ("<dc:rights>CC BY</dc:rights>", None),
    ],
)
def test_an_access_right_that_is_not_understood_closes(
    tmp_path: Path, terms: str, rights: str | None
) -> None:
    (found,) = described(tmp_path, f"<r {DC} {TERMS}><dc:title>A</dc:title>{terms}</r>")
    assert isinstance(found, Description)
    assert found.record.get("rights") == rights


def test_a_list_is_named_by_what_its_records_say(tmp_path: Path) -> None:
    found = described(
        tmp_path,
        f"""<list {DC}><!-- sách --><r><dc:title>A</dc:title>
        <dc:identifier>https://x.example/a</dc:identifier><dc:identifier>HN 1</dc:identifier></r>
        <r><dc:title>B</dc:title></r></list>""",
    )
    assert [entry.name for entry in found if isinstance(entry, Description)] == ["HN 1", "2"]


def test_records_of_oai_pmh_have_their_own_ids_and_deleted_ones_are_left_out(
    tmp_path: Path,
) -> None:
    def record(number: int, status: str = "") -> str:
        header = f"<header {status}><identifier>oai:tv.example:{number}/4</identifier></header>"
        core = f"<oai_dc:dc {OAI} {DC}><dc:title>A{number}</dc:title></oai_dc:dc>"
        return f"<record>{header}<metadata>{core}</metadata></record>"

    listed = record(1) + record(2, 'status="deleted"') + record(3)
    found = described(
        tmp_path,
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{listed}'
        "</ListRecords></OAI-PMH>",
    )
    ids = [entry.record["id"] for entry in found if isinstance(entry, Description)]
    assert ids == ["oai:tv.example:1-4", "oai:tv.example:3-4"]


def test_what_breaks_is_said_and_what_stood_before_is_kept(tmp_path: Path) -> None:
    many = f"<r><dc:title>{'A' * 1000}</dc:title></r>" * 200
    *found, error = described(tmp_path, f"<list {DC}>{many}<r><dc:title>B")
    assert len(found) >= 150
    assert "cannot be read from here on" in str(error)


def test_xml_without_any_record_is_refused(tmp_path: Path) -> None:
    (error,) = described(tmp_path, "<dc><other/></dc>")
    assert "has no Dublin Core record" in str(error)
    (error,) = described(tmp_path, f"<dc>{'<other/>' * 50_000}</dc>", 100_000)
    assert "no record ends within" in str(error)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    declared = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    (found,) = described(tmp_path, f"{declared}<r {DC}><dc:title>A&e;</dc:title></r>")
    assert isinstance(found, Description)
    assert found.record == {"title": "A"}


def test_a_record_below_other_elements_is_found_for_mets() -> None:
    assert record_from_dc(parse_xml(f"<a {DC}><b>{KIEU}</b></a>".encode())) == EXPECTED
    assert record_from_dc(parse_xml(b"<a/>")) == {}


def test_other_xml_that_carries_dublin_core_is_none(tmp_path: Path) -> None:
    for root in ("html", "mets", "package", "svg"):
        path = tmp_path / "a.xml"
        path.write_text(f"<{root} {DC}><dc:title>A</dc:title></{root}>")
        assert format_of(path) is not dublin_core.FORMAT
