import pytest

from searchsvc.query import And, Everything, Node, Some, parse
from searchsvc.requests import Mode
from searchsvc.suggest.vocabulary import Counts, Vocabulary
from searchsvc.telling import ENOUGH, MOST_WORDS, Telling, information
from tests.searchsvc.queries import notation

PAGES = 10_000
FORMS = {
    "của": 9_000, "một": 6_000, "năm": 5_000, "sách": 1_000, "thư": 400, "viện": 300,
    "bảo": 30, "tàng": 20, "đỉa": 1,
}  # fmt: skip
FOLDED = {"cua": 9_500, "bao": 900, "tang": 400, "sach": 1_200, "vien": 700, "luther": 12}
VOCABULARY = Vocabulary.of(Counts(FORMS.items(), FOLDED.items(), (), (), (), ()))


def weighed(query: str, mode: Mode = Mode.AUTO) -> tuple[Node, list[str]]:
    tree, notices = Telling(VOCABULARY, PAGES).weigh(parse(query, mode).tree)
    return tree, [notice.code for notice in notices]


def weights(query: str) -> dict[str, int]:
    tree, _ = weighed(query)
    assert isinstance(tree, Some)
    return {notation(child): weight for child, weight in tree.weighed}


def test_the_rarer_a_word_is_the_more_it_weighs() -> None:
    found = weights("của một sách viện bảo đỉa")
    assert found == {"của": 0, "một": 0, "sách": 2, "viện": 2, "bảo": 4, "đỉa": 4}


def test_a_share_of_the_weight_is_enough() -> None:
    tree, _ = weighed("của một sách viện bảo đỉa")
    assert isinstance(tree, Some)
    assert tree.needed == ENOUGH * 12


def test_words_without_marks_weigh_what_all_their_forms_do() -> None:
    assert weights("cua sach vien bao luther") == {
        "cua": 0, "sach": 1, "vien": 2, "bao": 2, "luther": 4,
    }  # fmt: skip


def test_a_word_that_the_collection_has_not_weighs_nothing() -> None:
    assert weights("của sách viện bảo xyzzy")["xyzzy"] == 0


@pytest.mark.parametrize(
    ("typed", "costly"),
    [("viện/bảo/tàng", '"viện bảo tàng"'), ("bảo*", "bảo*"), ("tàng~", "tàng~")],
)
def test_what_an_engine_takes_long_to_look_for_weighs_no_more_than_one(
    typed: str, costly: str
) -> None:
    assert weights(f"của sách viện thư {typed} xyzzy")[costly] == 1


@pytest.mark.parametrize("query", ["của một năm của một cua", "xyz xyzz xyzzz xyzzzz xyzzzzz"])
def test_where_nothing_tells_words_are_counted(query: str) -> None:
    tree, _ = weighed(query)
    assert tree == parse(query).tree


@pytest.mark.parametrize("query", ["sách thư viện bảo", '"sách thư viện bảo tàng"', ""])
def test_short_queries_are_left_alone(query: str) -> None:
    assert weighed(query) == (parse(query).tree, [])


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.ANY])
def test_what_is_asked_for_by_a_mode_is_not_weighed(mode: Mode) -> None:
    query = "của sách thư viện bảo tàng"
    assert weighed(query, mode) == (parse(query, mode).tree, [])


def test_words_beside_a_filter_are_weighed() -> None:
    tree, _ = weighed("của sách thư viện bảo tàng nam:1917")
    assert isinstance(tree, And)
    assert any(isinstance(child, Some) and child.weights for child in tree.children)


@pytest.mark.parametrize("mode", [Mode.AUTO, Mode.ANY])
def test_of_very_many_words_the_most_telling_are_searched(mode: Mode) -> None:
    query = " ".join(["của", "một", "sách", "bảo", *(f"x{n}" for n in range(MOST_WORDS)), "đỉa"])
    tree, codes = weighed(query, mode)
    assert codes == ["most_telling"]
    assert isinstance(tree, Some)
    kept = [notation(child) for child in tree.children]
    assert len(kept) == MOST_WORDS
    assert [word for word in kept if not word.startswith("x")] == [
        "của",
        "một",
        "sách",
        "bảo",
        "đỉa",
    ]


def test_every_word_of_a_long_query_is_searched_when_all_are_asked_for() -> None:
    query = " ".join(f"x{n}" for n in range(MOST_WORDS + 1))
    tree, codes = weighed(query, Mode.ALL)
    assert isinstance(tree, And)
    assert len(tree.children) == MOST_WORDS + 1
    assert codes == []


def test_an_empty_collection_changes_nothing() -> None:
    tree = parse("sách thư viện bảo tàng").tree
    assert Telling(Vocabulary.empty(), 0).weigh(tree) == (tree, ())
    assert Telling(Vocabulary.empty(), 0).weigh(Everything()) == (Everything(), ())


@pytest.mark.parametrize(("having", "of"), [(0, 0), (5, 3), (3, 3), (1, 10**9)])
def test_information_is_never_negative(having: int, of: int) -> None:
    assert information(having, of) > 0
