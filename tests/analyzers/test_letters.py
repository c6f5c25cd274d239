"""Kinds of characters of whole texts agree with what regular expressions tell one by one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers import fold
from analyzers.letters import WORD, Letters
from analyzers.normalize import normalize_letters
from analyzers.syllables import TOKEN
from tests.analyzers.texts import texts

END = "\n\n\n\n"
#: Much of what is altered between and in words.
odd = st.text("aàđT HƯ.,-–\u00a0“’ʼ\n\r\t0123456789陳\u0301\u00adﬁΤе²", max_size=40)


@given(texts | odd)
@example("thư-  \nviện")
@example("ngh–\niên")
@example("1.000 và 1.0000")
@example("T H Ư")
@example("T  H Ư")
def test_where_nothing_may_change_the_words_are_as_they_are(text: str) -> None:
    if not len(Letters(text + END).may_change()):
        assert TOKEN.findall(text) == TOKEN.findall(normalize_letters(text).text)


@pytest.mark.parametrize(
    "text",
    ["thư viện – “sách” 1,5 và 12.5", "một - hai", "ở 5 xã", "Nguyễn Du (1766–1820)", "陳裕宗", ""],
)
def test_common_signs_change_nothing(text: str) -> None:
    assert not len(Letters(text + END).may_change())


@given(st.text(max_size=60))
def test_plain_letters_are_the_folded_ones(text: str) -> None:
    plain = Letters(text).plain.decode("ascii")
    assert len(plain) == len(text)
    for character, letter in zip(text, plain, strict=True):
        folded = fold(character.lower()[0])
        assert letter == (folded if folded.isascii() else "\0")


@given(st.text(max_size=60))
def test_words_are_told_from_what_stands_between(text: str) -> None:
    inside = {i for m in TOKEN.finditer(text) for i in range(*m.span())}
    found = {i for i, kind in enumerate(Letters(text).kinds) if kind & WORD}
    # Of two ideographs each is a word, of any other two letters both are one.
    assert found == {i for i in inside if TOKEN.fullmatch(text[i] * 2)}


def test_words_with_marks_are_counted() -> None:
    letters = Letters("Thư viện số 7 quoc gia, đường 1917")
    assert letters.words_with_marks(0, 34) == 4
    assert letters.words_with_marks(4, 8) == 1
    assert letters.words_with_marks(14, 22) == 0
