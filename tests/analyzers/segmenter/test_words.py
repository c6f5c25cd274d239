"""Words with places in the text as it was given, in whatever Unicode form."""

import re
import sys
import unicodedata
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers import Word, segment, segmented_words
from analyzers.segmenter.composition import compose, composed
from tests.analyzers.segmenter.texts import WRITTEN, any_text, mixtures
from tests.analyzers.texts import special_text

_MARKS = (
    "\u0301\u0302\u0303\u0306\u0308\u0323\u031b\u0344\u0f71\u0f72\u0f73\u0f75\u0f81\u3099\u11a8"
)
_marked = st.text(f"aeoưxệḷか각가\u2126\ufb1d\u0958 \n_.1𠊛{_MARKS}", max_size=30)
Form = Literal["NFC", "NFD", "NFKD"]
_forms: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD", "NFKD"])


def _letters(text: str) -> str:
    """What a word and its place have in common: all but links and white space."""
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFC", text))


def _check(text: str) -> None:
    words = segmented_words(text)
    assert " ".join(word.text for word in words) == (segment(text) if words else "")
    starts, ends = [word.start for word in words], [word.end for word in words]
    assert starts == sorted(starts) and ends == sorted(ends)
    for word, before, after in zip(words, [0, *ends], [*starts[1:], len(text)], strict=False):
        cut = text[word.start : word.end]
        assert cut
        if before <= word.start and word.end <= after:
            assert _letters(cut) == _letters(word.text)
        else:
            assert set(_letters(word.text)) <= set(_letters(cut))


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_written_texts(text: str, form: Form) -> None:
    _check(unicodedata.normalize(form, text))


@settings(max_examples=300, deadline=None)
@given(st.one_of(mixtures, any_text, special_text), _forms)
def test_any_text_in_any_form(text: str, form: Form) -> None:
    _check(text)
    _check(unicodedata.normalize(form, text))


@settings(max_examples=300, deadline=None)
@given(_marked)
@example("e\u0302\u0323\u0308 x\u0302\u0323")
def test_letters_with_odd_marks(text: str) -> None:
    _check(text)


@settings(max_examples=300, deadline=None)
@given(mixtures)
def test_letters_taken_apart_leave_every_word_its_own_place(text: str) -> None:
    words = segmented_words(unicodedata.normalize("NFD", text))
    normal = segmented_words(unicodedata.normalize("NFC", text))
    assert [word.text for word in words] == [word.text for word in normal]
    assert all(word.end <= after.start for word, after in pairwise(words))


def test_places_are_those_of_the_text_as_given() -> None:
    text = "\u0110o\u0323c thu\u031b  vie\u0323\u0302n\n\U00020089\U000221a5."
    assert segmented_words(text) == [
        Word("Đọc", 0, 4),
        Word("thư_viện", 5, 17),
        Word("\n", 17, 18),
        Word("\U00020089\U000221a5", 18, 20),
        Word(".", 20, 21),
    ]


def test_a_text_without_tokens_has_no_words() -> None:
    assert segmented_words("") == segmented_words(" \u2001") == []


@settings(max_examples=500, deadline=None)
@given(st.one_of(_marked, any_text, st.text(_MARKS, min_size=25, max_size=80)))
def test_composed_is_nfc(text: str) -> None:
    assert composed(text) == unicodedata.normalize("NFC", text)
    parts = compose(text)
    assert parts.text == composed(text)
    assert (parts.ends[-1], parts.original_ends[-1]) == (len(parts.text), len(text))


def test_marks_without_end_take_no_quadratic_time() -> None:
    """A fifth of a million marks; sorted by insertion they would take minutes."""
    text = "a" + "\u0301\u0323" * 100_000 + "\u0f73" * 20_000
    sorted_marks = "\u0f71" * 20_000 + "\u0f72" * 20_000 + "\u0323" * 99_999 + "\u0301" * 100_000
    assert composed(text) == "\u1ea1" + sorted_marks


def test_marks_that_move_are_no_word_characters() -> None:
    """So the runs that `composed` sorts are found whole."""
    moving = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(c)]
    assert not [c for c in moving if re.match(r"[\w\s]", c)]
