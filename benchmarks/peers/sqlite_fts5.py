"""SQLite FTS5, in this process.

Two tables over one text: `marked` keeps marks, `folded` has them taken off (`unicode61
remove_diacritics 2`); which one is asked is told by whether the query has any. FTS5 leaves đ alone,
so `folded` is given the text with d instead: as many letters, so that snippets still fit the text.
All words are asked for, any of them when a long query finds nothing so: FTS5 knows nothing between.
Scores are FTS5's BM25, titles five times; the best page counts for its item. Prefixes of two to
four letters have indexes of their own. Merged (`optimize`), and memory-mapped.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers.documents import folded
from benchmarks.peers.files import size_of
from benchmarks.peers.protocol import (
    FACETS,
    TOP,
    Answer,
    Client,
    Form,
    PageDocument,
    Query,
    is_long,
)

_SCHEMA = """
CREATE TABLE item (number INTEGER PRIMARY KEY, id TEXT, collection TEXT, library TEXT,
    language TEXT, type TEXT, decade INTEGER, year INTEGER);
CREATE TABLE page (number INTEGER PRIMARY KEY, title TEXT, text TEXT);
CREATE TABLE place (page INTEGER PRIMARY KEY, item INTEGER);
CREATE VIRTUAL TABLE marked USING fts5 (title, text, content='page', content_rowid='number',
    tokenize='unicode61 remove_diacritics 0', prefix='2 3 4');
CREATE VIRTUAL TABLE folded USING fts5 (title, text, content='page', content_rowid='number',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3 4');
"""
_TITLE_WEIGHT = 5.0


class Fts5:
    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "pages.sqlite"

    def missing(self) -> str | None:
        try:
            with sqlite3.connect(":memory:") as database:
                database.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        except sqlite3.OperationalError as error:
            return f"Python's SQLite has no FTS5: {error}"
        finally:
            database.close()
        return None

    def version(self) -> str:
        return sqlite3.sqlite_version

    def build(self, pages: Iterable[PageDocument]) -> None:
        database = sqlite3.connect(self._file)
        database.execute("PRAGMA synchronous = OFF")
        database.executescript(_SCHEMA)
        with database:
            for page in pages:
                _insert(database, page)
            for table in ("marked", "folded"):
                database.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
                rank = f"bm25({_TITLE_WEIGHT}, 1.0)"
                database.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('rank', ?)", (rank,))
        database.execute("ANALYZE")
        database.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def client(self) -> Client:
        return _Client(self._file)

    def size(self) -> int:
        return size_of(self._file)


def _insert(database: sqlite3.Connection, page: PageDocument) -> None:
    item, number = page.item, page.number
    if page.title:
        database.execute(
            "INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (item.number, item.id, *(getattr(item, facet) for facet in FACETS), item.year),
        )
    database.execute("INSERT INTO page VALUES (?, ?, ?)", (number, page.title, page.text))
    database.execute("INSERT INTO place VALUES (?, ?)", (number, item.number))
    insert = "INSERT INTO {} (rowid, title, text) VALUES (?, ?, ?)"
    database.execute(insert.format("marked"), (number, page.title, page.text))
    bare = folded(page.title), folded(page.text)
    database.execute(insert.format("folded"), (number, *bare))


class _Client:
    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._database.isolation_level = None
        for setting in ("temp_store = MEMORY", "mmap_size = 4000000000", "cache_size = -64000"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.execute("CREATE TEMP TABLE found (item INTEGER PRIMARY KEY, page, score)")

    def search(self, query: Query) -> Answer:
        table = "marked" if query.marked else "folded"
        for match in _matches(query):
            total = self._find(table, match, query)
            if total:
                break
        top = self._database.execute(
            "SELECT id, page FROM found JOIN item ON number = item"
            " ORDER BY score, year DESC, number LIMIT ?",
            (TOP,),
        ).fetchall()
        return Answer(
            total,
            tuple(name for name, _ in top),
            tuple(self._snippets(table, match, [page for _, page in top])),
            self._facets(),
        )

    def close(self) -> None:
        self._database.close()

    def _find(self, table: str, match: str, query: Query) -> int:
        """Put the items that match into `found`, each with its best page."""
        self._database.execute("DELETE FROM temp.found")
        hits = f"SELECT rowid AS page, rank AS score FROM {table} WHERE {table} MATCH :match"
        if not match:
            hits = "SELECT min(page) AS page, 0.0 AS score FROM place GROUP BY item"
        only = "JOIN item ON number = item WHERE type = :type" if query.type else ""
        self._database.execute(
            f"WITH hit AS MATERIALIZED ({hits}) INSERT INTO temp.found"
            f" SELECT item, page, min(score) FROM hit JOIN place USING (page) {only} GROUP BY item",
            {"match": match, "type": query.type},
        )
        return int(self._database.execute("SELECT count(*) FROM found").fetchone()[0])

    def _snippets(self, table: str, match: str, pages: list[int]) -> Iterator[str]:
        if not match:
            rows = "SELECT substr(text, 1, 200) FROM page WHERE number = :page"
        else:
            rows = (
                f"SELECT snippet({table}, 1, '<mark>', '</mark>', '…', 40) FROM {table}"
                f" WHERE {table} MATCH :match AND rowid = :page"
            )
        for page in pages:
            found = self._database.execute(rows, {"match": match, "page": page}).fetchone()
            yield str(found[0])

    def _facets(self) -> dict[str, dict[str, int]]:
        counted: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        rows = self._database.execute(
            f"SELECT {', '.join(FACETS)}, count(*) FROM found JOIN item ON number = item"
            " GROUP BY 1, 2, 3, 4, 5"
        )
        for *values, number in rows:
            for facet, value in zip(FACETS, values, strict=True):
                if value is not None:
                    counts = counted[facet]
                    counts[str(value)] = counts.get(str(value), 0) + number
        return counted


def _matches(query: Query) -> Iterator[str]:
    """What to try in turn."""
    texts = query.texts if query.marked else tuple(map(folded, query.texts))
    match query.form:
        case Form.EVERYTHING:
            yield ""
        case Form.PHRASE:
            yield _quoted(texts[0])
        case Form.EITHER:
            yield " OR ".join(f"({' AND '.join(_terms(text))})" for text in texts)
        case Form.PREFIX:
            yield " AND ".join(_terms(texts[0])) + "*"
        case Form.WORDS:
            terms = _terms(texts[0])
            yield " AND ".join(terms)
            if is_long(terms):
                yield " OR ".join(terms)


def _terms(text: str) -> list[str]:
    return [_quoted(word) for word in text.split() if re.search(r"\w", word)]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', " ") + '"'
