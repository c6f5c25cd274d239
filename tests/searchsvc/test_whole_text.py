import pytest

from analyzers import Analyzer, written
from searchsvc.whole_text import whole_text

analyzer = Analyzer()


def whole(*pages: str) -> str:
    """The marked terms of the whole text, and `|` where no phrase runs on."""
    streams = [(number, analyzer.analyze(page).text) for number, page in enumerate(pages, 1)]
    terms = whole_text(streams).split()
    syllables = map(written, terms[::2], terms[1::2])
    return " ".join(" ".join(syllables).replace("| " * 7 + "|", "|").split())


def test_pages_follow_each_other() -> None:
    assert whole("Sách của", "thư viện") == "sách của thư viện"
    assert whole("một") == "một"
    assert whole() == ""


@pytest.mark.parametrize(
    ("pages", "around"),
    [
        (("193\nđổi mới", "194\nthư viện"), ["193 đổi mới thư viện"]),
        (("đổi mới\n7", "thư viện\n8"), ["đổi mới thư viện 8"]),
        (("1\na", "2\nb", "3\nc"), ["1 a b", "2 b c"]),
        (("1\na", "tranh", "3\nc"), ["tranh c"]),
    ],
)
def test_around_a_break_printed_numbers_are_left_out(
    pages: tuple[str, ...], around: list[str]
) -> None:
    as_they_are = " ".join(pages).replace("\n", " ")
    assert whole(*pages) == " | ".join([as_they_are, *around])


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
    assert "|" not in whole(*pages)


def test_only_what_surrounds_a_break_is_there_twice() -> None:
    page = "chữ " * 500
    first, second = f"{page}hết\n1", f"đầu {page}\n2"
    assert len(whole(first, second).split()) == 2 * 502 + 1 + 20 + 20


def test_a_page_without_text_bears_no_number() -> None:
    assert whole("một\n1", "", "hai\n3") == "một 1 hai 3 | một hai 3"
