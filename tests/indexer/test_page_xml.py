"""PAGE XML: reading order, the deepest text there is, outlines of all years. And MiniOCR."""

import time
from pathlib import Path

import pytest

from indexer.formats import miniocr
from indexer.formats.base import Malformed
from indexer.formats.images import NEEDS_OCR
from indexer.formats.page_xml import FORMAT, read_pages
from indexer.formats.registry import recognized
from indexer.formats.xml import OtherXml
from searchsvc.domain import Page, WordBox
from searchsvc.highlight import boxes
from tests.indexer.hocr import equiv, page_xml, pline, pword, region


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "0001.xml"


def one_page(file: Path, content: str) -> Page:
    file.write_text(content)
    (read,) = read_pages(file, 10_000_000)
    return read


class TestText:
    def test_regions_are_blocks_and_lines_are_lines(self, file: Path) -> None:
        content = page_xml(
            region(pline("Thư", "viện"), pline("tỉnh")), region(pline("bên", "sông"))
        )
        assert one_page(file, content).text == "Thư viện\ntỉnh\n\nbên sông"

    @pytest.mark.parametrize("year", ["2010-01-12", "2010-03-19", "2013-07-15", "2017-07-15"])
    def test_all_years(self, file: Path, year: str) -> None:
        content = page_xml(region(pline("thư")), year=year)
        assert one_page(file, content).text == "thư"
        assert recognized(file) is FORMAT

    def test_spaces_are_as_in_the_text_of_the_line_where_that_has_the_same_letters(
        self, file: Path
    ) -> None:
        words = ("thư", "viện", ",", "số")
        same, other = pline(*words, text="thư viện, số"), pline(*words, text="thư viên, số")
        assert one_page(file, page_xml(region(same, other))).text == "thư viện, số\nthư viện , số"

    def test_the_line_speaks_where_a_word_has_no_text(self, file: Path) -> None:
        read = one_page(file, page_xml(region(pline(pword("thư"), pword(""), text="thư viện"))))
        assert read.text == "thư viện"
        assert [box.text for box in read.words] == ["thư"]

    def test_lines_without_words_are_cut_into_boxes_by_their_letters(self, file: Path) -> None:
        read = one_page(file, page_xml(region(pline(text=" thư  viện"))))
        assert read.text == "thư viện"
        assert read.words == (
            WordBox("thư", 10, 20, 112, 15, 1),
            WordBox("viện", 160, 20, 150, 15, 1),
        )

    def test_lines_that_run_downwards_are_cut_so(self, file: Path) -> None:
        read = one_page(file, page_xml(region(pline(text="天 地", points="10,0 30,90"))))
        assert [box[1:5] for box in read.words] == [(10, 0, 20, 30), (10, 60, 20, 30)]

    def test_regions_without_lines_speak_for_themselves(self, file: Path) -> None:
        content = page_xml(region(pline(), text="thư  viện\n\ntỉnh\n"), region(text="sông"))
        read = one_page(file, content)
        assert (read.text, read.words) == ("thư viện\ntỉnh\n\nsông", ())

    def test_of_several_readings_that_of_the_lowest_index_counts(self, file: Path) -> None:
        readings = equiv("ba", ' index="2"') + equiv("", "") + equiv("một", ' index="1" conf="0.5"')
        word = f'<Word><Coords points="1,2 3,4"/>{readings}</Word>'
        read = one_page(file, page_xml(region(pline(word))))
        assert read.words == (WordBox("một", 1, 2, 2, 2, 0.5),)

    def test_a_reading_without_text_is_passed_over(self, file: Path) -> None:
        empty = '<TextEquiv index="0"><Unicode/></TextEquiv>'
        word = f"<Word>{empty}{equiv('hai', ' conf=`1`')}</Word>".replace("`", "'")
        assert one_page(file, page_xml(region(pline(word)))).text == "hai"

    def test_reading_order_goes_before_the_order_of_the_file(self, file: Path) -> None:
        order = (
            "<ReadingOrder><OrderedGroup id='g'>"
            "<RegionRefIndexed index='10' regionRef='a'/>"
            "<UnorderedGroupIndexed index='2'><RegionRef regionRef='c'/><RegionRef regionRef='x'/>"
            "</UnorderedGroupIndexed>"
            "<RegionRefIndexed index='1' regionRef='d'/><RegionRefIndexed regionRef='t'/>"
            "</OrderedGroup></ReadingOrder>"
        )
        regions = [region(pline(name), name=name) for name in "abcd"]
        table = f"<TableRegion id='t'>{region(pline('e'), name='e')}</TableRegion>"
        read = one_page(file, page_xml(order, *regions, table))
        assert read.text == "e\n\nd\n\nc\n\na\n\nb"

    def test_regions_in_regions_are_read_once(self, file: Path) -> None:
        inner = region(pline("hai"), name="i")
        content = page_xml(f"<TextRegion id='o'>{pline('một')}{inner}</TextRegion>")
        assert one_page(file, content).text == "một\n\nhai"

    def test_cells_of_a_table_are_read_row_by_row(self, file: Path) -> None:
        def cell(text: str, row: int, col: int) -> str:
            return f"<TableCell row='{row}' col='{col}' id='c{row}{col}'>{pline(text)}</TableCell>"

        cells = cell("b1", 1, 0), cell("a2", 0, 1), cell("a1", 0, 0), cell("b2", 1, 1)
        table = f"<TableRegion id='t'><Coords points='1,2 3,4'/>{''.join(cells)}</TableRegion>"
        last = region(pline("cuối"), name="r")
        read = one_page(file, page_xml(table, last))
        assert read.text == "a1\n\na2\n\nb1\n\nb2\n\ncuối"
        assert [box.text for box in read.words] == ["a1", "a2", "b1", "b2", "cuối"]
        named = "".join(
            f"<RegionRefIndexed index='{at}' regionRef='{name}'/>"
            for at, name in enumerate(["r", "c10", "t"])
        )
        order = f"<ReadingOrder><OrderedGroup id='g'>{named}</OrderedGroup></ReadingOrder>"
        read = one_page(file, page_xml(order, table, last))
        assert read.text == "cuối\n\nb1\n\na1\n\na2\n\nb2"

    @pytest.mark.parametrize("name", ["MathsRegion", "AdvertRegion", "UnknownRegion"])
    def test_lines_in_other_regions(self, file: Path, name: str) -> None:
        content = page_xml(f"<{name} id='m'>{pline('một')}</{name}>", region(pline("hai")))
        assert one_page(file, content).text == "một\n\nhai"

    def test_texts_of_letters_and_words_alone_and_of_a_formula(self, file: Path) -> None:
        glyphs = "".join(f"<Glyph>{equiv(letter)}</Glyph>" for letter in "thư")
        word = f'<Word><Coords points="1,2 3,4"/>{glyphs}</Word>'
        formula = f"<MathsRegion id='m'>{equiv('x = 1')}</MathsRegion>"
        read = one_page(file, page_xml(region(pline(word)), region(pword("viện")), formula))
        assert read.text == "thư\n\nviện\n\nx = 1"
        assert [box.text for box in read.words] == ["thư", "viện"]

    def test_a_cell_without_lines_and_one_that_nobody_has_read(self, file: Path) -> None:
        table = "<TableRegion id='t'><TableCell id='c'>{}</TableCell></TableRegion>"
        assert one_page(file, page_xml(table.format(equiv("một")))).text == "một"
        assert one_page(file, page_xml(table.format(""))).extra == {NEEDS_OCR: True}

    def test_a_region_that_says_the_text_of_those_in_it_again(self, file: Path) -> None:
        inner = region(pline("một"), name="a") + region(text="hai", name="b")
        content = page_xml(region(inner, text="một\nhai"))
        assert one_page(file, content).text == "một\n\nhai"

    def test_a_not_sign_at_the_end_of_a_line_is_a_hyphen(self, file: Path) -> None:
        read = one_page(file, page_xml(region(pline("com¬"), pline("puter"))))
        assert read.text == "com-\nputer"
        assert boxes(read.text, read.words, [(0, 99)]) == read.words

    def test_comments_and_entities_in_a_text(self, file: Path) -> None:
        content = page_xml(region(pline("XY"))).replace("XY", "th<!-- x -->ư &amp; viện")
        assert one_page(file, content).text == "thư & viện"

    def test_regions_that_nobody_has_read_need_ocr(self, file: Path) -> None:
        assert one_page(file, page_xml(region(pline()))).extra == {NEEDS_OCR: True}
        assert one_page(file, page_xml()).extra == {}


class TestPlaces:
    @pytest.mark.parametrize(
        ("coords", "place"),
        [
            ('<Coords points="7,9 1,2.5 4,20"/>', (1, 2.5, 6, 17.5)),
            ('<Coords><Point x="7" y="9"/><Point x="1" y="2"/></Coords>', (1, 2, 6, 7)),
            ('<Coords points="7,9 x,1 1,2 3 4,5,6"/>', (1, 2, 6, 7)),
        ],
    )
    def test_outlines_are_boxes(self, file: Path, coords: str, place: tuple[float, ...]) -> None:
        read = one_page(file, page_xml(region(pline(f"<Word>{coords}{equiv('thư')}</Word>"))))
        assert [box[1:5] for box in read.words] == [place]

    @pytest.mark.parametrize("coords", ["", "<Coords/>", '<Coords points="5,5"/>'])
    def test_a_word_without_a_place_is_text_without_a_box(self, file: Path, coords: str) -> None:
        read = one_page(file, page_xml(region(pline(f"<Word>{coords}{equiv('thư')}</Word>"))))
        assert (read.text, read.words) == ("thư", ())

    def test_image_and_frame(self, file: Path) -> None:
        frame = 'imageFilename="IMG\\01.tif" imageWidth="10" imageHeight="-5"'
        read = one_page(file, page_xml(frame=frame))
        assert (read.image, read.width, read.height) == ("01.tif", 10, None)


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "empty"),
            ("<PcGts/>", "has no Page"),
            ("<alto/>", "the root element is alto"),
            ("<:PcGts/>", "QName"),
            (
                page_xml(region(pline("thư")))[:-20],
                "expected '>'",
            ),
            ("<PcGts>" * 10_000, "depth|deep"),
        ],
    )
    def test_what_is_no_page(self, file: Path, content: str, reason: str) -> None:
        file.write_text(content)
        with pytest.raises(Malformed, match=f"(?i){reason}"):
            read_pages(file, 10_000_000)

    def test_a_file_over_the_limit(self, file: Path) -> None:
        file.write_text(page_xml())
        with pytest.raises(Malformed, match="larger than 10 bytes"):
            read_pages(file, 10)

    @pytest.mark.timeout(60)
    def test_a_bomb_of_entities_and_a_file_as_an_entity(self, file: Path, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("mật khẩu")
        content = page_xml(region(pline("X")))
        doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
        bomb = f'<!DOCTYPE PcGts [<!ENTITY e0 "bom">{doubled}]>{content.replace(">X<", ">&e11;<")}'
        with pytest.raises(Malformed, match="amplification"):
            one_page(file, bomb)
        head = f'<!DOCTYPE PcGts [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
        assert one_page(file, head + content.replace(">X<", ">a&s;<")).text == "a&s;"

    @pytest.mark.timeout(60)
    def test_a_great_many_references_to_a_great_many_regions(self, file: Path) -> None:
        regions = "".join(region(name=f"r{n}") for n in range(20_000))
        order = "<RegionRefIndexed regionRef='t'/>" * 20_000
        began = time.process_time()
        one_page(
            file,
            page_xml(
                f"<ReadingOrder><OrderedGroup>{order}</OrderedGroup></ReadingOrder>",
                f"<TableRegion id='t'>{regions}</TableRegion>",
            ),
        )
        assert time.process_time() - began < 10


def test_a_name_that_is_none_is_of_no_format(file: Path) -> None:
    file.write_text("<:ocr><p/></:ocr>")
    assert recognized(file) is None


class TestMiniOcr:
    @staticmethod
    def pages(file: Path, content: str) -> list[Page]:
        file.write_text(content)
        return miniocr.read_pages(file, 10_000)

    def test_text_places_and_frame(self, file: Path) -> None:
        first, second = self.pages(
            file,
            '<ocr><p wh="100 200"><b><l><w x="1 2 30 4">thư</w> <w x="40 2 9 4">com¬</w></l>'
            '<l><w x="1 9 9 4">puter</w></l></b><b><l>không hộp</l></b></p><p/></ocr>',
        )
        assert first.text == "thư com-\nputer\n\nkhông hộp"
        assert first.words[0] == WordBox("thư", 1, 2, 30, 4, 1)
        assert boxes(first.text, first.words, [(0, 99)]) == first.words
        assert (first.width, first.height, second.text) == (100, 200, "")

    def test_places_as_shares_of_the_page(self, file: Path) -> None:
        content = '<ocr><p{}><b><l><w x=".5 .25 .25 .5">thư</w></l></b></p></ocr>'
        (read,) = self.pages(file, content.format(' wh="100 200"'))
        assert read.words == (WordBox("thư", 50, 50, 25, 100, 1),)
        (read,) = self.pages(file, content.format(""))
        assert (read.text, read.words) == ("thư", ())

    def test_what_is_none(self, file: Path) -> None:
        for content, reason in (
            ("<ocr/>", "no page"),
            ("<x/>", "root element is x"),
            ("", "empty"),
        ):
            with pytest.raises(Malformed, match=reason):
                self.pages(file, content)
        with pytest.raises(OtherXml):
            self.pages(file, "<x/>")
