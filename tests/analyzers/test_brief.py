import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import Analyzer, brief, in_full, syllables
from analyzers.brief import brief_letters
from analyzers.tones import TONES, VOWELS
from tests.analyzers.texts import texts


def test_every_letter_of_vietnamese_with_marks_has_its_code() -> None:
    toned = (unicodedata.normalize("NFC", "".join(both)) for both in product(VOWELS, ["", *TONES]))
    marked = {letter for letter in toned if not letter.isascii()} | {"đ"}
    codes = brief_letters()
    assert set(codes) == marked and len(set(codes.values())) == len(marked) == 67


def test_no_code_begins_another_and_none_is_white_space_or_of_a_term() -> None:
    codes = brief_letters().values()
    assert not [a for a, b in product(codes, codes) if a != b and b.startswith(a)]
    for code in codes:
        assert code.isascii() and code.split() == [code]
        assert code[0].isupper() or not code[0].isprintable()


@given(texts)
def test_terms_in_brief_are_told_from_each_other_and_read_back(text: str) -> None:
    for syllable in syllables(text):
        assert in_full(brief(syllable.term)) == syllable.term
        assert brief(syllable.folded) == syllable.folded


@given(texts, texts)
def test_what_begins_a_form_in_full_begins_it_in_brief(text: str, other: str) -> None:
    for a, b in product(syllables(text), syllables(other)):
        for size in range(1, len(a.term)):
            begun = a.term[:size]
            assert b.term.startswith(begun) == brief(b.term).startswith(brief(begun))


@given(st.lists(texts, max_size=4))
def test_streams_are_in_brief(many: list[str]) -> None:
    for streams in Analyzer().analyze_all(many):
        for stream in (streams.text, streams.words):
            assert not set(stream) & set(brief_letters())
            assert " ".join(map(brief, in_full(stream).split(" "))) == stream


@pytest.mark.parametrize("term", ["a\x01b", "\x7f", "h\x7fa", "\x1b\x0e"])
def test_what_stands_for_letters_is_no_letter_of_a_term(term: str) -> None:
    assert in_full(brief(term)) == brief(term) == "".join(filter(str.isprintable, term))
