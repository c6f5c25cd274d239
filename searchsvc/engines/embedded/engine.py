"""Answering from the newest committed generation."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tantivy import Order, Query

from searchsvc.engines.base import EngineQuery, EngineResult, IndexState
from searchsvc.engines.embedded.beside import Beside
from searchsvc.engines.embedded.checksums import Known
from searchsvc.engines.embedded.compiler import Level, all_of
from searchsvc.engines.embedded.explain import UNSCORED, explain
from searchsvc.engines.embedded.facets import NOT_COUNTED, count_facets, values_begun
from searchsvc.engines.embedded.guard import guarded
from searchsvc.engines.embedded.opening import Opening
from searchsvc.engines.embedded.page_hits import page_hits, pages_within
from searchsvc.engines.embedded.page_pool import page_pool, pool_query
from searchsvc.engines.embedded.ranking import best_items, item_query, rank_items
from searchsvc.engines.embedded.similar import similar_items
from searchsvc.engines.embedded.snapshot import Ranked, Scored, Snapshot
from searchsvc.engines.embedded.top_values import Values
from searchsvc.engines.generations import Generations, Stamp, read_manifest
from searchsvc.errors import EngineUnavailable
from searchsvc.query import Typed, positive_matches, text_matches
from searchsvc.requests import Filters, Marks, Sort
from searchsvc.responses import ScoreParts
from searchsvc.suggest.vocabulary import Vocabulary

#: Seconds between two looks at the disk for a new commit or generation.
CHECK_SECONDS = 0.25

_ORDERS = {
    Sort.NEWEST: ("newest", Order.Desc),
    Sort.OLDEST: ("oldest", Order.Asc),
    Sort.TITLE: ("by_title", Order.Asc),
}


class EmbeddedEngine:
    """A SearchEngine over the generations in `folder`; threads may share it.

    `pinned`: the folder of a generation to answer from, in place of the serving one. `catalog`:
    gives the identity of the catalog to answer for; an index made from another is not opened.
    """

    def __init__(
        self,
        folder: Path,
        pinned: Path | None = None,
        catalog: Callable[[], str] | None = None,
    ) -> None:
        self._catalog = catalog
        self._generations = Generations(folder, pinned)
        self._beside = Beside()
        # Asking the catalog may find that another has its place, which closes this engine.
        self._lock = threading.RLock()
        self._known: Known = set()
        self._snapshot: Snapshot | None = None
        self._opening: Opening | None = None
        self._stamp: Stamp = ()
        self._checked = 0.0

    def search(self, query: EngineQuery) -> EngineResult:
        snapshot = self._current()
        with guarded("searching"):
            worded = any(positive_matches(query.tree))
            if not worded and query.sort is Sort.RELEVANCE:
                query = replace(query, sort=Sort.NEWEST)
            # Both indexes are searched at the same time: Rust does not hold Python's lock. To
            # compile a phrase for the item index takes a search of its own (`joining`).
            begin, by_rank = self._beside.begin, worded and query.sort is Sort.RELEVANCE
            compiled = begin(item_query, snapshot.compiler(Level.ITEM, query.marks), query)
            best = compiled.then(partial(best_items, snapshot, query)) if by_rank else None
            counting = query.with_facets
            counted = compiled.then(partial(count_facets, snapshot, query)) if counting else None
            pool = page_pool(snapshot, query, pool_query(snapshot, query)) if worded else None
            parts: dict[int, ScoreParts] = {}
            if pool and best:
                total, ranked = rank_items(snapshot, query, compiled.result(), pool, best.result())
                if query.explain:
                    parts = explain(snapshot, query.marks, compiled.result(), pool, ranked)
            else:
                total, ranked = _sorted(snapshot, query, compiled.result().matching)
            # A query that asks for metadata alone has no page hits.
            with_pages = query.pages_per_item and text_matches(query.tree)
            hits = page_hits(snapshot, query, pool if with_pages else None, ranked)
            if query.explain:
                hits = tuple(replace(h, parts=parts.get(h.key, UNSCORED)) for h in hits)
            facets, begins, ends = counted.result() if counted else NOT_COUNTED
        return EngineResult(total, hits, facets, begins, ends)

    def pages(self, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
        snapshot = self._current()
        with guarded("searching in an item"):
            return pages_within(snapshot, query, key)

    def count(self, query: EngineQuery) -> int:
        snapshot = self._current()
        with guarded("counting"):
            compiler = snapshot.compiler(Level.ITEM, query.marks)
            matching = all_of([compiler.tree(query.tree), *compiler.filters(query.filters)])
            return snapshot.count_items(matching)

    def pages_with(self, syllables: Sequence[Typed], filters: Filters) -> int:
        snapshot = self._current()
        with guarded("counting"):
            compiler = snapshot.compiler(Level.PAGE, Marks.STRICT)
            matching = all_of([compiler.in_a_sentence(syllables), *compiler.filters(filters)])
            return snapshot.count_pages(matching)

    def similar(self, key: int, words: Mapping[str, float], limit: int) -> tuple[int, ...]:
        snapshot = self._current()
        with guarded("looking for similar items"):
            return similar_items(snapshot, key, words, limit)

    def vocabulary(self) -> Vocabulary:
        return self._current().vocabulary

    def values(self, query: EngineQuery, facet: str, typed: Sequence[Typed]) -> Values:
        snapshot = self._current()
        with guarded(f"searching in the facet {facet}"):
            return values_begun(snapshot, query, facet, typed)

    def state(self) -> IndexState:
        return self._current().manifest.state

    def close(self) -> None:
        with self._lock:
            self._snapshot = self._opening = None
            self._stamp = ()

    def _current(self) -> Snapshot:
        """The newest open snapshot. Checksums are compared before a snapshot serves, except for the
        very first: it serves at once, until the background check finds it damaged.
        """
        now = time.monotonic()
        if self._snapshot and not self._opening and now - self._checked < CHECK_SECONDS:
            return self._snapshot
        with self._lock:
            if self._opening is None:
                self._look(now)
            if self._opening:
                self._follow(self._opening)
            if self._snapshot is None:
                raise EngineUnavailable("the index was closed")
            return self._snapshot

    def _look(self, now: float) -> None:
        """Begin to open a new commit or generation, if there is one on disk."""
        stamp = self._generations.stamp()
        if self._snapshot is None or stamp != self._stamp:
            folder = self._generations.current()
            if folder is None:
                raise EngineUnavailable("there is no index yet; ingest something first")
            if self._catalog and not read_manifest(folder).is_of(self._catalog()):
                raise EngineUnavailable(f"{folder} is of another catalog; run: tangthu reindex")
            self._stamp = stamp
            self._opening = Opening(folder, self._known)
        self._checked = now

    def _follow(self, opening: Opening) -> None:
        """Serve from a snapshot that has been opened and checked, or go on with the one before.
        Raises EngineUnavailable when it is damaged or cannot be opened.
        """
        try:
            opened = opening.checked()
        except EngineUnavailable:
            # The next request tries again, since the fault may pass.
            self._snapshot = self._opening = None
            raise
        if opened:
            self._snapshot, self._opening = opened, None
        elif self._snapshot is None:
            self._snapshot = opening.opened()


def _sorted(snapshot: Snapshot, query: EngineQuery, matching: Query) -> tuple[int, Ranked]:
    field, order = _ORDERS[query.sort]
    total, keys = snapshot.sorted_items(matching, field, order, query.offset, query.limit)
    return total, [Scored(key, 0.0) for key in keys]
