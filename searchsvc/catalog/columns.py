"""Types of columns that every database of the catalog takes."""

import re
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_ESCAPE = "\x1b"  # hardly in any text, and of no meaning to LIKE
_ESCAPED = re.compile(f"{_ESCAPE}(.)", re.DOTALL)


class AnyText(TypeDecorator[str]):
    """Text as it came, in the order of its code points.

    NUL included, which PostgreSQL refuses: there it is kept as `ESC 0`.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        # A server's own order is that of a language, and another on each.
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))

    def bind_processor(self, dialect: Dialect) -> Any:
        # None: values go through as they are, without a call for each.
        return super().bind_processor(dialect) if dialect.name == "postgresql" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return super().result_processor(dialect, coltype) if dialect.name == "postgresql" else None

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace(_ESCAPE, _ESCAPE * 2).replace("\x00", f"{_ESCAPE}0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _ESCAPED.sub(lambda found: "\x00" if found[1] == "0" else found[1], value)
