"""What the scores of hits are made of.

The queries that make up a score are run again one by one, on the items and pages of the window
alone. So an explanation cannot differ from the ranking, and costs nothing unless it is asked for.
"""

from collections.abc import Iterable

from tantivy import Query

from searchsvc.engines.embedded.best_pages import Place
from searchsvc.engines.embedded.compiler import Compiler, Level, ScoredQuery, all_of, any_of
from searchsvc.engines.embedded.page_pool import PagePool
from searchsvc.engines.embedded.snapshot import Ranked, Snapshot
from searchsvc.requests import Marks
from searchsvc.responses import PageParts, ScoreParts

#: For results that are not sorted by relevance: nothing is scored.
UNSCORED = ScoreParts()


def explain(
    snapshot: Snapshot, marks: Marks, compiled: ScoredQuery, pool: PagePool, ranked: Ranked
) -> dict[int, ScoreParts]:
    """For each item of a window, by key, the parts that add up to its score.

    An item without a page in the pool has no page among its parts, but the score that was assumed
    for its best page; items beyond the pool of items are ranked by their metadata alone.
    """
    items, _, numbers = pool.pages.by_item()
    places = zip(items.tolist(), numbers.tolist(), strict=True)
    best: dict[int, Place] = {place[0]: place for place in places}
    keys = [scored.item for scored in ranked]
    metadata = _metadata(snapshot, snapshot.compiler(Level.ITEM, marks), compiled, keys)
    counted = [best[key] for key in keys if key in best]
    pages = _pages(snapshot, snapshot.compiler(Level.PAGE, marks), pool, counted)
    return {
        key: ScoreParts(
            **{name: scores.get(key, 0.0) for name, scores in metadata.items()},
            page=pages[best[key]] if key in best else None,
            unseen_page=0.0 if key in best else by_page,
        )
        for key, _, by_page in ranked
    }


def _metadata(
    snapshot: Snapshot, compiler: Compiler, compiled: ScoredQuery, keys: list[int]
) -> dict[str, dict[int, float]]:
    """For each part by its name, the score that it adds to each item, by key."""
    if not keys:
        return {}
    window = compiler.items(keys)
    scores = {}
    for name, query in _parts("text", compiled):
        _, found, parts = snapshot.top_items(all_of([query, window]), len(keys))
        scores[name] = dict(zip(found.tolist(), parts.tolist(), strict=True))
    return scores


def _pages(
    snapshot: Snapshot, compiler: Compiler, pool: PagePool, pages: list[Place]
) -> dict[Place, PageParts]:
    """The parts of the scores of some pages of the pool."""
    if not pages:
        return {}
    window = compiler.pages(pages)

    def scores(query: Query) -> dict[Place, float]:
        return snapshot.top_pages(query, len(pages))[1].by_place()

    # `top_pages` multiplies scores by a factor for the length; from a score of 1 comes the factor.
    lengths = scores(Query.const_score_query(window, 1.0))
    parts = {
        name: scores(all_of([query, window])) for name, query in _parts("syllables", pool.query)
    }
    parts["threes"] = dict(pool.threes)
    return {
        page: PageParts(
            number=page[1],
            length=length,
            **{
                name: parts.get(name, {}).get(page, 0.0) / length
                for name in ("syllables", "words", "pairs", "threes")
            },
        )
        for page, length in lengths.items()
    }


def _parts(name: str, compiled: ScoredQuery) -> Iterable[tuple[str, Query]]:
    """The matching query, under this name, and each bonus under its own."""
    yield name, compiled.matching
    for bonus, queries in compiled.bonus.items():
        if queries:
            yield bonus, any_of(queries)
