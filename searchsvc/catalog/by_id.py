"""The rows of a few ids, which is what a search reads of the catalog."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam
from sqlalchemy.dialects import sqlite


class ById:
    """A statement for the rows that have one of some ids in a column.

    SQLite's driver is asked without SQLAlchemy, which takes many times as long as SQLite itself to
    put ids into a statement and to make rows of its answer. What comes back is the same: on SQLite
    no type of ours has anything to do with a value that is read.
    """

    def __init__(self, statement: Select[Any], column: Column[int]) -> None:
        self._select, self._column = statement, column

    def rows(self, connection: Connection, ids: Collection[int]) -> Sequence[Sequence[Any]]:
        """Rows of the ids that there are. Raises what SQLAlchemy or SQLite's driver raises."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._with_ids, {"ids": list(ids)}).all()
        cursor = connection.connection.cursor()
        cursor.execute(f"{self._begun}({','.join('?' * len(ids))})", tuple(ids))
        return cursor.fetchall()

    @cached_property
    def _with_ids(self) -> Select[Any]:
        return self._select.where(self._column.in_(bindparam("ids", expanding=True)))

    @cached_property
    def _begun(self) -> str:
        """The statement for SQLite up to the ids; compiled at the first search, not at import."""
        select, of = (
            part.compile(dialect=sqlite.dialect()) for part in (self._select, self._column)
        )
        return f"{select} WHERE {of} IN "
