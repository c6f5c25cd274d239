"""Putting changes of the catalog into a build of the index."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from indexer.analysis import PageText, analyse, by_item
from indexer.processes import keep_garbage_longer, share_heaps
from indexer.progress import Reporter
from searchsvc.access import is_text_open
from searchsvc.catalog import Catalog, Change, Entry
from searchsvc.documents import indexed_item
from searchsvc.engines.base import IndexBuild, IndexedItem
from searchsvc.settings import Settings

#: Changes are committed after so many pages, so that a crash costs minutes and not hours.
PAGES_A_COMMIT = 50_000
#: A new generation of _SMALL pages or more is committed in so many parts: tantivy merges as many
#: segments of like size into one. It takes a twentieth longer to build and answers a sixth faster.
#: The files of segments that are merged are mapped into memory, so no part may be large.
_PARTS = 8
_SMALL = 10_000
_LARGEST_PART = 25_000
#: Items that are read from the catalog by one query.
_ENTRIES_AT_ONCE = 200
#: Pages that are read by one query, unless a single item has more.
_PAGES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Applier:
    """Puts changes of a catalog into builds; several processes analyse their texts."""

    settings: Settings
    catalog: Catalog
    report: Reporter

    def apply(
        self,
        build: IndexBuild,
        changes: Sequence[Change],
        save: Callable[[int], None],
        revision: int | None = None,
        a_commit: int | None = None,
    ) -> int:
        """Put changes into a build, in their order; returns how many. When that fails, the build
        is abandoned.

        `save`: the build's `commit` or `checkpoint`. It is called after each `a_commit` pages, by
        default PAGES_A_COMMIT, and at the end with `revision`, by default that of the last change:
        others may have written since.
        """
        a_commit = a_commit or PAGES_A_COMMIT
        uncommitted = 0
        try:
            with self.report.stage("indexing", _pages_of(changes), "pages") as stage:
                for change, item in self._items(changes):
                    if item:
                        build.add(item)
                    else:
                        build.delete(change.key)
                    uncommitted += max(1, change.page_count)
                    if uncommitted >= a_commit:
                        save(change.revision)
                        uncommitted = 0
                    stage.advance(max(1, change.page_count))
            save(changes[-1].revision if revision is None else revision)
        except BaseException:  # a panic of tantivy and Ctrl-C, too
            build.abandon()
            raise
        return len(changes)

    def _items(self, changes: Sequence[Change]) -> Iterator[tuple[Change, IndexedItem | None]]:
        """Each change with what is indexed of its item, None for one that was removed."""
        share_heaps()
        keep_garbage_longer()
        jobs = self.settings.jobs or self.settings.cores
        known = self.catalog.learnt_dictionaries()
        analysed = analyse(_texts(self.catalog, changes), jobs, known)
        entries = _entries(self.catalog, changes)
        by_change = zip(entries, by_item(analysed, len(changes)), strict=True)
        for (change, entry), terms in by_change:
            item = indexed_item(change.key, entry.metadata, terms) if entry else None
            yield change, item and replace(item, revision=change.revision)


def _pages_of(changes: Sequence[Change]) -> int:
    """How many pages these changes have; an item without pages counts as one."""
    return sum(max(1, change.page_count) for change in changes)


def a_part(changes: Sequence[Change]) -> int:
    """After how many pages a build of all these changes is committed."""
    pages = _pages_of(changes)
    return PAGES_A_COMMIT if pages < _SMALL else min(_LARGEST_PART, ceil(pages / _PARTS))


def _texts(catalog: Catalog, changes: Sequence[Change]) -> Iterator[PageText]:
    """The texts of the changed items that are open, page by page."""
    for first, orders in _runs(catalog, changes):
        for key, number, text in catalog.packed_texts(first, first + len(orders) - 1):
            yield PageText(orders[key - first], number, text)


def _runs(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[int, range]]:
    """Runs of items with open texts whose keys follow each other: the first key, and the places of
    the items among the changes. A query for each item would take as long as reading a short one.
    """
    first, orders, pages = 0, range(0), 0
    for order, (change, entry) in enumerate(_entries(catalog, changes)):
        if not entry or not is_text_open(entry.metadata.rights):
            continue
        goes_on = orders and (change.key, order) == (first + len(orders), orders.stop)
        if goes_on and pages + change.page_count <= _PAGES_AT_ONCE:
            orders, pages = range(orders.start, order + 1), pages + change.page_count
            continue
        if orders:
            yield first, orders
        first, orders, pages = change.key, range(order, order + 1), change.page_count
    if orders:
        yield first, orders


def _entries(catalog: Catalog, changes: Sequence[Change]) -> Iterator[tuple[Change, Entry | None]]:
    """Each change with its item, None for one that was removed."""
    for start in range(0, len(changes), _ENTRIES_AT_ONCE):
        here = changes[start : start + _ENTRIES_AT_ONCE]
        entries = catalog.entries([change.key for change in here])
        yield from ((change, entries.get(change.key)) for change in here)
