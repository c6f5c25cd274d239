"""Rows of the catalog for what a job was asked to do and how it ended."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from indexer.lock import alive, finishing_lock, is_alive
from searchsvc.catalog import Catalog, CatalogWriter, Job, JobState
from searchsvc.catalog.database import catalog_file
from searchsvc.errors import CatalogUnavailable, HomeBusy
from searchsvc.settings import Settings


@dataclass(slots=True)
class JobLog:
    """A job under way. `counts` is kept with the row when it ends."""

    id: int
    counts: dict[str, Any] = field(default_factory=dict)


class Ledger(Protocol):
    """Where the rows are kept: a CatalogWriter, or one that is opened for each row."""

    @property
    def is_shared(self) -> bool: ...
    def running_jobs(self) -> list[int]: ...
    def job(self, job_id: int) -> Job: ...
    def begin_job(self, kind: str, what: Mapping[str, Any]) -> int: ...
    def end_job(self, job_id: int, state: JobState, counts: Mapping[str, Any]) -> None: ...


class BriefLedger:
    """For a job that lets others write while it works: it opens the catalog for each row."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_shared(self) -> bool:
        return catalog_file(self._settings.catalog_url) is None

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
        if _state(home, catalog, job_id) is JobState.INTERRUPTED:
            catalog.end_job(job_id, JobState.INTERRUPTED, catalog.job(job_id).counts)
            _file(home, job_id).unlink(missing_ok=True)
    log = JobLog(catalog.begin_job(kind, what))
    file = _file(home, log.id)
    with alive(file):
        try:
            yield log
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt)
            state = JobState.INTERRUPTED if stopped else JobState.FAILED
            # The disk may be full: why the job failed matters more. The next notes that it ended.
            with suppress(CatalogUnavailable):
                catalog.end_job(log.id, state, {**log.counts, "error": str(error)})
                file.unlink(missing_ok=True)
            raise
        catalog.end_job(log.id, JobState.DONE, log.counts)
        file.unlink(missing_ok=True)


def last_jobs(home: Path, catalog: Catalog, limit: int) -> list[Job]:
    """The last jobs, newest first; one that was killed is interrupted, noted or not."""
    return [
        replace(job, state=_state(home, catalog, job.id)) if job.state is JobState.RUNNING else job
        for job in catalog.jobs(limit)
    ]


def _state(home: Path, catalog: Catalog | Ledger, job_id: int) -> JobState:
    """What has become of a job that has not said that it ended. A job leaves its file when it is
    killed; in a catalog that other machines write to, one without a file is another's.
    """
    file = _file(home, job_id)
    if is_alive(file):
        return JobState.RUNNING
    return JobState.ELSEWHERE if catalog.is_shared and not file.exists() else JobState.INTERRUPTED


def _file(home: Path, job_id: int) -> Path:
    return home / "jobs" / f"{job_id}.lock"
