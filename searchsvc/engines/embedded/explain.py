"""What the scores of hits are made of.

Each part is asked for by a query of its own, of the items and pages of the window alone; so an
explanation is no second account of the ranking, but its own queries one by one. They are made only
when someone asks.
"""

from collections.abc import Iterable

from tantivy import Query

from searchsvc.engines.embedded.best_pages import Place
from searchsvc.engines.embedded.compiler import Compiler, Level, ScoredQuery, all_of, any_of
from searchsvc.engines.embedded.page_pool import PagePool
from searchsvc.engines.embedded.snapshot import Ranked, Snapshot
from searchsvc.requests import Marks
from searchsvc.responses import PageParts, ScoreParts

#: Of what is sorted otherwise than by relevance nothing is scored.
UNSCORED = ScoreParts()


def explain(
    snapshot: Snapshot, marks: Marks, compiled: ScoredQuery, pool: PagePool, ranked: Ranked
) -> dict[int, ScoreParts]:
    """The parts of the scores of the items of a window, by item; they add up to them.

    An item none of whose pages is in the pool has no page among its parts. One that has been
    ranked before the pool ended has a guess in its stead; one behind it has its metadata's alone.
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
    """By the name of a part, what it gives to each of the items that have it."""
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

    # Page scores come multiplied by the length's factor: that of a score of 1 is the factor.
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
    """What must match, under this name, and each bonus that there is."""
    yield name, compiled.matching
    for bonus, queries in compiled.bonus.items():
        if queries:
            yield bonus, any_of(queries)
