"""ALTO: the text of scanned pages, the places of their words, and folders of them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.formats.alto import FORMAT
from indexer.formats.base import Found
from indexer.formats.scanned import read_scanned
from searchsvc.domain import Item, Page, Rights, WordBox
from searchsvc.errors import RecordError
from searchsvc.highlight import boxes
from tests.indexer.alto import HEAD, SPACE, alto, block, line, page, word


def read(path: Path, max_bytes: int = 10_000_000) -> tuple[Item | None, list[RecordError]]:
    """The item, if there is one, and what was rejected."""
    results = list(read_scanned(path, "an-id", max_bytes, FORMAT))
    items = [found.item for found in results if isinstance(found, Found)]
    assert len(items) <= 1
    item = items[0] if items else None
    return item, [error for error in results if isinstance(error, RecordError)]


def item_of(path: Path) -> Item:
    item, rejected = read(path)
    assert item and not rejected
    return item


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "0001.xml"


def one_page(file: Path, *content: str, **how: Any) -> Page:
    file.write_text(alto(page(*content), **how))
    (read_page,) = item_of(file).pages
    return read_page


def one_line(file: Path, *elements: str) -> str:
    return one_page(file, block(line(*elements))).text


def refused(file: Path, content: bytes | str, max_bytes: int = 100_000_000) -> str:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    item, rejected = read(file, max_bytes)
    assert item is None
    (error,) = rejected
    assert (error.place, error.item_id) == (str(file), "an-id")
    return error.reason


class TestText:
    def test_blocks_are_parted_by_a_blank_line_and_lines_by_a_line_end(self, file: Path) -> None:
        read_page = one_page(
            file, block(line("Thư", "viện"), line("tỉnh")), block(line("bên", "sông"))
        )
        assert read_page.text == "Thư viện\ntỉnh\n\nbên sông"

    def test_margins_stand_where_they_are_on_the_page(self, file: Path) -> None:
        def part(name: str, text: str) -> str:
            return f"<{name}Margin>{block(line(text))}</{name}Margin>"

        margins = part("Top", "tên"), part("Left", "trái"), part("Right", "phải")
        content = alto(page("thân")).replace(
            "<PrintSpace>", f"{''.join(margins)}{part('Bottom', 'chú thích')}<PrintSpace>"
        )
        file.write_text(content)
        assert item_of(file).pages[0].text == "tên\n\ntrái\n\nthân\n\nphải\n\nchú thích"

    def test_a_reading_order_goes_before_the_order_of_the_file(self, file: Path) -> None:
        blocks = [block(line(t)).replace("Block", f"Block ID='{t}'", 1) for t in "abcde"]
        blocks[4] = blocks[4].replace("<TextLine", "<TextLine ID='l'")
        nested = f"<ComposedBlock ID='x'>{''.join(blocks[2:4])}</ComposedBlock>"
        references = "".join(f"<ElementRef REF='{name}'/>" for name in ("x", "l b", "none"))
        order = f"<ReadingOrder><OrderedGroup>{references}</OrderedGroup></ReadingOrder>"
        content = alto(page(*blocks[:2])).replace(
            "</PrintSpace>", f"{nested}{blocks[4]}</PrintSpace>"
        )
        file.write_text(content.replace("<Layout>", f"{order}<Layout>"))
        assert item_of(file).pages[0].text == "c\n\nd\n\ne\n\nb\n\na"

    def test_lines_outside_of_blocks_are_read_where_they_stand(self, file: Path) -> None:
        inner = f"<ComposedBlock>{line('ba')}{block(line('bốn'))}</ComposedBlock>"
        inside = f"{line('một')}{line('hai')}{inner}{block(line('năm'))}"
        file.write_text(
            alto(page("x").replace(block(line("x")), inside)).replace(
                "</Page>", f"{line('sáu')}</Page>"
            )
        )
        read = item_of(file).pages[0]
        assert read.text == "một\nhai\n\nba\n\nbốn\n\nnăm\n\nsáu"
        assert len(read.words) == 6

    @pytest.mark.parametrize("version", [2, 3, 4])
    def test_versions(self, file: Path, version: int) -> None:
        assert one_page(file, "thư viện", version=version).text == "thư viện"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param(' xmlns="http://www.loc.gov/standards/alto/ns-v3#"', "", id="none"),
            pytest.param("http://www.loc.gov/standards/alto/ns-v3#", "urn:x", id="another"),
            pytest.param("http://www.loc.gov/standards/alto/ns-v3#", "http://x", id="a page"),
        ],
    )
    def test_any_namespace_will_do(self, file: Path, old: str, new: str) -> None:
        file.write_text(alto(page("thư viện")).replace(old, new))
        assert item_of(file).pages[0].text == "thư viện"

    def test_a_prefixed_namespace_will_do(self, file: Path) -> None:
        file.write_text(
            '<a:alto xmlns:a="urn:x"><a:Layout><a:Page><a:TextBlock><a:TextLine>'
            '<a:String CONTENT="thư"/></a:TextLine></a:TextBlock></a:Page></a:Layout></a:alto>'
        )
        assert item_of(file).pages[0].text == "thư"

    def test_words_without_any_spaces_between_are_parted(self, file: Path) -> None:
        assert one_line(file, word("thư"), word("viện"), word("số")) == "thư viện số"

    def test_words_that_stand_together_stay_together_where_spaces_are_given(
        self, file: Path
    ) -> None:
        text = one_line(file, word("thư"), SPACE, word("viện"), word(","), SPACE, word("số"))
        assert text == "thư viện, số"

    def test_a_few_spaces_do_not_glue_all_other_words(self, file: Path) -> None:
        words = [word(text) for text in "một hai ba bốn năm sáu".split()]
        text = one_line(file, *words, SPACE, word("bảy"))
        assert text == "một hai ba bốn năm sáu bảy"

    def test_spaces_at_the_ends_of_a_line_are_no_text(self, file: Path) -> None:
        assert one_line(file, SPACE, word("thư"), SPACE, SPACE, word("viện"), SPACE) == "thư viện"

    def test_words_without_content_and_blank_lines_leave_nothing(self, file: Path) -> None:
        read_page = one_page(
            file,
            block(line(word("thư"), SPACE, word(" "), word(""), "<String/>"), line(word(""))),
            block(line()),
        )
        assert read_page.text == "thư"

    def test_comments_and_unknown_elements_are_passed_over(self, file: Path) -> None:
        assert one_line(file, "<!-- a -->", word("thư"), "<Shape/>", "<?pi?>") == "thư"

    def test_a_string_of_several_words_and_letters_of_all_kinds(self, file: Path) -> None:
        assert one_line(file, word("chữ 𡨸 & <Nôm>")) == "chữ 𡨸 & <Nôm>"

    @pytest.mark.parametrize("hyphen", ['<HYP CONTENT="-"/>', '<HYP CONTENT="&#xAD;"/>', "<HYP/>"])
    def test_a_broken_word_ends_in_a_hyphen(self, file: Path, hyphen: str) -> None:
        read_page = one_page(
            file,
            block(
                line(word("quốc", SUBS_TYPE="HypPart1", SUBS_CONTENT="quốc-gia"), hyphen),
                line(word("gia", SUBS_TYPE="HypPart2", SUBS_CONTENT="quốc-gia")),
            ),
        )
        assert read_page.text == "quốc-\ngia"
        assert [box.text for box in read_page.words] == ["quốc", "gia"]

    @pytest.mark.parametrize("sign", ["-", "\u00ad", "\u2010"])
    def test_a_word_that_has_its_hyphen_gets_no_second_one(self, file: Path, sign: str) -> None:
        assert one_line(file, word("quốc" + sign), '<HYP CONTENT="-"/>') == "quốc" + sign

    def test_a_not_sign_at_the_end_of_a_line_is_a_hyphen(self, file: Path) -> None:
        read_page = one_page(file, "¬ 5¬ com¬", "puter ¬")
        assert read_page.text == "¬ 5¬ com-\nputer ¬"
        assert boxes(read_page.text, read_page.words, [(0, 99)]) == read_page.words

    @pytest.mark.parametrize(
        ("part", "whole", "end"),
        [
            ("com", "computer", "com-"),
            ("nghi", "nghiên", "nghi\u00ad"),
            ("nghi-", "nghiên", "nghi-"),
            ("quốc", "quốc-gia", "quốc-"),
            ("quốc", "", "quốc-"),
            ("quốc", "khác", "quốc-"),
        ],
    )
    def test_what_goes_on_in_the_next_line_has_a_hyphen(
        self, file: Path, part: str, whole: str, end: str
    ) -> None:
        half = word(part, SUBS_TYPE="HypPart1", SUBS_CONTENT=whole)
        assert one_line(file, word("a"), SPACE, half) == f"a {end}"
        assert one_line(file, word("a"), SPACE, half, "<HYP/>") == f"a {end}"

    def test_utf_8_is_read_as_such_even_where_the_file_says_otherwise(self, file: Path) -> None:
        head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
        assert one_page(file, "thư viện", head=head).text == "thư viện"

    @pytest.mark.parametrize("encoding", ["utf-16", "windows-1258"])
    def test_other_encodings_are_read_as_declared(self, file: Path, encoding: str) -> None:
        text = alto(page("thý viên"), head=f'<?xml version="1.0" encoding="{encoding}"?>')
        text = text.replace("ý", "&#xFD;") if encoding != "utf-16" else text
        file.write_bytes(text.encode(encoding))
        assert item_of(file).pages[0].text == "thý viên"

    def test_a_byte_order_mark_does_not_matter(self, file: Path) -> None:
        assert one_page(file, "thư viện", head="\ufeff" + HEAD).text == "thư viện"


class TestPlaces:
    def test_places_frame_and_confidence_are_as_in_the_file(self, file: Path) -> None:
        content = [word("thư", (1.5, 2.0, "3e1", 4), WC="0.25"), SPACE, word("viện", (0, 0, 5, 6))]
        read_page = one_page(file, block(line(*content)))
        assert read_page.words == (
            WordBox("thư", 1.5, 2, 30, 4, 0.25),
            WordBox("viện", 0, 0, 5, 6, 1.0),
        )
        assert (read_page.width, read_page.height) == (1000, 1600)

    @pytest.mark.parametrize(
        "place",
        [
            (),
            (1, 2),
            ("x", 2, 3, 4),
            ("nan", 2, 3, 4),
            (1, 2, "inf", 4),
            (1, 2, 0, 4),
            (-3, 2, 3, 4),
            (1001, 2, 3, 4),
            (1, -9, 3, 8),
            ("1e300", 2, 3, 4),
        ],
    )
    def test_a_word_without_a_place_is_text_without_a_box(
        self, file: Path, place: tuple[object, ...]
    ) -> None:
        read_page = one_page(file, block(line(word("thư", place), SPACE, word("viện"))))
        assert read_page.text == "thư viện"
        assert [box.text for box in read_page.words] == ["viện"]

    @pytest.mark.parametrize("frame", ["", 'WIDTH="0" HEIGHT="-1"', 'WIDTH="x" HEIGHT="1e999"'])
    def test_a_page_without_a_frame(self, file: Path, frame: str) -> None:
        file.write_text(alto(page("thư", frame=frame)))
        read_page = item_of(file).pages[0]
        assert (read_page.width, read_page.height) == (None, None)

    @pytest.mark.parametrize(
        "shape",
        [
            '<Shape><Polygon POINTS="1,2 9,2 9,8 1,8"/></Shape>',
            '<Shape><Polygon POINTS="1 2 9 8"/></Shape>',
            '<Glyph CONTENT="t" HPOS="1" VPOS="3" WIDTH="4" HEIGHT="5"/>'
            '<Glyph CONTENT="ư" HPOS="5" VPOS="2" WIDTH="4" HEIGHT="5"/><Glyph CONTENT="x"/>',
        ],
    )
    def test_outlines_and_letters_say_where_a_word_is_that_has_no_place(
        self, file: Path, shape: str
    ) -> None:
        read_page = one_page(file, block(line(f'<String CONTENT="tư">{shape}</String>')))
        assert read_page.words == (WordBox("tư", 1, 2, 8, 6, 1),)

    def test_places_over_the_edge_are_cut_off(self, file: Path) -> None:
        words = [word("a", (-1, 2, 3, 4)), word("b", (990, 1590, 20, 30)), *[word("c")] * 40]
        read_page = one_page(file, block(line(*words)))
        assert [box[1:5] for box in read_page.words[:2]] == [(0, 2, 2, 4), (990, 1590, 10, 10)]

    @pytest.mark.parametrize(
        ("stated", "sure"), [("1.5", 1), ("-1", 0), ("x", 1), ("nan", 1), ("0.8", 0.8)]
    )
    def test_confidence_is_from_0_to_1(self, file: Path, stated: str, sure: float) -> None:
        read_page = one_page(file, block(line(word("thư", WC=stated))))
        assert read_page.words[0].confidence == sure

    @pytest.mark.parametrize(
        ("stated", "sure"), [("0.8", 0.08), ("0.80", 0.8), ("0.100", 1), ("0.0", 0), ("1.0", 1)]
    )
    def test_percents_that_tesseract_writes(self, file: Path, stated: str, sure: float) -> None:
        software = "<processingSoftware><softwareName>tesseract 5.3.0</softwareName>"
        described = f"<Description>{software}</processingSoftware></Description><Layout>"
        file.write_text(
            alto(page(block(line(word("thư", WC=stated))))).replace("<Layout>", described)
        )
        assert item_of(file).pages[0].words[0].confidence == sure

    def test_the_image_that_a_file_names_is_its_page_s(self, file: Path) -> None:
        source = "<sourceImageInformation><fileName>D:\\scan\\7.tif</fileName>"
        described = f"<Description>{source}</sourceImageInformation></Description><Layout>"
        file.write_text(alto(page("thư")).replace("<Layout>", described))
        for name, image in (("8.jpg", None), ("7.jpg", "7.jpg"), ("0001.jpg", "0001.jpg")):
            (file.parent / name).touch()
            assert item_of(file).pages[0].image == image

    def test_every_box_is_found_in_the_text(self, file: Path) -> None:
        content = [word("quốc"), word(","), SPACE, word("gia"), SPACE, word("𡨸"), "<HYP/>"]
        read_page = one_page(file, block(line(*content), line(word("喃"))))
        assert boxes(read_page.text, read_page.words, [(0, 99)]) == read_page.words


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            pytest.param("", "empty", id="nothing"),
            pytest.param("thư viện", "Start tag expected", id="text"),
            pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "not readable", id="an image"),
            pytest.param(alto(page("thư"))[:-30], "not readable", id="cut off"),
            pytest.param(alto(page("thư")) + "x", "Extra content", id="text after the end"),
            pytest.param("<mets><alto/></mets>", "the root element is mets", id="METS"),
            pytest.param("<html><body/></html>", "the root element is html", id="HTML"),
            pytest.param(alto(), "has no Page", id="no page"),
            pytest.param(alto(page("thư")).encode() + b"\xff", "not readable", id="no UTF-8"),
            pytest.param("<a>" * 10_000, "not readable", id="very deep"),
        ],
    )
    def test_what_is_no_alto(self, file: Path, content: bytes | str, reason: str) -> None:
        assert reason in refused(file, content)

    def test_a_file_over_the_limit(self, file: Path) -> None:
        assert "larger than 100 bytes" in refused(file, alto(page("thư viện")), max_bytes=100)

    @pytest.mark.timeout(60)
    def test_50_megabytes_of_garbage(self, file: Path) -> None:
        assert "not readable" in refused(file, b"<alto>" + b"\xf0<&garbage;" * 5_000_000)

    @pytest.mark.timeout(60)
    def test_a_bomb_of_entities(self, file: Path) -> None:
        doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
        bomb = f'<!DOCTYPE alto [<!ENTITY e0 "thư">{doubled}]>'
        content = alto(page(block(line(word("X")))), head=bomb).replace('"X"', '"&e11;"')
        began = time.process_time()
        assert "not readable" in refused(file, content)
        assert time.process_time() - began < 10

    @pytest.mark.parametrize("where", ['CONTENT="&secret;"', 'CONTENT="a">&secret;</String><x y="'])
    def test_a_file_named_as_an_entity_is_not_read(
        self, file: Path, tmp_path: Path, where: str
    ) -> None:
        (tmp_path / "secret").write_text("mật khẩu")
        head = f'<!DOCTYPE alto [<!ENTITY secret SYSTEM "file://{tmp_path}/secret">]>'
        file.write_text(alto(page("X"), head=head).replace('CONTENT="X"', where))
        assert "mật khẩu" not in str(list(read_scanned(file, "an-id", 10_000, FORMAT)))

    def test_nothing_but_blank_pages_without_images(self, file: Path) -> None:
        assert "no page has any text or image" in refused(file, alto(page(""), page("")))


class TestFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "nam-phong 7.1"
        folder.mkdir()
        for number in (1, 2, 10):
            (folder / f"{number}.xml").write_text(alto(page(f"trang {number}")))
        return folder

    @staticmethod
    def texts(item: Item | None) -> list[tuple[int, str]]:
        assert item
        return [(page.number, page.text) for page in item.pages]

    def describe(self, folder: Path, **values: Any) -> None:
        (folder / "metadata.json").write_text(json.dumps(values), "utf-8")

    def test_its_files_are_pages_in_natural_order(self, folder: Path) -> None:
        assert self.texts(item_of(folder)) == [(1, "trang 1"), (2, "trang 2"), (3, "trang 10")]

    def test_without_metadata_id_and_title_come_from_the_name(self, folder: Path) -> None:
        known = item_of(folder).metadata
        assert (known.id, known.title) == ("an-id", "nam phong 7.1")
        assert known.rights is Rights.PUBLIC

    def test_metadata_describes_it(self, folder: Path) -> None:
        self.describe(folder, id="np-7", title="Nam Phong", rights="onsite", shelf=3)
        known = item_of(folder).metadata
        assert (known.id, known.title, known.rights) == ("np-7", "Nam Phong", Rights.ONSITE)
        assert known.extra == {"shelf": 3}

    def test_metadata_may_leave_out_id_and_title(self, folder: Path) -> None:
        self.describe(folder, creators=["Phạm Quỳnh"])
        known = item_of(folder).metadata
        assert (known.id, known.title) == ("an-id", "nam phong 7.1")

    def test_metadata_with_a_byte_order_mark(self, folder: Path) -> None:
        (folder / "metadata.json").write_bytes(b'\xef\xbb\xbf{"id": "np-7"}')
        assert item_of(folder).id == "np-7"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("{", "not JSON"),
            ("[]", "not a JSON object"),
            ('{"rights": "secret"}', "rights 'secret'"),
            ('{"title": null}', "title is missing"),
            ('{"date": "soon"}', "date 'soon'"),
            ('{"description": "' + "x" * 10_001 + '"}', "larger than 10000 bytes"),
        ],
    )
    def test_metadata_that_cannot_be_read_rejects_the_item(
        self, folder: Path, content: str, reason: str
    ) -> None:
        """Taken in without it, an item could be open that is not meant to be."""
        (folder / "metadata.json").write_text(content)
        item, (error,) = read(folder, 10_000)
        assert item is None
        assert error.place.endswith("metadata.json")
        assert reason in error.reason

    def test_metadata_that_is_a_dead_link_rejects_the_item(self, folder: Path) -> None:
        (folder / "metadata.json").symlink_to(folder / "gone.json")
        item, (error,) = read(folder)
        assert item is None
        assert "No such file" in error.reason

    def test_labels_come_from_metadata_or_else_from_the_page(self, folder: Path) -> None:
        labels = [{"number": 1, "label": "iii"}, {"number": True, "label": "x"}, {"label": "y"}, 7]
        self.describe(folder, pages=labels)
        two = alto(page("hai", frame='PRINTED_IMG_NR="iv"'))
        (folder / "2.xml").write_text(two)
        assert [page.label for page in item_of(folder).pages] == ["iii", "iv", None]

    def test_several_pages_in_a_file_are_numbered_on(self, folder: Path) -> None:
        (folder / "2.xml").write_text(alto(page("a"), page("b")))
        assert self.texts(item_of(folder)) == [
            (1, "trang 1"),
            (2, "a"),
            (3, "b"),
            (4, "trang 10"),
        ]

    def test_images_are_those_of_the_same_name(self, folder: Path) -> None:
        for name in ("1.jpg", "1.png", "2.JPEG", "10.tif", "cover.jpg", "10.xml.jpg"):
            (folder / name).touch()
        assert [page.image for page in item_of(folder).pages] == ["1.jpg", "2.JPEG", "10.tif"]

    def test_a_file_of_several_pages_has_no_image_of_its_own(self, folder: Path) -> None:
        (folder / "2.xml").write_text(alto(page("a"), page("b")))
        (folder / "2.jpg").touch()
        assert [page.image for page in item_of(folder).pages] == [None] * 4

    def test_a_broken_page_is_rejected_and_the_others_keep_their_numbers(
        self, folder: Path
    ) -> None:
        (folder / "2.xml").write_text("<alto>")
        (folder / "2.jpg").touch()
        item, (error,) = read(folder)
        assert self.texts(item) == [(1, "trang 1"), (3, "trang 10")]
        assert error.place == str(folder / "2.xml")

    def test_xml_that_is_no_alto_is_rejected_and_is_no_page(self, folder: Path) -> None:
        (folder / "0.xml").write_text("<mets/>")
        item, (error,) = read(folder)
        assert self.texts(item) == [(1, "trang 1"), (2, "trang 2"), (3, "trang 10")]
        assert "the root element is mets" in error.reason

    def test_blank_pages_among_others_are_pages(self, folder: Path) -> None:
        (folder / "2.xml").write_text(alto(page("")))
        assert self.texts(item_of(folder)) == [(1, "trang 1"), (2, ""), (3, "trang 10")]

    def test_a_folder_without_a_readable_page_is_rejected(self, folder: Path) -> None:
        for file in folder.iterdir():
            file.write_text("<alto>")
        item, rejected = read(folder)
        assert item is None
        assert len(rejected) == 4
        assert rejected[-1].reason == "no page could be read"

    def test_suffixes_in_capitals_links_and_hidden_files(self, folder: Path) -> None:
        (folder / "2.xml").rename(folder / "2.XML")
        (folder / "3.xml").symlink_to(folder / "1.xml")
        (folder / "._1.xml").write_bytes(b"\0\5\x16\7")
        (folder / "4.xml").mkdir()
        assert [text for _, text in self.texts(item_of(folder))] == [
            "trang 1",
            "trang 2",
            "trang 10",
        ]
