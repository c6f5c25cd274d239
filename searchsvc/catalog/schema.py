"""Tables of the catalog.

`items.key` numbers an item for good: it survives every replacement of the item, and it is what
the index knows an item by. `revisions` has one row for each item ever changed, with the number of
its last change: what an index at revision N lacks is every row above N, removals included.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 1

metadata = MetaData()

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
    Column("path", Text, nullable=False, unique=True),
    Column("root", Text, nullable=False),  # folder that image paths are relative to
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
)

pages = Table(
    "pages",
    metadata,
    Column("key", ForeignKey("items.key"), primary_key=True),
    Column("number", Integer, primary_key=True),  # its place in the order of reading
    Column("label", String),
    Column("image", Text),
    Column("text", LargeBinary, nullable=False),  # zlib
    Column("layout", LargeBinary),  # zlib of JSON: width, height, words
)
