"""Changing items and pages: many in one transaction, each change with its own revision."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from searchsvc.catalog.codec import EncodedItem, EncodedPage
from searchsvc.catalog.jobs import now
from searchsvc.catalog.packing import pack_all
from searchsvc.catalog.schema import items, pages, revisions, sources
from searchsvc.domain import MAX_PAGE_NUMBER, page_id

#: Databases bound the parameters of a statement.
_AT_ONCE = 500


class Outcome(StrEnum):
    """What taking in an item did."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where items come from. `root`: the folder that their image paths are relative to."""

    path: Path
    root: Path
    format: str


class Known(NamedTuple):
    """What the catalog knows of an id. `fingerprint`: None for an item that was removed."""

    key: int
    fingerprint: bytes | None
    source_id: int | None


def known_items(connection: Connection, ids: Sequence[str]) -> dict[str, Known]:
    """What the catalog knows of these ids, by id; removed items are among them."""
    query = select(
        revisions.c.item_id, revisions.c.key, items.c.fingerprint, items.c.source_id
    ).join_from(revisions, items, isouter=True)
    found = {}
    for start in range(0, len(ids), _AT_ONCE):
        here = query.where(revisions.c.item_id.in_(ids[start : start + _AT_ONCE]))
        for row in connection.execute(here):
            found[row.item_id] = Known(row.key, row.fingerprint, row.source_id)
    return found


def outcome(item: EncodedItem, known: Known | None) -> Outcome:
    """What taking the item in would do."""
    if known is None or known.fingerprint is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if known.fingerprint == item.fingerprint else Outcome.REPLACED


def pack_items(found: Sequence[EncodedItem], dictionary: int) -> dict[str, list[bytes]]:
    """By id, the texts of items' pages as the catalog keeps them."""
    packed = iter(pack_all([page.text for item in found for page in item.pages], dictionary))
    return {item.id: list(islice(packed, len(item.pages))) for item in found}


def put_items(
    connection: Connection,
    found: Sequence[tuple[EncodedItem, int]],
    packed: Mapping[str, Sequence[bytes]],
) -> list[Outcome]:
    """Add items of different ids, or replace them; identical ones change nothing.

    `found`: each item with the id of its source. `packed`: their texts (`pack_items`); it need not
    have those of items that are thought to be the same as in the catalog.
    """
    known = known_items(connection, [item.id for item, _ in found])
    outcomes = [outcome(item, known.get(item.id)) for item, _ in found]
    moved, changed = [], []
    for (item, source_id), became in zip(found, outcomes, strict=True):
        if became is not Outcome.UNCHANGED:
            changed.append((item, source_id))
        elif known[item.id].source_id != source_id:
            # The same item from another source: its images are looked for in that one's folder.
            moved.append({"of": known[item.id].key, "now": source_id})
    _execute(
        connection,
        update(items).where(items.c.key == bindparam("of")).values(source_id=bindparam("now")),
        moved,
    )
    keys = _renumber(connection, {item.id: known.get(item.id) for item, _ in changed})
    _delete(connection, [keys[item.id] for item, _ in changed if item.id in known])
    rows = [_item_row(keys[item.id], item, source_id) for item, source_id in changed]
    _execute(connection, insert(items), rows)
    # Another machine may have changed an item since it was compared.
    others = [item for item, _ in changed if item.id not in packed]
    texts = {**packed, **pack_items(others, 0)}
    rows = [
        _page_row(keys[item.id], page, text)
        for item, _ in changed
        for page, text in zip(item.pages, texts[item.id], strict=True)
    ]
    _execute(connection, insert(pages), rows)
    return outcomes


def remove_items(connection: Connection, ids: Collection[str]) -> list[str]:
    """Remove items; returns the ids of those that were there."""
    known = known_items(connection, list(ids))
    present = {i: known[i] for i in ids if i in known and known[i].fingerprint is not None}
    keys = _renumber(connection, present)
    _delete(connection, list(keys.values()))
    return list(present)


def source_ids(connection: Connection, found: Iterable[SourceFile]) -> dict[SourceFile, int]:
    """The ids of sources, which are added or renewed; a path that is known keeps its id."""
    ids = {}
    for source in found:
        values = {"root": str(source.root), "format": source.format, "ingested_at": now()}
        path = str(source.path)
        known = connection.scalar(select(sources.c.id).where(sources.c.path == path))
        if known is None:
            result = connection.execute(insert(sources).values(path=path, **values))
            (known,) = result.inserted_primary_key or (0,)
        else:
            connection.execute(update(sources).where(sources.c.id == known).values(**values))
        ids[source] = int(known)
    return ids


def _renumber(connection: Connection, known: Mapping[str, Known | None]) -> dict[str, int]:
    """Give each item the next revision number; returns their keys, made for ids that are new."""
    maxima = select(func.max(revisions.c.revision), func.max(revisions.c.key))
    revision, key = (number or 0 for number in connection.execute(maxima).one())
    keys, new, again = {}, [], []
    for item_id, before in known.items():
        revision += 1
        if before:
            keys[item_id] = before.key
            again.append({"of": before.key, "now": revision})
        else:
            key += 1
            keys[item_id] = key
            new.append({"key": key, "item_id": item_id, "revision": revision})
    _execute(connection, insert(revisions), new)
    _execute(
        connection,
        update(revisions)
        .where(revisions.c.key == bindparam("of"))
        .values(revision=bindparam("now")),
        again,
    )
    return keys


def _delete(connection: Connection, keys: Sequence[int]) -> None:
    first_to_last = pages.c.id.between(bindparam("first"), bindparam("last"))
    spans = [{"first": page_id(k, 0), "last": page_id(k, MAX_PAGE_NUMBER)} for k in keys]
    _execute(connection, delete(pages).where(first_to_last), spans)
    gone = [{"of": key} for key in keys]
    _execute(connection, delete(items).where(items.c.key == bindparam("of")), gone)


def _execute(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _item_row(key: int, item: EncodedItem, source_id: int) -> dict[str, Any]:
    return {
        "key": key,
        "source_id": source_id,
        "fingerprint": item.fingerprint,
        "rights": item.rights,
        "metadata": item.metadata,
        "page_count": len(item.pages),
        "text_bytes": item.text_bytes,
        "ocr_pages": item.ocr_pages,
    }


def _page_row(key: int, page: EncodedPage, packed: bytes) -> dict[str, Any]:
    return {
        "id": page_id(key, page.number),
        "label": page.label,
        "image": page.image,
        "text": packed,
        "layout": page.layout,
    }
