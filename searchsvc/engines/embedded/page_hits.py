"""The pages that stand under each item found."""

from collections.abc import Sequence
from dataclasses import replace

from searchsvc.engines.base import EngineQuery, ItemHit
from searchsvc.engines.embedded.compiler import Level, ScoredQuery, all_of
from searchsvc.engines.embedded.page_pool import PagePool, page_query
from searchsvc.engines.embedded.snapshot import Ranked, ScoredPage, Snapshot
from searchsvc.query import Or, positive_matches

#: Best pages looked at for the items of one window that the pool does not cover.
_WINDOW_PAGES = 1000


def page_hits(
    snapshot: Snapshot, query: EngineQuery, pool: PagePool | None, ranked: Ranked
) -> tuple[ItemHit, ...]:
    """The items of the window, with the numbers of their best pages and how many match.

    An item whose words stand on different pages has no page that matches by itself; it shows
    those that have any of the words.
    """
    if pool is None:
        return tuple(ItemHit(scored.item, scored.score, 0, ()) for scored in ranked)
    found = _Pages(snapshot, query.pages_per_item)
    found.add(pool.pages)
    found.counts = {key: len(pages) for key, pages in found.best.items()}
    keys = [scored.item for scored in ranked]
    if not pool.complete:
        found.look_up(query, keys, pool.query)
    without = [key for key in keys if not found.counts.get(key)]
    if without:
        loose = any_word(query)
        found.look_up(loose, without, page_query(snapshot, loose))
    return tuple(
        ItemHit(key, scored.score, found.counts.get(key, 0), found.numbers(key))
        for key, scored in zip(keys, ranked, strict=True)
    )


def pages_within(snapshot: Snapshot, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
    """How many pages of an item match, and a window of their numbers in reading order."""
    compiler = snapshot.compiler(Level.PAGE, query.marks)
    for attempt in (query, any_word(query)):
        matching = all_of([compiler.tree(attempt.tree), compiler.items([key])])
        count, numbers = snapshot.page_numbers(matching, query.offset, query.limit)
        if count:
            return count, numbers
    return 0, ()


def any_word(query: EngineQuery) -> EngineQuery:
    """The same query, satisfied by any one of its words."""
    return replace(query, tree=Or(tuple(positive_matches(query.tree))))


class _Pages:
    """Page numbers by item, best first, and how many pages match."""

    def __init__(self, snapshot: Snapshot, per_item: int) -> None:
        self._snapshot = snapshot
        self._per_item = per_item
        self.best: dict[int, list[int]] = {}
        self.counts: dict[int, int] = {}

    def add(self, pages: Sequence[ScoredPage]) -> None:
        for page in pages:
            self.best.setdefault(page.item, []).append(page.number)

    def numbers(self, key: int) -> tuple[int, ...]:
        return tuple(self.best.get(key, ())[: self._per_item])

    def look_up(self, query: EngineQuery, keys: list[int], compiled: ScoredQuery) -> None:
        """Count the matching pages of these items, and find the best of each."""
        compiler = self._snapshot.compiler(Level.PAGE, query.marks)
        count, pages = self._snapshot.top_pages(
            all_of([compiled.scored, compiler.items(keys)]), _WINDOW_PAGES
        )
        for key in keys:
            self.best.pop(key, None)
        self.add(pages)
        if count <= len(pages):
            self.counts.update({key: len(self.best.get(key, ())) for key in keys})
            return
        matching = all_of([compiled.matching, compiler.items(keys)])
        counts = self._snapshot.pages_per_item(matching, len(keys))
        self.counts.update({key: counts.get(key, 0) for key in keys})
        # A book of very many matching pages may have crowded out the others.
        for key in self._lacking(keys):
            alone = all_of([compiled.scored, compiler.items([key])])
            self.best[key] = [p.number for p in self._snapshot.top_pages(alone, self._per_item)[1]]

    def _lacking(self, keys: list[int]) -> list[int]:
        wanted = {key: min(self._per_item, self.counts[key]) for key in keys}
        return [key for key in keys if len(self.best.get(key, ())) < wanted[key]]
