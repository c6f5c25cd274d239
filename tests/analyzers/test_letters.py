"""Kinds of characters of whole texts agree with what regular expressions tell one by one."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers import TextRow, fold
from analyzers.letters import Class, Letters
from analyzers.many import Edits
from analyzers.normalize import normalize_letters
from analyzers.syllables import TOKEN
from tests.analyzers.texts import texts

#: Much of what is altered between and in words.
odd = st.text("aàđT HƯ.,-–\u00a0“’ʼ\n\r\t0123456789陳\u0301\u00adﬁΤе²", max_size=40)
#: With places between which normalizing treats a text in parts.
parted = st.lists(
    st.sampled_from(
        [
            *["thư viện", "ab cd", "Hà Nội", "T H Ư", "V I Ệ N", "a\u0301", "Τây", "\u200b"],
            *["1.000", "1,000", "1.000ab", "1.000.000", "1,000,000", "x1.000y", "12.345.6", "1"],
            *["ngh-\niên", "thư-  \nviện", "ab\u00ad\ncd", "–", "“", "ﬁ", "²", "陳", "a"],
            *["\u00a0", " ", " ", "\n", ".", ",", "-"],
        ]
    ),
    max_size=25,
).map("".join)


def letters_of(*many: str) -> Letters:
    return Letters.of(TextRow.of(many))


def edited(*many: str) -> list[str]:
    """The texts with what stands for their changes."""
    row = "".join(many)
    letters = letters_of(*many)
    text, ends = Edits(row, letters.changes()).applied(letters.ends)
    return [text[start:end] for start, end in pairwise(ends.tolist())]


@given(st.lists(texts | odd | parted, max_size=3))
@example(["thư-  \nviện"])
@example(["ngh–\niên"])
@example(["1.000 và 1.0000"])
@example(["T H Ư"])
@example(["T  H Ư"])
@example(["a1.000b2.000c", "-\n", "\u0301"])
def test_words_are_those_of_the_whole_text_normalized(many: list[str]) -> None:
    expected = [TOKEN.findall(normalize_letters(text).text) for text in many]
    assert [TOKEN.findall(text) for text in edited(*many)] == expected


@given(st.lists(texts | odd | parted, max_size=3))
def test_no_word_goes_on_over_the_edge_of_a_change(many: list[str]) -> None:
    row = "".join(many)
    words = {
        i for m in TOKEN.finditer("\n".join(many)) for i in range(m.start() + 1, m.end())
    }  # places inside words, each text further on by the line ends before it
    letters = letters_of(*many)
    for start, end, is_number in letters.changes().tolist():
        text = sum(start >= e for e in letters.ends[1:-1].tolist())
        assert not {start + text, end + text} & words
        assert not is_number or set(".,") & set(row[start:end])


@pytest.mark.parametrize(
    "text",
    ["thư viện – “sách” 1,5 và 12.5", "một - hai", "ở 5 xã", "Nguyễn Du (1766–1820)", "陳裕宗", ""],
)
def test_common_signs_change_nothing(text: str) -> None:
    assert not len(letters_of(text).changes())


def test_what_is_altered_is_little_of_a_text() -> None:
    text = "Thư viện quốc gia Việt Nam có 1.000.000 cuốn sách quý, trong đo\u0301 có sách Hán Nôm"
    changes = [text[start:end] for start, end, _ in letters_of(text).changes().tolist()]
    assert changes == ["1.000.000", " đo\u0301 có"]


@given(st.text(max_size=60))
def test_each_letter_is_folded_as_it_is_alone(text: str) -> None:
    folding = letters_of(text).folding().arrays
    far = dict(zip(folding["far"].tolist(), folding["far_folded"].tolist(), strict=True))
    for character in text:
        code = ord(character)
        folded = chr(far[code] if code in far else folding["table"][code])
        assert folded == fold(character.lower()[0]).replace("ς", "σ")


@given(st.text(max_size=60) | texts)
def test_classes_are_those_of_the_pattern_of_words(text: str) -> None:
    for character, kind in zip(text, letters_of(text).kinds.tolist(), strict=True):
        is_word = TOKEN.fullmatch(character) is not None
        # Of two ideographs each is a word, of any other two letters both are one.
        assert (kind & 7 in (Class.LETTER, Class.DIGIT)) == (
            TOKEN.fullmatch(character * 2) is not None
        )
        assert (kind & 7 in (Class.LETTER, Class.DIGIT, Class.IDEOGRAPH)) == is_word
        assert (kind & 7 == Class.DIGIT) == character.isdecimal()
