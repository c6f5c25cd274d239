import unicodedata

import pytest
from hypothesis import given

from analyzers import fold, has_marks
from tests.analyzers.texts import texts

MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {
    unicodedata.normalize("NFC", letter + mark): plain
    for plain, group in {
        "a": "aăâ", "e": "eê", "i": "i", "o": "oôơ", "u": "uư", "y": "y",
    }.items()
    for letter in group
    for mark in MARKS
} | {"đ": "d"}  # fmt: skip


@pytest.mark.parametrize(("letter", "plain"), LETTERS.items())
def test_every_vietnamese_letter_folds_to_its_plain_letter(letter: str, plain: str) -> None:
    assert fold(letter) == plain
    assert fold(letter.upper()) == plain.upper()
    assert has_marks(letter) == (letter != plain)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Hồ Chí Minh", "Duong Ho Chi Minh"),
        ("garçon Zürich ñ", "garcon Zurich n"),
        ("Bjørn Łódź ħ ŧ ı", "Bjorn Lodz h t i"),
        ("þ ŋ ə", "þ ŋ ə"),  # letters of their own, not letters with marks
        ("각 陳 𠊛 か 🙂", "각 陳 𠊛 か 🙂"),
        ("1917, 2175/QD-BVHTTDL", "1917, 2175/QD-BVHTTDL"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(texts)
def test_folding_keeps_every_place_and_is_stable(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    folded = fold(composed)
    assert len(folded) == len(composed)
    assert fold(folded) == folded
    assert has_marks(composed) == (folded != composed)


@given(texts)
def test_folding_goes_through_case(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    if len(composed.lower()) == len(composed):
        assert fold(composed).lower() == fold(composed.lower())
