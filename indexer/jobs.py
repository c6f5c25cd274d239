"""The rows that the catalog keeps of jobs: what each was asked to do, and how it ended."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from indexer.lock import alive, finishing_lock, is_alive, refuse_stranger
from searchsvc.catalog import Catalog, CatalogWriter, Job, JobState
from searchsvc.catalog.database import catalog_file
from searchsvc.errors import CatalogUnavailable, HomeBusy
from searchsvc.settings import Settings


@dataclass(slots=True)
class JobLog:
    """A running job. `counts` is written to its row when it ends."""

    id: int
    counts: dict[str, Any] = field(default_factory=dict)


class Ledger(Protocol):
    """Where the rows of jobs are kept: a CatalogWriter, or a BriefLedger."""

    @property
    def is_shared(self) -> bool: ...
    def running_jobs(self) -> list[int]: ...
    def job(self, job_id: int) -> Job: ...
    def begin_job(self, kind: str, what: Mapping[str, Any]) -> int: ...
    def end_job(self, job_id: int, state: JobState, counts: Mapping[str, Any]) -> None: ...


class BriefLedger:
    """A ledger that opens the catalog anew for each row, so that other jobs can write meanwhile."""

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
            # When another job is writing, it settles the catalog at its own end.
            with suppress(HomeBusy), finishing_lock(self._settings.home, 0):
                catalog.settle()


@contextmanager
def recorded(home: Path, catalog: Ledger, kind: str, what: Mapping[str, Any]) -> Iterator[JobLog]:
    """Write a job's row, and at its end how it ended. Rows of jobs that were killed are marked as
    interrupted. Raises UsageError in a home of another user, before anything is written.
    """
    refuse_stranger(home)
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
            # If even this fails (a full disk), the job's own error is what matters; the next job
            # marks the row.
            with suppress(CatalogUnavailable):
                catalog.end_job(log.id, state, {**log.counts, "error": str(error)})
                file.unlink(missing_ok=True)
            raise
        catalog.end_job(log.id, JobState.DONE, log.counts)
        file.unlink(missing_ok=True)


def last_jobs(home: Path, catalog: Catalog, limit: int) -> list[Job]:
    """The last jobs, newest first. One that was killed counts as interrupted even before its row
    says so.
    """
    return [
        replace(job, state=_state(home, catalog, job.id)) if job.state is JobState.RUNNING else job
        for job in catalog.jobs(limit)
    ]


def _state(home: Path, catalog: Catalog | Ledger, job_id: int) -> JobState:
    """The state of a job whose row says that it runs. A killed job leaves its file; so in a catalog
    shared by several machines, a job without a file here runs on another machine.
    """
    file = _file(home, job_id)
    if is_alive(file):
        return JobState.RUNNING
    return JobState.ELSEWHERE if catalog.is_shared and not file.exists() else JobState.INTERRUPTED


def _file(home: Path, job_id: int) -> Path:
    return home / "jobs" / f"{job_id}.lock"
