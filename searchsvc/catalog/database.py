"""Opening the catalog's database, and its failures as ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from searchsvc.catalog import schema
from searchsvc.catalog.upgrade import is_upgradable, upgrade
from searchsvc.errors import CatalogUnavailable, UsageError


class Database:
    """One catalog database; connections are pooled and may be used from several threads."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            self._engine: Engine = create_engine(parsed)
        except (ArgumentError, ImportError, ValueError) as error:
            raise UsageError(f"database_url: {error}") from error
        file = parsed.database if parsed.get_backend_name() == "sqlite" else None
        self.path = Path(file) if file else None
        if self.path:
            event.listen(self._engine, "connect", _configure_sqlite)

    def create(self) -> None:
        """Make the tables, or bring those of an earlier schema to ours, in one transaction.

        Raises CatalogUnavailable for a schema that cannot be brought to ours.
        """
        if self.path:
            with _translated():
                self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.transaction() as connection:
            if self.path:
                # Else the driver begins only when rows are written: tables would come one by one.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not inspect(connection).has_table(schema.catalog.name):
                schema.metadata.create_all(connection)
                version = {"name": "schema", "value": str(schema.SCHEMA_VERSION)}
                connection.execute(insert(schema.catalog), version)
            elif is_upgradable(found := connection.scalar(_VERSION)):
                upgrade(connection, str(found))
        self.check()

    def check(self) -> None:
        """Raises CatalogUnavailable unless the catalog is there and of the schema we know."""
        if self.path and not self.path.exists():
            raise CatalogUnavailable(f"no catalog at {self.path}; ingest something first")
        with self.reading() as connection:
            version = connection.scalar(_VERSION)
        if version != str(schema.SCHEMA_VERSION):
            mend = "; run: tangthu reindex" if is_upgradable(version) else ""
            known = schema.SCHEMA_VERSION
            raise CatalogUnavailable(
                f"the catalog has schema {version}, this program knows {known}{mend}"
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with _translated(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()


_VERSION = select(schema.catalog.c.value).where(schema.catalog.c.name == "schema")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        # What the database said, without the statement and its rows.
        raise CatalogUnavailable(f"the database says: {error.orig}") from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
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
