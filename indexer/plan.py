"""What a run has to read, and what it has met: kept on disk, since a collection may be large."""

import pickle
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.formats import Source, discover
from indexer.formats.discover import as_stored
from indexer.reading import Given, Planned, rejected
from searchsvc.catalog import Reject
from searchsvc.errors import CatalogUnavailable, RecordError

_TABLES = """
    CREATE TABLE sources (number INTEGER PRIMARY KEY, path TEXT UNIQUE, size INTEGER, planned BLOB);
    CREATE TABLE met (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID;
    BEGIN;
"""


class Plan:
    """Sources to be read, each once, and the ids of the items that were met.

    A temporary database of its own, gone with the process. `unreadable`: what is no source.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self.unreadable: list[Reject] = []

    def add(
        self,
        given: Given,
        wanted: Callable[[Path], bool] = lambda _path: True,
    ) -> None:
        """Plan to read what is wanted below a path.

        Raises UsageError where it is not there, or cannot be of the format that it is said to be.
        """
        for found in discover([given.path], given.format_name):
            if isinstance(found, RecordError):
                if wanted(place := Path(found.place)):
                    self.unreadable.append(rejected(place, found, given))
            elif wanted(found.path):
                self._put(found, given)

    def _put(self, source: Source, given: Given) -> None:
        planned = Planned(source, _size(source.path), given)
        row = str(source.path), planned.size, pickle.dumps(planned)
        with _translated():
            self._database.execute(
                "INSERT OR IGNORE INTO sources (path, size, planned) VALUES (?, ?, ?)", row
            )

    @property
    def size(self) -> int:
        """The bytes of all sources."""
        return int(self._one("SELECT coalesce(sum(size), 0) FROM sources"))

    def __len__(self) -> int:
        return int(self._one("SELECT count(*) FROM sources"))

    def has_below(self, folder: Path) -> bool:
        """Whether anything is to be read at or below a folder."""
        below = str(folder).rstrip("/") + "/"
        query = "SELECT 1 FROM sources WHERE path = ? OR substr(path, 1, ?) = ? LIMIT 1"
        return self._one(query, str(folder), len(below), below) is not None

    def __iter__(self) -> Iterator[Planned]:
        with _translated():
            for (planned,) in self._database.execute("SELECT planned FROM sources ORDER BY number"):
                yield pickle.loads(planned)

    def meet(self, item_id: str, place: str) -> str | None:
        """Note that an item was met in this run; gives the place where it was met before."""
        before: str | None = self._one("SELECT place FROM met WHERE id = ?", item_id)
        if before is None:
            with _translated():
                self._database.execute("INSERT INTO met VALUES (?, ?)", (item_id, place))
        return before

    def has_met(self, item_id: str) -> bool:
        return self._one("SELECT 1 FROM met WHERE id = ?", item_id) is not None

    def close(self) -> None:
        self._database.close()

    def _one(self, query: str, *values: object) -> Any:
        with _translated():
            row = self._database.execute(query, values).fetchone()
        return row and row[0]


@contextmanager
def plan_of(asked: Sequence[Given]) -> Iterator[Plan]:
    """All below some paths, in an order that does not depend on theirs. Raises as `Plan.add`."""
    for given in asked:
        next(discover([given.path], given.format_name), None)
    by_path = {as_stored(given.path): given for given in asked}
    with closing(Plan()) as plan:
        for path, given in sorted(by_path.items()):
            plan.add(replace(given, path=path))
        yield plan


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogUnavailable(f"temporary files cannot be written: {error}") from error


def _size(path: Path) -> int:
    """Bytes of a file, or of the files of a folder; of what cannot be read, 0."""
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
        return path.stat().st_size
    except OSError:
        return 0
