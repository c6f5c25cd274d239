import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers import Normalized, normalize
from analyzers.characters import HOMOGLYPHS, followers, replacements
from tests.analyzers.texts import SPECIAL, any_text, special_text, texts


def spans(normalized: Normalized) -> list[tuple[int, int]]:
    return [normalized.span(i, i + 1) for i in range(len(normalized.text))]


@pytest.mark.parametrize(
    ("delivered", "matched"),
    [
        # Letters that stand in for others.
        ("Ðức ÐỨC ðường", "Đức ĐỨC đường"),
        ("\u0189ức", "Đức"),
        ("tƣ tƣởng TƢ", "tư tưởng TƯ"),
        ("tƣ\u0309", "tử"),
        ("vǎn Ǎn a\u030cn", "văn Ăn ăn"),
        ("Ã\u030c â\u030c", "Ẵ â"),
        # Letters that are two, full-width ones, figures above and below the line.
        ("cœur Œuvre æ Straße ﬁn aﬃche", "coeur OEuvre ae Strasse fin affiche"),
        ("ＴＨƯ　１２３", "THƯ 123"),
        ("25 km² H₂O 10⁻³ µm", "25 km2 H2O 10⁻3 μm"),
        # Letters of another script in a word of Latin ones; not words of that script.
        ("Τây \u0441ách SКD", "Tây cách SKD"),
        ("Vi\u1ff8\u0302t", "ViOt"),  # no letter has both marks; without them it is of Latin shape
        ("Москва Αθήνα σk", "Москва Αθήνα σk"),
        # Numbers.
        ("1.000.000 đồng và 1,000,000", "1000000 đồng và 1000000"),
        ("12.345,67 2.014.", "12345,67 2014."),
        (
            "1,000 0.125 36.3.1 192.168.1.1 1.000.00 0123.456.789 1.2345",
            "1,000 0.125 36.3.1 192.168.1.1 1.000.00 0123.456.789 1.2345",
        ),
        ("1/8/2014 978-604-1-23456-7 a.b@c.vn", "1/8/2014 978-604-1-23456-7 a.b@c.vn"),
        # What shows nothing.
        ("thư\u200bviện", "thưviện"),
        ("thư\u00ad viện", "thư viện"),
        ("\ufeffLuật", "Luật"),
        ("a\u200d\u200e\u2060b", "ab"),
        ("th\u00adư", "thư"),
        ("葛\U000e0100城", "葛城"),
        # White space, quotes and dashes.
        ("thư\u00a0viện\u3000số\u2003một", "thư viện số một"),
        ("\u201cthư\u201d \u201eviện\u201c \u00absố\u00bb", '"thư" "viện" "số"'),
        ("l\u2019eau \u2018a\u2019 O\u02bcNeil", "l'eau 'a' O'Neil"),
        ("1900\u20131945 \u2014 \u22125", "1900-1945 - -5"),
        # Compounds of the old orthography; codes are none.
        ("Nam Phong tạp-chí", "Nam Phong tạp chí"),
        ("tạp\u2010chí tạp\u2011chí", "tạp chí tạp chí"),
        ("TẠP-CHÍ Quốc-Ngữ", "TẠP CHÍ Quốc Ngữ"),
        ("xã-hội-chủ-nghĩa", "xã hội chủ nghĩa"),
        ("2175/QĐ-BVHTTDL", "2175/QĐ-BVHTTDL"),
        ("COVID-19", "COVID-19"),
        ("Jean-Paul F-16 B-52", "Jean-Paul F-16 B-52"),
        ("-thư thư- - thư", "-thư thư- - thư"),
        # Words and lines that a line end cuts.
        ("ngh\u00ad\nĩa", "nghĩa"),
        ("ngh-\niên cứu", "nghiên cứu"),
        ("ngh-\r\niên cứu", "nghiên cứu"),
        ("ngh- \n  iên", "nghiên"),
        ("NGH-\nỊ", "NGHỊ"),
        ("inter-\nnational", "international"),
        ("quốc-\nngữ", "quốc  ngữ"),
        ("tạp-ngh-\nĩa", "tạp nghĩa"),
        ("QĐ-\nBVHTTDL", "QĐ-\nBVHTTDL"),
        ("Jean-\nPaul", "Jean-\nPaul"),
        ("COVID-\n19", "COVID-\n19"),
        ("thư\nviện", "thư viện"),
        ("thư,\r\nviện", "thư,  viện"),
        ("thư \n viện", "thư   viện"),
        ("thư.\nViện", "thư.\nViện"),
        ("thư\nViện", "thư\nViện"),
        ("thư\n\nviện", "thư\n\nviện"),
        ("thư\n \nviện", "thư\n \nviện"),
        # Marks: in any order, as many as there are.
        ("ho\u0300a", "hòa"),
        ("a\u0302\u0301 a\u0301\u0302 á\u0302", "ấ ấ ấ"),
        ("o\u031b\u0323 o\u0323\u031b ọ\u031b", "ợ ợ ợ"),
        ("a\u0341 a\u0340", "á à"),
        ("a\u200b\u0301", "á"),
        ("Достое\u0301вский b\u0303a", "Достоевский ba"),
        ("ứ\u0301ng", "ứng"),
        ("か\u3099 각", "が 각"),
        ("\u0301a 1\u0302", "\u0301a 1\u0302"),
        # All else stays.
        ("", ""),
        ("a_b = c|d\t(1/8/2014) 50%", "a_b = c|d\t(1/8/2014) 50%"),
        ("陳裕宗 𤾓𢆥 \ue000 🙂", "陳裕宗 𤾓𢆥 \ue000 🙂"),
    ],
)
def test_text_is_matched_as(delivered: str, matched: str) -> None:
    assert normalize(delivered).text == matched


@pytest.mark.parametrize(
    ("delivered", "matched"),
    [
        ("T H Ư V I Ệ N", "THƯ VIỆN"),
        ("T H Ư V I Ệ N Q U Ố C G I A", "THƯ VIỆN QUỐC GIA"),
        ("T H Ư  V I Ệ N", "THƯ  VIỆN"),
        ("B Ộ   Y   T Ế", "BỘ   Y   TẾ"),
        ("Y T Ế D Ự P H Ò N G", "Y TẾ DỰ PHÒNG"),
        ("“T R U Y Ệ N K I Ề U”, in năm 1917", '"TRUYỆN KIỀU", in năm 1917'),
        ("CỘNG HÒA X Ã H Ộ I", "CỘNG HÒA XÃ HỘI"),
        ("T H Ư\nV I Ệ N", "THƯ\nVIỆN"),
        ("k h o a h ọ c", "khoa học"),
        ("H O\u0300 A B I\u0300 N H", "HÒA BÌNH"),
        ("L I B R A R Y", "LIBRARY"),
        ("I N D O C H I N E", "INDOCHINE"),
        # Alphabets, vowels, formulas, initials, tables.
        ("a ă â b c d đ e ê g h i k", "a ă â b c d đ e ê g h i k"),
        ("A B C D E F G", "A B C D E F G"),
        ("u ù ủ ũ ú ụ", "u ù ủ ũ ú ụ"),
        ("a e i o u", "a e i o u"),
        ("x K x M l x a", "x K x M l x a"),
        ("U S A", "U S A"),
        ("o à o", "o à o"),
        ("P. J. B. T R", "P. J. B. T R"),
        ("王 假 有 廟", "王 假 有 廟"),
        ("x T H Ư V I Ệ N x", "x T H Ư V I Ệ N x"),
    ],
)
def test_headings_of_spaced_letters_are_words(delivered: str, matched: str) -> None:
    assert normalize(delivered).text == matched


@given(special_text)
def test_nfc_nfd_and_what_was_delivered_are_the_same(text: str) -> None:
    forms = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert {normalize(form).text for form in forms} == {
        normalize(unicodedata.normalize("NFC", text)).text
    }


@pytest.mark.parametrize("block", [(0xA0, 0x250), (0x1E00, 0x1F00), (0xAC00, 0xAC80)])
def test_every_letter_is_the_same_in_nfc_and_nfd(block: tuple[int, int]) -> None:
    for letter in map(chr, range(*block)):
        word = f"x{letter}x"
        assert normalize(unicodedata.normalize("NFD", word)).text == normalize(word).text


# The one exception: a line end within a Korean syllable that is written as single jamo.
@given(texts)
@example("a-\u200b\n \u00adb")
@example("tạp-ngh-\nĩa")
@example("a\n \nb")
@example("T\nệ\nư N ")
@example("\u0441-\nx")
@example("ơ T Ô-i]")
@example("T H Ô-ia")
@example("ia-T H Ô")
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@given(texts)
def test_the_result_is_nfc_and_free_of_what_is_replaced(text: str) -> None:
    result = normalize(text).text
    assert unicodedata.is_normalized("NFC", result)
    assert not set(result) & replacements().keys()


@given(texts)
@example("\ufb01\u0300")  # the mark is on the second letter of the ligature
def test_every_character_has_its_place_in_the_original(text: str) -> None:
    found = spans(normalize(text))
    assert all(0 <= start < end <= len(text) for start, end in found)
    for before, after in pairwise(found):
        assert before[1] <= after[0] or (before[0] == after[0] and before[1] <= after[1])


@given(texts)
@example("a\u0410")  # Cyrillic, but for the letter before it
def test_the_place_of_a_character_holds_that_character(text: str) -> None:
    normalized = normalize(text)
    for character, (start, end) in zip(normalized.text, spans(normalized), strict=True):
        if character.isalnum() and text[start:end] != character:
            alone = normalize(text[start:end]).text
            assert character in alone or character in alone.translate(HOMOGLYPHS)


@given(st.text(st.sampled_from([c for c in SPECIAL if c.isalnum() or c in " .,!?"]), max_size=50))
def test_text_without_anything_special_is_left_alone(text: str) -> None:
    special = replacements().keys() | followers() | set(map(chr, HOMOGLYPHS))
    if not set(text) & special:
        assert normalize(text) == Normalized(text)


@pytest.mark.parametrize(
    ("delivered", "word", "original"),
    [
        ("Thu\u031b vie\u0323\u0302n", "viện", "vie\u0323\u0302n"),
        ("xem ngh-\r\n  iên cứu", "nghiên", "ngh-\r\n  iên"),
        ("tạp\u2010chí", "chí", "chí"),
        ("\ufeffthư", "thư", "thư"),
        ("b\u0303a cu", "ba", "b\u0303a"),
        ("a\u0344b", "äb", "a\u0344b"),
        ("ở T H Ư V I Ệ N này", "VIỆN", "V I Ệ N"),
        ("giá 1.000.000đ", "1000000", "1.000.000"),
        ("un cœur", "coeur", "cœur"),
        ("\U00020000\u00ad\u200bthư\u200b.", "thư", "thư"),
    ],
)
def test_a_word_is_found_where_it_stood(delivered: str, word: str, original: str) -> None:
    normalized = normalize(delivered)
    at = normalized.text.index(word)
    start, end = normalized.span(at, at + len(word))
    assert delivered[start:end] == original


@given(any_text)
@example("\ud800\udc00")
@example("\x00")
@example("\u0301\u0323")
@example("\u0301")
def test_no_text_is_too_strange(text: str) -> None:
    assert len(normalize(text).text) <= 3 * len(text)


HOSTILE = {
    "hyphens at line ends": '"-\\n" * 200_000',
    "hyphens and letters": '"a-" * 200_000',
    "broken words": '"a-\\n" * 150_000',
    "one letter with marks without end": '"a" + "\\u0301\\u0323" * 100_000',
    "a digit with marks without end": '"1" + "\\u0301\\u0323" * 100_000',
    "a mark on every letter": '"a\\u0301\\u0323" * 150_000',
    "spaces after a hyphen": '"-" + " " * 500_000',
    "soft hyphens": '"\\u00ad " * 200_000',
    "lines of spaces": '"\\n " * 200_000',
    "one word": '"a" * 500_000',
    "letters with spaces": '"a " * 300_000',
    "letters with two spaces": '"Đ  ê " * 150_000',
    "numbers": '"1.000" * 100_000',
    "numbers without end": '"1" + ".000" * 150_000 + "."',
    "two scripts": '"aА" * 250_000',
    "short lines": '"a\\nb\\n" * 100_000',
}


@pytest.mark.timeout(120)
def test_hostile_texts_take_linear_time() -> None:
    program = "from analyzers import normalize\n"
    program += "".join(f"normalize({text})\n" for text in HOSTILE.values())
    # Each takes less than a second; quadratic time would be hours.
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_nothing_is_replaced_by_what_is_itself_replaced() -> None:
    assert not set("".join(replacements().values())) & replacements().keys()


def test_every_combining_mark_is_known() -> None:
    marks = {chr(code) for code in range(0x110000) if unicodedata.combining(chr(code))}
    assert marks <= followers()
