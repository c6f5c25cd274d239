"""Whether a catalog is what was written into it: structure, content, every byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text

from searchsvc.catalog.codec import content_fingerprint, decode_metadata, page_of
from searchsvc.catalog.database import Database
from searchsvc.catalog.dictionaries import read_text
from searchsvc.catalog.schema import items, pages, pages_of, revisions, sources
from searchsvc.catalog.sums import compare_sums
from searchsvc.domain import Page
from searchsvc.errors import CatalogUnavailable

_MOST = 20


@dataclass(frozen=True, slots=True)
class Unsound:
    """An item whose content is not what was taken in. `source`: where it came from."""

    key: int
    item_id: str
    source: str
    reason: str


def file_problems(database: Database) -> list[str]:
    """What is wrong with the file and its structure; another database server sees to its own."""
    if database.path is None:
        return []
    problems = []
    try:
        with database.reading() as connection:
            checked = connection.execute(text(f"PRAGMA integrity_check({_MOST})")).scalars().all()
            problems += [f"{database.path.name}: {line}" for line in checked if line != "ok"]
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            name = database.path.name
            problems += [f"{name}: a row of {row[0]} belongs nowhere" for row in broken]
    except CatalogUnavailable as error:
        problems.append(f"{database.path.name}: {error}")
    return problems + _changed_bytes(database)


def unsound_items(database: Database) -> Iterator[Unsound]:
    """Every item is read and compared with its fingerprint."""
    query = (
        select(items, revisions.c.item_id, sources.c.path)
        .join_from(items, revisions)
        .join(sources)
        .order_by(items.c.key)
    )
    with database.reading() as connection:
        for row in connection.execution_options(yield_per=256).execute(query):
            try:
                reason = _reason(database, row)
            except CatalogUnavailable as error:
                reason = str(error)
            if reason:
                yield Unsound(row.key, row.item_id, row.path, reason)


def _changed_bytes(database: Database) -> list[str]:
    assert database.path
    try:
        token = database.token()
        problems = compare_sums(database.path, database.open_file(), token)
        # A job that began meanwhile may write into what was being read.
        return problems if database.token() == token else []
    except (CatalogUnavailable, OSError) as error:
        return [f"{database.path.name}: {error}"]


def _reason(database: Database, row: Row[Any]) -> str | None:
    metadata = decode_metadata(row.metadata)
    counted = _Counted(database, row.key)
    if content_fingerprint(metadata, counted) != row.fingerprint:
        return "its content is not what was taken in"
    if (metadata.id, metadata.rights) != (row.item_id, row.rights):
        return "its id or rights are not those of its metadata"
    if (counted.pages, counted.bytes) != (row.page_count, row.text_bytes):
        return "its pages are not as many or as long as noted"
    return None


class _Counted:
    """The pages of an item, one at a time, and what they came to."""

    def __init__(self, database: Database, key: int) -> None:
        self._database, self._key = database, key
        self.pages = self.bytes = 0

    def __iter__(self) -> Iterator[Page]:
        query = select(pages).where(pages_of(self._key)).order_by(pages.c.id)
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=64).execute(query) as rows,
        ):
            for row in rows:
                page = page_of(row, read_text(self._database, row.text))
                self.pages += 1
                self.bytes += len(page.text.encode("utf-8"))
                yield page
