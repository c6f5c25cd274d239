"""Which items come first.

An item's score is that of its metadata plus that of its best page (DECISIONS.md, "An item ranks by
its best page"). Pages are scored in a pool of the best ones; items beyond the pools follow by the
score of their metadata, so that the order is the same on every page of results.
"""

from itertools import islice, product

import numpy as np
from numpy.typing import NDArray
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

#: How many items match; keys and scores of the best.
BestItems = tuple[int, Integers, Scores]

#: The best items by the score of their metadata; only these are ranked with their pages. For a long
#: query, or a phrase, to ask for many at once takes less than to ask again for those that its pages
#: tell of (DECISIONS.md).
POOL_ITEMS, LARGE_POOL = 200, 4000
_LONG = 6  # threes of syllables

_EXACT_TITLE_WEIGHT = 20.0
_MOST_SPELLINGS = 4
#: Threes of syllables of a query that is not looked for as a whole in a field or in all metadata.
_TOO_LONG_FOR_A_FIELD = 10
#: Weights of a field that has all words of the query; one word alone tells little.
_ALL_IN_FIELD = ((Field.TITLE, 1.0), (Field.CREATOR, 1.0), (Field.SUBJECT, 0.3))
#: Weight of metadata that together have all words of the query: a title with its author.
_ALL_ABOUT = 2.0


def item_query(compiler: Compiler, query: EngineQuery) -> ScoredQuery:
    """What an item must match, and what raises its rank: that its title is the query, or that one
    field or all metadata have all words of a short query.
    """
    matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
    bonus: dict[str, list[Query]] = {"exact_title": _exact_title(compiler, query)}
    words = text_matches(query.tree)
    if words and len(query.triples) < _TOO_LONG_FOR_A_FIELD:
        for field, weight in _ALL_IN_FIELD:
            described = compiler.tree(all_words_in(words, field))
            bonus[field.value] = [Query.boost_query(described, weight)]
        whole = [word for word in words if word.kind is Kind.WHOLE]
        if len(whole) > 1:
            bonus["about"] = [Query.boost_query(compiler.about(whole), _ALL_ABOUT)]
    return ScoredQuery(matching, bonus)


def _exact_title(compiler: Compiler, query: EngineQuery) -> list[Query]:
    """Items whose title is the query, with all marks that were typed: `Đường` is not `Dương`."""
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
    """A title, and its spellings with i for y or the other way; at most _MOST_SPELLINGS of them."""
    words = [(word, *spelling_variants(word)) for word in title.split(" ")]
    return list(map(" ".join, islice(product(*words), _MOST_SPELLINGS)))


def _in_title(typed: Typed) -> Node:
    """A node for titles that have a word with its marks, or a reading of it with more marks."""
    forms = (typed.term, *(form for form, _, any_marks in typed.readings if not any_marks))
    return Or(tuple(Match((Typed(form, typed.folded),), Field.TITLE) for form in forms))


def best_items(snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery) -> BestItems:
    """The best items by the score of their metadata, for `rank_items`."""
    # The same pool for every window: else items would change places between pages of results.
    has_phrase = any(len(match.syllables) > 1 for match in positive_matches(query.tree))
    takes_long = has_phrase or len(query.triples) >= _LONG
    return snapshot.top_items(compiled.scored, LARGE_POOL if takes_long else POOL_ITEMS)


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
    if total > len(keys):
        others = _not_among(paged, keys)
        # An item outside the pool has at most the lowest score in it.
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


def _not_among(paged: Integers, keys: Integers) -> NDArray[np.bool_]:
    """Which of the items `paged`, in the order of their keys, are none of the items `keys`. Takes
    an eighth of what `np.isin` takes for so few.
    """
    others = np.ones(len(paged), np.bool_)
    if len(paged):
        at = _places(paged, keys)
        others[at[paged[at] == keys]] = False
    return others


def _places(paged: Integers, keys: Integers) -> NDArray[np.intp]:
    """Where each of the items `keys` stands among `paged`, if it is one of them."""
    return np.minimum(paged.searchsorted(keys), len(paged) - 1)


def _score_at(scores: Scores, place: int) -> float:
    """The score at a place in descending order, from 1; -inf when there are fewer scores."""
    return float(np.partition(scores, -place)[-place]) if len(scores) >= place else -np.inf


def _unseen(
    snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery, keys: Integers
) -> tuple[Integers, Scores]:
    """Those of the items that match, with the scores of their metadata."""
    if not len(keys):
        return keys, np.zeros(0)
    members = snapshot.compiler(Level.ITEM, query.marks).items(keys.tolist())
    _, found, scores = snapshot.top_items(all_of([compiled.scored, members]), len(keys))
    return found, scores


def _by_page(keys: Integers, paged: Integers, best: Scores, pool: PagePool) -> Scores:
    """For each of the items `keys`, the score of its best page: `best` has those of the items
    `paged`, in the order of their keys; for others it is assumed.
    """
    if not len(paged):
        return np.zeros(len(keys))
    # Pages beyond the pool score less than its last one; half of that is assumed.
    beyond = 0.0 if pool.complete else float(pool.pages.scores[-1]) / 2
    at = _places(paged, keys)
    return np.where(paged[at] == keys, best[at], beyond)


def _beyond_the_pool(
    snapshot: Snapshot, scored: Query, pooled: Integers, first: int, end: int
) -> Ranked:
    """Items that are not in the pool, by the scores of their metadata, from `first` to `end`."""
    _, keys, scores = snapshot.top_items(scored, end + len(pooled))
    others = ~np.isin(keys, pooled)
    found = zip(keys[others].tolist(), scores[others].tolist(), strict=True)
    return [Scored(key, score) for key, score in list(found)[first:end]]
