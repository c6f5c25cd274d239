import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import collation_key
from tests.analyzers.texts import texts

# Each line is in order, as a Vietnamese dictionary or catalog has it.
IN_ORDER = [
    "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
    "ma mà mả mã má mạ",
    "da dê dong đa đê đồng e",
    "so số sông sơ sợ sơn",
    "ba bà bá bác bạc ban bàn bạn băn",
    "9 10a a 陳",
    "garcon garçon garz",
    "ma maestro maf oslo ost øst ssa sta",
    "Ma mà MẢ mã Má mạ",
    "zu zü 陳 𠊛",
]


@pytest.mark.parametrize("line", IN_ORDER)
def test_titles_stand_in_the_order_of_a_dictionary(line: str) -> None:
    titles = line.replace("9 10a", "10a 9").split()
    shuffled = random.Random(1).sample(titles, len(titles))
    assert sorted(shuffled, key=collation_key) == titles


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("thư viện", "thưa"),  # word by word
        ("Thư viện A", "thư viện Ă"),
        ("Tạp chí 1", "tạp-chí 2"),
        ("Kim Vân Kiều", "Kim Vân Kiều truyện"),
        ("hòa", "họa"),  # the letters first, then the tones, wherever these stand
        ("hoà", "hỏa âm"),
        ("bá chủ", "bà con"),
        ("", "a"),
    ],
)
def test_one_comes_before_the_other(first: str, second: str) -> None:
    assert collation_key(first) < collation_key(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thư viện", "thư  viện"),
        ("“Thư viện”", "Thư viện"),
        ("Tạp-chí", "tạp chí"),
        ("Ðức", "Đức"),
        ("mæstro", "maestro"),
        ("ßa", "ssa"),
        ("Việt", unicodedata.normalize("NFD", "Việt")),
    ],
)
def test_case_spaces_marks_and_spelling_make_no_difference(one: str, other: str) -> None:
    assert collation_key(one) == collation_key(other)


@given(st.lists(texts, max_size=8))
def test_any_titles_can_be_put_in_one_order(titles: list[str]) -> None:
    in_order = sorted(titles, key=collation_key)
    assert sorted(reversed(titles), key=lambda t: (collation_key(t), t)) == sorted(
        in_order, key=lambda t: (collation_key(t), t)
    )
    assert all(len(collation_key(title)) < 1000 for title in titles)


@given(texts, texts)
def test_folded_letters_decide_before_tones(one: str, other: str) -> None:
    letters_one, _, tones_one = collation_key(one).partition("\x00")
    letters_other, _, tones_other = collation_key(other).partition("\x00")
    if letters_one != letters_other:
        assert (collation_key(one) < collation_key(other)) == (letters_one < letters_other)
    else:
        assert len(tones_one) == len(tones_other)
