"""The best pages of a query.

A page's rank is raised by pyvi's words, and by pairs and threes of folded syllables, that it shares
with the query (DECISIONS.md, "Words, pairs and threes", "Pairs in buckets"). The weights were
chosen by looking at all sets of questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tantivy import Query

from analyzers import brief
from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.best_pages import BestPages, Place
from searchsvc.engines.embedded.compiler import Enough, Level, ScoredQuery, all_of, any_of
from searchsvc.engines.embedded.enough import enough_for
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.query import for_texts
from searchsvc.telling import information

#: Best pages looked at.
POOL_PAGES = 400
#: Threes are looked for only on the best of them: on _PAGES_AND_THREES pages divided by the number
#: of threes, but within these bounds.
_LEAST_RAISED, _MOST_RAISED = 20, 100
_PAGES_AND_THREES = 250

_WORD_WEIGHT = 1.1
_PAIR_WEIGHT = 0.6
_PLAIN_PAIR_WEIGHT = 1.0  # typed without marks, so there are no words to raise the rank
#: Added to a page with all n threes, however long it is; one with k of them gets k²/n² of this.
_TRIPLE_SCORE = 8.0
_RARITY_POWERS = {"words": 1.0, "pairs": 0.5}
#: The information of a word that 3 pages of 100 have (nats): its weight is left as it is.
_COMMON_INFORMATION = 3.5
#: What two pages of five have (nats) raises no rank: its list is long, and it tells nothing.
_LEAST_INFORMATION = 0.9


@dataclass(frozen=True, slots=True)
class PagePool:
    """The best pages of a query. `complete`: whether these are all that match.

    Where `query.enough` must tell what matches, some of the pages may not.
    `query`: what a page matches, and all that adds to its score but the threes; `threes`: what
    these add to the scores of pages.
    """

    query: ScoredQuery
    pages: BestPages
    complete: bool
    threes: Mapping[Place, float]


def page_query(snapshot: Snapshot, query: EngineQuery) -> ScoredQuery:
    """What a page must match, and the words and pairs that raise its rank."""
    return _scored(snapshot, replace(query, tree=for_texts(query.tree)))


def pool_query(snapshot: Snapshot, query: EngineQuery) -> ScoredQuery:
    """The same or, where a score tells which pages have enough of a query's words, a faster one: it
    gives the same scores, but other pages match it, too.
    """
    query = replace(query, tree=for_texts(query.tree))
    enough = enough_for(snapshot.compiler(Level.PAGE, query.marks), query)
    return _scored(snapshot, query, enough)


def _scored(snapshot: Snapshot, query: EngineQuery, enough: tuple[Enough, ...] = ()) -> ScoredQuery:
    compiler = snapshot.compiler(Level.PAGE, query.marks, loosely=bool(enough))
    matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
    bonus: dict[str, list[Query]] = {"words": [], "pairs": []}
    for field, terms, weight in (
        ("words", tuple(map(brief, query.words)), _WORD_WEIGHT),
        ("pairs", query.pairs, _PAIR_WEIGHT),
        ("pairs", query.plain_pairs, _PLAIN_PAIR_WEIGHT),
    ):
        for term in terms:
            if rarity := _rarity(snapshot, field, term):
                bonus[field] += compiler.ranked_terms(field, [term], weight * rarity)
    return ScoredQuery(matching, bonus, enough)


def _rarity(snapshot: Snapshot, field: str, term: str) -> float:
    """A factor for a term's weight: BM25 alone makes too little of how rare it is. 0 for what no
    page has, or almost every one.
    """
    having = snapshot.pages.doc_freq(field, term)
    told = information(having, snapshot.pages.num_docs)
    if not having or told < _LEAST_INFORMATION:
        return 0.0
    return float((told / _COMMON_INFORMATION) ** _RARITY_POWERS[field])


def page_pool(snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery) -> PagePool:
    count, pages = snapshot.top_pages(compiled.scored, POOL_PAGES)
    complete = count <= len(pages)
    threes = _threes(snapshot, query, pages) if query.triples and len(pages) else {}
    if threes:
        pages = pages.raised(threes, _raised(query))
    return PagePool(compiled, pages, complete, threes)


def _threes(snapshot: Snapshot, query: EngineQuery, pages: BestPages) -> dict[Place, float]:
    """What threes of syllables add to the scores of the best pages. For all pages that match this
    would take twice as long.
    """
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    raised = _raised(query)
    best = compiler.pages(pages.places(raised))
    threes = compiler.phrases(query.triples)
    # The pages are joined to each three by itself: joined to all together they would not keep
    # tantivy from looking for every three on all pages.
    found = snapshot.pages_above(any_of(all_of([best, three]) for three in threes), 1, raised)
    most = len(query.triples)
    return {page: _TRIPLE_SCORE * many * many / most for page, many in found.by_place().items()}


def _raised(query: EngineQuery) -> int:
    return min(_MOST_RAISED, max(_LEAST_RAISED, _PAGES_AND_THREES // len(query.triples)))
