"""What an index of the catalog must hold, key by key."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from searchsvc.catalog.codec import decode_rights
from searchsvc.catalog.database import Database
from searchsvc.catalog.schema import items, pages, revisions
from searchsvc.domain import MAX_PAGE_NUMBER, Rights, page_id, page_key, page_number

#: Keys that are looked at together. An item's pages are numbers here, so even long ones are small.
_WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class Holding:
    """An item of the catalog: its last change, its rights, the numbers of its pages."""

    key: int
    item_id: str
    revision: int
    rights: Rights
    pages: frozenset[int]


def windows(database: Database, others: int = 0) -> Iterator[tuple[int, int]]:
    """First and last key of each window; `others`: a key that may be beyond the catalog's last."""
    with database.reading() as connection:
        last = max(connection.scalar(select(func.max(revisions.c.key))) or 0, others)
    for first in range(0, last + 1, _WINDOW):
        yield first, first + _WINDOW - 1


def holdings(database: Database, first: int, last: int) -> dict[int, Holding]:
    """The items with keys from `first` to `last`, all of one moment."""
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    item_query = (
        select(items.c.key, revisions.c.item_id, revisions.c.revision, items.c.rights)
        .join_from(items, revisions)
        .where(items.c.key.between(first, last))
    )
    of_pages = pages.c.id.between(page_id(first, 0), page_id(last, MAX_PAGE_NUMBER))
    with database.reading() as connection:
        rows = connection.execute(item_query).all()
        for (id_,) in connection.execute(select(pages.c.id).where(of_pages)):
            numbers[page_key(id_)].add(page_number(id_))
    return {
        row.key: Holding(
            row.key,
            row.item_id,
            row.revision,
            decode_rights(row.rights),
            frozenset(numbers[row.key]),
        )
        for row in rows
    }
