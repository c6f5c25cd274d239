"""Sources into the catalog, then the catalog into the index."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.filling import Filling, Tally
from indexer.formats.discover import as_stored
from indexer.indexing import IndexReport, is_ahead, update_index
from indexer.jobs import JobLog, recorded
from indexer.lock import write_lock
from indexer.plan import Plan, plan_of
from indexer.processes import keep_garbage_longer
from indexer.progress import BYTES, Reporter
from indexer.readers import read_all
from indexer.reading import Given
from searchsvc.catalog import CatalogWriter, Outcome, Reject
from searchsvc.errors import UsageError
from searchsvc.settings import Settings


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the records of a run.

    `added`, `replaced`, `unchanged`: items. `pages`, `text_bytes` (UTF-8), `ocr_pages`, `ocr_items`
    (that need OCR): of all items read. `rejected`: the first rejected records (`filling.LISTED`);
    `rejections`: how many there are. `gone`: ids of items that are no longer where they came from;
    `removed`: whether they were taken out. `index`: None for a rehearsal.
    """

    added: int
    replaced: int
    unchanged: int
    pages: int
    text_bytes: int
    ocr_pages: int
    ocr_items: int
    rejected: tuple[Reject, ...]
    rejections: int
    gone: tuple[str, ...] = ()
    removed: bool = False
    index: IndexReport | None = None


def ingest(
    settings: Settings,
    paths: Sequence[Path],
    collection: str | None,
    report: Reporter,
    *,
    sync: bool = False,
    format_name: str | None = None,
) -> IngestReport:
    """Take in everything below the paths. A record that cannot be taken in is rejected; the others
    are taken in all the same.

    `collection`: put every item into this one, whatever its record says. `sync`: the paths are
    folders that mirror a source; items that came from them and are no longer there are taken out,
    unless something could not be read. `format_name`: read all as this format, whatever it looks
    like; not with `sync`.

    Raises UsageError, before anything is changed, when a path does not exist or cannot be of the
    format; HomeBusy; Unavailable.
    """
    refuse_format_of_mirrors(sync, format_name)
    roots = [as_stored(path) for path in paths]
    with plan_of([Given(root, collection, format_name) for root in roots]) as plan:
        if sync:
            check_mirrors(roots, plan)
        how = {"collection": collection, "sync": sync, "format": format_name}
        what = {"paths": [*map(str, roots)], **how}
        with writing(settings, "ingest", what) as (catalog, job):
            filling = Filling(catalog, plan, job.id)
            fill(settings, filling, plan, report)
            result = report_of(filling.tally)
            if sync:
                result = replace(result, gone=gone(catalog, roots, plan))
                if not result.rejections:
                    catalog.remove(result.gone)
                    result = replace(result, removed=True)
            catalog.forget_rejects(roots, job.id)
            catalog.settle()
            job.counts.update(counts_of(result))
            return replace(result, index=update_index(settings, catalog, report))


def rehearse(
    settings: Settings,
    paths: Sequence[Path],
    collection: str | None,
    report: Reporter,
    *,
    sync: bool = False,
    format_name: str | None = None,
) -> IngestReport:
    """What `ingest` would do with the same arguments. Nothing is taken in or out."""
    refuse_format_of_mirrors(sync, format_name)
    roots = [as_stored(path) for path in paths]
    with plan_of([Given(root, collection, format_name) for root in roots]) as plan:
        if sync:
            check_mirrors(roots, plan)
        with _opened(settings) as catalog:
            filling = Filling(catalog, plan, 0, dry=True)
            fill(settings, filling, plan, report)
            lost = gone(catalog, roots, plan) if sync else ()
        return replace(report_of(filling.tally), gone=lost, removed=not filling.tally.rejected)


def remove(
    settings: Settings, item_ids: list[str], report: Reporter
) -> tuple[list[str], IndexReport]:
    """Take items out of catalog and index; returns the ids that were there."""
    with writing(settings, "remove", {"ids": item_ids}) as (catalog, job):
        removed = catalog.remove(item_ids)
        job.counts["removed"] = len(removed)
        catalog.settle()
        return removed, update_index(settings, catalog, report)


@contextmanager
def writing(
    settings: Settings, kind: str, what: Mapping[str, Any]
) -> Iterator[tuple[CatalogWriter, JobLog]]:
    """The catalog of a home, which only this job may write to meanwhile, and the log of the job."""
    with _opened(settings) as catalog:
        if is_ahead(settings, catalog):
            # Once this job has changed it, nobody could tell that it is not what was indexed.
            catalog.renew_identity()
        with recorded(settings.home, catalog, kind, what) as job:
            yield catalog, job
        catalog.settle()  # the job's row is the last that is written


@contextmanager
def _opened(settings: Settings) -> Iterator[CatalogWriter]:
    with (
        write_lock(settings.home),
        closing(CatalogWriter.open(settings.catalog_url)) as catalog,
    ):
        yield catalog


def fill(settings: Settings, filling: Filling, plan: Plan, report: Reporter) -> None:
    """Read all planned sources, and take in what they hold."""
    keep_garbage_longer()
    jobs = settings.jobs or settings.cores
    done = 0
    with report.stage("reading", plan.size, BYTES) as stage:
        for planned, batch in read_all(plan, settings.max_record_mb * 1_000_000, jobs):
            before = filling.tally.rejected
            filling.take_in(planned, batch)
            stage.reject(filling.tally.rejected - before)
            now = planned.size if batch.is_last else min(batch.position, planned.size)
            stage.advance(now - done)
            done = 0 if batch.is_last else now
        filling.finish()


def refuse_format_of_mirrors(sync: bool, format_name: str | None) -> None:
    """Raises UsageError when both are given: items of other formats would be taken for gone."""
    if sync and format_name:
        raise UsageError(
            "--sync and --format do not go together: what is of another format in the folders "
            "would be taken for gone"
        )


def check_mirrors(roots: Sequence[Path], plan: Plan) -> None:
    """Raises UsageError unless the paths are folders that hold something to read."""
    for root in roots:
        if not root.is_dir():
            raise UsageError(f"{root}: --sync takes folders")
    for root in roots:
        if not plan.has_below(root):
            # It is more likely that a disk is not mounted than that a collection was given up.
            raise UsageError(f"{root}: holds nothing; --sync does not empty a collection")


def gone(catalog: CatalogWriter, roots: Sequence[Path], plan: Plan) -> tuple[str, ...]:
    """The ids of items that came from these folders and were not met there."""
    ids = (item_id for root in roots for item_id in catalog.ids_below(root))
    return tuple(dict.fromkeys(item_id for item_id in ids if not plan.has_met(item_id)))


def report_of(tally: Tally) -> IngestReport:
    return IngestReport(
        added=tally.outcomes[Outcome.ADDED],
        replaced=tally.outcomes[Outcome.REPLACED],
        unchanged=tally.outcomes[Outcome.UNCHANGED],
        pages=tally.pages,
        text_bytes=tally.text_bytes,
        ocr_pages=tally.ocr_pages,
        ocr_items=tally.ocr_items,
        rejected=tuple(tally.listed),
        rejections=tally.rejected,
    )


def counts_of(result: IngestReport) -> dict[str, int]:
    """What a job's row keeps."""
    return {
        "added": result.added,
        "replaced": result.replaced,
        "unchanged": result.unchanged,
        "rejected": result.rejections,
        "removed": len(result.gone) if result.removed else 0,
        "pages": result.pages,
        "text_bytes": result.text_bytes,
    }
