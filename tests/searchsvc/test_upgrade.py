"""Catalogs that an earlier program made: `schema1.sql` is what version 1 wrote."""

import sqlite3
from pathlib import Path

import pytest

from searchsvc.catalog import Catalog, CatalogWriter, Outcome
from searchsvc.catalog.codec import encode_metadata, fingerprint
from searchsvc.catalog.packing import pack
from searchsvc.catalog.schema import SCHEMA_VERSION, rejects
from searchsvc.domain import Item, Metadata, Page, page_id
from searchsvc.errors import CatalogUnavailable
from tests.catalogs import put

ITEM = Item(Metadata("a", "Sách"), (Page(1, "thư viện"),))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalog of version 1 that holds one item."""
    file = tmp_path / "catalog.sqlite"
    made = sqlite3.connect(file)
    made.executescript((Path(__file__).parent / "schema1.sql").read_text())
    made.execute("INSERT INTO sources VALUES (1, '/in/a.jsonl', '/in', 'records', '2026-01-01')")
    made.execute("INSERT INTO revisions VALUES (1, 'a', 7)")
    item = (1, 1, fingerprint(ITEM), "public", encode_metadata(ITEM.metadata), 1, 11)
    made.execute("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", item)
    page = (page_id(1, 1), None, None, pack("thư viện".encode()), None)
    made.execute("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", page)
    made.commit()
    made.close()
    return file


def version(file: Path) -> str:
    opened = sqlite3.connect(file)
    (found,) = opened.execute("SELECT value FROM catalog WHERE name = 'schema'").fetchone()
    opened.close()
    return str(found)


def test_a_writer_brings_it_to_our_schema_and_keeps_all(file: Path) -> None:
    writer = CatalogWriter.open(f"sqlite:///{file}")
    assert version(file) == str(SCHEMA_VERSION)
    assert writer.revision() == 7
    assert writer.item_texts(1).__next__() == (1, "thư viện")
    assert writer.counts().ocr_pages == 0
    assert writer.jobs() == [] and list(writer.rejects()) == []
    assert put(writer, ITEM) is Outcome.UNCHANGED
    assert put(writer, Item(ITEM.metadata)) is Outcome.REPLACED
    writer.close()


def test_it_is_like_one_that_was_made_new(file: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite"
    for made in (file, new):
        CatalogWriter.open(f"sqlite:///{made}").close()
    assert columns(file) == columns(new)


def columns(file: Path) -> dict[str, set[tuple[object, ...]]]:
    """The columns of each table and index, whatever their order.

    Version 1 wrote VARCHAR for some; to SQLite that is TEXT. Earlier ones wrote BIGINT for a page's
    id, which SQLite keeps an index for.
    """
    opened = sqlite3.connect(file)
    names = {row[0] for row in opened.execute("SELECT name FROM sqlite_master")}
    tables = names - {"sqlite_autoindex_pages_1"}
    found = {
        table: {
            (name, kind.replace("VARCHAR", "TEXT").replace("BIGINT", "INTEGER"), *rest)
            for _, name, kind, *rest in opened.execute(f"PRAGMA table_info('{table}')")
        }
        for table in tables
    }
    opened.close()
    return found


def test_a_reader_says_what_to_run(file: Path) -> None:
    with pytest.raises(CatalogUnavailable, match=r"has schema 1, .*run: tangthu reindex"):
        Catalog.open(f"sqlite:///{file}")


def test_what_is_as_ours_but_for_a_table_is_read_as_it_is(file: Path) -> None:
    CatalogWriter.open(f"sqlite:///{file}").close()
    as_2 = sqlite3.connect(file)
    as_2.executescript("DROP TABLE dictionaries; UPDATE catalog SET value='2' WHERE name='schema'")
    as_2.close()
    reader = Catalog.open(f"sqlite:///{file}")
    assert reader.page(1, 1) == ITEM.pages[0]
    assert reader.file_problems() == [] and list(reader.unsound_items()) == []
    reader.close()
    CatalogWriter.open(f"sqlite:///{file}").close()
    assert version(file) == str(SCHEMA_VERSION)


def test_what_fails_half_way_leaves_the_old_catalog(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = columns(file)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch, pytest.raises(CatalogUnavailable):
        patch.setattr(rejects, "create", fail)
        CatalogWriter.open(f"sqlite:///{file}")
    assert version(file) == "1"
    assert columns(file) == before
    CatalogWriter.open(f"sqlite:///{file}").close()
    assert version(file) == str(SCHEMA_VERSION)


@pytest.mark.parametrize("other", ["0", "4", "x"])
def test_a_schema_that_we_do_not_know_is_left_alone(file: Path, other: str) -> None:
    opened = sqlite3.connect(file)
    opened.execute("UPDATE catalog SET value = ?", (other,))
    opened.commit()
    opened.close()
    before = columns(file)
    with pytest.raises(CatalogUnavailable, match=f"has schema {other}, this program knows"):
        CatalogWriter.open(f"sqlite:///{file}")
    assert columns(file) == before
