"""NFC, the same as Unicode's own function gives, but in linear time."""

import re
import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.segmenter.composition import composed
from tests.analyzers.segmenter.texts import any_text

_MARKS = (
    "\u0301\u0302\u0303\u0306\u0308\u0323\u031b\u0344\u0f71\u0f72\u0f73\u0f75\u0f81\u3099\u11a8"
)
_marked = st.text(f"aeoưxệḷか각가\u2126\ufb1d\u0958 \n_.1𠊛{_MARKS}", max_size=30)


@settings(max_examples=500, deadline=None)
@given(st.one_of(_marked, any_text, st.text(_MARKS, min_size=25, max_size=80)))
def test_composed_is_nfc(text: str) -> None:
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_marks_without_end_take_no_quadratic_time() -> None:
    """A fifth of a million marks; sorted by insertion they would take minutes."""
    text = "a" + "\u0301\u0323" * 100_000 + "\u0f73" * 20_000
    sorted_marks = "\u0f71" * 20_000 + "\u0f72" * 20_000 + "\u0323" * 99_999 + "\u0301" * 100_000
    assert composed(text) == "\u1ea1" + sorted_marks


def test_marks_that_move_are_no_word_characters() -> None:
    """So the runs that `composed` sorts are found whole."""
    moving = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(c)]
    assert not [c for c in moving if re.match(r"[\w\s]", c)]
