"""Reading the catalog."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from analyzers import TextRow
from searchsvc.catalog.by_id import ById
from searchsvc.catalog.changing import Outcome, known_items, outcome
from searchsvc.catalog.codec import EncodedItem, decode_metadata, page_of
from searchsvc.catalog.database import Database
from searchsvc.catalog.dictionaries import dictionary_problems, read_text, read_texts
from searchsvc.catalog.history import History
from searchsvc.catalog.holdings import Holding, holdings, windows
from searchsvc.catalog.listing import listed_ids, listed_parts
from searchsvc.catalog.schema import items, pages, pages_of, revisions, sources
from searchsvc.catalog.soundness import Unsound, file_problems, unsound_items
from searchsvc.domain import (
    MAX_PAGE_NUMBER,
    STORED_ID,
    Metadata,
    Page,
    page_id,
    page_key,
    page_number,
)
from searchsvc.responses import PageSummary


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the catalog lists it. `root` is the folder its image paths are relative to."""

    key: int
    metadata: Metadata
    page_count: int
    root: Path


@dataclass(frozen=True, slots=True)
class PageTexts:
    """Pages by item key and number, and their texts in the same order."""

    pages: Mapping[tuple[int, int], PageSummary]
    texts: TextRow

    def by_place(self) -> dict[tuple[int, int], str]:
        """The text of each page."""
        return dict(zip(self.pages, self.texts.texts(), strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of an item. `exists`: False when it was removed."""

    key: int
    revision: int
    exists: bool
    page_count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What the catalog holds."""

    items: int
    pages: int
    text_bytes: int
    by_rights: dict[str, int]
    ocr_pages: int  # pages that need OCR
    ocr_items: int  # items that have such pages


_ENTRY: Select[Any] = select(
    items.c.key, items.c.metadata, items.c.page_count, sources.c.root
).join_from(items, sources)

# Statements made once: to put one together takes as long as to answer it.
_ENTRIES = ById(_ENTRY, items.c.key)
_COVERS = ById(select(pages.c.id, pages.c.label, pages.c.image), pages.c.id)
_TEXTS = ById(select(pages.c.id, pages.c.label, pages.c.image, pages.c.text), pages.c.id)
_ITEM_TEXTS = (
    select(pages.c.id, pages.c.text)
    .where(pages.c.id.between(bindparam("first"), bindparam("last")))
    .order_by(pages.c.id)
)


class Catalog(History):
    """Items and pages by id, key and number. All methods raise CatalogUnavailable when the catalog
    cannot be read.
    """

    @classmethod
    def open(cls, url: str) -> "Catalog":
        database = Database(url)
        database.check()
        return cls(database)

    @classmethod
    def open_guarded(cls, url: str) -> "Catalog":
        """A catalog for a server: it refuses to answer while `verify` has it marked as damaged."""
        database = Database(url, guarded=True)
        database.check()
        return cls(database)

    def when_replaced(self, call: Callable[[], None]) -> None:
        """Have this called when another file takes the place of a guarded catalog. The read that
        notices it raises CatalogUnavailable; later ones read the new catalog.
        """
        self._database.when_replaced = call

    def one_moment(self) -> AbstractContextManager[None]:
        """All that this thread reads within is the state of one moment: an item's rights are those
        of the very text that is read after them.
        """
        return self._database.one_moment()

    def close(self) -> None:
        self._database.close()

    def entry(self, item_id: str) -> Entry | None:
        if not STORED_ID.fullmatch(item_id):
            return None
        query = _ENTRY.join(revisions, revisions.c.key == items.c.key).where(
            revisions.c.item_id == item_id
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _entry(row) if row else None

    def entries(self, keys: Collection[int]) -> dict[int, Entry]:
        """The items of these keys that (still) exist."""
        with self._database.reading() as connection:
            rows = _ENTRIES.rows(connection, keys)
        return {entry.key: entry for entry in map(_entry, rows)}

    def page_texts(self, wanted: Collection[tuple[int, int]]) -> PageTexts:
        """Those of these pages, by (item key, page number), that there are."""
        ids = [page_id(key, number) for key, number in wanted]
        rows: Sequence[Sequence[Any]] = ()
        if ids:
            with self._database.reading() as connection:
                rows = _TEXTS.rows(connection, ids)
        found = {
            (page_key(id_), number := page_number(id_)): PageSummary(number, label, image)
            for id_, label, image, _ in rows
        }
        return PageTexts(found, read_texts(self._database, [row[-1] for row in rows]))

    def covers(self, keys: Collection[int]) -> dict[int, PageSummary]:
        """First pages by item key, of the items that have a page 1."""
        if not keys:
            return {}
        ids = [page_id(key, 1) for key in keys]
        with self._database.reading() as connection:
            rows = _COVERS.rows(connection, ids)
        return {page_key(id_): PageSummary(1, label, image) for id_, label, image in rows}

    def page_list(self, key: int) -> tuple[PageSummary, ...]:
        query = select(pages.c.id, pages.c.label, pages.c.image).where(pages_of(key))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(pages.c.id)).all()
        return tuple(PageSummary(page_number(row.id), row.label, row.image) for row in rows)

    def neighbours(self, key: int, number: int) -> tuple[int | None, int | None]:
        """Numbers of the pages before and after one, None at either end."""
        here = page_id(key, number)
        before = select(func.max(pages.c.id)).where(pages_of(key), pages.c.id < here)
        after = select(func.min(pages.c.id)).where(pages_of(key), pages.c.id > here)
        with self._database.reading() as connection:
            found = connection.scalar(before), connection.scalar(after)
        previous, following = (None if id_ is None else page_number(id_) for id_ in found)
        return previous, following

    def page_image(self, key: int, number: int) -> str | None:
        """Where the image of a page is, None for one without, or for no page."""
        if not 0 < number <= MAX_PAGE_NUMBER:
            return None
        query = select(pages.c.image).where(pages.c.id == page_id(key, number))
        with self._database.reading() as connection:
            image: str | None = connection.scalar(query)
        return image

    def page(self, key: int, number: int) -> Page | None:
        return self.pages_with_numbers(key, [number]).get(number)

    def pages_with_numbers(self, key: int, numbers: Collection[int]) -> dict[int, Page]:
        ids = [page_id(key, n) for n in numbers if 0 < n <= MAX_PAGE_NUMBER]
        with self._database.reading() as connection:
            rows = connection.execute(select(pages).where(pages.c.id.in_(ids))).all()
        return {
            page_number(row.id): page_of(row, read_text(self._database, row.text)) for row in rows
        }

    def item_texts(self, key: int) -> Iterator[tuple[int, str]]:
        """Number and text of an item's pages in order, streamed."""
        return ((number, text) for _, number, text in self.texts(key, key))

    def texts(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """Item key, number and text of the pages of all items with keys from `first` to `last`, in
        order, streamed.
        """
        first_and_last = {"first": page_id(first, 0), "last": page_id(last, MAX_PAGE_NUMBER)}
        with (
            self._database.reading() as connection,
            connection.execution_options(yield_per=256).execute(
                _ITEM_TEXTS, first_and_last
            ) as rows,
        ):
            for id_, text in rows:
                yield page_key(id_), page_number(id_), read_text(self._database, text)

    def identity(self) -> str:
        """What tells this catalog from every other; "" where only an earlier program wrote."""
        return self._database.identity()

    def revision(self) -> int:
        """The number of the last change; 0 for an empty catalog."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(revisions.c.revision))) or 0

    def changes(self, since: int) -> Sequence[Change]:
        """Items changed after revision `since`, in the order of their last change."""
        query = (
            select(revisions.c.key, revisions.c.revision, items.c.page_count)
            .join_from(revisions, items, isouter=True)
            .where(revisions.c.revision > since)
            .order_by(revisions.c.revision)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Change(row.key, row.revision, row.page_count is not None, row.page_count or 0)
            for row in rows
        ]

    def changed_keys(self, since: int, first: int, last: int) -> set[int]:
        """Keys from `first` to `last` of the items changed after revision `since`."""
        query = select(revisions.c.key).where(
            revisions.c.revision > since, revisions.c.key.between(first, last)
        )
        with self._database.reading() as connection:
            return set(connection.scalars(query))

    def key_windows(self, others: int = 0) -> Iterator[tuple[int, int]]:
        """First and last key of windows that cover the keys of all items, and up to `others`."""
        return windows(self._database, others)

    def holdings(self, first: int, last: int) -> dict[int, Holding]:
        """What an index must hold of the items with these keys."""
        return holdings(self._database, first, last)

    def listed_parts(self) -> Sequence[int]:
        """Numbers of the parts in which `listed_ids` gives the items that the public may see."""
        return listed_parts(self._database)

    def listed_ids(self, part: int) -> Sequence[str]:
        """The ids of one part; none for a part that there is not."""
        return listed_ids(self._database, part)

    def file_problems(self) -> list[str]:
        """What is wrong with the database's file and structure, one line each."""
        return file_problems(self._database) + dictionary_problems(self._database)

    def unsound_items(self) -> Iterator[Unsound]:
        """Items whose content differs from what was taken in. Reads all items."""
        return unsound_items(self._database)

    def mark_damaged(self, problems: list[str]) -> None:
        """Let no guarded catalog answer, in any process; without problems, let it answer again."""
        self._database.mark_damaged(problems)

    def source_folders(self) -> list[str]:
        """The folders that image paths are relative to, in order."""
        with self._database.reading() as connection:
            roots = select(sources.c.root).distinct().order_by(sources.c.root)
            return list(connection.scalars(roots))

    def copy_to(self, path: Path) -> None:
        """A copy of an SQLite catalog as it is at one moment, while others write."""
        self._database.copy_to(path)

    def counts(self) -> Counts:
        query = select(
            items.c.rights,
            func.count(),
            func.sum(items.c.page_count),
            func.sum(items.c.text_bytes),
            func.sum(items.c.ocr_pages),
            func.sum(case((items.c.ocr_pages > 0, 1), else_=0)),
        ).group_by(items.c.rights)
        query = query.order_by(items.c.rights)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return Counts(
            items=sum(row[1] for row in rows),
            pages=sum(row[2] for row in rows),
            text_bytes=sum(row[3] for row in rows),
            by_rights={row[0]: row[1] for row in rows},
            ocr_pages=sum(row[4] for row in rows),
            ocr_items=sum(row[5] for row in rows),
        )

    def outcomes(self, found: Sequence[EncodedItem]) -> list[Outcome]:
        """What taking in these items would do."""
        with self._database.reading() as connection:
            known = known_items(connection, [item.id for item in found])
        return [outcome(item, known.get(item.id)) for item in found]

    def came_from(self, item_id: str) -> str | None:
        """The path of the source that an item came from, None for no item."""
        query = select(sources.c.path).select_from(items).join(sources).join(revisions)
        with self._database.reading() as connection:
            path: str | None = connection.scalar(query.where(revisions.c.item_id == item_id))
        return path

    def ids_below(self, folder: Path) -> Iterator[str]:
        """The ids of the items that came from a folder, streamed."""
        below = str(folder).rstrip("/") + "/"
        query = select(revisions.c.item_id).select_from(items).join(revisions).join(sources)
        is_below = func.substr(sources.c.path, 1, len(below)) == below
        is_folder = sources.c.path == str(folder)
        with self._database.reading() as connection:
            rows = connection.execution_options(yield_per=1000).execute(
                query.where(is_below | is_folder).order_by(items.c.key)
            )
            yield from rows.scalars()


def _entry(row: Sequence[Any]) -> Entry:
    key, metadata, page_count, root = row
    return Entry(key, decode_metadata(metadata), page_count, _folder(root))


@lru_cache(maxsize=64)
def _folder(root: str) -> Path:
    return Path(root)
