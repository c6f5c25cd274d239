"""Rows of the catalog for what a job was asked to do and how it ended."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from indexer.lock import alive, finishing_lock, is_alive
from searchsvc.catalog import Catalog, CatalogWriter, Job, JobState
from searchsvc.errors import CatalogUnavailable, HomeBusy
from searchsvc.settings import Settings


@dataclass(slots=True)
class JobLog:
    """A job under way. `counts` is kept with the row when it ends."""

    id: int
    counts: dict[str, Any] = field(default_factory=dict)


class Ledger(Protocol):
    """Where the rows are kept: a CatalogWriter, or one that is opened for each row."""

    def running_jobs(self) -> list[int]: ...
    def job(self, job_id: int) -> Job: ...
    def begin_job(self, kind: str, what: Mapping[str, Any]) -> int: ...
    def end_job(self, job_id: int, state: JobState, counts: Mapping[str, Any]) -> None: ...


class BriefLedger:
    """For a job that lets others write while it works: it opens the catalog for each row."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def running_jobs(self) -> list[int]:
        with self._opened() as catalog:
            return catalog.running_jobs()

    def job(self, job_id: int) -> Job:
        with self._opened() as catalog:
            return catalog.job(job_id)

    def begin_job(self, kind: str, what: Mapping[str, Any]) -> int:
        with self._opened() as catalog:
            return catalog.begin_job(kind, what)

    def end_job(self, job_id: int, state: JobState, counts: Mapping[str, Any]) -> None:
        with self._opened() as catalog:
            catalog.end_job(job_id, state, counts)

    @contextmanager
    def _opened(self) -> Iterator[CatalogWriter]:
        with closing(CatalogWriter.open(self._settings.catalog_url)) as catalog:
            yield catalog
            # Else whoever is writing settles at its end what is written here, too.
            with suppress(HomeBusy), finishing_lock(self._settings.home, 0):
                catalog.settle()


@contextmanager
def recorded(home: Path, catalog: Ledger, kind: str, what: Mapping[str, Any]) -> Iterator[JobLog]:
    """Note that a job runs, and how it ends. Jobs that were killed are noted as interrupted."""
    for job_id in catalog.running_jobs():
        if not is_alive(_file(home, job_id)):
            _file(home, job_id).unlink(missing_ok=True)
            catalog.end_job(job_id, JobState.INTERRUPTED, catalog.job(job_id).counts)
    log = JobLog(catalog.begin_job(kind, what))
    with alive(_file(home, log.id)):
        try:
            yield log
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt)
            state = JobState.INTERRUPTED if stopped else JobState.FAILED
            _end_failed(catalog, log, state, str(error))
            raise
        catalog.end_job(log.id, JobState.DONE, log.counts)


def last_jobs(home: Path, catalog: Catalog, limit: int) -> list[Job]:
    """The last jobs, newest first; one that was killed is interrupted, noted or not."""
    return [
        replace(job, state=JobState.INTERRUPTED)
        if job.state is JobState.RUNNING and not is_alive(_file(home, job.id))
        else job
        for job in catalog.jobs(limit)
    ]


def _end_failed(catalog: Ledger, log: JobLog, state: JobState, reason: str) -> None:
    try:
        catalog.end_job(log.id, state, {**log.counts, "error": reason})
    except CatalogUnavailable:
        # The disk may be full: why the job failed matters more. The next job notes that it ended.
        return


def _file(home: Path, job_id: int) -> Path:
    return home / "jobs" / f"{job_id}.lock"
