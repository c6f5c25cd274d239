import pytest

from analyzers import NO_TERM, POSITIONS, Analyzer, in_full, written
from searchsvc.over_breaks import AROUND, MOST_BETWEEN, over_breaks, stretches

analyzer = Analyzer()


def around(*pages: str) -> list[str]:
    """What follows each other, in syllables as they were written."""
    streams = [(number, analyzer.analyze(page).text) for number, page in enumerate(pages, 1)]
    terms = in_full(over_breaks(streams)).split()
    runs: list[list[str]] = [[]]
    for term, folded in zip(terms[::POSITIONS], terms[1::POSITIONS], strict=True):
        if folded != NO_TERM:
            runs[-1].append(written(term, folded))
        elif runs[-1]:
            runs.append([])
    return [" ".join(run) for run in runs]


def numbered(name: str, count: int) -> list[str]:
    return [f"{name}{number}" for number in range(count)]


def test_pages_follow_each_other() -> None:
    assert around("Sách của", "thư viện") == ["sách của thư viện"]
    assert around("Sách", "của", "thư viện") == ["sách của thư viện"]


@pytest.mark.parametrize("pages", [(), ("một",), ("", "một", "")])
def test_where_nothing_breaks_nothing_stands(pages: tuple[str, ...]) -> None:
    assert around(*pages) == [""]


@pytest.mark.parametrize(
    ("pages", "without"),
    [
        (("193\nđổi mới", "194\nthư viện"), ["193 đổi mới thư viện"]),
        (("đổi mới\n7", "thư viện\n8"), ["đổi mới thư viện 8"]),
        (("1\na", "2\nb", "3\nc"), ["1 a b", "2 b c"]),
        (("1\na", "tranh", "3\nc"), ["tranh c"]),
    ],
)
def test_around_a_break_printed_numbers_are_left_out(
    pages: tuple[str, ...], without: list[str]
) -> None:
    as_they_are = " ".join(pages).replace("\n", " ")
    assert around(*pages) == [as_they_are, *without]


@pytest.mark.parametrize(
    "pages",
    [
        ("đổi mới 1986", "thư viện"),
        ("1945 năm ấy", "1975 năm ấy"),
        ("193", "một", "193"),
        ("123456\na", "123457\nb"),
    ],
)
def test_numbers_that_do_not_run_with_the_pages_are_text(pages: tuple[str, ...]) -> None:
    assert around(*pages) == [" ".join(pages).replace("\n", " ")]


def test_of_long_pages_what_stands_near_a_break() -> None:
    first, second, third = (numbered(name, 3 * AROUND) for name in "abc")
    assert around(*map(" ".join, (first, second, third))) == [
        " ".join(first[-AROUND:] + second[:AROUND]),
        " ".join(second[-AROUND:] + third[:AROUND]),
    ]


@pytest.mark.parametrize("length", [AROUND, AROUND + 1, 2 * AROUND - 1, 2 * AROUND])
def test_a_short_page_is_there_as_a_whole(length: int) -> None:
    first, second, third = numbered("a", 90), numbered("b", length), numbered("c", 90)
    assert around(*map(" ".join, (first, second, third))) == [
        " ".join(first[-AROUND:] + second + third[:AROUND])
    ]


def test_what_does_not_follow_stands_farther_apart_than_near_words_may() -> None:
    first, second, third = (" ".join(numbered(name, 3 * AROUND)) for name in "abc")
    streams = [(n, analyzer.analyze(page).text) for n, page in enumerate((first, second, third))]
    gap = over_breaks(streams).split().count(NO_TERM) // POSITIONS
    assert gap > MOST_BETWEEN


def test_a_page_without_text_bears_no_number() -> None:
    assert around("một\n1", "", "hai\n3") == ["một 1 hai 3", "một hai 3"]


@pytest.mark.parametrize("words", [2, AROUND, AROUND + 1, AROUND + 2, 2 * AROUND + 1, 300])
def test_wherever_a_phrase_is_broken_a_stretch_of_it_stands_around_the_break(words: int) -> None:
    phrase = [f"p{number}" for number in range(words)]
    pieces = [phrase[stretch] for stretch in stretches(words)]
    assert len(pieces) <= 1 + words // AROUND
    for broken in range(1, words):
        first = [*numbered("a", 90), *phrase[:broken]]
        second = [*phrase[broken:], *numbered("b", 90)]
        (run,) = around(" ".join(first), " ".join(second))
        assert any(f" {' '.join(piece)} " in f" {run} " for piece in pieces)
    # But not where it is not broken.
    long = " ".join([*numbered("a", 90), *phrase, *numbered("b", 90)])
    (run,) = around("một", long)
    assert not any(f" {' '.join(piece)} " in f" {run} " for piece in pieces)
