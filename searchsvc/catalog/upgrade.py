"""Catalogs of earlier programs, brought to this one's schema where they are, nothing lost."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, update
from sqlalchemy.schema import CreateColumn

from searchsvc.catalog.schema import SCHEMA_VERSION, catalog, dictionaries, items, jobs, rejects


def is_upgradable(version: str | None) -> bool:
    return version is not None and version.isdecimal() and int(version) in _STEPS


def upgrade(connection: Connection, version: str) -> None:
    """Bring a catalog of an upgradable version to SCHEMA_VERSION.

    All in the caller's transaction: what is interrupted leaves the old catalog.
    """
    for number in range(int(version), SCHEMA_VERSION):
        _STEPS[number](connection)
    name = catalog.c.name == "schema"
    connection.execute(update(catalog).where(name).values(value=str(SCHEMA_VERSION)))


def _to_2(connection: Connection) -> None:
    """Jobs, rejected records, and pages that need OCR."""
    _add_column(connection, items, "ocr_pages")
    for table in (jobs, rejects):
        table.create(connection)


def _to_3(connection: Connection) -> None:
    """Dictionaries that texts are packed with."""
    dictionaries.create(connection)


def _add_column(connection: Connection, table: Table, name: str) -> None:
    column = CreateColumn(table.c[name]).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column}")


#: What brings a catalog of a version to the next.
_STEPS: dict[int, Callable[[Connection], None]] = {1: _to_2, 2: _to_3}
