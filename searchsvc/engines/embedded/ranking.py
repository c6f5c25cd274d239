"""Which items come first: the evidence of the best page, and that of the metadata.

An item's rank is its metadata's score plus its best page's (DECISIONS.md, "Book or page"). Scores
of pages are known for a pool of the best ones; items beyond it follow by their own score, so the
order is the same however deep one pages.
"""

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Compiler, Level, ScoredQuery, all_of
from searchsvc.engines.embedded.page_pool import PagePool
from searchsvc.engines.embedded.snapshot import Ranked, Scored, Snapshot
from searchsvc.query import Field, all_words_in

#: Items whose own score is looked at.
POOL_ITEMS = 200

_EXACT_TITLE_WEIGHT = 20.0
#: All words of the query in one of these fields: a word of it alone tells little.
_MOST_WORDS_IN_A_FIELD = 10
_ALL_IN_FIELD = ((Field.TITLE, 1.0), (Field.CREATOR, 1.0), (Field.SUBJECT, 0.3))


def item_query(compiler: Compiler, query: EngineQuery) -> ScoredQuery:
    """That title or creators say all of a (short) query, or are it, raises an item's rank."""
    matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
    titles = [query.exact_title] if query.exact_title else []
    bonus = {"exact_title": compiler.ranked_terms("exact_title", titles, _EXACT_TITLE_WEIGHT)}
    if len(query.triples) < _MOST_WORDS_IN_A_FIELD:
        for field, weight in _ALL_IN_FIELD:
            if described := all_words_in(query.tree, field):
                bonus[field.value] = [Query.boost_query(compiler.tree(described), weight)]
    return ScoredQuery.of(matching, bonus)


def rank_items(
    snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery, pool: PagePool
) -> tuple[int, Ranked]:
    """How many items match, and those of the window with their scores."""
    window_end = query.offset + query.limit
    total, found = snapshot.top_items(compiled.scored, max(POOL_ITEMS, window_end))
    # The pool is the same however long the window is: else items would change places between pages.
    own = {scored.item: scored.score for scored in found[:POOL_ITEMS]}
    best: dict[int, float] = {}
    for page in pool.pages:
        best.setdefault(page.item, page.score)
    unseen = [key for key in best if key not in own]
    if unseen and total > POOL_ITEMS:
        members = all_of(
            [compiled.scored, snapshot.compiler(Level.ITEM, query.marks).items(unseen)]
        )
        own |= {s.item: s.score for s in snapshot.top_items(members, len(unseen))[1]}
    # Pages beyond the pool score less than its last one; half of that is a fair guess.
    beyond = 0.0 if pool.complete else pool.pages[-1].score / 2
    ranked = [
        Scored(key, score + (by_page := best.get(key, beyond)), by_page)
        for key, score in own.items()
    ]
    ranked.sort(key=lambda scored: (-scored.score, scored.item))
    if window_end > len(ranked) and total > len(ranked):
        ranked += _beyond_the_pool(
            snapshot, compiled.scored, window_end, {scored.item for scored in ranked}
        )
    return total, ranked[query.offset : window_end]


def _beyond_the_pool(
    snapshot: Snapshot, scored: Query, window_end: int, pooled: set[int]
) -> Ranked:
    _, found = snapshot.top_items(scored, window_end + len(pooled))
    return [scored for scored in found if scored.item not in pooled]
