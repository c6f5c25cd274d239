"""Sources into the catalog, then the catalog into the index."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.formats import Source, discover
from indexer.indexing import IndexReport, update_index
from indexer.lock import write_lock
from indexer.progress import Reporter, Stage
from searchsvc.catalog import CatalogWriter, Outcome
from searchsvc.domain import Item
from searchsvc.errors import RecordError
from searchsvc.settings import Settings


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every record."""

    added: int
    replaced: int
    unchanged: int
    pages: int
    rejected: tuple[RecordError, ...]
    index: IndexReport


def ingest(
    settings: Settings,
    paths: list[Path],
    collection: str | None,
    report: Reporter,
    format_name: str | None = None,
) -> IngestReport:
    """Take in everything below the paths; a record that cannot be taken in stops no other.

    `collection`: put every item into this one, whatever it says itself. `format_name`: read all in
    this format, whatever it looks like. Raises UsageError before anything is changed when a path is
    not there or cannot be of the format; HomeBusy; Unavailable.
    """
    found = list(discover(paths, format_name))
    with write_lock(settings.home):
        catalog = CatalogWriter.open(settings.catalog_url)
        try:
            filling = _Filling(catalog, collection)
            with report.stage("reading") as stage:
                for source in found:
                    filling.take_in(source, settings.max_record_mb * 1_000_000, stage)
            catalog.settle()
            index = update_index(settings, catalog, report)
        finally:
            catalog.close()
    counts = filling.outcomes
    return IngestReport(
        added=counts[Outcome.ADDED],
        replaced=counts[Outcome.REPLACED],
        unchanged=counts[Outcome.UNCHANGED],
        pages=filling.pages,
        rejected=tuple(filling.rejected),
        index=index,
    )


def remove(
    settings: Settings, item_ids: list[str], report: Reporter
) -> tuple[list[str], IndexReport]:
    """Take items out of catalog and index; gives back the ids that were there."""
    with write_lock(settings.home):
        catalog = CatalogWriter.open(settings.catalog_url)
        try:
            removed = catalog.remove(item_ids)
            catalog.settle()
            return removed, update_index(settings, catalog, report)
        finally:
            catalog.close()


class _Filling:
    """One run of ingest: an id may come once."""

    def __init__(self, catalog: CatalogWriter, collection: str | None) -> None:
        self._catalog = catalog
        self._collection = collection
        self._places: dict[str, str] = {}
        self.outcomes: Counter[Outcome] = Counter()
        self.pages = 0
        self.rejected: list[RecordError] = []

    def take_in(self, source: Source | RecordError, max_bytes: int, stage: Stage) -> None:
        if isinstance(source, RecordError):
            self.rejected.append(source)
            return
        source_id = self._catalog.add_source(source.path, source.root, source.format)
        for record in source.read(max_bytes):
            stage.advance()
            if isinstance(record, RecordError):
                self.rejected.append(record)
            else:
                self._put(record.item, record.place, source_id)

    def _put(self, item: Item, place: str, source_id: int) -> None:
        if item.id in self._places:
            reason = f"the id came before in this run, from {self._places[item.id]}"
            self.rejected.append(RecordError(place, reason, item.id))
            return
        self._places[item.id] = place
        if self._collection:
            metadata = replace(item.metadata, collection=self._collection)
            item = replace(item, metadata=metadata)
        self.outcomes[self._catalog.put(item, source_id)] += 1
        self.pages += len(item.pages)
