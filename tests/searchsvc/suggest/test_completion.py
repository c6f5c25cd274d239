import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.suggest import completions
from tests.searchsvc.suggest.vocabularies import vocabulary

SMALL = vocabulary(
    words="thư_viện:90 thú_vị:40 hà_nội:30 thử_việc:2",
    titles=("Thư viện Hà Nội", "Hà Nội", "Thú vị thay", "Hà Nam", "Hạ Long"),
    creators=("Nguyễn Du", "Nguyễn Du", "Hà Văn"),
    subjects=("Thư viện", "Địa chí"),
)


def completed(q: str, limit: int = 8) -> list[str]:
    return [phrase.text for phrase in completions(q, SMALL.phrases, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hà n", ["Hà Nội", "Hà Nam", "Thư viện Hà Nội"]),
        ("ha no", ["Hà Nội", "Thư viện Hà Nội"]),
        ("HÀ NỘ", ["Hà Nội", "Thư viện Hà Nội"]),
        ("nội hà", ["Hà Nội", "Thư viện Hà Nội"]),
        ("viện h", ["Thư viện Hà Nội"]),
        ("du", ["Nguyễn Du"]),
        ("dia", ["Địa chí"]),
        # What has the marks typed comes first, but they may be wrong.
        ("thú v", ["Thú vị thay", "thú vị", "Thư viện Hà Nội"]),
        ("thư v", ["Thư viện Hà Nội", "Thư viện", "Thú vị thay"]),
        ("hạ", ["Hạ Long"]),
    ],
)
def test_phrases_go_on_from_what_was_typed(typed: str, first: list[str]) -> None:
    assert completed(typed)[: len(first)] == first


SPELLINGS = vocabulary(
    words="hydro:9", titles=("Địa lý Việt Nam", "Kĩ thuật số", "Hydro"), subjects=("Địa lí",)
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("địa lí", ["Địa lí", "Địa lý Việt Nam"]),
        ("địa lý v", ["Địa lý Việt Nam"]),
        ("địa lí v", ["Địa lý Việt Nam"]),
        ("dia li viet", ["Địa lý Việt Nam"]),
        ("kỹ th", ["Kĩ thuật số"]),
        ("kỹ", ["Kĩ thuật số"]),
        # What only begins with the other spelling is another word.
        ("hi", []),
    ],
)
def test_i_and_y_are_one_word(typed: str, expected: list[str]) -> None:
    found = [phrase.text for phrase in completions(typed, SPELLINGS.phrases, 8)]
    assert sorted(found) == expected


@pytest.mark.parametrize("typed", ["", " ", "h", "?", "xyz", "hà nội du", "a\nb", "\0"])
def test_nothing_goes_on_from_nothing(typed: str) -> None:
    assert completed(typed) == []


def test_each_wording_comes_once_and_only_so_many() -> None:
    assert [text.lower() for text in completed("thư viện")].count("thư viện") == 1
    assert len(completed("ha", 2)) == 2


@given(st.text(max_size=30))
def test_anything_can_be_typed(typed: str) -> None:
    assert len(completed(typed)) <= 8
