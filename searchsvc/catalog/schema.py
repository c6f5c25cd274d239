"""Tables of the catalog.

`items.key` numbers an item for good: it survives every replacement of the item, and it is what
the index knows an item by. `revisions` has one row for each item ever changed, with the number of
its last change: what an index at revision N lacks is every row above N, removals included.
`dictionaries` has two copies of each that texts are packed with (see the module of that name).
`rejects` has one row for each place whose record could not be taken in when it was last read.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from searchsvc.catalog.columns import AnyText
from searchsvc.domain import MAX_PAGE_NUMBER, page_id

SCHEMA_VERSION = 3
#: Those that can be read as they are: version 2 has no dictionaries.
READABLE = ("2", str(SCHEMA_VERSION))

#: SQLite finds a row by its number, which an INTEGER (and no BIGINT) is: without another look-up.
_PAGE_ID = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()


def pages_of(key: int) -> ColumnElement[bool]:
    """The condition that a page is one of this item's."""
    return pages.c.id.between(page_id(key, 0), page_id(key, MAX_PAGE_NUMBER))


catalog = Table(
    "catalog",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", AnyText, nullable=False, unique=True),
    Column("root", AnyText, nullable=False),  # folder that image paths are relative to
    Column("format", String, nullable=False),
    Column("ingested_at", String, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("item_id", String, nullable=False, unique=True),
    Column("revision", Integer, nullable=False, index=True),
)

items = Table(
    "items",
    metadata,
    Column("key", ForeignKey("revisions.key"), primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("rights", String, nullable=False),
    Column("metadata", LargeBinary, nullable=False),  # JSON, the record without its pages
    Column("page_count", Integer, nullable=False),
    Column("text_bytes", Integer, nullable=False),  # UTF-8, before compression
    Column("ocr_pages", Integer, nullable=False, server_default="0"),  # that need OCR
)

pages = Table(
    "pages",
    metadata,
    # `page_id` of item key and page number. A pair of columns is what one would write first; SQLite
    # answers `(key, number) IN ((…), …)` with a scan of the table, and an OR of conditions costs
    # SQLAlchemy 3 ms to put together.
    Column("id", _PAGE_ID, primary_key=True),
    Column("label", AnyText),
    Column("image", AnyText),
    Column("text", LargeBinary, nullable=False),  # packed
    Column("layout", LargeBinary),  # packed JSON: width, height, words, unknown keys
)

dictionaries = Table(
    "dictionaries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),  # zstd's, made of what is in it
    Column("data", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of both
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("what", Text, nullable=False),  # JSON: what the job was asked to do
    Column("state", String, nullable=False),
    Column("started", String, nullable=False),
    Column("ended", String),
    Column("counts", Text, nullable=False),  # JSON
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("place", AnyText, nullable=False, unique=True),  # `file` or `file:line`
    Column("source", AnyText, nullable=False, index=True),  # the file or folder that was read
    Column("item_id", String),
    Column("reason", AnyText, nullable=False),
    Column("first_place", AnyText),  # for an id that came before: where
    Column("given", AnyText, nullable=False),  # the path that was to be read, and
    Column("collection", AnyText),  # the collection that its items were to be put into
    Column("format", String),  # the format that it was to be read as
    Column("job_id", ForeignKey("jobs.id"), nullable=False),
    Column("rejected_at", String, nullable=False),
)
