import random

from hypothesis import given
from hypothesis import strategies as st

from analyzers import distinct_terms
from analyzers.distinct import _MOST

_TERMS = st.text(st.characters(exclude_characters=" ", exclude_categories=["Cs"]), min_size=1)


def plainly(stream: str) -> str:
    return " ".join(dict.fromkeys(stream.split(" ")))


@given(st.lists(_TERMS | st.sampled_from(["=an", "=anh", "an", "ăn", "|", "=duongduong"])))
def test_each_term_once_in_the_order_in_which_they_come(terms: list[str]) -> None:
    assert distinct_terms([" ".join(terms)]) == plainly(" ".join(terms))


def test_more_terms_than_the_table_first_has_room_for() -> None:
    chance = random.Random(3)
    terms = [f"={chance.randrange(3 * _MOST):x}" for _ in range(6 * _MOST)]
    assert distinct_terms([" ".join(terms)]) == plainly(" ".join(terms))


def test_terms_that_are_parts_of_others() -> None:
    terms = ["12345678" * 3, "12345678" * 2, "12345678", "2345678", "1", "a12345678", "12345678"]
    assert distinct_terms([" ".join(terms)]) == plainly(" ".join(terms))


@given(st.lists(st.lists(_TERMS)))
def test_of_several_streams(streams: list[list[str]]) -> None:
    joined = list(map(" ".join, streams))
    assert distinct_terms(joined) == plainly(" ".join(filter(None, joined)))
