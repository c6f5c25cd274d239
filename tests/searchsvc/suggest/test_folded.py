import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from searchsvc.suggest.folded import FoldedForms, folded_arrays, unknown_forms

FORMS = ["trong", "tring", "tirng", "rtng", "thu", "thư", "書", "書冊", "x1", "a" * 70, "nguyen"]
WORDS = st.text("abcn書1", max_size=8)


def forms_of(forms: list[str]) -> FoldedForms:
    arrays = folded_arrays(forms)
    return FoldedForms(arrays["folded_letters"], arrays["folded_ends"])


@pytest.mark.parametrize("most", [0, 1, 2])
@pytest.mark.parametrize("word", ["tring", "thu", "書", "x", "a" * 69, "", "nguyne", "ngueyn"])
def test_those_near_are_those_of_the_distance(word: str, most: int) -> None:
    expected = [form for form in FORMS if len(form) < 65 and OSA.distance(word, form) <= most]
    assert forms_of(FORMS).near(word, most) == ([] if len(word) > 64 else expected)


@given(st.lists(WORDS, max_size=20), WORDS, st.integers(0, 3))
def test_whatever_the_words(forms: list[str], word: str, most: int) -> None:
    expected = [form for form in forms if OSA.distance(word, form) <= most]
    assert forms_of(forms).near(word, most) == expected


def test_what_is_not_known_is_not_none_at_all() -> None:
    assert forms_of([]).near("a", 1) == []
    unknown = unknown_forms()
    assert FoldedForms(unknown["folded_letters"], unknown["folded_ends"]).near("a", 1) is None


@pytest.mark.parametrize("ends", [[0, 9], [0, 3, 2, 4], [1, 4]])
def test_places_outside_the_letters_are_refused(ends: list[int]) -> None:
    with pytest.raises(ValueError):
        FoldedForms(np.zeros(4, np.uint32), np.array(ends, np.int64))
