"""Opening the catalog's database, and its failures as ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from searchsvc.catalog import schema
from searchsvc.catalog.sums import new_token, write_sums
from searchsvc.errors import CatalogUnavailable, UsageError


class Database:
    """One catalog database; connections are pooled and may be used from several threads.

    `guarded`: nothing is read from a catalog that `verify` found damaged.
    """

    def __init__(self, url: str, guarded: bool = False) -> None:
        try:
            parsed = make_url(url)
            self._engine: Engine = create_engine(parsed)
        except (ArgumentError, ImportError, ValueError) as error:
            raise UsageError(f"database_url: {error}") from error
        file = parsed.database if parsed.get_backend_name() == "sqlite" else None
        self.path = Path(file) if file else None
        self._mark = self.path.with_name(self.path.name + ".damaged") if self.path else None
        self._guarded = guarded
        self._settled = False
        if self.path:
            event.listen(self._engine, "connect", _configure_sqlite)

    def create(self) -> None:
        """Make the tables that are missing. Raises CatalogUnavailable for another's schema."""
        if self.path:
            with _translated():
                self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.transaction() as connection:
            schema.metadata.create_all(connection)
            if connection.scalar(_VERSION) is None:
                version = {"name": "schema", "value": str(schema.SCHEMA_VERSION)}
                connection.execute(insert(schema.catalog), version)
            if connection.scalar(_TOKEN) is None:
                connection.execute(insert(schema.catalog), {"name": _SETTLED, "value": ""})
            else:
                connection.execute(_UNSETTLE)
        self.check()

    def check(self) -> None:
        """Raises CatalogUnavailable unless the catalog is there and of the schema we know."""
        if self.path and not self.path.exists():
            raise CatalogUnavailable(f"no catalog at {self.path}; ingest something first")
        with self.reading() as connection:
            version = connection.scalar(_VERSION)
        if version != str(schema.SCHEMA_VERSION):
            raise CatalogUnavailable(
                f"the catalog has schema {version}, this program knows {schema.SCHEMA_VERSION}"
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self._guarded and self._mark and self._mark.exists():
            raise CatalogUnavailable("the catalog is damaged; run: tangthu verify --repair")
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        was_settled, self._settled = self._settled, False
        try:
            with _translated(), self._engine.begin() as connection:
                if was_settled:
                    connection.execute(_UNSETTLE)
                yield connection
        except BaseException:
            self._settled = was_settled
            raise

    def settle(self) -> None:
        """Make all that was written survive a power cut, and note the file's checksums (`sums`).

        It stays unsettled while a reader keeps what was written from going into the file.
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
        with _translated():
            write_sums(self.path, token)
        self._settled = True

    def token(self) -> str | None:
        """The token of a settled catalog; "" while it is not, None if it never was."""
        with self.reading() as connection:
            return connection.scalar(_TOKEN)

    def mark_damaged(self, problems: list[str]) -> None:
        """Let no guarded database read, in any process; with no problems, let it again."""
        if self._mark is None:
            return
        with _translated():
            if problems:
                self._mark.write_text("\n".join(problems) + "\n", "utf-8")
            else:
                self._mark.unlink(missing_ok=True)

    def copy_to(self, path: Path) -> None:
        """SQLite's online backup: one moment's state, while others read and write."""
        with self.reading() as connection, closing(sqlite3.connect(path)) as copy:
            source: Any = connection.connection.driver_connection
            source.backup(copy)

    def _checkpoint(self) -> bool:
        """Whether all that was written is in the file itself now."""
        with self.reading() as connection:
            done = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        return not done[0]

    def close(self) -> None:
        self._engine.dispose()


_SETTLED = "settled"
_TOKEN = select(schema.catalog.c.value).where(schema.catalog.c.name == _SETTLED)
_UNSETTLE = update(schema.catalog).where(schema.catalog.c.name == _SETTLED).values(value="")
_VERSION = select(schema.catalog.c.value).where(schema.catalog.c.name == "schema")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        # UnicodeError: what SQLite says of a damaged schema quotes it.
        raise CatalogUnavailable(str(error)) from error


def _configure_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # Readers and one writer at the same time; a commit survives the process, and the checkpoint
    # at the end of a job makes it survive the machine.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
