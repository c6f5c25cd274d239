"""The ids of all items that the public may see, in parts.

A part is a range of keys, so each is found by itself, however many items there are.
"""

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, select

from searchsvc.access import is_listed
from searchsvc.catalog.database import Database
from searchsvc.catalog.schema import items, revisions
from searchsvc.domain import Rights

#: Keys of a part.
PART = 10_000

_IS_LISTED = items.c.rights.in_([rights for rights in Rights if is_listed(rights)])
# Numbers come from addresses: they may be greater than any key of PostgreSQL.
_AFTER = items.c.key > bindparam("after", type_=BigInteger)
_NEXT = select(items.c.key).where(_AFTER, _IS_LISTED).order_by(items.c.key).limit(1)
_IDS = (
    select(revisions.c.item_id)
    .join_from(items, revisions)
    .where(_AFTER, items.c.key <= bindparam("last", type_=BigInteger), _IS_LISTED)
    .order_by(items.c.key)
)


def listed_parts(database: Database) -> list[int]:
    """Numbers, from 1, of the parts that have any items."""
    parts: list[int] = []
    with database.reading() as connection:
        key = connection.scalar(_NEXT, {"after": 0})
        while key is not None:
            parts.append(-(-key // PART))
            key = connection.scalar(_NEXT, {"after": PART * parts[-1]})
    return parts


def listed_ids(database: Database, part: int) -> Sequence[str]:
    """The ids of a part, in the order in which the items first came."""
    with database.reading() as connection:
        return connection.scalars(_IDS, {"after": PART * (part - 1), "last": PART * part}).all()
