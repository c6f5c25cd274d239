"""Words of metadata that begin as typed, found in a faster way than by an expression."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Document, Index, Query, Schema, Searcher

from analyzers import brief
from searchsvc.engines.embedded.compiler import Compiler, Level, any_of
from searchsvc.engines.embedded.schema import item_schema, with_tokenizers
from searchsvc.matching import forms
from searchsvc.query import Field, Kind, Match, Typed
from searchsvc.requests import Marks

_CHANCE = random.Random(3)
_LETTERS = "aăâoơtưđ0_.*\\ก文𤾓"
WORDS = ["".join(_CHANCE.choices(_LETTERS, k=_CHANCE.randint(1, 5))) for _ in range(400)]
beginnings = st.sampled_from(WORDS).map(lambda word: word[:3]) | st.text(_LETTERS, min_size=1)


@pytest.fixture(scope="module")
def index() -> tuple[Searcher, Schema]:
    schema = item_schema()
    made = with_tokenizers(Index(schema))
    writer = made.writer(heap_size=15_000_000, num_threads=1)
    for at, word in enumerate(WORDS):
        writer.add_document(Document(title=brief(f"{word} ={word}")))
        if at % 150 == 149:
            writer.commit()
    writer.commit()
    made.reload()
    return made.searcher(), schema


@given(beginnings, st.sampled_from(Marks))
def test_they_are_those_that_an_expression_finds(
    index: tuple[Searcher, Schema], beginning: str, marks: Marks
) -> None:
    searcher, schema = index
    typed = Typed(beginning, beginning)
    plain: list[Query] = []
    for form in forms(typed, marks):
        term = brief(form.term)
        found = Query.regex_query(schema, "title", re.escape(term) + ".*")
        plain.append(Query.boost_query(found, 3.0 * form.weight))
        itself = Query.term_query(schema, "title", term, "freq")
        plain.append(Query.boost_query(itself, 3.0 * form.weight))
    compiled = Compiler(schema, Level.ITEM, marks).tree(Match((typed,), Field.TITLE, Kind.PREFIX))
    one, other = (searcher.search(q, limit=len(WORDS)) for q in (compiled, any_of(plain)))
    assert [(score, place.segment_ord, place.doc) for score, place in one.hits] == [
        (score, place.segment_ord, place.doc) for score, place in other.hits
    ]
