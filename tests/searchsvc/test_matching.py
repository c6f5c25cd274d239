from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.matching import BARE_TEXT, VARIANT, edit_distance, edits_allowed, forms, sequences
from searchsvc.query import Typed
from searchsvc.requests import Marks

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
        (TWO_SPELLINGS, Marks.AUTO, {"lý": 1.0, "lí": VARIANT, "~ly": BARE_TEXT}),
        (TWO_SPELLINGS, Marks.STRICT, {"lý": 1.0, "lí": VARIANT}),
        (TWO_SPELLINGS, Marks.IGNORE, {"=ly": 1.0, "=li": VARIANT}),
        (Typed("ky", "ky"), Marks.STRICT, {"ky": 1.0, "ki": VARIANT, "~ky": 1.0}),
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
        ([MARKED, TWO_SPELLINGS], ["đường lý", "đường lí", "~duong ~ly"]),
        ([TWO_SPELLINGS, Typed("mi", "mi")], ["lý =mi", "lí =mi", "lý =my", "lí =my", "~ly =mi"]),
    ],
)
def test_a_phrase_may_be_spelled_otherwise(phrase: list[Typed], expected: list[str]) -> None:
    found = sequences(phrase, Marks.AUTO)
    assert [" ".join(form.term for form in sequence) for sequence in found] == expected


def test_a_phrase_without_marks_is_one_sequence() -> None:
    assert len(sequences([BARE, BARE], Marks.AUTO)) == 1


@pytest.mark.parametrize(
    ("folded", "allowed"), [("a", 1), ("thuw", 1), ("nghie", 2), ("x" * 31, 0)]
)
def test_how_many_letters_of_a_fuzzy_word_may_differ(folded: str, allowed: int) -> None:
    assert edits_allowed(Typed(folded, folded)) == allowed


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("thu", "thu", 0), ("thu", "thuw", 1), ("thu", "hu", 1), ("thu", "tha", 1),
        ("vien", "vine", 1), ("abcd", "badc", 2), ("", "abc", 3), ("", "", 0),
        ("ca", "abc", 3),  # a swapped pair is not edited again
    ],
)  # fmt: skip
def test_the_distance_of_two_words(first: str, second: str, distance: int) -> None:
    assert edit_distance(first, second, 9) == distance


def oracle(first: str, second: str) -> int:
    """The definition, by cases on the last letters."""

    @cache
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(
            distance(i - 1, j) + 1,
            distance(i, j - 1) + 1,
            distance(i - 1, j - 1) + (first[i - 1] != second[j - 1]),
        )
        if i > 1 and j > 1 and first[i - 2 : i] == second[j - 2 : j][::-1]:
            best = min(best, distance(i - 2, j - 2) + 1)
        return best

    return distance(len(first), len(second))


few_letters = st.text(st.sampled_from("abc"), max_size=9)


@given(few_letters, few_letters, st.integers(0, 6))
def test_the_distance_is_what_its_definition_says(first: str, second: str, limit: int) -> None:
    assert edit_distance(first, second, limit) == min(oracle(first, second), limit + 1)
