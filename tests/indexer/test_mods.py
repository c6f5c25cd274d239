"""MODS and Dublin Core to records: what catalogues say, and what they say oddly."""

from typing import Any

import pytest

from indexer.formats.dublin_core import record_from_dc
from indexer.formats.mods import record_from_mods
from indexer.formats.record import checked_metadata
from indexer.formats.xml import parse_xml

FULL = """
<titleInfo type="alternative"><title>Khác</title></titleInfo>
<titleInfo><nonSort>The</nonSort><title>Truyện
  Kiều</title><subTitle>đoạn trường</subTitle><partNumber>2</partNumber></titleInfo>
<name><namePart type="family">Nguyễn</namePart><namePart type="given">Du</namePart>
  <namePart type="date">1766-1820</namePart><role><roleTerm type="code">aut</roleTerm></role></name>
<name><namePart>Trương Vĩnh Ký</namePart><role><roleTerm>editor</roleTerm></role></name>
<name><displayForm>Vô danh</displayForm></name>
<typeOfResource>text</typeOfResource>
<originInfo eventType="digitization"><dateIssued>2013</dateIssued><publisher>Số</publisher>
</originInfo>
<originInfo><publisher>Nhà in X</publisher><dateIssued>in lần 2</dateIssued>
  <dateIssued keyDate="yes">[1911?]</dateIssued></originInfo>
<language><languageTerm type="text">Tiếng Việt</languageTerm>
  <languageTerm type="code">vie</languageTerm></language>
<abstract>Một.</abstract><abstract>Hai.</abstract>
<subject><topic>Văn học</topic><geographic>Việt Nam</geographic>
  <cartographics><scale>1</scale></cartographics></subject>
<subject><name><namePart>Kiều</namePart></name></subject><subject/>
<identifier type="isbn">978</identifier><identifier invalid="yes">0</identifier>
<location><physicalLocation>Thư viện A</physicalLocation><shelfLocator>R 12</shelfLocator>
  <url>/x</url><url>https://x.vn/1</url></location>
<recordInfo><recordIdentifier>PPN1</recordIdentifier></recordInfo>
<relatedItem type="series"><titleInfo><title>Tủ sách</title></titleInfo></relatedItem>
<accessCondition type="use and reproduction">CC BY</accessCondition>
"""


_POINTS = '<dateIssued point="{}">{}</dateIssued><dateIssued point="{}">{}</dateIssued>'


def mods(content: str) -> dict[str, Any]:
    xml = f'<mods xmlns="http://www.loc.gov/mods/v3">{content}</mods>'
    return record_from_mods(parse_xml(xml.encode()))


def dc(content: str) -> dict[str, Any]:
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/"'
    return record_from_dc(parse_xml(f"<r {names}>{content}</r>".encode()))


class TestMods:
    def test_all_of_it(self) -> None:
        assert mods(FULL) == {
            "title": "The Truyện Kiều : đoạn trường. 2",
            "other_titles": ["Khác"],
            "creators": ["Nguyễn, Du, 1766-1820", "Vô danh"],
            "contributors": ["Trương Vĩnh Ký"],
            "subjects": ["Văn học -- Việt Nam", "Kiều"],
            "languages": ["vi"],
            "identifiers": ["978", "PPN1", "R 12"],
            "publisher": "Nhà in X",
            "description": "Một.\nHai.",
            "type": "book",
            "library": "Thư viện A",
            "source": "https://x.vn/1",
            "series": "Tủ sách",
            "access_condition": "CC BY",
            "date": "1911",
            "date_as_catalogued": "[1911?]",
        }
        assert checked_metadata({"id": "a", **mods(FULL)}).title.startswith("The")

    def test_of_nothing_comes_nothing(self) -> None:
        assert mods("") == {}
        assert mods("<name/><titleInfo/><originInfo/><subject/><language/><part/>") == {}

    def test_titles_of_every_kind_are_kept(self) -> None:
        titles = "".join(
            f'<titleInfo type="{kind}"><title>{kind}</title></titleInfo>'
            for kind in ("alternative", "translated", "uniform")
        )
        kept = {"title": "A", "other_titles": ["alternative", "translated", "uniform"]}
        assert mods(f"{titles}<titleInfo><title>A</title></titleInfo>") == kept
        assert mods(titles)["title"] == "alternative"
        assert mods(titles)["other_titles"] == ["translated", "uniform"]

    def test_an_issue_is_titled_by_its_newspaper_and_number(self) -> None:
        host = (
            '<relatedItem type="host"><titleInfo><title>Nam Phong</title></titleInfo></relatedItem>'
        )
        part = "<part><detail><number>7</number></detail></part>"
        assert mods(host + part)["title"] == "Nam Phong, 7"
        assert mods(host + part)["part_of"] == "Nam Phong"
        assert "title" not in mods(part)

    @pytest.mark.parametrize(
        ("dates", "expected"),
        [
            (
                "<dateIssued>19170715</dateIssued>",
                {"date": "1917-07-15", "date_as_catalogued": "19170715"},
            ),
            ("<dateIssued>1917-07</dateIssued>", {"date": "1917-07"}),
            ("<dateIssued>s.a.</dateIssued>", {"date_as_catalogued": "s.a."}),
            (
                "<dateIssued>193-?</dateIssued>",
                {"date": "1930/1939", "date_as_catalogued": "193-?"},
            ),
            (
                "<dateIssued>thế kỷ 19</dateIssued>",
                {"date": "1801/1900", "date_as_catalogued": "thế kỷ 19"},
            ),
            (
                "<dateIssued>15/7/1917</dateIssued>",
                {"date": "1917-07-15", "date_as_catalogued": "15/7/1917"},
            ),
            (
                _POINTS.format("start", "190-", "end", "19uu"),
                {"date": "1900/1999"},
            ),
            ("<copyrightDate>1917</copyrightDate>", {"date": "1917"}),
            (
                _POINTS.format("end", 1934, "start", 1917),
                {"date": "1917/1934"},
            ),
            (
                _POINTS.format("start", 1917, "end", 1900),
                {"date": "1917"},
            ),
            ("<dateCaptured>2013</dateCaptured>", {}),
        ],
    )
    def test_dates(self, dates: str, expected: dict[str, str]) -> None:
        assert mods(f"<originInfo>{dates}</originInfo>") == expected

    @pytest.mark.parametrize(
        ("condition", "rights"),
        [
            ("Chỉ đọc tại chỗ", "metadata"),
            ("onsite", "onsite"),
            ("Hạn chế", "restricted"),
            ("Công khai", None),
            ("None", None),
            ("", None),
        ],
    )
    @pytest.mark.parametrize("kind", ["restriction on access", "restrictionOnAccess"])
    def test_what_is_said_to_be_restricted_is_not_open(
        self, condition: str, rights: str | None, kind: str
    ) -> None:
        said = f'<accessCondition type="{kind}">{condition}</accessCondition>'
        assert mods("<accessCondition>x</accessCondition>" + said).get("rights") == rights

    def test_of_several_restrictions_the_narrowest_counts_and_none_of_reuse(self) -> None:
        reuse = '<accessCondition type="use and reproduction">restricted</accessCondition>'
        said = "<accessCondition>{}</accessCondition>"
        assert "rights" not in mods(reuse)
        both = said.format("tại chỗ") + said.format("hạn chế")
        assert mods(reuse + both)["rights"] == "restricted"

    def test_a_manuscript_is_marked_as_one(self) -> None:
        assert (
            mods('<typeOfResource manuscript="yes">text</typeOfResource>')["type"] == "manuscript"
        )
        assert "type" not in mods("<genre>x</genre>")


def test_dublin_core() -> None:
    record = dc(
        "<dc:title> Sách\n1 </dc:title><dc:title>Khác</dc:title><t:creator>A</t:creator>"
        "<dc:creator>B</dc:creator><dc:creator>A</dc:creator><dc:subject/>"
        "<dc:language>vi</dc:language><dc:type>Luận án</dc:type><dc:date>khoảng 1917</dc:date>"
        "<dc:rights>x</dc:rights><title>y</title>"
    )
    assert record == {
        "title": "Sách 1",
        "other_titles": ["Khác"],
        "creators": ["A", "B"],
        "languages": ["vi"],
        "type": "thesis",
        "date": "1917",
        "date_as_catalogued": "khoảng 1917",
        "rights_as_catalogued": ["x"],
    }
    assert checked_metadata({"id": "a", **record}).title == "Sách 1"
