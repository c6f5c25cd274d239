"""Items like a given one: those with a page that has most of its words."""

from collections.abc import Mapping

from tantivy import Occur, Query

from analyzers import brief
from searchsvc.engines.embedded.compiler import Level
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.requests import Marks

#: Best pages looked at for each item wanted: many of them may be of one long book.
_PAGES_AN_ITEM = 40


def similar_items(
    snapshot: Snapshot, key: int, words: Mapping[str, float], limit: int
) -> tuple[int, ...]:
    """Keys of at most `limit` other items, in the order of their best pages."""
    if not words:
        return ()
    compiler = snapshot.compiler(Level.PAGE, Marks.STRICT)
    clauses = [
        (Occur.Should, query)
        for word, weight in words.items()
        for query in compiler.ranked_terms("words", [brief(word)], weight)
    ]
    clauses.append((Occur.MustNot, compiler.items([key])))
    _, pages = snapshot.top_pages(Query.boolean_query(clauses), limit * _PAGES_AN_ITEM)
    return tuple(dict.fromkeys(pages.items.tolist()))[:limit]
