import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers import TextRow, syllables
from searchsvc.domain import WordBox
from searchsvc.highlight import Highlighter, boxes, boxes_of_matches, runs
from searchsvc.matches import Found
from searchsvc.query import parse
from searchsvc.requests import Marks
from searchsvc.snippets import snippet, snippets
from tests.searchsvc.plain_highlight import plain_find
from tests.searchsvc.texts import hostile_texts, made_texts, queries

#: Texts with hardly any marks, with numbers and spaced letters.
bare_texts = st.lists(
    st.sampled_from("thu vien hoa thư 1.000.000 T H U ngh-\niên xa gan 1917 陳".split(" ")),
    max_size=20,
).map(" ".join)

TEXT = "Thư viện Quốc gia lưu giữ sách báo. Thư từ gửi về thư viện số."


def find(query: str, text: str, marks: Marks = Marks.AUTO) -> list[Found]:
    return Highlighter(parse(query).tree, marks).find(text)


def found(query: str, text: str, marks: Marks = Marks.AUTO) -> list[str]:
    return [text[f.start : f.end] for f in find(query, text, marks)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("thư viện", TEXT, ["Thư", "viện", "Thư", "thư", "viện"]),
        ("thư", TEXT, ["Thư", "Thư", "thư"]),
        # A phrase only where it is one.
        ('"thư viện"', TEXT, ["Thư viện", "thư viện"]),
        ('"viện số"', TEXT, ["viện số"]),
        ('"thư gia"', TEXT, []),
        ('"viện thư"~3', "viện có thư", ["viện", "thư"]),
        # A loose one only where its words are near each other, if they are anywhere.
        ('"a b"~1', "a x b x x a x x b a b x a", ["a", "b", "a", "b"]),
        ('"a b c"~1', "a b x c x x x a b x x c", ["a", "b", "c"]),
        ('"a a b"~1', "a b x x x a", ["a", "b"]),
        ('"a b"~1', "a x x x b", ["a", "b"]),
        ('"a b"~1 a', "a x x x b a", ["a", "b", "a"]),
        ("1/8/2014", "ngày 1.8.2014 và 1/8", ["1.8.2014"]),
        ("2175/QĐ-BVHTTDL", "số 2175/QĐ-\nBVHTTDL", ["2175/QĐ-\nBVHTTDL"]),
        ('"thư viện"', "thư\r\nviện", ["thư\r\nviện"]),
        ('"ha ha"', "ha ha ha", ["ha ha ha"]),
        # What overlaps is one.
        ('thư "thư viện"', "thư viện", ["thư viện"]),
        ('"a b" "b c"', "x a b c", ["a b c"]),
        ('"thư viện" thư viện*', "Thư viện", ["Thư viện"]),
        # As it was delivered, whatever it was.
        ("thư viện", "Thu\u031b vie\u0323\u0302n", ["Thu\u031b", "vie\u0323\u0302n"]),
        ("viện", "𤾓𢆥\U0001f642 viện\u200b.", ["viện"]),
        ("𢆥", "𤾓𢆥𥪞", ["𢆥"]),
        ("陳裕宗", "大陳裕宗帝", ["陳裕宗"]),
        ("nghiên", "ngh-\r\n iên cứu", ["ngh-\r\n iên"]),
        ("tạp chí", "tạp-chí", ["tạp", "chí"]),
        ("Đức", "Ðức", ["Ðức"]),
        ("hoà", "hòa hoà hóa", ["hòa", "hoà"]),
        # Prefix and fuzzy words.
        ("ngh*", "nghề nghiệp khác", ["nghề", "nghiệp"]),
        ("nghề*", "nghề nghiệp", ["nghề"]),
        ("hoà*", "hòa hoàn hoá", ["hòa", "hoàn"]),
        ("thuw~", "thư thua tha", ["thư", "thua"]),
        # Not what is not asked of the text.
        ("title:thư", TEXT, []),
        ("-thư viện", TEXT, ["viện", "viện"]),
        ("năm:1917", "năm 1917", []),
        ("", TEXT, []),
        ("thư", "", []),
    ],
)
def test_what_is_marked(query: str, text: str, expected: list[str]) -> None:
    assert found(query, text) == expected


MIXED = "Đường dài, dương gian, duong dai, dưỡng"


@pytest.mark.parametrize(
    ("query", "marks", "text", "expected"),
    [
        ("đường", Marks.AUTO, MIXED, ["Đường"]),
        ("dương", Marks.AUTO, MIXED, ["dương"]),
        ("duong", Marks.AUTO, MIXED, ["Đường", "dương", "duong", "dưỡng"]),
        ("đường", Marks.STRICT, MIXED, ["Đường"]),
        ("duong", Marks.STRICT, MIXED, ["duong"]),
        ("đường", Marks.IGNORE, MIXED, ["Đường", "dương", "duong", "dưỡng"]),
        # Only where the text has no marks at all may a bare word be the marked one.
        ("đường", Marks.AUTO, "duong dai 1917", ["duong"]),
        ("đường", Marks.STRICT, "duong dai 1917", []),
        ("duong", Marks.STRICT, "duong dai 1917", ["duong"]),
        ('"đường dài"', Marks.AUTO, "duong dai 1917", ["duong dai"]),
        ('"đường dai"', Marks.AUTO, MIXED, ["Đường dài"]),
        ('"duong dài"', Marks.IGNORE, MIXED, ["Đường dài", "duong dai"]),
        ("đư*", Marks.STRICT, MIXED, ["Đường"]),
        ("du*", Marks.IGNORE, MIXED, ["Đường", "dương", "duong", "dưỡng"]),
    ],
)
def test_marks_are_judged_word_by_word(
    query: str, marks: Marks, text: str, expected: list[str]
) -> None:
    assert found(query, text, marks) == expected


def test_each_word_of_the_query_has_a_number() -> None:
    assert [f.word for f in find("thư viện quốc", "quốc viện thư thư")] == [2, 1, 0, 0]
    assert [f.word for f in find('"thư viện"~3 quốc', "quốc viện thư thư")] == [2, 1, 0, 0]


def test_a_phrase_is_one_word_of_so_many_syllables() -> None:
    assert find('thư "thư viện" quốc', "thư viện quốc") == [Found(0, 8, 1, 2), Found(9, 13, 2)]


@given(queries, made_texts, st.sampled_from(Marks))
def test_marks_are_in_order_apart_and_of_whole_words(query: str, text: str, marks: Marks) -> None:
    spans = [(f.start, f.end) for f in find(query, text, marks)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    starts = {s.start for s in syllables(text)}
    ends = {s.end for s in syllables(text)}
    assert all(start in starts and end in ends for start, end in spans)


@given(
    st.sampled_from(
        [
            *["thư", "thu vien", "thư viện hòa", '"thư viện"', "tạp chí", "陳 hòa 1917"],
            *['"thu vien" viện', 'thư "thư viện"', '"viện hoà" "hoà thư"', '"a b" 1000000'],
            *["ho*", "th* thư", "vien~", "nghien~ ngh*"],
        ]
    ),
    st.lists(made_texts | hostile_texts | bare_texts, max_size=4),
    st.sampled_from(Marks),
)
def test_what_is_found_is_what_is_found_syllable_by_syllable(
    query: str, texts: list[str], marks: Marks
) -> None:
    tree = parse(query).tree
    expected = [plain_find(tree, marks, text) for text in texts]
    found = Highlighter(tree, marks).find_in(TextRow.of(texts))
    assert found.in_each() == expected
    assert snippets(TextRow.of(texts), found) == list(map(snippet, texts, expected))


@given(st.sampled_from(["thu", "vien", "hoa"]), made_texts | hostile_texts)
def test_what_is_marked_are_the_syllables_that_match(word: str, text: str) -> None:
    spans = [(f.start, f.end) for f in find(word, text)]
    assert spans == [(s.start, s.end) for s in syllables(text) if s.folded == word]


@given(made_texts | hostile_texts)
def test_what_is_marked_is_the_whole_phrase(text: str) -> None:
    found = syllables(text)
    phrases = [
        (one.start, other.end)
        for one, other in pairwise(found)
        if (one.folded, other.folded) == ("thu", "vien")
    ]
    assert [(f.start, f.end) for f in find('"thu vien"', text)] == phrases


def box(word: str, x: float = 0) -> WordBox:
    return WordBox(word, x, 0, 10, 10, 1.0)


def boxed(text: str) -> tuple[WordBox, ...]:
    return tuple(box(word, x) for x, word in enumerate(text.split()))


def hit(text: str, page: tuple[WordBox, ...], query: str) -> list[float]:
    spans = [(f.start, f.end) for f in find(query, text)]
    return [word.x for word in boxes(text, page, spans)]


def test_boxes_know_their_match() -> None:
    text = "thư viện a thư b"
    spans = [(f.start, f.end) for f in find('"thư viện" OR b', text)]
    found = boxes_of_matches(text, boxed(text), spans)
    assert [(word.text, m) for word, m in found] == [("thư", (0,)), ("viện", (0,)), ("b", (1,))]


def test_a_box_knows_all_its_matches() -> None:
    text = "việc lập thư-viện, thư-viện"
    spans = [(f.start, f.end) for f in find("thư viện", text)]
    found = boxes_of_matches(text, boxed(text), spans)
    assert [(word.text, m) for word, m in found] == [("thư-viện,", (0, 1)), ("thư-viện", (2, 3))]


@pytest.mark.parametrize(
    ("text", "words", "query", "expected"),
    [
        ("a thư b thư c", "a thư b thư c", "thư", [1, 3]),
        ("a thư viện b", "a thư viện b", '"thư viện"', [1, 2]),
        ("một hai, ba", "một hai, ba", "hai", [1]),
        # A hyphenated word has two boxes.
        ("một ngh-\niên cứu", "một ngh- iên cứu", "nghiên", [1, 2]),
        # A box whose word the text lacks.
        ("a b thư c", "a ??? b thư c", "thư", [3]),
        ("a b c thư d e và f", "a và b c thư d e và f", "thư", [4]),
        ("a b c thư d e và f", "a và b c thư d e và f", "và", [7]),
        # Words of the text that have no box.
        ("a một hai ba thư b", "a thư b", "thư", [1]),
        # One box for what the text has as two, and two for one.
        ("thư viện số", "thư viện số", "viện", [1]),
        ("陳裕宗", "陳 裕 宗", "裕", [1]),
        ("", "a b", "a", []),
        ("a b", "", "a", []),
    ],
)
def test_the_boxes_of_what_is_marked(
    text: str, words: str, query: str, expected: list[float]
) -> None:
    assert hit(text, boxed(words), query) == expected


def test_a_box_without_text_is_passed_over() -> None:
    assert hit("thư viện", (box("", 0), box("thư", 1), box("", 2), box("viện", 3)), "viện") == [3]


def test_a_long_stretch_that_the_text_lacks_loses_no_later_box() -> None:
    text = " ".join(f"w{n}" for n in range(100)) + " thư cuối"
    extra = [box(f"w{n}") for n in range(50)] + [box("x") for _ in range(500)]
    rest = [box(f"w{n}") for n in range(50, 100)] + [box("thư", 7), box("cuối")]
    assert hit(text, (*extra, *rest), "thư") == [7]


@given(st.lists(st.sampled_from("thư viện a b 陳 1917".split()), max_size=30))
def test_boxes_of_exactly_the_text_are_all_found(given_words: list[str]) -> None:
    text = " ".join(given_words)
    page = boxed(text)
    assert boxes(text, page, [(0, len(text))] if text else []) == page
    expected = [x for x, word in enumerate(given_words) if word == "thư"]
    assert hit(text, page, "thư") == expected


MEGABYTE = "Thư viện quốc gia tạp-chí nghiên cứu 1917 陳裕宗 " * 20_000


@pytest.mark.parametrize(
    "query",
    [
        "thư",
        "thư viện quốc gia 1917",
        " ".join(f'"viện số{n}"' for n in range(20)),
        "th* viẹn~ ngh*",
        '"thư viện"~9',
        " ".join(f"từ{n}" for n in range(150)),
    ],
    ids=lambda query: query[:12],
)
def test_a_text_of_a_megabyte_is_fine(query: str) -> None:
    began = time.process_time()
    spans = find(query, MEGABYTE)
    assert len(snippet(MEGABYTE, spans)) < 1000
    assert time.process_time() - began < 20  # quadratic time would be hours


def test_a_hundred_thousand_boxes_are_fine() -> None:
    page = tuple(map(box, MEGABYTE[:500_000].split()))
    began = time.process_time()
    assert boxes(MEGABYTE, page, [(f.start, f.end) for f in find("thư", MEGABYTE)])
    assert not boxes(MEGABYTE, [box("xyz")] * 50_000, [(0, 9)])
    assert time.process_time() - began < 20


def test_the_same_text_composed_and_decomposed_is_marked_alike() -> None:
    decomposed = unicodedata.normalize("NFD", TEXT)
    assert [
        unicodedata.normalize("NFC", word) for word in found("thư viện quốc", decomposed)
    ] == found("thư viện quốc", TEXT)


@pytest.mark.parametrize("q", ["thư", "thư*", "thuw~", '"thư viện"', '"thư viện"~3'])
def test_where_there_is_no_text_nothing_is_found(q: str) -> None:
    highlighter = Highlighter(parse(q).tree, Marks.AUTO)
    assert highlighter.find_in(TextRow.of([])).in_each() == []
    assert highlighter.find_in(TextRow.of(["", ""])).in_each() == [[], []]


def test_neighbours_in_query_and_text_are_one_run() -> None:
    text = "Thư viện, thư  viện; viện thư, thư"
    tree = parse("thư viện").tree
    found = Highlighter(tree, Marks.AUTO).find(text)
    assert runs(text, found) == (0, 0, 1, 1, 2, 3, 4)
    assert runs(text, []) == ()


def test_a_field_of_the_metadata_is_not_looked_for_in_texts() -> None:
    tree = parse('tacgia:"Phạm Quỳnh" nam:1924').tree
    assert Highlighter(tree, Marks.AUTO).find("Phạm Quỳnh viết năm 1924") == []
