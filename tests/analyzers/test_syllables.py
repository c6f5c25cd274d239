from itertools import pairwise

import pytest
from hypothesis import given

from analyzers import canonical, fold, normalize, syllables
from analyzers.syllables import MAX_TERM
from tests.analyzers.texts import texts


def terms(text: str) -> list[str]:
    return [syllable.term for syllable in syllables(text)]


def places(text: str) -> list[str]:
    return [text[s.start : s.end] for s in syllables(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thư viện số", "thư viện số"),
        ("HOÀ bình hoà Hòa", "hòa bình hòa hòa"),
        ("tạp-chí Nam-Phong", "tạp chí nam phong"),
        ("thư_viện|số", "thư viện số"),
        ("1/8/2014", "1 8 2014"),
        ("2175/QĐ-BVHTTDL", "2175 qđ bvhttdl"),
        ("ISBN 978-604-1-23456-7", "isbn 978 604 1 23456 7"),
        ("COVID-19 B52", "covid 19 b52"),
        ("d'Indochine l’eau", "d indochine l eau"),
        # A word each: Hán, Nôm of Extension B and private use. Reading marks are none.
        ("陳裕宗", "陳 裕 宗"),
        ("𤾓𢆥𥪞", "𤾓 𢆥 𥪞"),
        ("nhà\ue123陳a", "nhà \ue123 陳 a"),
        ("買\U00016ff1得 \ue000\U00016ff0", "買 得 \ue000"),
        ("\uf900", "豈"),
        ("Việt🙂Nam", "việt nam"),
        ("… — !?", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_text(text: str, expected: str) -> None:
    assert terms(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ho\u0300a bi\u0300nh", ["Ho\u0300a", "bi\u0300nh"]),
        ("𤾓𢆥 hoà", ["𤾓", "𢆥", "hoà"]),
        ("🙂🙂 thu\u031b\u200b, vi\u00adện", ["🙂", "🙂", "thu\u031b", "vi\u00adện"][2:]),
        ("ngh-\r\n iên cứu", ["ngh-\r\n iên", "cứu"]),
        ("\ue000買\U00016ff1得", ["\ue000", "買\U00016ff1", "得"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("\ufeff«Ðức»", ["Ðức"]),
    ],
)
def test_each_stands_where_it_was_delivered(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@given(texts)
def test_what_stands_there_is_the_word(text: str) -> None:
    for syllable in syllables(text):
        again = terms(text[syllable.start : syllable.end])
        # A syllable of spaced letters is known as one by the letters about it.
        assert syllable.term in again or syllable.term == canonical("".join(again))
        assert syllable.folded == fold(syllable.term)


@given(texts)
def test_words_come_in_order_and_do_not_overlap(text: str) -> None:
    found = syllables(text)
    assert all(s.start < s.end for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(texts)
def test_terms_are_short_lower_case_and_without_space(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(map(str.isspace, term))
        assert term == term.lower()
        assert len(term) <= MAX_TERM


@given(texts)
def test_words_of_the_normalized_text_are_the_same(text: str) -> None:
    assert terms(normalize(text).text) == terms(text)


def test_a_word_without_end_is_cut_but_marked_whole() -> None:
    (found,) = syllables("a" * 10_000)
    assert found.term == "a" * MAX_TERM
    assert (found.start, found.end) == (0, 10_000)
