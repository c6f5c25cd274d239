"""What is remembered of letters is bounded, whatever letters come."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from analyzers import collation_key, fold, is_syllable
from analyzers.terms import entries

_FIRST, _LAST, _STEP = 0x10000, 0x2FFFF, 2000


def texts() -> Iterator[str]:
    """Of 131,072 letters that hardly any text has, each text of other ones."""
    for start in range(_FIRST, _LAST, _STEP):
        yield "".join(map(chr, range(start, start + _STEP)))


def of_each(use: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: [use(letter) for letter in text]


@pytest.mark.parametrize(
    ("use", "bound"),  # MB; without bounds 20, 34 and 26
    [(fold, 8), (of_each(is_syllable), 20), (of_each(collation_key), 8)],
)
def test_it_is_bounded(use: Callable[[str], object], bound: int) -> None:
    found = texts()
    use(next(found))
    tracemalloc.start()
    try:
        for text in found:
            use(text)
        assert tracemalloc.get_traced_memory()[0] < bound * 1e6
    finally:
        tracemalloc.stop()


def test_what_is_longer_than_words_is_not_remembered() -> None:
    tracemalloc.start()
    try:
        for number in range(2000):
            assert entries(f"{number}{'a' * 5000}")[0].folded.startswith(str(number))
        assert tracemalloc.get_traced_memory()[0] < 1e6  # without a bound 13
    finally:
        tracemalloc.stop()
