import pytest

from analyzers import fold
from searchsvc.query import Match, Reading, Typed, parse
from searchsvc.readings import (
    OTHER_LETTERS,
    OTHER_MARKS,
    PARTLY_MARKED,
    Readings,
    has_marks_of,
    pages_with,
)
from searchsvc.suggest.vocabulary import Counts, Vocabulary

FORMS = {
    "đường": 900, "đương": 300, "dương": 200, "đuờng": 1, "duờng": 1, "trường": 800, "chó": 90,
    "chò": 1, "thuyền": 70, "thuyên": 2, "tliuyền": 1, "vĩnh": 1, "nghiên": 50, "nghien": 1,
    "lí": 40, "bình": 60, "hình": 80, "chương": 900, "chuơng": 8,
}  # fmt: skip
FOLDED = {
    "duong": 1400, "truong": 800, "cho": 91, "thuyen": 72, "tliuyen": 1, "vinh": 1, "nghien": 51,
    "li": 40, "binh": 60, "hinh": 80, "bibliotheque": 30,
}  # fmt: skip
PAGES = 10_000
VOCABULARY = Vocabulary.of(Counts(FORMS.items(), FOLDED.items(), (), (), (), ()))


def readings(word: str) -> tuple[Reading, ...]:
    tree, _ = Readings(VOCABULARY, PAGES).read(parse(word).tree)
    assert isinstance(tree, Match)
    return tree.syllables[0].readings


def noticed(query: str) -> list[str]:
    _, notices = Readings(VOCABULARY, PAGES).read(parse(query).tree)
    return [str(notice.values["words"]) for notice in notices]


@pytest.mark.parametrize("word", ["đường", "chó", "duong", "lí", "lý", "trường"])
def test_a_known_word_stands_for_itself(word: str) -> None:
    assert readings(word) == ()
    assert noticed(word) == []


@pytest.mark.parametrize(("one", "other"), [("lý", "lí"), ("ly", "li")])
def test_a_word_is_as_frequent_in_either_spelling(one: str, other: str) -> None:
    both = [pages_with(VOCABULARY, Typed(word, fold(word))) for word in (one, other)]
    assert both == [40, 40]


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("đuong", ["đường", "đương", "đuờng"]),
        ("truờng", ["trường"]),
        # Mistakes of texts, the second of them not even rare.
        ("đuờng", ["đường"]),
        ("chuơng", ["chương"]),
        ("dườn", []),
        ("thuyèn", ["thuyền"]),
        ("thuyén", []),
    ],
)
def test_marks_left_out_are_free_and_those_typed_are_kept(typed: str, forms: list[str]) -> None:
    found = [r for r in readings(typed) if not r.any_marks]
    assert found == [Reading(form, PARTLY_MARKED) for form in forms]


def test_a_word_typed_with_some_marks_is_not_said_to_be_rare() -> None:
    assert noticed("đuong truờng") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Other marks, then letters that are misread for each other, then the commonest.
        ("thuyện", [("thuyen", OTHER_MARKS), ("tliuyen", OTHER_LETTERS)]),
        # Of a short word only letters that are misread.
        ("vĩnh", []),
        ("bính", [("binh", OTHER_MARKS), ("hinh", OTHER_LETTERS)]),
        ("thuyem", [("thuyen", OTHER_LETTERS)]),
        ("bibliothequo", [("bibliotheque", OTHER_LETTERS)]),
        ("bibliotheqne", [("bibliotheque", OTHER_LETTERS)]),
        ("chò", [("cho", OTHER_MARKS)]),
    ],
)  # fmt: skip
def test_a_rare_word_may_be_damaged(typed: str, found: list[tuple[str, float]]) -> None:
    assert readings(typed) == tuple(Reading(form, weight, True) for form, weight in found)


def test_two_strokes_may_be_read_as_one_letter() -> None:
    counts = Counts((), {"thuyen": 3, "modern": 9, "modem": 1}.items(), (), (), (), ())
    tree, _ = Readings(Vocabulary.of(counts), PAGES).read(parse("modem").tree)
    assert isinstance(tree, Match)
    assert [r.form for r in tree.syllables[0].readings] == ["modern"]


@pytest.mark.parametrize(
    "query", ['"chò"', '"thuyện xa"', "thuye*", "thuyem~", "đường -thuyem", "NOT thuyem", "1917"]
)
def test_what_is_quoted_or_loose_or_unwanted_is_left_as_typed(query: str) -> None:
    parsed = parse(query)
    assert Readings(VOCABULARY, PAGES).read(parsed.tree) == (parsed.tree, ())


def test_what_was_searched_too_is_said() -> None:
    assert noticed("đường thuyem thuyem chò") == ["thuyem, chò"]


def test_how_rare_is_rare_grows_with_the_collection() -> None:
    parsed = parse("chó")
    assert Readings(VOCABULARY, 1_000_000).read(parsed.tree)[1] == ()
    assert Readings(VOCABULARY, 2_000_000).read(parsed.tree)[1] != ()


def test_an_empty_collection_knows_nothing_and_changes_nothing() -> None:
    parsed = parse("thư viện truờng")
    assert Readings(Vocabulary.empty(), 0).read(parsed.tree)[0] == parsed.tree


@pytest.mark.parametrize(
    ("form", "typed", "has"),
    [
        ("đường", "đuong", True), ("đường", "duong", True), ("đường", "đường", True),
        ("đương", "đường", False), ("dương", "đuong", False), ("trường", "truờng", True),
        ("trương", "truờng", False), ("ất", "at", True), ("át", "ất", False), ("a", "ab", False),
    ],
)  # fmt: skip
def test_marks_of_a_form(form: str, typed: str, has: bool) -> None:
    assert has_marks_of(form, typed) is has
