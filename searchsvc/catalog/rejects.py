"""Records that could not be taken in, one row a place, until they are or the place is gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select

from searchsvc.catalog.jobs import now
from searchsvc.catalog.schema import rejects

#: Places asked for at once; databases bound the parameters of a statement.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that was not taken in.

    `place`: `file` or `file:line`; `source`: the file or folder that was read. `item_id`: None
    when not even that could be read. `first_place`: for an id that came before in the same run,
    where. `given`, `collection`, `format`: the path that was to be read, what its items were to be
    put into, and the format that it was said to be of. `job_id`, `rejected_at`: the last job that
    met it, and when.
    """

    place: str
    source: str
    item_id: str | None
    reason: str
    first_place: str | None = None
    given: str = ""
    collection: str | None = None
    format: str | None = None
    job_id: int = 0
    rejected_at: str = ""


def read_rejects(connection: Connection) -> Iterator[Reject]:
    """All of them by source and place in the order of reading."""
    query = select(rejects).order_by(rejects.c.source, rejects.c.id)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield _reject(row)


def count_rejects(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(rejects)) or 0


def put_rejects(connection: Connection, found: Sequence[Reject], job_id: int) -> None:
    """Note what this job could not take in; what is known of the same places is replaced."""
    last = {reject.place: reject for reject in found}
    places = list(last)
    for start in range(0, len(places), _AT_ONCE):
        here = places[start : start + _AT_ONCE]
        connection.execute(delete(rejects).where(rejects.c.place.in_(here)))
        rows = [_row(last[place], job_id) for place in here]
        connection.execute(insert(rejects), rows)


def forget_rejects(connection: Connection, roots: Sequence[str], job_id: int) -> None:
    """Forget those at or below these paths that this job, which has read it all, did not meet."""
    for root in roots:
        below = root.rstrip("/") + "/"
        # Not LIKE: it takes capitals for small letters in SQLite.
        is_below = func.substr(rejects.c.source, 1, len(below)) == below
        gone = ((rejects.c.source == root) | is_below) & (rejects.c.job_id != job_id)
        connection.execute(delete(rejects).where(gone))


def forget_rejects_of(connection: Connection, sources: Sequence[str], job_id: int) -> None:
    """The same for the rejects of some sources alone."""
    for start in range(0, len(sources), _AT_ONCE):
        here = rejects.c.source.in_(sources[start : start + _AT_ONCE])
        connection.execute(delete(rejects).where(here, rejects.c.job_id != job_id))


def _row(reject: Reject, job_id: int) -> dict[str, object]:
    return {
        "place": reject.place,
        "source": reject.source,
        "item_id": reject.item_id,
        "reason": reject.reason,
        "first_place": reject.first_place,
        "given": reject.given,
        "collection": reject.collection,
        "format": reject.format,
        "job_id": job_id,
        "rejected_at": now(),
    }


def _reject(row: Row[tuple[object, ...]]) -> Reject:
    return Reject(
        row.place,
        row.source,
        row.item_id,
        row.reason,
        row.first_place,
        row.given,
        row.collection,
        row.format,
        row.job_id,
        row.rejected_at,
    )
