"""The best pages: what matches, and what raises a page's rank beyond the scores of its syllables.

Words as pyvi has them, pairs and threes of folded syllables, each weighed (DECISIONS.md, "Words,
pairs and threes", "Pairs in buckets"); the weights were looked at on all sets of questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.best_pages import BestPages, Place
from searchsvc.engines.embedded.compiler import Level, ScoredQuery, all_of, any_of
from searchsvc.engines.embedded.enough import enough_for
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.telling import information

#: Best pages looked at.
POOL_PAGES = 400
#: Of how many of them the threes are: few threes are looked for on more pages than many are.
_LEAST_RAISED, _MOST_RAISED = 20, 100
_PAGES_AND_THREES = 250

_WORD_WEIGHT = 1.1
_PAIR_WEIGHT = 0.6
_PLAIN_PAIR_WEIGHT = 1.0  # typed without marks: no word speaks for them
#: A three where a page has all of them, however long it is; less of them are worth less each.
_TRIPLE_SCORE = 8.0
_RARITY_POWERS = {"words": 1.0, "pairs": 0.5}
#: That of a word on 3 pages of 100 (nats).
_COMMON_INFORMATION = 3.5


@dataclass(frozen=True, slots=True)
class PagePool:
    """The best pages of `query`, best first: all that match, and where it has to be told what has
    enough of many words, some more. `complete` when there are no others.

    `query`: what a page must match and what raises its rank, but for threes; `threes`: what they
    add to the scores of pages, given by item and number.
    """

    query: ScoredQuery
    pages: BestPages
    complete: bool
    threes: Mapping[Place, float]


def page_query(snapshot: Snapshot, query: EngineQuery) -> ScoredQuery:
    """What a page must match, and the words and pairs that raise its rank."""
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
    bonus: dict[str, list[Query]] = {"words": [], "pairs": []}
    for field, terms, weight in (
        ("words", query.words, _WORD_WEIGHT),
        ("pairs", query.pairs, _PAIR_WEIGHT),
        ("pairs", query.plain_pairs, _PLAIN_PAIR_WEIGHT),
    ):
        for term in terms:
            rarity = _rarity(snapshot, field, term)
            bonus[field] += compiler.ranked_terms(field, [term], weight * rarity)
    if enough := enough_for(compiler, query):
        loosely = snapshot.compiler(Level.PAGE, query.marks, loosely=True)
        loose = all_of([loosely.tree(query.tree), *compiler.filters(query.filters)])
        return ScoredQuery(matching, bonus, loose, enough)
    return ScoredQuery.of(matching, bonus)


def _rarity(snapshot: Snapshot, field: str, term: str) -> float:
    """What the weight of a term is multiplied by, for BM25 makes too little of its rarity."""
    told = information(snapshot.pages.doc_freq(field, term), snapshot.pages.num_docs)
    return float((told / _COMMON_INFORMATION) ** _RARITY_POWERS[field])


def page_pool(snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery) -> PagePool:
    count, pages = snapshot.top_pages(compiled.scored_loosely, POOL_PAGES)
    complete = count <= len(pages)
    threes = _threes(snapshot, query, pages) if query.triples and len(pages) else {}
    if threes:
        pages = pages.raised(threes, _raised(query))
    return PagePool(compiled, pages, complete, threes)


def _threes(snapshot: Snapshot, query: EngineQuery, pages: BestPages) -> dict[Place, float]:
    """What the threes of syllables that they have add to the best pages. Of all that match it
    would take twice as long to know it.
    """
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    raised = _raised(query)
    best = compiler.pages(pages.places(raised))
    threes = compiler.phrases(query.triples)
    # Each with the pages: any of them with the pages would look for all of them on every page.
    found = snapshot.pages_above(any_of(all_of([best, three]) for three in threes), 1, raised)
    most = len(query.triples)
    return {page: _TRIPLE_SCORE * many * many / most for page, many in found.by_place().items()}


def _raised(query: EngineQuery) -> int:
    return min(_MOST_RAISED, max(_LEAST_RAISED, _PAGES_AND_THREES // len(query.triples)))
