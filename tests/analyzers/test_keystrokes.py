import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import canonical, fold, is_syllable, read_keystrokes, syllables
from analyzers.keystrokes import Method
from analyzers.keystrokes.foreign import foreign_words
from analyzers.keystrokes.word import MAX_KEYS, read
from tests.analyzers.keyboards import Habit, typed
from tests.analyzers.texts import texts
from tests.corpora import data, needs_data

TYPINGS = [(method, habit) for method in Method for habit in Habit]


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        # Marks right after the letter, in the middle and at the end.
        ("vieetj", "việt"), ("viejet", "việt"), ("vietje", "việt"), ("vieejt", "việt"),
        ("vietej", "việt"), ("nguowif", "người"), ("nguoiwf", "người"), ("nguwowif", "người"),
        ("dduwowngf", "đường"), ("duongwfd", "đường"), ("dangd", "đang"), ("quyeenr", "quyển"),
        # ư and ơ: alone, as a pair, with one horn typed and where there is but one.
        ("tw", "tư"), ("w", "ư"), ("nwowcs", "nước"), ("nuwocs", "nước"), ("uw", "ư"), ("ow", "ơ"),
        ("thuowr", "thuở"), ("huow", "huơ"), ("quow", "quơ"), ("muaw", "mưa"), ("luuw", "lưu"),
        ("ruouwj", "rượu"), ("gwiwx", None), ("giwx", "giữ"), ("hoawcj", "hoặc"), ("awn", "ăn"),
        ("aan", "ân"), ("ees", "ế"), ("oo", "ô"), ("gif", "gì"), ("ngoeof", "ngoèo"),
        # A tone stands in its place wherever it was typed, the last one counts.
        ("hoaf", "hòa"), ("hofa", "hòa"), ("khoer", "khỏe"), ("quys", "quý"), ("gias", "giá"),
        ("hoafs", "hóa"), ("hoafz", "hoa"), ("awan", "ân"), ("aawn", "ăn"), ("uwowoin", None),
        ("tuwooi", "tuôi"),
        # The same key again takes the mark off and stands for itself.
        ("xooong", "xoong"), ("aaa", None), ("ass", None), ("uww", None), ("dddi", None),
        # Capitals stay.
        ("Vieetj", "Việt"), ("VIEETJ", "VIỆT"), ("DDaij", "Đại"), ("DdaiJ", "Đại"), ("Tw", "Tư"),
        # No syllable, or none with this tone, or not spelt so.
        ("viet", None), ("vieetf", None), ("class", None), ("software", None), ("express", None),
        ("law", None), ("new", None), ("Windows", None), ("wifi", None), ("google", None),
        ("keer", "kể"), ("ceer", None), ("ngef", None), ("gef", None), ("nghas", None),
        ("z", None), ("s", None), ("", None), ("vieet9", None), ("việt", None),
    ],
)  # fmt: skip
def test_telex_is_replayed_as_an_input_method_does(keys: str, word: str | None) -> None:
    reading = read(keys, Method.TELEX)
    assert (reading and reading.text) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("vie65t", "việt"), ("vie6t5", "việt"), ("viet56", "việt"), ("Viet65", "Việt"),
        ("ngu7o7i2", "người"), ("nguoi72", "người"), ("nguo72i", "người"), ("nuoc71", "nước"),
        ("d9a2i", "đài"), ("dang9", "đang"), ("D9ai5", "Đại"), ("quye6n3", "quyển"),
        ("thuo73", "thuở"), ("mua7", "mưa"), ("luu7", "lưu"), ("nga8n1", "ngắn"), ("a8n", "ăn"),
        ("hoa2", "hòa"), ("hoa20", "hoa"), ("u7", "ư"), ("gi2", "gì"), ("quy1", "quý"),
        ("a66", None), ("h2o", None), ("b52", None), ("covid19", None), ("2014", None),
        ("viet2", None), ("mig29", None), ("w1", None),
    ],
)  # fmt: skip
def test_vni_is_replayed_as_an_input_method_does(keys: str, word: str | None) -> None:
    reading = read(keys, Method.VNI)
    assert (reading and reading.text) == word


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("thuw vieejn", "thư viện"),
        ("thu7 vie6n5", "thư viện"),
        ("lichj suwr Vieetj Nam", "lịch sử Việt Nam"),
        ("lich5 su73 d9a3ng, 1930-1945", "lịch sử đảng, 1930-1945"),
        ("Chuyeejn Tooi Harvard nawm 1917", "Chuyện Tôi Harvard năm 1917"),
        ("hoaj six", "họa sĩ"),
        ("nhaf thow", "nhà thơ"),
    ],
)
def test_keystrokes_are_what_they_mean(keys: str, meant: str) -> None:
    found = read_keystrokes(keys)
    assert found is not None and found.text == meant and found.is_sure


@pytest.mark.parametrize(
    "text",
    [
        "2014", "978-604-2-13145-2", "covid19", "covid 19", "h2o", "b52", "mp3", "QA76.73",
        "895.922/N527", "1/8/2014", "ISBN 0306406152", "software", "new", "express", "class",
        "test", "google", "wifi", "Windows", "law", "saw", "door", "Windows software test class",
        "the law of the sea", "this is war", "les voix du soir", "hoa sen", "toan hoc", "xa hoi",
        "thu vien quoc gia", "thư viện", "thư vieejn", "th\u01b0 viện", "cafe\u0301s laf",
        "圖書 laf",
        "", " ", "!!", "_", "s f r x j w z", "https://www.example.org/test?x=1",
    ],
)  # fmt: skip
def test_what_was_meant_as_it_stands_is_left_alone(text: str) -> None:
    assert read_keystrokes(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A4", None), ("ho2 a1", "hò á"), ("hocs", "hóc"), ("bars", None),
        ("kho giaays a4", "kho giấy a4"),
    ],
)  # fmt: skip
def test_what_may_be_either_is_not_sure(text: str, meant: str | None) -> None:
    found = read_keystrokes(text)
    assert (found and found.text) == meant
    assert found is None or not found.is_sure


def test_every_foreign_word_listed_is_one_that_would_be_taken_for_keystrokes() -> None:
    for word in foreign_words():
        reading = read(word, Method.TELEX)
        assert reading is not None and reading.text != word, word


@given(st.one_of(texts, st.text(st.sampled_from("aeouwsfrxjzdntghi0123456789 WAD-"), max_size=60)))
def test_anything_can_be_judged_and_what_is_read_is_vietnamese(text: str) -> None:
    found = read_keystrokes(text)
    if found is None:
        return
    assert 1 / 3 <= found.confidence < 1
    for before, after in zip(text.split(), found.text.split(), strict=True):
        assert before == after or len(after) <= len(before)
    # What was read is no longer keystrokes.
    assert fold(found.text) == found.text or read_keystrokes(found.text) is None


def test_a_long_input_is_no_typing() -> None:
    assert read(MAX_KEYS * "a" + "s", Method.TELEX) is None
    assert read_keystrokes("vieejt " * 100_000) is None


WORD = re.compile(r"[^\W_]+")


def titles() -> list[str]:
    with gzip.open(data("viwiki.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line)["title"] for line in lines]


@pytest.mark.corpus
@needs_data("viwiki.jsonl.gz")
@pytest.mark.parametrize(("method", "habit"), TYPINGS)
def test_real_titles_typed_as_keystrokes_are_recovered(method: Method, habit: Habit) -> None:
    vietnamese = [
        title
        for title in titles()
        if not title.isascii() and all(is_syllable(word.lower()) for word in WORD.findall(title))
    ]
    assert len(vietnamese) > 3000
    lost = []
    for title in vietnamese:
        found = read_keystrokes(typed(title, method, habit))
        meant = [canonical(word.lower()) for word in WORD.findall(title)]
        if found is None or [s.term for s in syllables(found.text)] != meant:
            lost.append(title)
    assert len(lost) < 0.005 * len(vietnamese), lost[:20]


@pytest.mark.corpus
@needs_data("viwiki.jsonl.gz")
def test_real_titles_typed_with_marks_or_without_are_no_keystrokes() -> None:
    every = titles()
    assert not [title for title in every if not title.isascii() and read_keystrokes(title)]
    judged = [found for title in every if (found := read_keystrokes(fold(title)))]
    assert len(judged) < 0.005 * len(every)
    sure = [found.text for found in judged if found.is_sure]
    assert len(sure) <= 0.0005 * len(every), sure
