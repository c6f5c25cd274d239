"""The catalog's database: opening it, transactions, and its failures as our errors."""

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import (
    URL,
    Connection,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from searchsvc.catalog import postgresql, schema
from searchsvc.catalog.sums import new_token, write_sums
from searchsvc.catalog.upgrade import is_upgradable, upgrade
from searchsvc.errors import CatalogUnavailable, UsageError


class Database:
    """One catalog database. Connections are pooled, and threads may share it.

    `guarded`, for servers: nothing is read while the catalog is marked as damaged; and when another
    file takes the place of the catalog's, one call fails, `when_replaced` is called, and from then
    on the new file is read. Without it, all calls fail once another file has taken its place.
    """

    def __init__(self, url: str, guarded: bool = False) -> None:
        parsed = _parsed(url)
        self._shared = parsed.drivername in postgresql.DRIVERS
        self._engine = postgresql.open_engine(parsed) if self._shared else create_engine(parsed)
        self._readers = postgresql.for_reading(self._engine) if self._shared else self._engine
        self.path = catalog_file(url)
        self.name = str(self.path or shown_url(url))
        self._mark = self.path.with_name(self.path.name + ".damaged") if self.path else None
        self._guarded = guarded
        self._settled = False
        self._file: tuple[int, int] | None = None
        self._held = _Held()
        self._opened: BinaryIO | None = None
        self.when_replaced: Callable[[], None] = lambda: None
        if self.path:
            event.listen(self._engine, "connect", _configure_sqlite)

    def create(self) -> None:
        """Create the tables, or upgrade those of an earlier schema, in one transaction.

        Raises CatalogUnavailable for a schema that cannot be upgraded.
        """
        if self.path:
            with self._translated():
                self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._closed_on_failure(), self.transaction() as connection:
            if self._shared:
                postgresql.check_encoding(connection)
            else:
                # Python's driver begins a transaction only when rows are written, not for tables.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not inspect(connection).has_table(schema.catalog.name):
                schema.metadata.create_all(connection)
                version = {"name": "schema", "value": str(schema.SCHEMA_VERSION)}
                connection.execute(insert(schema.catalog), version)
            elif is_upgradable(found := connection.scalar(_VERSION)):
                upgrade(connection, str(found))
            if connection.scalar(_VERSION) == str(schema.SCHEMA_VERSION):
                if connection.scalar(_TOKEN) is None:
                    connection.execute(insert(schema.catalog), {"name": _SETTLED, "value": ""})
                else:
                    connection.execute(_UNSETTLE)
                if connection.scalar(_IDENTITY) is None:
                    connection.execute(insert(schema.catalog), _new_identity())
        self.check()

    def check(self) -> None:
        """Raises CatalogUnavailable unless the catalog exists and has a schema that we can read."""
        with self._closed_on_failure():
            if not self._exists():
                raise CatalogUnavailable(f"no catalog at {self.name}; ingest something first")
            with self.reading() as connection:
                version = connection.scalar(_VERSION)
            if version not in schema.READABLE:
                mend = "; run: tangthu reindex" if is_upgradable(version) else ""
                known = schema.SCHEMA_VERSION
                raise CatalogUnavailable(
                    f"the catalog has schema {version}, this program knows {known}{mend}"
                )

    @contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        try:
            yield
        except CatalogUnavailable:
            self.close()
            raise

    def _exists(self) -> bool:
        if self.path and not self.path.exists():
            return False
        with self.reading() as connection:
            return inspect(connection).has_table(schema.catalog.name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self._held.connection:
            with self._translated():
                yield self._held.connection
            return
        connection = self._connected()
        with self._translated(), connection:
            yield connection

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that this thread reads within is the state of one moment."""
        if self._held.connection:
            yield
            return
        connection = self._connected()
        try:
            if self.path:
                with self._translated():
                    # Python's driver would not begin a transaction for what only reads.
                    connection.connection.cursor().execute("BEGIN")
            self._held.connection = connection
            yield
        finally:
            self._held.connection = None
            with self._translated():
                connection.close()

    def _connected(self) -> Connection:
        """A connection for reading, to be closed."""
        with self._translated():
            if self._guarded and self._mark and self._mark.exists():
                raise CatalogUnavailable("the catalog is damaged; run: tangthu verify --repair")
            self._refuse_another()
            return self._readers.connect()

    def _refuse_another(self) -> None:
        """Raises CatalogUnavailable when the file is gone, or another one has its name now: open
        connections would go on reading the old one. Takes less than 10 µs.
        """
        if self.path is None:
            return
        try:
            with self._translated():
                found = self.path.stat()
        except CatalogUnavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                self._let_go(_GONE)
            raise
        file = found.st_dev, found.st_ino
        if self._file in (None, file):
            self._file = file
            return
        self._let_go(file)
        raise CatalogUnavailable(f"{self.name}: another catalog has taken its place")

    def _let_go(self, file: tuple[int, int]) -> None:
        """Let a guarded database read this file from now on. The call that noticed it still fails,
        since the index may have answered from the old catalog.
        """
        if self._guarded and self._file not in (None, file):
            self._engine.dispose()
            self._file = file
            self.when_replaced()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        was_settled, self._settled = self._settled, False
        try:
            if self._file:
                self._refuse_another()
            with self._translated(), self._engine.begin() as connection:
                if self._shared:
                    postgresql.begin_writing(connection)
                if was_settled:
                    connection.execute(_UNSETTLE)
                yield connection
        except BaseException:
            self._settled = was_settled
            raise

    def settle(self) -> None:
        """Make all that was written survive a power cut, and note the file's checksums (`sums`).

        Nothing is noted while a reader keeps SQLite from moving all changes into the file.
        """
        if self.path is None:
            return
        if not self._checkpoint():
            return
        token = new_token()
        with self.transaction() as connection:
            connection.execute(_UNSETTLE.values(value=token))
        if not self._checkpoint():
            with self.transaction() as connection:
                connection.execute(_UNSETTLE)
            return
        with self._translated():
            write_sums(self.path, self.open_file(), token)
        self._settled = True

    def open_file(self) -> BinaryIO:
        """The file itself, to be read and not to be closed. Raises OSError.

        It stays open with the connections: if a process closes a file at all, it loses every lock
        that it has on it (POSIX), those of its connections too. Then another process that ends its
        own takes them for the last, and deletes the log into which this one goes on writing.
        """
        assert self.path
        if self._opened is None:
            self._opened = self.path.open("rb", buffering=0)
        return self._opened

    def token(self) -> str | None:
        """The token of a settled catalog; "" while it is not settled, None if it never was."""
        with self.reading() as connection:
            return connection.scalar(_TOKEN)

    def identity(self) -> str:
        """What tells this catalog from every other; "" where only an earlier program wrote."""
        with self.reading() as connection:
            return connection.scalar(_IDENTITY) or ""

    def renew_identity(self) -> None:
        """Make it another catalog than the one that indexes were made from."""
        with self.transaction() as connection:
            connection.execute(_OF_IDENTITY.values(_new_identity()))

    def mark_damaged(self, problems: list[str]) -> None:
        """Mark the catalog as damaged, so that no guarded database in any process reads it; without
        problems, unmark it.
        """
        if self._mark is None:
            return
        with self._translated():
            if problems:
                self._mark.write_text("\n".join(problems) + "\n", "utf-8")
            elif self._mark.exists():  # a read-only disk would refuse to delete what is not there
                self._mark.unlink(missing_ok=True)

    def copy_to(self, path: Path) -> None:
        """SQLite's online backup: one moment's state, while others read and write."""
        with self.reading() as connection, closing(sqlite3.connect(path)) as copy:
            source: Any = connection.connection.driver_connection
            source.backup(copy)

    def _checkpoint(self) -> bool:
        """Move what was written from the write-ahead log into the file; False where a reader keeps
        that from being done.
        """
        with self.reading() as connection:
            done = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        return not done[0]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            # SQLAlchemy's own text also has the statement and its values.
            said = error.orig if isinstance(error, DBAPIError) else error
            reason = " ".join(str(said).split())
            raise CatalogUnavailable(f"{self.name}: {reason}{self._hint()}") from error
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            # UnicodeError: SQLite's message about a damaged schema quotes it.
            raise CatalogUnavailable(f"{self.name}: {error}") from error

    def _hint(self) -> str:
        """SQLite does not say why it can open no file."""
        if self.path is None or os.access(self.path.parent, os.W_OK):
            return ""
        return f"; whoever reads it must be able to write to {self.path.parent}"

    def close(self) -> None:
        self._engine.dispose()
        if self._opened:
            self._opened.close()
            self._opened = None


class _Held(threading.local):
    """The connection of a thread that reads one moment's state."""

    connection: Connection | None = None


_SQLITE = ("sqlite", "sqlite+pysqlite")
_SETTLED, _ID = "settled", "identity"
_GONE = (0, 0)
_TOKEN = select(schema.catalog.c.value).where(schema.catalog.c.name == _SETTLED)
_UNSETTLE = update(schema.catalog).where(schema.catalog.c.name == _SETTLED).values(value="")
_IDENTITY = select(schema.catalog.c.value).where(schema.catalog.c.name == _ID)
_OF_IDENTITY = update(schema.catalog).where(schema.catalog.c.name == _ID)
_VERSION = select(schema.catalog.c.value).where(schema.catalog.c.name == "schema")


def _new_identity() -> dict[str, str]:
    return {"name": _ID, "value": uuid.uuid4().hex}


def shown_url(url: str) -> str:
    """A catalog's URL as it may be shown: without passwords. Raises UsageError."""
    parsed = _parsed(url)
    if parsed.drivername in _SQLITE:
        return f"{parsed.drivername}:///{parsed.database}"  # not `%C3%A1` for á
    query = {key: value for key, value in parsed.query.items() if "pass" not in key}
    return parsed.set(query=query).render_as_string(hide_password=True)


def catalog_file(url: str) -> Path | None:
    """The file of a catalog; None for one on a server. Raises UsageError."""
    parsed = _parsed(url)
    in_file = parsed.drivername in _SQLITE
    return Path(parsed.database) if in_file and parsed.database else None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Their text may hold a part of the password.
        raise UsageError("database_url: not like postgresql://user@host/database") from None
    if parsed.drivername not in (*_SQLITE, *postgresql.DRIVERS):
        raise UsageError(f"database_url: {parsed.drivername} is neither sqlite nor postgresql")
    return parsed


def _configure_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # A new file's pages: texts fill larger ones better (5 %); reading 20 of them takes 7 µs more.
    cursor.execute("PRAGMA page_size = 8192")
    # Readers and one writer at the same time; a commit survives the process, and the checkpoint
    # at the end of a job makes it survive the machine.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
