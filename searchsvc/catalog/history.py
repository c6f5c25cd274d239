"""Reading what was done to a catalog: the jobs, and what they could not take in."""

from collections.abc import Iterator

from searchsvc.catalog.database import Database
from searchsvc.catalog.jobs import Job, read_job, read_jobs, running_jobs
from searchsvc.catalog.rejects import Reject, count_rejects, read_rejects


class History:
    """The jobs and the rejected records of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def is_shared(self) -> bool:
        """Whether other machines may write to it."""
        return self._database.path is None

    def jobs(self, limit: int = 10) -> list[Job]:
        """The last jobs, newest first."""
        with self._database.reading() as connection:
            return read_jobs(connection, limit)

    def job(self, job_id: int) -> Job:
        with self._database.reading() as connection:
            return read_job(connection, job_id)

    def running_jobs(self) -> list[int]:
        """The ids of jobs that run, or were killed."""
        with self._database.reading() as connection:
            return running_jobs(connection)

    def rejects(self) -> Iterator[Reject]:
        """The records that could not be taken in, streamed."""
        with self._database.reading() as connection:
            yield from read_rejects(connection)

    def count_rejects(self) -> int:
        with self._database.reading() as connection:
            return count_rejects(connection)
