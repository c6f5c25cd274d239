"""The best pages of each item found."""

from dataclasses import replace
from typing import NamedTuple

from searchsvc.engines.base import EngineQuery, ItemHit
from searchsvc.engines.embedded.compiler import Enough, Level, ScoredQuery, all_of
from searchsvc.engines.embedded.enough import any_enough
from searchsvc.engines.embedded.page_pool import PagePool, page_query
from searchsvc.engines.embedded.snapshot import Ranked, Snapshot
from searchsvc.query import Or, for_texts, text_matches

#: Where the pool does not have all matching pages: best pages looked at for a window of items.
_WINDOW_PAGES = 1000
#: The same where a score tells which pages have enough words.
_WEIGHED_PAGES = 5000


def page_hits(
    snapshot: Snapshot, query: EngineQuery, pool: PagePool | None, ranked: Ranked
) -> tuple[ItemHit, ...]:
    """The items of the window, with the numbers of their best pages and how many match.

    An item that has its words on different pages may have no page that matches by itself; then its
    pages are those with any of the words.
    """
    if pool is None:
        return tuple(ItemHit(scored.item, scored.score, 0, ()) for scored in ranked)
    keys = [scored.item for scored in ranked]
    if pool.query.enough:
        found = _with_enough(snapshot, query, keys, pool, pool.query.enough)
    elif pool.complete:
        found = {key: _Pages(len(n), n) for key, n in pool.pages.numbers_of(keys).items()}
    else:
        found = _look_up(snapshot, query, keys, pool.query)
    if without := [key for key in keys if not found[key].matching]:
        loose = any_word(query)
        if pool.query.enough:
            any_one = any_enough(snapshot.compiler(Level.PAGE, query.marks), query)
            found |= _with_enough(snapshot, loose, without, pool, (any_one,))
        else:
            found |= _look_up(snapshot, loose, without, page_query(snapshot, loose))
    return tuple(
        ItemHit(key, score, found[key].matching, tuple(found[key].best[: query.pages_per_item]))
        for key, score, _ in ranked
    )


def pages_within(snapshot: Snapshot, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
    """How many pages of an item match, and a window of their numbers in reading order."""
    if not text_matches(query.tree):
        return 0, ()
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    for attempt in (query, any_word(query)):
        matching = all_of([compiler.tree(for_texts(attempt.tree)), compiler.items([key])])
        count, numbers = snapshot.page_numbers(matching, query.offset, query.limit)
        if count:
            return count, numbers
    return 0, ()


def any_word(query: EngineQuery) -> EngineQuery:
    """The same query, satisfied by any one of its words for texts."""
    return replace(query, tree=Or(tuple(text_matches(query.tree))))


class _Pages(NamedTuple):
    """How many pages of an item match, and numbers of the best, best first."""

    matching: int
    best: list[int]


def _with_enough(
    snapshot: Snapshot,
    query: EngineQuery,
    keys: list[int],
    pool: PagePool,
    alternatives: tuple[Enough, ...],
) -> dict[int, _Pages]:
    """The pages of these items that have enough of a query's words: first those of the pool, by
    score, then the others by how much they have. To score them all would take eight times as long.
    """
    window = snapshot.compiler(Level.PAGE, query.marks).items(keys)
    having: dict[int, list[int]] = {key: [] for key in keys}
    for enough in alternatives:
        weighed = all_of([enough.weights, window])
        pages = snapshot.pages_above(weighed, enough.needed, _WEIGHED_PAGES)
        if len(pages) == _WEIGHED_PAGES:
            return _look_up(snapshot, query, keys, page_query(snapshot, query))
        for key, numbers in pages.numbers_of(keys).items():
            having[key] += numbers
    pooled = pool.pages.numbers_of(keys)
    found = {}
    for key, numbers in having.items():
        known = set(numbers)
        in_order = dict.fromkeys(number for number in pooled[key] + numbers if number in known)
        found[key] = _Pages(len(known), list(in_order))
    return found


def _look_up(
    snapshot: Snapshot, query: EngineQuery, keys: list[int], compiled: ScoredQuery
) -> dict[int, _Pages]:
    """Count the matching pages of these items, and find the best of each."""
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    window = compiler.items(keys)
    count, pages = snapshot.top_pages(all_of([compiled.scored, window]), _WINDOW_PAGES)
    best = pages.numbers_of(keys)
    if count <= len(pages):
        return {key: _Pages(len(numbers), numbers) for key, numbers in best.items()}
    counts = snapshot.pages_per_item(all_of([compiled.matching, window]), len(keys))
    for key, numbers in best.items():
        # A book of very many matching pages may have crowded out the others.
        if len(numbers) < min(query.pages_per_item, counts.get(key, 0)):
            alone = all_of([compiled.scored, compiler.items([key])])
            best[key] = snapshot.top_pages(alone, query.pages_per_item)[1].numbers.tolist()
    return {key: _Pages(counts.get(key, 0), numbers) for key, numbers in best.items()}
