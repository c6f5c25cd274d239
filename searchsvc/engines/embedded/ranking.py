"""Which items come first: the evidence of the best page, and that of the metadata.

An item's rank is its metadata's score plus its best page's (DECISIONS.md, "Book or page"). Scores
of pages are known for a pool of the best ones; items beyond it follow by their own score, so the
order is the same however deep one pages.
"""

from itertools import islice, product

import numpy as np
from tantivy import Query

from analyzers import spelling_variants
from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.best_pages import Integers, Scores
from searchsvc.engines.embedded.compiler import Compiler, Level, ScoredQuery, all_of, any_of
from searchsvc.engines.embedded.page_pool import PagePool
from searchsvc.engines.embedded.snapshot import Ranked, Scored, Snapshot
from searchsvc.query import (
    And,
    Field,
    Kind,
    Match,
    Node,
    Or,
    Typed,
    all_words_in,
    positive_matches,
    text_matches,
)
from searchsvc.requests import Marks

#: How many items match; keys and scores.
BestItems = tuple[int, Integers, Scores]

#: Items whose own score is looked at.
POOL_ITEMS = 200

_EXACT_TITLE_WEIGHT = 20.0
_MOST_SPELLINGS = 4
#: All words of the query in one of these fields: a word of it alone tells little.
_MOST_WORDS_IN_A_FIELD = 10
_ALL_IN_FIELD = ((Field.TITLE, 1.0), (Field.CREATOR, 1.0), (Field.SUBJECT, 0.3))
#: All of them in the metadata: a title with its author.
_ALL_ABOUT = 2.0


def item_query(compiler: Compiler, query: EngineQuery) -> ScoredQuery:
    """That title, creators or all metadata say all of a (short) query, or the title is it, raises
    an item's rank.
    """
    matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
    bonus: dict[str, list[Query]] = {"exact_title": _exact_title(compiler, query)}
    if len(query.triples) < _MOST_WORDS_IN_A_FIELD:
        for field, weight in _ALL_IN_FIELD:
            if described := all_words_in(query.tree, field):
                bonus[field.value] = [Query.boost_query(compiler.tree(described), weight)]
        words = [m for m in text_matches(query.tree) if m.kind is Kind.WHOLE]
        if len(words) > 1:
            bonus["about"] = [Query.boost_query(compiler.about(words), _ALL_ABOUT)]
    return ScoredQuery.of(matching, bonus)


def _exact_title(compiler: Compiler, query: EngineQuery) -> list[Query]:
    """The query is the whole title, and what was typed with marks has them there: who asks for
    `Đường` does not mean `Dương`.
    """
    if not query.exact_title:
        return []
    # An item has one title, so at most one of its spellings (`địa lí`, `địa lý`) raises its rank.
    spellings = compiler.ranked_terms("exact_title", _spellings(query.exact_title), 1.0)
    titles = [Query.boost_query(any_of(spellings), _EXACT_TITLE_WEIGHT)]
    typed = (s for match in positive_matches(query.tree) for s in match.syllables)
    marked = [_in_title(s) for s in dict.fromkeys(typed) if s.has_marks]
    if query.marks is Marks.IGNORE or not marked:
        return titles
    as_typed = compiler.strictly().tree(And(tuple(marked)))
    return [all_of([*titles, Query.const_score_query(as_typed, 0.0)])]


def _spellings(title: str) -> list[str]:
    """A title with i or y where both are in use, as it is first; not all ways of a long one."""
    words = [(word, *spelling_variants(word)) for word in title.split(" ")]
    return list(map(" ".join, islice(product(*words), _MOST_SPELLINGS)))


def _in_title(typed: Typed) -> Node:
    """That a title has a word with its marks; with more of them where some were left out."""
    forms = (typed.term, *(form for form, _, any_marks in typed.readings if not any_marks))
    return Or(tuple(Match((Typed(form, typed.folded),), Field.TITLE) for form in forms))


def best_items(snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery) -> BestItems:
    """The best by their own scores: what `rank_items` begins with."""
    window_end = query.offset + query.limit
    total, keys, scores = snapshot.top_items(compiled.scored, max(POOL_ITEMS, window_end))
    # The pool is the same however long the window is: else items would change places between pages.
    return total, keys[:POOL_ITEMS], scores[:POOL_ITEMS]


def rank_items(
    snapshot: Snapshot,
    query: EngineQuery,
    compiled: ScoredQuery,
    pool: PagePool,
    best_of_all: BestItems,
) -> tuple[int, Ranked]:
    """How many items match, and those of the window with their scores."""
    window_end = query.offset + query.limit
    total, keys, scores = best_of_all
    paged, best, _ = pool.pages.by_item()
    by_page = _by_page(keys, paged, best, pool)
    if total > POOL_ITEMS:
        others = ~np.isin(paged, keys)
        # Their own scores are not above the last one that was looked at.
        may_show = best + scores[-1] >= _score_at(scores + by_page, window_end)
        more, their_scores = _unseen(snapshot, query, compiled, paged[others & may_show])
        keys, scores = np.append(keys, more), np.append(scores, their_scores)
        by_page = _by_page(keys, paged, best, pool)
    scores = scores + by_page
    window = np.lexsort((keys, -scores))[query.offset : window_end]
    ranked = list(map(Scored, *(c[window].tolist() for c in (keys, scores, by_page))))
    if window_end > len(keys) and total > len(keys):
        first = max(0, query.offset - len(keys))
        ranked += _beyond_the_pool(snapshot, compiled.scored, keys, first, window_end - len(keys))
    return total, ranked


def _score_at(scores: Scores, place: int) -> float:
    """The score at a place in the order, counted from 1; what all are above when there is none."""
    return float(np.partition(scores, -place)[-place]) if len(scores) >= place else -np.inf


def _unseen(
    snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery, keys: Integers
) -> tuple[Integers, Scores]:
    """Those of the items that match, and their own scores."""
    if not len(keys):
        return keys, np.zeros(0)
    members = snapshot.compiler(Level.ITEM, query.marks).items(keys.tolist())
    _, found, scores = snapshot.top_items(all_of([compiled.scored, members]), len(keys))
    return found, scores


def _by_page(keys: Integers, paged: Integers, best: Scores, pool: PagePool) -> Scores:
    """For each item the score of its best page, `best` being those of the items `paged`."""
    if not len(paged):
        return np.zeros(len(keys))
    # Pages beyond the pool score less than its last one; half of that is a fair guess.
    beyond = 0.0 if pool.complete else float(pool.pages.scores[-1]) / 2
    at = np.minimum(np.searchsorted(paged, keys), len(paged) - 1)
    return np.where(paged[at] == keys, best[at], beyond)


def _beyond_the_pool(
    snapshot: Snapshot, scored: Query, pooled: Integers, first: int, end: int
) -> Ranked:
    """From `first` to `end`, the items that are not in the pool, by their own scores."""
    _, keys, scores = snapshot.top_items(scored, end + len(pooled))
    others = ~np.isin(keys, pooled)
    found = zip(keys[others].tolist(), scores[others].tolist(), strict=True)
    return [Scored(key, score) for key, score in list(found)[first:end]]
