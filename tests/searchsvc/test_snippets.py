"""The part of a text that is shown under a result."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzers import TextRow
from searchsvc.highlight import Highlighter
from searchsvc.matches import Found, Matches
from searchsvc.query import parse
from searchsvc.requests import Marks
from searchsvc.snippets import SNIPPET_CHARACTERS, snippet, snippets
from tests.searchsvc.plain_snippets import plain_snippet
from tests.searchsvc.texts import hostile_texts, made_texts, queries


def find(query: str, text: str) -> list[Found]:
    return Highlighter(parse(query).tree, Marks.AUTO).find(text)


def plain(html: str) -> str:
    """A snippet without its marks: all other tags would stay, escaped or not."""
    return unescape(html.replace("<mark>", "").replace("</mark>", ""))


def unmarked(html: str) -> tuple[str, set[tuple[int, int]]]:
    """The text of a snippet, and where in it the marks stand."""
    text, spans = "", set()
    for plain_part, mark in re.findall(r"([^<]*)(?:<mark>([^<]*)</mark>)?", html):
        text += unescape(plain_part)
        if mark:
            spans.add((len(text), len(text) + len(unescape(mark))))
            text += unescape(mark)
    return text, spans


@given(queries, made_texts | hostile_texts, st.integers(1, 80) | st.just(SNIPPET_CHARACTERS))
@example("thư", "<script>thư</script>", 20)
@example("thu vien", "<mark>thư</mark> &lt;viện", 240)
def test_a_snippet_is_a_piece_of_the_text_in_which_each_match_is_marked(
    query: str, text: str, size: int
) -> None:
    found = {(f.start, f.end) for f in find(query, text)}
    html = snippet(text, find(query, text), size)
    assert re.fullmatch(r"([^<>\"']|<mark>[^<>\"']+</mark>)*", html)
    shown, marks = unmarked(html)
    assert shown == plain(html)
    places = [i for i in range(len(text) + 1) if text.startswith(shown, i)]
    assert any(
        marks == {(a - i, b - i) for a, b in found if i <= a and b <= i + len(shown)}
        for i in places
    )
    assert bool(marks) == bool(found)
    assert shown == shown.strip()


#: Words, what stands behind each, and the number of the query's word that it is, if any.
numbered_words = st.lists(
    st.tuples(
        st.sampled_from(["a", "Bb", "&c", "dd ee"]),
        st.sampled_from([" ", " ", " ", ", ", " x ", "_", "", ". ", ".\n", "\n"]),
        st.sampled_from([0, 1, 1, 2, 3, None]),
    ),
    min_size=10,
    max_size=60,
)


def laid_out(words: list[tuple[str, str, int | None]]) -> tuple[str, list[Found]]:
    """The text of these words, and the matches in it. Word 3 is a phrase."""
    text, found = "", []
    for word, behind, number in words:
        if number is not None:
            span = len(text), len(text) + len(word)
            found.append(Found(*span, number, 1 + number // 3))
        text += word + behind
    return text, found


texts_with_matches = st.one_of(
    numbered_words.map(laid_out),
    st.tuples(queries, made_texts | hostile_texts).map(lambda both: (both[1], find(*both))),
)


@settings(max_examples=400)
@given(st.lists(texts_with_matches, max_size=4), st.integers(1, 40))
def test_snippets_are_those_cut_step_by_step(
    pages: list[tuple[str, list[Found]]], size: int
) -> None:
    texts = [text for text, _ in pages]
    expected = [plain_snippet(text, found, size) for text, found in pages]
    assert snippets(TextRow.of(texts), Matches.of([found for _, found in pages]), size) == expected


@given(
    st.sampled_from(["thư viện hòa", '"thư viện" hòa tạp chí', "vien 1917 thư 陳", "tạp chí thư"]),
    made_texts,
    st.integers(20, 120),
)
def test_nowhere_does_as_little_text_show_more_of_the_query(
    query: str, text: str, size: int
) -> None:
    found = find(query, text)
    shown, marks = unmarked(snippet(text, found, size))
    places = [i for i in range(len(text) + 1) if text.startswith(shown, i)]

    def different(matches: list[Found]) -> int:
        return sum({match.word: match.syllables for match in matches}.values())

    most = max(
        (
            different(found[i:j])
            for i in range(len(found))
            for j in range(i + 1, len(found) + 1)
            if j == i + 1 or found[j - 1].end - found[i].start <= size * 3 // 4
        ),
        default=0,
    )
    assert most <= max(
        different([f for f in found if (f.start - i, f.end - i) in marks]) for i in places
    )


@given(st.sampled_from(["thư", "thư viện hòa"]), made_texts, st.integers(10, 100))
def test_a_snippet_is_about_as_long_as_wished(query: str, text: str, size: int) -> None:
    assert len(plain(snippet(text, [], size))) <= size
    found = find(query, text)
    longest = max([f.end - f.start for f in found], default=0)
    assert len(plain(snippet(text, found, size))) <= max(size, longest)


FILLER = "lời văn dài dòng khác " * 30


def test_a_snippet_shows_the_place_with_most_different_words() -> None:
    text = f"thư thư thư thư {FILLER} thư viện số {FILLER} viện viện"
    html = snippet(text, find("thư viện số", text), 60)
    assert "<mark>thư</mark> <mark>viện</mark> <mark>số</mark>" in html


def test_of_two_such_places_it_shows_the_one_with_more_words() -> None:
    text = f"thư viện {FILLER} thư viện thư viện"
    assert snippet(text, find("thư viện", text), 60).count("<mark>") == 4


def test_a_snippet_is_cut_between_words() -> None:
    text = f"{FILLER} thư {FILLER}"
    html = plain(snippet(text, find("thư", text), 50))
    assert set(html.split()) <= set(text.split())
    assert html.strip() == html


def test_a_snippet_of_what_was_not_found_is_the_beginning() -> None:
    assert snippet(FILLER, [], 20) == "lời văn dài dòng"
    assert snippet("ngắn", [], 20) == "ngắn"
    assert snippet("", [], 20) == ""


def test_a_text_without_spaces_is_cut_where_it_must_be() -> None:
    han = "陳" * 500 + "裕" + "宗" * 500
    html = snippet(han, find("裕", han), 40)
    assert "<mark>裕</mark>" in html
    assert 20 <= len(plain(html)) <= 40
    assert len(snippet("陳" * 500, [], 40)) == 40


def test_spans_beyond_the_part_shown_are_not_marked() -> None:
    found = [Found(0, 2, 0), Found(3, 8, 1, 2), Found(9, 11, 0)]
    assert snippet("ab cd ef gh", found, 5) == "<mark>cd ef</mark>"


ONE = "Thư viện mở cửa lúc bảy giờ."
TWO = "Phòng đọc ở TP. Hà Nội có sách!"
THREE = "Bạn đọc được mượn ba cuốn."
FOUR = "Ai đến cũng được."
SENTENCES = f"{ONE} {TWO} {THREE}\n{FOUR}"


@pytest.mark.parametrize(
    ("query", "size", "shown"),
    [
        # The sentence of the match, then those after it, then those before, as they fit.
        ("sách", 35, TWO),
        ("sách", 60, f"{TWO} {THREE}"),
        ("sách", 90, f"{TWO} {THREE}\n{FOUR}"),
        ("mượn", 80, f"{TWO} {THREE}\n{FOUR}"),
        ("sách", 240, SENTENCES),
        ("cũng", 30, FOUR),
        ("cũng", 46, f"{THREE}\n{FOUR}"),
        ("đọc mượn", 60, f"{THREE}\n{FOUR}"),
        # One that is too long: from its beginning, else to its end, cut between words.
        ("mở", 20, "Thư viện mở cửa lúc"),
        ("phòng", 18, "Phòng đọc ở TP. Hà"),
        ("giờ", 15, "lúc bảy giờ."),
        ("bảy", 12, "lúc bảy giờ."),
        ("lúc", 9, "lúc bảy"),
    ],
)
def test_whole_sentences_are_shown_where_they_fit(query: str, size: int, shown: str) -> None:
    assert plain(snippet(SENTENCES, find(query, SENTENCES), size)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # A line ends a sentence where the next one goes on with a capital or a number,
        ("== Lịch sử ==\nThư viện lập năm 1917.", "Thư viện lập năm 1917."),
        ("1) Sách.\n2) thư viện số;\n3) Báo;", "2) thư viện số;"),
        ("Dòng một\r\n\r\nthư viện", "thư viện"),
        # and not where it goes on in small letters.
        ("Các\nthư viện\ncủa tỉnh", "Các\nthư viện\ncủa tỉnh"),
    ],
)
def test_lines_end_where_they_do(text: str, shown: str) -> None:
    assert plain(snippet(text, find("thư viện", text), len(shown) + 4)) == shown


def test_the_beginning_is_of_whole_sentences() -> None:
    assert plain(snippet("\n " + SENTENCES, [], 70)) == f"{ONE} {TWO}"
    assert plain(snippet(SENTENCES, [], 20)) == "Thư viện mở cửa lúc"


def test_a_phrase_comes_before_as_many_words_scattered() -> None:
    text = f"quốc nhà gia {FILLER} gia quốc quốc {FILLER} quốc gia. {FILLER}"
    assert "<mark>quốc</mark> <mark>gia</mark>" in snippet(text, find("quốc gia", text), 50)
    text = f"tỉnh Hà Nội {FILLER} thư viện quốc gia {FILLER}"
    found = find('"thư viện quốc gia" hà nội', text)
    assert "<mark>thư viện quốc gia</mark>" in snippet(text, found, 50)


def test_words_that_follow_each_other_are_shown_where_they_do() -> None:
    text = f"quốc gia và thư {FILLER} gia quốc thư {FILLER}"
    html = snippet(text, find("quốc gia thư", text), 50)
    assert "<mark>quốc</mark> <mark>gia</mark> và <mark>thư</mark>" in html
    # Later places of the same two words do not make the pair needless.
    text = f"{FILLER} quốc gia gia quốc thư {FILLER}"
    html = snippet(text, find("quốc gia thư", text), 28)
    assert "<mark>quốc</mark> <mark>gia</mark> <mark>gia</mark>" in html


def test_markup_in_a_text_is_shown_as_text() -> None:
    text = "Trang <script>alert('thư')</script> & <b>viện</b>"
    assert snippet(text, find("thư viện", text)) == (
        "Trang &lt;script&gt;alert(&#x27;<mark>thư</mark>&#x27;)&lt;/script&gt; &amp; "
        "&lt;b&gt;<mark>viện</mark>&lt;/b&gt;"
    )
