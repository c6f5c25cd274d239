"""The catalog is the truth: every item, page and revision. The index is derived from it."""

from searchsvc.catalog.reader import Catalog, Change, Counts, Entry, PageText
from searchsvc.catalog.writer import CatalogWriter, Outcome

__all__ = ["Catalog", "CatalogWriter", "Change", "Counts", "Entry", "Outcome", "PageText"]
