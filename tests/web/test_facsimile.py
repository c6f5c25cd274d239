"""A page's text and the boxes over its image."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from searchsvc.domain import Metadata, Page, WordBox
from searchsvc.responses import PageView
from web.facsimile import frame, marked, rectangles
from web.hannom import rare_count, run_language

_position = st.integers(-5, 40)


# What an HTML parser gives back as it was: no control characters, no line ends of other systems.
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("漢𠊛"), max_size=30),
    st.lists(st.tuples(_position, _position), max_size=5),
)
def test_marked_text_is_the_text(text: str, matches: list[tuple[int, int]]) -> None:
    runs = tuple(range(len(matches)))
    view = PageView(Metadata("a", "b"), Page(1, text), None, None, tuple(matches), runs=runs)
    shown = html.fragment_fromstring(f"<div>{marked(view)}</div>")
    assert str(shown.text_content()) == text
    assert {element.tag for element in shown.iter()} <= {"div", "mark", "span"}
    ids = [element.get("id") for element in shown.iter("mark", "span")]
    ids = [name for name in ids if name]
    assert len(set(ids)) == len(ids)


def test_only_what_is_found_is_marked() -> None:
    matches = ((3, 3), (6, 7), (8, 99), (9, 10))
    page = Page(1, "<a> & 𠊛 <b>")
    view = PageView(Metadata("a", "b"), page, None, None, matches, runs=(0, 1, 2, 3))
    assert marked(view) == (
        '&lt;a&gt; &amp; <mark id="match-2" data-match="2">'
        '<span class="han" lang="vi-Hani">𠊛</span></mark> '
        '<mark id="match-3" data-match="3"><span id="match-end"></span>&lt;b&gt;</mark>'
    )


def test_the_marks_of_a_run_have_one_number() -> None:
    page = Page(1, "Thư viện, thư viện")
    matches = ((0, 3), (4, 8), (10, 13), (14, 18))
    view = PageView(Metadata("a", "b"), page, None, None, matches, runs=(0, 0, 1, 1))
    assert view.run_count == 2
    assert marked(view) == (
        '<mark id="match-1" data-match="1">Thư</mark> <mark data-match="1">viện</mark>, '
        '<mark id="match-2" data-match="2"><span id="match-end"></span>thư</mark> '
        '<mark data-match="2">viện</mark>'
    )


def test_rectangles_know_their_match() -> None:
    words = (
        WordBox("a", 1, 2, 3, 4, 1),
        WordBox("b", 0, 0, 0, 4, 1),
        WordBox("c", 5, 6, 7.25, 8, 1),
    )
    view = PageView(Metadata("a", "b"), Page(1, "a b c"), None, None, boxes=words)
    assert rectangles(view) == [("1", "2", "3", "4", ""), ("5", "6", "7.25", "8", "")]
    view = PageView(
        Metadata("a", "b"),
        Page(1, "a b c"),
        None,
        None,
        boxes=words,
        box_matches=((0,), (1,), (0, 1, 2)),
        runs=(0, 0, 1),
    )
    assert [match for *_, match in rectangles(view)] == ["1", "1 2"]


@pytest.mark.parametrize("size", [(None, 1), (1, None), (0, 1), (1, -1), (float("nan"), 1)])
def test_no_frame_to_draw_in(size: tuple[float | None, float | None]) -> None:
    assert frame(Page(1, "", width=size[0], height=size[1])) is None
    assert frame(Page(1, "", width=1200, height=1600.5)) == ("1200", "1600.5")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Truyện Kiều", 0),
        ("傳翹 㐱", 0),  # in the BMP: CJK and Extension A
        ("𡨸喃", 1),  # Extension B
        ("\ue000\U000f0000", 2),  # private use
        ("\U00030000\U0001f600", 1),  # Extension G; a smiley is no ideograph
    ],
)
def test_characters_that_few_fonts_have(text: str, count: int) -> None:
    assert rare_count(text) == count


@pytest.mark.parametrize(
    ("languages", "expected"),
    [((), "vi-Hani"), (("vi",), "vi-Hani"), (("vi", "lzh"), "lzh"), (("zh-Hant",), "zh-Hant"),
     (('zh-"><b>',), "lzh")],
)  # fmt: skip
def test_language_of_ideographs(languages: tuple[str, ...], expected: str) -> None:
    assert run_language(languages) == expected
