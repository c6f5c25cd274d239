"""The jobs that changed a home: what they were asked to do, and how they ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from searchsvc.catalog.codec import checked
from searchsvc.catalog.schema import jobs


class JobState(StrEnum):
    """`ELSEWHERE` is in no catalog: it is how one that runs on another machine is shown."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    ELSEWHERE = "running elsewhere"


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `what`: its arguments. `counts`: what came of it; of a failed one, also its `error`.
    `started`, `ended`: ISO 8601, UTC.
    """

    id: int
    kind: str
    what: Mapping[str, Any]
    state: JobState
    started: str
    ended: str | None
    counts: Mapping[str, Any]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def read_jobs(connection: Connection, limit: int) -> list[Job]:
    """The last jobs, newest first."""
    rows = connection.execute(select(jobs).order_by(jobs.c.id.desc()).limit(limit)).all()
    return [_job(row) for row in rows]


def running_jobs(connection: Connection) -> list[int]:
    """The ids of those that have not said that they ended."""
    return list(connection.scalars(select(jobs.c.id).where(jobs.c.state == JobState.RUNNING)))


def read_job(connection: Connection, job_id: int) -> Job:
    return _job(connection.execute(select(jobs).where(jobs.c.id == job_id)).one())


def begin_job(connection: Connection, kind: str, what: Mapping[str, Any]) -> int:
    values = {"kind": kind, "what": _json(what), "state": JobState.RUNNING, "counts": "{}"}
    result = connection.execute(insert(jobs).values(**values, started=now()))
    (job_id,) = result.inserted_primary_key or (0,)
    return int(job_id)


def end_job(
    connection: Connection, job_id: int, state: JobState, counts: Mapping[str, Any]
) -> None:
    values = {"state": state, "counts": _json(counts), "ended": now()}
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**values))


def _json(value: Mapping[str, Any]) -> str:
    return orjson.dumps(value).decode()


@checked
def _job(row: Row[Any]) -> Job:
    return Job(
        row.id,
        row.kind,
        orjson.loads(row.what),
        JobState(row.state),
        row.started,
        row.ended,
        orjson.loads(row.counts),
    )
