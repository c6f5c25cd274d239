import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import fold
from searchsvc.matching import BARE_TEXT, VARIANT, edits_allowed, forms, near_words, sequences
from searchsvc.query import Typed
from searchsvc.requests import Marks
from tests.searchsvc.engines.oracle import edit_distance

MARKED = Typed("đường", "duong")
BARE = Typed("pho", "pho")
TWO_SPELLINGS = Typed("lý", "ly")


@pytest.mark.parametrize(
    ("typed", "marks", "terms"),
    [
        # With marks: the same word, then bare in a text that has no marks at all.
        (MARKED, Marks.AUTO, {"đường": 1.0, "~duong": BARE_TEXT}),
        (MARKED, Marks.STRICT, {"đường": 1.0}),
        (MARKED, Marks.IGNORE, {"=duong": 1.0}),
        # Without: all forms.
        (BARE, Marks.AUTO, {"=pho": 1.0}),
        (BARE, Marks.STRICT, {"pho": 1.0, "~pho": 1.0}),
        (BARE, Marks.IGNORE, {"=pho": 1.0}),
        # Its other spelling comes after it.
        (
            TWO_SPELLINGS,
            Marks.AUTO,
            {"lý": 1.0, "lí": VARIANT, "~ly": BARE_TEXT, "~li": BARE_TEXT * VARIANT},
        ),
        (TWO_SPELLINGS, Marks.STRICT, {"lý": 1.0, "lí": VARIANT}),
        (TWO_SPELLINGS, Marks.IGNORE, {"=ly": 1.0, "=li": VARIANT}),
        (
            Typed("ky", "ky"),
            Marks.STRICT,
            {"ky": 1.0, "~ky": 1.0, "ki": VARIANT, "~ki": VARIANT},
        ),
    ],
)
def test_the_terms_that_a_word_may_stand_for(
    typed: Typed, marks: Marks, terms: dict[str, float]
) -> None:
    found = forms(typed, marks)
    assert {form.term: form.weight for form in found} == terms
    weights = [form.weight for form in found]
    assert weights == sorted(weights, reverse=True), "best first"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (Marks.AUTO, ["đường =pho", "~duong =pho"]),
        (Marks.STRICT, ["đường pho", "đường ~pho"]),
        (Marks.IGNORE, ["=duong =pho"]),
    ],
)
def test_a_phrase_is_in_a_text_as_typed_or_all_bare(marks: Marks, expected: list[str]) -> None:
    found = sequences([MARKED, BARE], marks)
    assert [" ".join(form.term for form in sequence) for sequence in found] == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ([MARKED, TWO_SPELLINGS], ["đường lý", "đường lí", "~duong ~ly", "~duong ~li"]),
        (
            [TWO_SPELLINGS, Typed("mi", "mi")],
            "lý =mi,lý =my,lí =mi,lí =my,~ly =mi,~ly =my,~li =mi,~li =my".split(","),
        ),
    ],
)
def test_a_phrase_may_be_spelled_otherwise(phrase: list[Typed], expected: list[str]) -> None:
    found = sequences(phrase, Marks.AUTO)
    assert [" ".join(form.term for form in sequence) for sequence in found] == expected


@pytest.mark.parametrize("marks", Marks)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("địa lý", "địa lí"),
        ("dia ly", "dia li"),
        ("kỹ thuật quản ly", "kĩ thuật quản li"),
        ("quý tỷ mỹ kỹ lý", "quí tỷ mĩ kĩ lí"),
    ],
)
def test_both_spellings_of_a_phrase_are_looked_for_in_the_same_ways(
    one: str, other: str, marks: Marks
) -> None:
    both = [
        {
            tuple(form.term for form in sequence)
            for sequence in sequences([Typed(word, fold(word)) for word in phrase.split()], marks)
        }
        for phrase in (one, other)
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("word", ["lý", "kỹ", "quýt", "yến", "iêu", "ý", "chợ"])
def test_what_is_found_as_typed_is_found_whatever_its_marks(word: str) -> None:
    typed = Typed(word, fold(word))
    free = {form.folded for form in forms(typed, Marks.IGNORE)}
    for marks in (Marks.STRICT, Marks.AUTO):
        assert {form.folded for form in forms(typed, marks)} == free
    assert {form.folded for form in forms(Typed(fold(word), fold(word)), Marks.AUTO)} == free


def test_a_phrase_without_marks_is_one_sequence() -> None:
    assert len(sequences([BARE, BARE], Marks.AUTO)) == 1


@pytest.mark.parametrize(
    ("folded", "allowed"), [("a", 1), ("thuw", 1), ("nghie", 2), ("x" * 31, 0)]
)
def test_how_many_letters_of_a_fuzzy_word_may_differ(folded: str, allowed: int) -> None:
    assert edits_allowed(Typed(folded, folded)) == allowed


@pytest.mark.parametrize(
    ("typed", "other", "is_near"),
    [
        ("thu", "thu", True), ("thu", "thuw", True), ("thu", "hu", True), ("thu", "tha", True),
        ("vien", "vine", True), ("abcd", "badc", False), ("abcde", "badce", True),
        ("xxxca", "xxxabc", False),  # a swapped pair is not edited again
    ],
)  # fmt: skip
def test_words_that_a_fuzzy_word_stands_for(typed: str, other: str, is_near: bool) -> None:
    assert near_words(Typed(typed, typed), ["khác", other]) == ({other} if is_near else set())


few_letters = st.text(st.sampled_from("abc"), max_size=9)


@given(few_letters, few_letters)
def test_near_words_are_those_of_the_distance_by_its_definition(typed: str, other: str) -> None:
    word = Typed(typed, typed)
    near = edit_distance(typed, other) <= edits_allowed(word)
    assert near_words(word, [other]) == ({other} if near else set())
