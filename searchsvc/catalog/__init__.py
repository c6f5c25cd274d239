"""The catalog is the truth: every item, page and revision. The index is derived from it."""

from searchsvc.catalog.holdings import Holding
from searchsvc.catalog.reader import Catalog, Change, Counts, Entry, PageText
from searchsvc.catalog.soundness import Unsound
from searchsvc.catalog.writer import CatalogWriter, Outcome

__all__ = [
    "Catalog",
    "CatalogWriter",
    "Change",
    "Counts",
    "Entry",
    "Holding",
    "Outcome",
    "PageText",
    "Unsound",
]
