"""Types of columns that every database of the catalog takes."""

import re

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_ESCAPED = re.compile(r"\\(.)")


class AnyText(TypeDecorator[str]):
    """Text as it came, NUL included, which PostgreSQL refuses: there it is kept as `\\0`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace("\\", "\\\\").replace("\x00", "\\0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        return _ESCAPED.sub(lambda found: "\x00" if found[1] == "0" else found[1], value)
