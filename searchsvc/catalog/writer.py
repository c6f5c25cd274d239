"""Writing the catalog: one transaction an item, each with a revision of its own."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, update

from searchsvc.catalog.codec import encode_layout, encode_metadata, encode_text, fingerprint
from searchsvc.catalog.database import Database
from searchsvc.catalog.reader import Catalog
from searchsvc.catalog.schema import items, page_id, pages, pages_of, revisions, sources
from searchsvc.domain import ITEM_ID, Item


class Outcome(StrEnum):
    """What taking in an item did."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class CatalogWriter(Catalog):
    """A catalog that may be changed. The home's lock sees to it that there is one at a time."""

    @classmethod
    def open(cls, url: str) -> "CatalogWriter":
        database = Database(url)
        database.create()
        return cls(database)

    def add_source(self, path: Path, root: Path, format_name: str) -> int:
        """Note where items come from; the id stays the same when the path is met again."""
        values = {
            "root": str(root),
            "format": format_name,
            "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with self._database.transaction() as connection:
            known = connection.scalar(select(sources.c.id).where(sources.c.path == str(path)))
            if known is None:
                result = connection.execute(insert(sources).values(path=str(path), **values))
                (known,) = result.inserted_primary_key or (0,)
            else:
                connection.execute(update(sources).where(sources.c.id == known).values(**values))
            return int(known)

    def put(self, item: Item, source_id: int) -> Outcome:
        """Take an item in, or replace it; an identical one changes nothing."""
        mark = fingerprint(item)
        with self._database.transaction() as connection:
            known = connection.execute(
                select(items.c.key, items.c.fingerprint)
                .join_from(items, revisions)
                .where(revisions.c.item_id == item.id)
            ).one_or_none()
            if known and known.fingerprint == mark:
                # The same item, but perhaps in a folder that has moved, with its images.
                moved = items.c.key == known.key, items.c.source_id != source_id
                connection.execute(update(items).where(*moved).values(source_id=source_id))
                return Outcome.UNCHANGED
            key = _next_revision(connection, item.id)
            _delete(connection, key)
            _insert(connection, key, item, source_id, mark)
        return Outcome.REPLACED if known else Outcome.ADDED

    def remove(self, item_ids: Iterable[str]) -> list[str]:
        """Take items out; gives back the ids that were there."""
        removed = []
        for item_id in filter(ITEM_ID.fullmatch, item_ids):
            with self._database.transaction() as connection:
                present = connection.scalar(
                    select(items.c.key)
                    .join_from(items, revisions)
                    .where(revisions.c.item_id == item_id)
                )
                if present is not None:
                    _delete(connection, _next_revision(connection, item_id))
                    removed.append(item_id)
        return removed

    def settle(self) -> None:
        """Make all that was written survive a power cut; to be called before saying "done"."""
        self._database.settle()


def _next_revision(connection: Connection, item_id: str) -> int:
    """Give the item the next revision number; returns its key, made when the id is new."""
    following = select(func.coalesce(func.max(revisions.c.revision), 0) + 1).scalar_subquery()
    key = connection.scalar(select(revisions.c.key).where(revisions.c.item_id == item_id))
    if key is None:
        result = connection.execute(insert(revisions).values(item_id=item_id, revision=following))
        (key,) = result.inserted_primary_key or (0,)
    else:
        connection.execute(
            update(revisions).where(revisions.c.key == key).values(revision=following)
        )
    return int(key)


def _delete(connection: Connection, key: int) -> None:
    connection.execute(delete(pages).where(pages_of(key)))
    connection.execute(delete(items).where(items.c.key == key))


def _insert(connection: Connection, key: int, item: Item, source_id: int, mark: bytes) -> None:
    connection.execute(
        insert(items).values(
            key=key,
            source_id=source_id,
            fingerprint=mark,
            rights=item.metadata.rights,
            metadata=encode_metadata(item.metadata),
            page_count=len(item.pages),
            text_bytes=sum(len(page.text.encode("utf-8")) for page in item.pages),
        )
    )
    rows = [
        {
            "id": page_id(key, page.number),
            "label": page.label,
            "image": page.image,
            "text": encode_text(page.text),
            "layout": encode_layout(page),
        }
        for page in item.pages
    ]
    if rows:
        connection.execute(insert(pages), rows)
