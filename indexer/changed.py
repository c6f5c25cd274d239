"""What is indexed of items that the catalog has changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.analysis import PageText, analyse, by_item
from searchsvc.access import is_text_open
from searchsvc.catalog import Catalog, Change, Entry
from searchsvc.documents import indexed_item
from searchsvc.engines.base import IndexedItem

#: Items that are read from the catalog by one query.
_ENTRIES_AT_ONCE = 200
#: Pages that are read by one query, unless a single item has more.
_PAGES_AT_ONCE = 500


def changed_items(
    catalog: Catalog, changes: Sequence[Change]
) -> Iterator[tuple[Change, IndexedItem | None]]:
    """Each change with what is indexed of its item, None for one that was removed. Raises
    CatalogUnavailable.
    """
    terms = by_item(analyse(_texts(catalog, changes)), len(changes))
    for (change, entry), pages in zip(_entries(catalog, changes), terms, strict=True):
        item = indexed_item(change.key, entry.metadata, pages) if entry else None
        yield change, item and replace(item, revision=change.revision)


def _texts(catalog: Catalog, changes: Sequence[Change]) -> Iterator[PageText]:
    """The texts of the changed items that are open, page by page."""
    for first, orders in _runs(catalog, changes):
        for key, number, text in catalog.texts(first, first + len(orders) - 1):
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
