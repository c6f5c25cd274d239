"""One source to encoded items, batch by batch, so that any size of it takes bounded memory.

Whatever a reader raises becomes a rejected record, and the next source goes on.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from indexer.formats import Source
from indexer.formats.base import Found
from searchsvc.catalog import EncodedItem, Reject, encode_item
from searchsvc.domain import Item
from searchsvc.errors import RecordError

#: Bytes and number of entries that are sent at once. An item is never parted.
_BATCH_BYTES = 2_000_000
_BATCH_ENTRIES = 500
#: About what a rejected record takes.
_REJECT_BYTES = 200
_LONGEST_REASON = 1000
#: Characters of a page, of which a printed one has 2,000. To analyse a text takes up to 130 bytes a
#: character, if no word comes twice.
LONGEST_PAGE = 4_000_000


class Taken(NamedTuple):
    """An item that can be taken in, and where it stands."""

    place: str
    item: EncodedItem


Entry: TypeAlias = Taken | Reject


class Batch(NamedTuple):
    """Entries of a source in their order. `position`: bytes of the source that have been read.

    `is_last`: the source has no more.
    """

    entries: list[Entry]
    position: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A path that is to be read.

    `collection`: that every item is put into, whatever it says itself; `format_name`: that all is
    read as, whatever it looks like.
    """

    path: Path
    collection: str | None = None
    format_name: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A source that is to be read, the bytes of its files, and the path given that it is of."""

    source: Source
    size: int
    given: Given


def read_source(planned: Planned, max_bytes: int) -> Iterator[Batch]:
    """All that a source holds; the last batch says so, and may be empty."""
    source = planned.source
    entries: list[Entry] = []
    size = 0
    for entry in _entries(planned, max_bytes):
        entries.append(entry)
        size += entry.item.size if isinstance(entry, Taken) else _REJECT_BYTES
        if size >= _BATCH_BYTES or len(entries) >= _BATCH_ENTRIES:
            yield Batch(entries, _position(source.path), False)
            entries, size = [], 0
    yield Batch(entries, 0, True)


def rejected(
    source: Path, error: RecordError, given: Given, first_place: str | None = None
) -> Reject:
    """An error as it is kept: in Unicode, and not longer than one reads."""
    reason = _plain(error.reason)
    if len(reason) > _LONGEST_REASON:
        reason = reason[:_LONGEST_REASON] + " …"
    return Reject(
        place=_plain(error.place),
        source=_plain(str(source)),
        item_id=error.item_id,
        reason=reason,
        first_place=first_place,
        given=_plain(str(given.path)),
        collection=given.collection,
        format=given.format_name,
    )


def failed(planned: Planned, reason: str) -> Reject:
    """A source that could not be read to its end."""
    path = planned.source.path
    return rejected(path, RecordError(str(path), reason), planned.given)


def _plain(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _entries(planned: Planned, max_bytes: int) -> Iterator[Entry]:
    source, given = planned.source, planned.given
    try:
        for record in source.read(max_bytes):
            if isinstance(record, RecordError):
                yield rejected(source.path, record, given)
            elif too_long := _too_long(record):
                yield rejected(source.path, too_long, given)
            else:
                yield Taken(record.place, encode_item(_placed(record.item, given.collection)))
    except MemoryError:
        yield failed(planned, "takes too much memory to read")
    except Exception as error:  # a defect of a reader, or what a library does with hostile input
        yield failed(planned, f"reading {source.format} failed: {type(error).__name__}: {error}")


def _too_long(found: Found) -> RecordError | None:
    """What is wrong with an item that has such a page."""
    for page in found.item.pages:
        if len(page.text) > LONGEST_PAGE:
            reason = f"page {page.number} has more than {LONGEST_PAGE:,} characters"
            return RecordError(found.place, reason, found.item.metadata.id)
    return None


def _placed(item: Item, collection: str | None) -> Item:
    if collection is None:
        return item
    return replace(item, metadata=replace(item.metadata, collection=collection))


def _position(path: Path) -> int:
    """How far the file has been read by this process; 0 where the system does not tell."""
    try:
        for number in os.listdir("/proc/self/fd"):
            if os.readlink(f"/proc/self/fd/{number}") == str(path):
                return int(Path(f"/proc/self/fdinfo/{number}").read_text().split()[1])
    except (OSError, ValueError):
        pass
    return 0
