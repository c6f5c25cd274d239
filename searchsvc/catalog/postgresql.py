"""What PostgreSQL asks for that SQLite does not."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from searchsvc.errors import CatalogUnavailable, UsageError

#: What a URL may begin with; they are one and the same.
DRIVERS = ("postgresql", "postgres", "postgresql+psycopg")

#: libpq's own settings; what the URL says goes before. A machine that is gone is noticed within a
#: minute, and a server that does not answer is not waited for.
_CONNECTION = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "tangthu",
    "client_encoding": "UTF8",
}
#: The server's settings for our sessions: nobody waits longer than a minute for a statement, nor a
#: writer for another one, and the lock of a machine that is gone is free a minute later.
_SESSION = """
SET statement_timeout = '60s'; SET lock_timeout = '60s'; SET tcp_keepalives_idle = 30;
SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
"""
#: Held by a writing transaction, so that revisions are given and become visible in one order: an
#: index at revision N lacks nothing below N. The home's lock does not reach other machines. What
#: a maintainer's job does (an upgrade, a book of a million pages) may take as long as it takes.
_WRITE = text(
    "SELECT pg_advisory_xact_lock(:key), set_config('statement_timeout', '0', true)"
).bindparams(key=0x7A6E67746875)


def open_engine(url: URL) -> Engine:
    """An engine for a URL of one of the DRIVERS; does not connect yet.

    Raises UsageError for a URL that cannot be meant, CatalogUnavailable without the driver.
    """
    if "@" in (url.host or ""):
        # What follows the first @ of a password would be looked for, and shown, as a machine.
        raise UsageError("database_url: write an @ in user or password as %40, a % as %25")
    query = {**_CONNECTION, **url.query}
    try:
        engine = create_engine(
            url.set(drivername=DRIVERS[-1], query=query),
            # The lock is of no use to a transaction that sees the state before it was taken.
            isolation_level="READ COMMITTED",
            # A connection that died with the server is replaced before it is used.
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise CatalogUnavailable(
            f"PostgreSQL needs its driver (pip install 'tangthu[postgresql]'): {error}"
        ) from error
    event.listen(engine, "connect", _configure)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same, its transactions reading the state of one moment and unable to write."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def begin_writing(connection: Connection) -> None:
    """Wait until no other transaction writes, on whatever machine."""
    connection.execute(_WRITE)


def check_encoding(connection: Connection) -> None:
    """Raises CatalogUnavailable for a database that cannot hold every text."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise CatalogUnavailable(
            f"the database has the encoding {encoding}; make it with: createdb -E UTF8 -T template0"
        )


def _configure(connection: Any, _record: object) -> None:
    connection.autocommit = True
    connection.execute(_SESSION)
    connection.autocommit = False
