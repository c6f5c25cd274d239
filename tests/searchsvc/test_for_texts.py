"""Which pages are shown for a query that the metadata alone may answer."""

from dataclasses import replace

import pytest

from searchsvc.query import And, Field, Match, Node, Not, Or, Some, Typed, Years, for_texts

WORD, OTHER = (Match((Typed(word, word),)) for word in ("tho", "sach"))
TITLE = replace(WORD, field=Field.TITLE)
YEARS = Years(1900, 1945)


@pytest.mark.parametrize(
    "node",
    [
        Or((WORD, TITLE)),
        Or((WORD, YEARS)),
        And((TITLE, Or((WORD, YEARS)))),
        And((TITLE, Some((WORD,), 0))),
        Some((WORD, TITLE), 1),
    ],
)
def test_where_metadata_may_answer_a_page_needs_a_word(node: Node) -> None:
    assert for_texts(node) == And((node, Or((WORD,))))


@pytest.mark.parametrize(
    "node",
    [
        WORD,
        And((WORD, TITLE)),
        And((WORD, Not(OTHER))),
        Or((WORD, OTHER)),
        Or((And((WORD, TITLE)), OTHER)),
        Some((WORD, OTHER), 1),
    ],
)
def test_where_words_must_be_there_nothing_else_is_asked_for(node: Node) -> None:
    assert for_texts(node) == node


@pytest.mark.parametrize("node", [TITLE, YEARS, And((TITLE, Not(WORD)))])
def test_without_words_for_texts_the_query_stays(node: Node) -> None:
    assert for_texts(node) == node
