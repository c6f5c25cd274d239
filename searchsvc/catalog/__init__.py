"""The catalog is the truth: every item, page and revision. The index is derived from it."""

from searchsvc.catalog.changing import Outcome, SourceFile
from searchsvc.catalog.codec import EncodedItem, encode_item
from searchsvc.catalog.holdings import Holding
from searchsvc.catalog.jobs import Job, JobState
from searchsvc.catalog.reader import Catalog, Change, Counts, Entry, PageTexts
from searchsvc.catalog.rejects import Reject
from searchsvc.catalog.soundness import Unsound
from searchsvc.catalog.writer import CatalogWriter, Prepared

__all__ = [
    "Catalog",
    "CatalogWriter",
    "Change",
    "Counts",
    "EncodedItem",
    "Entry",
    "Holding",
    "Job",
    "JobState",
    "Outcome",
    "PageTexts",
    "Prepared",
    "Reject",
    "SourceFile",
    "Unsound",
    "encode_item",
]
