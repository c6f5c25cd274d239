"""hOCR: text, places and labels, however broken the HTML is."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.formats.base import Malformed
from indexer.formats.hocr import FORMAT, read_pages
from indexer.formats.registry import recognized
from indexer.formats.xml import OtherXml
from searchsvc.domain import Page, WordBox
from tests.indexer.hocr import HEAD, block, hocr, in_order, line, page, word


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "0001.hocr"


def one_page(file: Path, content: str | bytes) -> Page:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (read,) = read_pages(file, 10_000_000)
    return read


def texts(file: Path, content: str) -> list[str]:
    file.write_text(content)
    return [read.text for read in read_pages(file, 10_000_000)]


def refused(file: Path, content: str | bytes) -> Malformed:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Malformed) as caught:
        read_pages(file, 100_000_000)
    return caught.value


class TestText:
    def test_blocks_are_parted_by_a_blank_line_and_lines_by_a_line_end(self, file: Path) -> None:
        content = page(block(line("Thư", "viện"), line("tỉnh")), block(line("bên", "sông")))
        assert one_page(file, hocr(content)).text == "Thư viện\ntỉnh\n\nbên sông"

    def test_areas_without_paragraphs_are_blocks(self, file: Path) -> None:
        area = '<div class="ocrx_block">{}</div>'
        content = page(area.format(line("một")), area.format(line("hai") + line("ba")))
        assert one_page(file, hocr(content)).text == "một\n\nhai\nba"

    def test_a_header_is_a_line_or_holds_lines(self, file: Path) -> None:
        header = '<div class="ocr_header">{}</div>'
        content = page(header.format(word("Số 7")), header.format(line("một") + line("hai")))
        assert one_page(file, hocr(content)).text == "Số 7\n\nmột\nhai"

    def test_words_that_stand_in_no_line(self, file: Path) -> None:
        content = page(f'<p class="ocr_par">{word("thư")} {word("viện")}</p>')
        assert one_page(file, hocr(content)).text == "thư viện"

    def test_text_that_stands_in_no_word(self, file: Path) -> None:
        content = page('<span class="ocr_line" title="bbox 0 10 80 30">thư <b>viện</b></span>')
        read = one_page(file, hocr(content))
        assert read.text == "thư viện"
        assert read.words == (
            WordBox("thư", 0, 10, 30, 20, 1),
            WordBox("viện", 40, 10, 40, 20, 1),
        )

    def test_words_without_spaces_between_stand_together_where_others_have_them(
        self, file: Path
    ) -> None:
        joined = f"{word('thư')} {word('viện')}{word(',')} {word('số')}"
        content = page(f'<span class="ocr_line">{joined}</span>')
        assert one_page(file, hocr(content)).text == "thư viện, số"

    def test_words_are_parted_where_no_space_is_given_anywhere(self, file: Path) -> None:
        content = page(f'<span class="ocr_line">{word("thư")}{word("viện")}</span>')
        assert one_page(file, hocr(content)).text == "thư viện"

    def test_the_chosen_reading_is_taken_of_several(self, file: Path) -> None:
        choice = '<span class="alternatives"><ins class="alt">thư</ins><del>thu</del></span>'
        content = page(line(f'<span class="ocrx_word" title="bbox 1 2 3 4">{choice}</span>'))
        assert one_page(file, hocr(content)).text == "thư"

    def test_letters_and_styles_in_a_word_are_of_the_word(self, file: Path) -> None:
        letters = '<em><span class="ocrx_cinfo">t</span><span class="ocrx_cinfo">ư</span></em>'
        content = page(line(f'<span class="ocrx_word" title="bbox 1 2 3 4">{letters}</span>'))
        read = one_page(file, hocr(content))
        assert (read.text, [box.text for box in read.words]) == ("tư", ["tư"])

    def test_entities_and_soft_hyphens(self, file: Path) -> None:
        content = page(line(word("X"), word("Y")), line(word("Z")))
        content = content.replace("X", "&agrave;&amp;&#x20278;").replace("Y", "com&shy;")
        assert one_page(file, hocr(content)).text == "à&𠉸 com\u00ad\nZ"

    def test_a_hyphen_that_a_program_writes_as_a_not_sign(self, file: Path) -> None:
        read = one_page(file, hocr(page(block(line("com¬"), line("puter", "¬")))))
        assert read.text == "com-\nputer ¬"
        assert [box.text for box in read.words] == ["com-", "puter", "¬"]

    def test_empty_words_lines_and_pages_leave_nothing(self, file: Path) -> None:
        empty = page(block(line(word(" "), word("")), line()))
        assert texts(file, hocr(empty, page(block(line("thư"))), page())) == ["", "thư", ""]

    def test_pages_are_in_the_order_of_the_file(self, file: Path) -> None:
        assert texts(file, hocr(page("một"), page("hai"))) == ["một", "hai"]

    def test_pages_that_are_never_closed_are_read_once(self, file: Path) -> None:
        content = hocr(page("một"), page("hai"), page("ba")).replace("</div>", "")
        assert texts(file, content) == ["một", "hai", "ba"]

    def test_pages_that_are_numbered_are_in_that_order(self, file: Path) -> None:
        pages = [page(text, title=f"bbox 0 0 9 9; ppageno {n}") for text, n in (("b", 2), ("a", 1))]
        assert texts(file, hocr(*pages)) == ["a", "b"]
        assert texts(file, hocr(*pages, pages[0])) == ["b", "a", "b"]


class TestBroken:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(hocr(page("thư viện")).removesuffix("</div></body></html>"), id="cut"),
            pytest.param(hocr(page("thư viện")).replace("</p>", "<br>"), id="never closed"),
            pytest.param(hocr(page("thư viện")).replace("</div>", "</b></i></div>"), id="too many"),
            pytest.param(hocr(page("thư viện")).replace("<p ", "<p & <"), id="stray signs"),
            pytest.param(page("thư viện"), id="no head"),
            pytest.param('<?xml version="1.0"?>\n' + hocr(page("thư viện")), id="XML"),
            pytest.param("\ufeff" + hocr(page("thư viện")), id="byte order mark"),
            pytest.param(
                hocr(page("thư viện")).replace("<span class", "<SPAN CLASS"), id="capitals"
            ),
        ],
    )
    def test_html_that_is_not_as_it_should_be(self, file: Path, content: str) -> None:
        assert one_page(file, content).text.lower() == "thư viện"

    def test_words_that_are_never_closed(self, file: Path) -> None:
        content = hocr(page("thư viện số")).replace("</span> ", " ")
        assert one_page(file, content).text == "thư viện số"

    @pytest.mark.parametrize("sign", ["<!--,,", "<?«", "<!x", "<", "< b"])
    def test_signs_that_nobody_escaped_take_nothing_with_them(self, file: Path, sign: str) -> None:
        content = hocr(page(line("thư", word("X"), "viện"), line("tỉnh"))).replace("X", sign)
        read = one_page(file, content)
        assert read.text.startswith("thư ") and read.text.endswith(" viện\ntỉnh")

    def test_comments_are_no_text(self, file: Path) -> None:
        content = hocr(page("thư X viện")).replace("X", "<!-- một --> hai")
        assert one_page(file, content).text == "thư hai viện"

    @pytest.mark.parametrize(
        ("encoding", "head"),
        [("utf-16", ""), ("cp1252", "<meta charset='cp1252'>"), ("cp1252", ""), ("latin-1", "")],
    )
    def test_encodings(self, file: Path, encoding: str, head: str) -> None:
        content = head + hocr(page("thý viên"))
        assert one_page(file, content.encode(encoding)).text == "thý viên"

    def test_a_byte_that_is_none_of_utf_8_costs_a_letter(self, file: Path) -> None:
        content = b"<meta charset=utf-8>" + hocr(page("thư viện")).encode()
        read = one_page(file, content.replace("ư".encode(), b"\xff"))
        assert read.text == "th\ufffd viện"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "empty"),
            (HEAD, "no element of class ocr_page"),
            (hocr("<div>" * 1000 + page("thư")), "depth"),
        ],
    )
    def test_what_cannot_be_read(self, file: Path, content: str, reason: str) -> None:
        assert reason in str(refused(file, content)).lower()

    def test_html_that_is_no_hocr(self, file: Path) -> None:
        error = refused(file, "<html><p class='page'>ocr_page</p></html>")
        assert isinstance(error, OtherXml)

    def test_a_file_over_the_limit(self, file: Path) -> None:
        file.write_text(hocr(page("thư")))
        with pytest.raises(Malformed, match="larger than 10 bytes"):
            read_pages(file, 10)

    @pytest.mark.timeout(60)
    def test_a_bomb_of_entities_and_a_file_as_an_entity(self, file: Path, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("mật khẩu")
        doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
        secret = f'<!ENTITY s SYSTEM "file://{tmp_path}/secret">'
        head = f'<!DOCTYPE html [<!ENTITY e0 "bom">{doubled}{secret}]>'
        content = head + hocr(page("X")).replace("X", "&e11;&s;")
        assert one_page(file, content).text == "&e11;&s;"

    @pytest.mark.timeout(60)
    @pytest.mark.parametrize(
        "garbage",
        ["<span class='ocrx_word' title='bbox ", "<!--", "<span>", "class='ocr ", "a \"'", "<?x"],
    )
    def test_megabytes_of_garbage(self, file: Path, garbage: str) -> None:
        content = hocr(page("thư") + garbage * (4_000_000 // len(garbage)))
        file.write_text(content)
        began = time.process_time()
        try:
            read_pages(file, 10_000_000)
        except Malformed as error:
            assert str(error)
        assert time.process_time() - began < 20

    @given(
        st.lists(st.sampled_from([*"<>\"'&; a", "thư", word("X"), line("Y"), "<div>", "</span>"]))
    )
    @settings(max_examples=150)
    def test_every_box_stands_in_the_text_in_order(
        self, tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
    ) -> None:
        file = tmp_path_factory.getbasetemp() / "any.hocr"
        file.write_text(hocr(page(line("đầu") + "".join(pieces))))
        for read in read_pages(file, 10_000_000):
            assert in_order(read.text, read.words)


class TestPlaces:
    def test_places_frame_and_confidence(self, file: Path) -> None:
        words = [
            word("thư", "1 2 31.5 6", "; x_wconf 25"),
            word("viện", "0 0 5 6", ";x_conf 80.5"),
            word("số", "7 0 9 6"),
        ]
        read = one_page(file, hocr(page(line(*words))))
        assert read.words == (
            WordBox("thư", 1, 2, 30.5, 4, 0.25),
            WordBox("viện", 0, 0, 5, 6, 0.805),
            WordBox("số", 7, 0, 2, 6, 1),
        )
        assert (read.width, read.height) == (1000, 1600)

    def test_places_of_letters_are_the_word_s_where_it_has_none(self, file: Path) -> None:
        content = page(line('<span class="ocrx_word" title="x_bboxes 1 2 3 9 4 1 8 7">tư</span>'))
        assert one_page(file, hocr(content)).words == (WordBox("tư", 1, 1, 7, 8, 1),)

    @pytest.mark.parametrize(
        "place", ["", "1 2 3", "a b c d", "3 3 3 9", "1 nan 2 3", "9e999 1 2 3"]
    )
    def test_a_word_without_a_place_is_text_without_a_box(self, file: Path, place: str) -> None:
        read = one_page(file, hocr(page(line(word("thư", place), word("viện")))))
        assert read.text == "thư viện"
        assert [box.text for box in read.words] == ["viện"]

    @pytest.mark.parametrize(
        "image", ["a b.jpg", '"x/a b.jpg"', '"C:\\x\\a b.jpg"', '"http://x/y;z/a b.jpg"']
    )
    def test_image_and_label(self, file: Path, image: str) -> None:
        title = f"image {image}; bbox 0 0 10 20; ppageno 3; lpageno iv"
        read = one_page(file, hocr(page("thư", title=title)))
        assert (read.image, read.label, read.width, read.height) == ("a b.jpg", "iv", 10, 20)

    def test_a_page_without_a_frame(self, file: Path) -> None:
        read = one_page(file, hocr(page("thư", title="ppageno 0")))
        assert (read.width, read.height, read.label, read.image) == (None, None, None, None)


class TestRecognized:
    @pytest.mark.parametrize("suffix", [".hocr", ".html", ".HTM", ".xhtml"])
    @pytest.mark.parametrize(
        "content", [hocr(page("thư")), page("thư").replace('"', "'"), HEAD, "<a class=ocr_page>"]
    )
    def test_hocr_whatever_its_suffix(self, tmp_path: Path, suffix: str, content: str) -> None:
        file = tmp_path / f"a{suffix}"
        file.write_text(content)
        assert recognized(file) is FORMAT

    @pytest.mark.parametrize(
        "content", ["<html><body>thư viện</body></html>", "ocr_page", "<p class='my_ocr_pages'>"]
    )
    def test_other_html_is_not_taken(self, tmp_path: Path, content: str) -> None:
        file = tmp_path / "a.html"
        file.write_text(content)
        assert recognized(file) is not FORMAT
