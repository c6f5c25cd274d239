import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, select
from sqlalchemy import text as sql

from searchsvc.catalog import (
    Catalog,
    CatalogWriter,
    Change,
    Outcome,
    SourceFile,
    encode_item,
    listing,
    schema,
)
from searchsvc.catalog.by_id import ById
from searchsvc.catalog.database import Database
from searchsvc.domain import MAX_PAGE_NUMBER, Item, Metadata, Page, Rights, page_id
from searchsvc.errors import CatalogUnavailable, UsageError
from searchsvc.responses import PageSummary
from tests.catalogs import ITEM, METADATA, PAGES, SOURCE, made_pages, put


def item(item_id: str, *texts: str, **metadata: Any) -> Item:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
    return Item(Metadata(item_id, item_id, **metadata), pages)


def _place(request: pytest.FixtureRequest, folder: Path) -> str:
    """Where a catalog may be made, in the database that the fixture's parameter names."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres").fresh())
    return f"sqlite:///{folder}/home/catalog.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return _place(request, tmp_path)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], CatalogWriter]]:
    """Empties a catalog as often as it is called, and gives it."""
    url = _place(request, tmp_path_factory.mktemp("empty"))
    writer, engine = CatalogWriter.open(url), create_engine(url)

    def emptied() -> CatalogWriter:
        with engine.begin() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                if table is not schema.catalog:
                    connection.execute(delete(table))
        return writer

    yield emptied
    writer.close()
    engine.dispose()


@pytest.fixture
def writer(url: str) -> Iterator[CatalogWriter]:
    opened = CatalogWriter.open(url)
    yield opened
    opened.close()


class TestWhatIsPutIsGivenBack:
    def test_metadata_and_where_images_are(self, writer: CatalogWriter) -> None:
        assert put(writer, ITEM) is Outcome.ADDED
        entry = writer.entry(ITEM.id)
        assert entry
        assert (entry.metadata, entry.page_count, entry.root) == (METADATA, 3, Path("/in"))
        assert writer.entries([entry.key, 999]) == {entry.key: entry}

    def test_pages_with_text_boxes_and_unknown_keys(self, writer: CatalogWriter) -> None:
        put(writer, ITEM)
        key = _key(writer)
        assert [writer.page(key, page.number) for page in PAGES] == list(PAGES)
        assert writer.pages_with_numbers(key, [1, 2, 5]) == {1: PAGES[0], 5: PAGES[1]}
        assert list(writer.item_texts(key)) == [(page.number, page.text) for page in PAGES]
        assert [page.number for page in writer.page_list(key)] == [1, 5, MAX_PAGE_NUMBER]

    def test_neighbours_of_a_page(self, writer: CatalogWriter) -> None:
        put(writer, item("before", "1"))
        put(writer, ITEM)
        put(writer, item("after", "1"))
        key = _key(writer)
        assert writer.neighbours(key, 1) == (None, 5)
        assert writer.neighbours(key, 5) == (1, MAX_PAGE_NUMBER)
        assert writer.neighbours(key, MAX_PAGE_NUMBER) == (5, None)

    def test_image_of_a_page(self, writer: CatalogWriter) -> None:
        put(writer, ITEM)
        key = _key(writer)
        assert [writer.page_image(key, page.number) for page in PAGES] == [p.image for p in PAGES]
        for number in (0, 2, -1, 10**12):
            assert writer.page_image(key, number) is None

    def test_texts_of_pages_of_several_items(self, writer: CatalogWriter) -> None:
        put(writer, item("a", "a1", "a2"))
        put(writer, item("b", "b1", "b2"))
        a, b = _key(writer, "a"), _key(writer, "b")
        texts = writer.page_texts([(a, 2), (b, 1), (b, 9), (99, 1)])
        assert texts.by_place() == {(a, 2): "a2", (b, 1): "b1"}
        assert writer.page_texts([]).by_place() == {}

    def test_covers_are_the_first_pages(self, writer: CatalogWriter) -> None:
        put(writer, ITEM)
        put(writer, replace(ITEM, metadata=replace(METADATA, id="b"), pages=PAGES[1:]))
        key, without = _key(writer), _key(writer, "b")
        assert writer.covers([key, without, 99]) == {key: PageSummary(1, "iii", "anh/1.jpg")}
        assert writer.covers([]) == {}

    @pytest.mark.parametrize("label", ["i", "", None, "\x00", "\x1b0", "đ\x1b\x1b"])
    def test_rows_by_id_are_those_that_sqlalchemy_reads(
        self, writer: CatalogWriter, url: str, label: str | None
    ) -> None:
        page = Page(1, "", label, label)
        for item_id in "abc":
            put(writer, Item(Metadata(item_id, item_id), (page, replace(page, number=2))))
        keys = [_key(writer, item_id) for item_id in "abc"]
        columns = (schema.pages.c.label, schema.pages.c.image, schema.pages.c.text)
        query = select(schema.pages.c.id, *columns).order_by(schema.pages.c.id)
        with closing(Database(url)) as database, database.reading() as connection:
            plain = [tuple(row) for row in connection.execute(query)]
            rows = ById(query.order_by(None), schema.pages.c.id)
            for count in range(len(plain) + 1):
                ids = [row[0] for row in plain[:count]]
                found = rows.rows(connection, [*ids, page_id(max(keys) + 1, 1)])
                assert sorted(map(tuple, found)) == plain[:count]
            assert not rows.rows(connection, [])

    def test_an_item_without_pages(self, writer: CatalogWriter) -> None:
        put(writer, Item(METADATA))
        entry = writer.entry(ITEM.id)
        assert entry
        assert entry.page_count == 0
        assert writer.page_list(entry.key) == ()

    def test_counts(self, writer: CatalogWriter) -> None:
        assert writer.counts().items == writer.counts().pages == 0
        put(writer, item("a", "thư", "viện"))
        put(writer, item("b", "x", rights=Rights.RESTRICTED))
        counts = writer.counts()
        assert (counts.items, counts.pages) == (2, 3)
        assert counts.text_bytes == len("thưviệnx".encode())
        assert counts.by_rights == {"public": 1, "restricted": 1}

    def test_counts_by_rights_are_in_order(self, writer: CatalogWriter) -> None:
        for rights in Rights:
            put(writer, item(rights, "x", rights=rights))
        assert list(writer.counts().by_rights) == sorted(Rights)

    def test_a_catalog_is_told_from_every_other(self, writer: CatalogWriter, url: str) -> None:
        first = writer.identity()
        assert len(first) == 32
        with closing(CatalogWriter.open(url)) as again:
            assert again.identity() == first
            again.renew_identity()
        assert len({first, writer.identity(), ""}) == 3


def _key(catalog: Catalog, item_id: str = ITEM.id) -> int:
    entry = catalog.entry(item_id)
    assert entry
    return entry.key


def seen(changes: Sequence[Change]) -> list[tuple[int, int, bool]]:
    return [(change.key, change.revision, change.exists) for change in changes]


class TestRevisions:
    def test_an_identical_item_changes_nothing(self, writer: CatalogWriter) -> None:
        put(writer, ITEM)
        before = writer.revision()
        assert put(writer, replace(ITEM)) is Outcome.UNCHANGED
        assert writer.revision() == before

    def test_a_replaced_item_keeps_its_key_and_loses_its_old_pages(
        self, writer: CatalogWriter
    ) -> None:
        put(writer, ITEM)
        key, before = _key(writer), writer.revision()
        assert put(writer, item(ITEM.id, "mới")) is Outcome.REPLACED
        assert (_key(writer), writer.revision()) == (key, before + 1)
        assert [page.number for page in writer.page_list(key)] == [1]

    def test_a_removed_item_is_gone_but_its_change_is_not(self, writer: CatalogWriter) -> None:
        put(writer, ITEM)
        key = _key(writer)
        assert writer.remove(["none", ITEM.id, ITEM.id]) == [ITEM.id]
        assert writer.entry(ITEM.id) is None
        assert writer.page(key, 1) is None
        assert seen(writer.changes(0)) == [(key, 2, False)]

    def test_an_item_that_comes_back_has_its_old_key_and_a_new_revision(
        self, writer: CatalogWriter
    ) -> None:
        put(writer, item("a", "a"))
        put(writer, item("b", "b"))
        key = _key(writer, "b")
        writer.remove(["b"])
        assert writer.revision() == 3
        assert put(writer, item("b", "b")) is Outcome.ADDED
        assert (_key(writer, "b"), writer.revision()) == (key, 4)

    def test_removing_the_newest_item_takes_no_revision_back(self, writer: CatalogWriter) -> None:
        seen = []
        for _ in range(3):
            put(writer, ITEM)
            seen.append(writer.revision())
            writer.remove([ITEM.id])
            seen.append(writer.revision())
        assert seen == sorted(set(seen))

    def test_changes_since_a_revision(self, writer: CatalogWriter) -> None:
        assert list(writer.changes(0)) == []
        for item_id in "abc":
            put(writer, item(item_id, "1"))
        put(writer, item("a", "2"))
        keys = {item_id: _key(writer, item_id) for item_id in "abc"}
        expected = [(keys["b"], 2, True), (keys["c"], 3, True), (keys["a"], 4, True)]
        assert seen(writer.changes(0)) == expected
        assert seen(writer.changes(2)) == expected[1:]
        assert list(writer.changes(4)) == []
        assert writer.changed_keys(0, 0, 99) == set(keys.values())
        assert writer.changed_keys(2, keys["b"], keys["c"]) == {keys["c"]}

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "2"])), max_size=8))
    def test_whatever_happens_changes_say_what_is_there_now(
        self, empty: Callable[[], CatalogWriter], steps: list[tuple[str, str]]
    ) -> None:
        writer = empty()
        now: dict[str, str] = {}
        revision = 0
        for item_id, text in steps:
            changed = (now.get(item_id, "") or None) != (text or None)
            if text:
                put(writer, item(item_id, text))
                now[item_id] = text
            else:
                writer.remove([item_id])
                now.pop(item_id, None)
            assert writer.revision() == revision + changed
            revision = writer.revision()
        changes = writer.changes(0)
        assert [c.revision for c in changes] == sorted({c.revision for c in changes})
        exist = {change.key for change in changes if change.exists}
        assert exist == {_key(writer, item_id) for item_id in now}


def test_numbers_beyond_64_bits_come_back_as_they_were_put(writer: CatalogWriter) -> None:
    extra = {"n": 2**64 + 1, "m": {"x": [-(2**63) - 1, 1e22]}}
    metadata = replace(METADATA, extra=extra)
    put(writer, Item(metadata, (Page(1, "a", extra=extra),)))
    key = _key(writer)
    entry = writer.entries([key])[key]
    assert entry.metadata == metadata
    assert writer.pages_with_numbers(key, [1])[1].extra == extra


@settings(deadline=None)
@given(made_pages)
def test_pages_come_back_as_they_were_put(
    empty: Callable[[], CatalogWriter], pages: tuple[Page, ...]
) -> None:
    writer = empty()
    put(writer, Item(METADATA, pages))
    key = _key(writer)
    found = writer.pages_with_numbers(key, [page.number for page in pages])
    assert tuple(found[page.number] for page in pages) == pages


@pytest.mark.parametrize("number", [0, -1, MAX_PAGE_NUMBER + 1, 2**63, 10**30])
def test_a_page_number_beyond_all_pages_is_no_page(writer: CatalogWriter, number: int) -> None:
    put(writer, ITEM)
    assert writer.page(_key(writer), number) is None


@pytest.mark.parametrize("item_id", ["", "none", "a b", "\ud800", "\x00", "x" * 10_000, "%", "é"])
def test_an_id_that_cannot_be_is_no_item(writer: CatalogWriter, item_id: str) -> None:
    assert writer.entry(item_id) is None
    assert writer.remove([item_id]) == []


def test_an_id_that_was_once_taken_in_can_be_taken_out(writer: CatalogWriter) -> None:
    put(writer, Item(Metadata(id="..", title="A")))
    entry = writer.entry("..")
    assert entry and entry.metadata.title == "A"
    assert writer.remove([".."]) == [".."]


def test_what_the_public_may_see_is_listed_in_parts(
    writer: CatalogWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PART", 2)
    assert writer.listed_parts() == []
    rights = [Rights.PUBLIC, Rights.METADATA, *[Rights.RESTRICTED] * 3, Rights.ONSITE]
    for number, right in enumerate([*rights, *[Rights.PUBLIC] * 3], 1):
        put(writer, item(f"i{number}", rights=right))
    writer.remove(["i7", "i8"])
    # A part that has nothing for the public is passed over; so are single items.
    assert writer.listed_parts() == [1, 3, 5]
    listed = {part: writer.listed_ids(part) for part in range(7)}
    assert listed == {0: [], 1: ["i1", "i2"], 2: [], 3: ["i6"], 4: [], 5: ["i9"], 6: []}
    assert writer.listed_ids(2**40) == []


@pytest.mark.parametrize(
    "broken", [Page(1, "\ud800"), Page(1, "a", "\udc80"), Page(1, "a", image="\udcff.jpg")]
)
def test_half_a_character_is_refused_and_changes_nothing(
    writer: CatalogWriter, broken: Page
) -> None:
    with pytest.raises((TypeError, UnicodeEncodeError)):
        put(writer, Item(METADATA, (broken,)))
    assert writer.revision() == 0


def test_a_source_met_again_takes_its_new_folder_for_all_its_items(writer: CatalogWriter) -> None:
    put(writer, ITEM)
    put(writer, item("elsewhere", "1"), SourceFile(Path("/in/b.jsonl"), Path("/in"), "records"))
    put(writer, item("new", "1"), replace(SOURCE, root=Path("/moved")))
    entries = {name: writer.entry(name) for name in (ITEM.id, "elsewhere", "new")}
    roots = {name: entry.root for name, entry in entries.items() if entry}
    moved = Path("/moved")
    assert roots == {ITEM.id: moved, "elsewhere": Path("/in"), "new": moved}


def test_an_item_met_in_another_source_alone_takes_its_folder(writer: CatalogWriter) -> None:
    for name in ("stays", "moves"):
        put(writer, item(name, "1"))
    revision = writer.revision()
    elsewhere = SourceFile(Path("/new/b.jsonl"), Path("/new"), "records")
    assert put(writer, item("moves", "1"), elsewhere) is Outcome.UNCHANGED
    roots = {
        name: writer.entries([_key(writer, name)])[_key(writer, name)].root
        for name in ("stays", "moves")
    }
    assert roots == {"stays": Path("/in"), "moves": Path("/new")}
    assert writer.revision() == revision


def test_an_item_is_put_whole_or_not_at_all(writer: CatalogWriter) -> None:
    put(writer, ITEM)
    before = (writer.revision(), writer.entry(ITEM.id))
    broken = replace(item(ITEM.id), pages=(Page(1, "a"), Page(2, "b"), Page(2, "c")))
    with pytest.raises(CatalogUnavailable):
        put(writer, broken)
    assert (writer.revision(), writer.entry(ITEM.id)) == before
    assert writer.page(_key(writer), 1) == PAGES[0]


def test_readers_see_whole_items_while_another_writes(url: str, writer: CatalogWriter) -> None:
    put(writer, item("a", *["0"] * 20))
    reader = Catalog.open(url)
    key = _key(reader, "a")
    done = threading.Event()
    seen: list[set[str]] = []

    def read() -> None:
        while not done.is_set():
            seen.append({text for _, text in reader.item_texts(key)})

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(1, 60):
        put(writer, item("a", *[str(n)] * 20))
    done.set()
    for thread in threads:
        thread.join()
    reader.close()
    assert seen
    assert all(len(texts_seen) == 1 for texts_seen in seen), "old and new pages in one answer"


def test_all_that_is_read_in_one_moment_is_of_that_moment(url: str, writer: CatalogWriter) -> None:
    put(writer, item("a", "before"))
    with closing(Catalog.open(url)) as reader:
        with reader.one_moment():
            entry = reader.entries([key := _key(reader, "a")])[key]
            put(writer, item("a", "after", date="1917"))
            assert reader.page_texts([(key, 1)]).by_place()[key, 1] == "before"
            assert reader.entry("a") == entry == reader.entries([key])[key]
        assert reader.page_texts([(key, 1)]).by_place()[key, 1] == "after"
        assert reader.entries([key])[key].metadata.date == "1917"


def test_who_ends_another_connection_leaves_this_one_its_log(tmp_path: Path) -> None:
    """Only the last one to go deletes it, and to read the whole file must not look like going."""
    path = tmp_path / "catalog.sqlite"
    with closing(CatalogWriter.open(f"sqlite:///{path}")) as writer:
        put(writer, ITEM)
        writer.settle()
        assert _counted_elsewhere(path) == 1
        put(writer, replace(ITEM, metadata=replace(METADATA, id="sach-khac")))
        assert _counted_elsewhere(path) == 2
        writer.settle()
    log = tmp_path / "catalog.sqlite-wal"
    assert not log.exists()
    with closing(Catalog.open(f"sqlite:///{path}")) as catalog:
        assert catalog.file_problems() == []
        assert _counted_elsewhere(path) == 2
        assert log.exists()


def _counted_elsewhere(path: Path) -> int:
    """How many items another process finds, which then closes the catalog."""
    script = (
        "import sqlite3, sys; catalog = sqlite3.connect(sys.argv[1]); "
        "print(*catalog.execute('SELECT count(*) FROM items').fetchone()); catalog.close()"
    )
    found = subprocess.run([sys.executable, "-c", script, path], capture_output=True, check=True)
    return int(found.stdout)


def test_what_was_settled_is_in_the_file_itself(tmp_path: Path) -> None:
    file, copy = tmp_path / "catalog.sqlite", tmp_path / "copy.sqlite"
    writer = CatalogWriter.open(f"sqlite:///{file}")
    put(writer, ITEM)
    writer.settle()
    copy.write_bytes(file.read_bytes())
    writer.close()
    catalog = Catalog.open(f"sqlite:///{copy}")
    assert catalog.entry(ITEM.id)
    catalog.close()


class TestUnavailable:
    def test_a_catalog_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogUnavailable, match="no catalog"):
            Catalog.open(f"sqlite:///{tmp_path}/none.sqlite")
        assert not (tmp_path / "none.sqlite").exists(), "reading makes no file"

    @pytest.mark.parametrize(
        "content", [b"", b"garbage" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000]
    )
    def test_a_file_that_is_no_catalog(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "catalog.sqlite"
        file.write_bytes(content)
        with pytest.raises(CatalogUnavailable):
            Catalog.open(f"sqlite:///{file}")

    def test_garbage_is_not_written_over(self, tmp_path: Path) -> None:
        file = tmp_path / "catalog.sqlite"
        file.write_bytes(b"garbage" * 1000)
        with pytest.raises(CatalogUnavailable):
            CatalogWriter.open(f"sqlite:///{file}")
        assert file.read_bytes() == b"garbage" * 1000

    def test_a_folder_in_place_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "catalog.sqlite").mkdir()
        for kind in (Catalog, CatalogWriter):
            with pytest.raises(CatalogUnavailable):
                kind.open(f"sqlite:///{tmp_path}/catalog.sqlite")

    def test_a_file_in_place_of_the_home(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("")
        with pytest.raises(CatalogUnavailable):
            CatalogWriter.open(f"sqlite:///{tmp_path}/home/catalog.sqlite")

    @pytest.mark.parametrize("kind", [Catalog, CatalogWriter])
    def test_a_catalog_of_another_schema(self, url: str, kind: type[Catalog]) -> None:
        CatalogWriter.open(url).close()
        change(url, "UPDATE catalog SET value = '999'")
        with pytest.raises(CatalogUnavailable, match="schema 999"):
            kind.open(url)

    def test_another_programs_database(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/other.sqlite"
        change(url, "CREATE TABLE t (a)")
        with pytest.raises(CatalogUnavailable):
            Catalog.open(url)

    @pytest.mark.parametrize(
        ("damage", "value"),
        [
            ("UPDATE pages SET text = :value", b"\x00"),
            ("UPDATE pages SET layout = :value", b"\x78\x9c"),
            ("DROP TABLE pages", None),
        ],
    )
    def test_a_damaged_page(self, url: str, damage: str, value: bytes | None) -> None:
        writer = CatalogWriter.open(url)
        put(writer, ITEM)
        key = _key(writer)
        writer.close()
        change(url, damage, value)
        catalog = Catalog.open(url)
        with pytest.raises(CatalogUnavailable):
            catalog.page(key, 1)
        catalog.close()

    @pytest.mark.parametrize("table", ["pages", "items"])
    def test_a_table_that_is_gone(self, url: str, table: str) -> None:
        writer = CatalogWriter.open(url)
        put(writer, ITEM)
        key = _key(writer)
        writer.close()
        change(url, f"DROP TABLE {table}")
        catalog = Catalog.open(url)
        with pytest.raises(CatalogUnavailable, match=table) as raised:
            catalog.page_texts([(key, 1)]) if table == "pages" else catalog.entries([key])
        assert "SELECT" not in str(raised.value)
        catalog.close()

    @pytest.mark.parametrize("metadata", [b"\x00", b"{}", b'{"id":1}'])
    def test_a_damaged_item(self, url: str, metadata: bytes) -> None:
        writer = CatalogWriter.open(url)
        put(writer, ITEM)
        writer.close()
        change(url, "UPDATE items SET metadata = :value", metadata)
        catalog = Catalog.open(url)
        with pytest.raises(CatalogUnavailable):
            catalog.entry(ITEM.id)
        catalog.close()


def change(url: str, statement: str, value: bytes | None = None) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sql(statement), {"value": value} if value else {})
    engine.dispose()


@pytest.mark.parametrize(
    "given", ["", "nonsense", "nosuch://db", "sqlite:///a\x00b", "postgresql://u:p@h:port/db"]
)
def test_a_url_that_cannot_be_meant_is_a_usage_error(given: str) -> None:
    with pytest.raises((UsageError, CatalogUnavailable)):
        Catalog.open(given)


def test_what_another_removes_between_preparing_and_writing_is_taken_in(
    writer: CatalogWriter, url: str
) -> None:
    put(writer, ITEM)
    prepared = writer.prepare([(encode_item(ITEM), SOURCE)])
    with closing(CatalogWriter.open(url)) as other:
        other.remove([METADATA.id])
    assert writer.put(prepared) == [Outcome.ADDED]
    entry = writer.entry(METADATA.id)
    assert entry
    page = writer.page(entry.key, PAGES[0].number)
    assert page and page.text == PAGES[0].text
