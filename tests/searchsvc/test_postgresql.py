"""What only a catalog on PostgreSQL can be asked."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import String, func, insert, make_url, select, text

from searchsvc.catalog import Catalog, CatalogWriter, postgresql, schema
from searchsvc.catalog.columns import AnyText
from searchsvc.catalog.database import Database, shown_url
from searchsvc.domain import Item, Metadata, Page
from searchsvc.errors import CatalogUnavailable, UsageError
from tests.catalogs import put
from tests.postgres import GUARDED, PostgresServer, running

SECRET = "mật/khẩu@%"


def item(item_id: str, *texts: str) -> Item:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
    return Item(Metadata(item_id, item_id), pages)


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.fresh()


def as_user(url: str, user: str, password: str = "") -> str:
    changed = make_url(url).set(username=user, password=password)
    return changed.render_as_string(hide_password=False)


@pytest.fixture
def open_catalog() -> Iterator[Callable[[str], CatalogWriter]]:
    """Opens catalogs and sees to it that they are closed."""
    opened: list[CatalogWriter] = []

    def open_one(url: str) -> CatalogWriter:
        opened.append(CatalogWriter.open(url))
        return opened[-1]

    yield open_one
    for catalog in opened:
        catalog.close()


Open = Callable[[str], CatalogWriter]


@pytest.mark.parametrize("scheme", postgresql.DRIVERS)
def test_a_url_may_begin_with(url: str, scheme: str, open_catalog: Open) -> None:
    named = url.replace("postgresql", scheme, 1)
    assert open_catalog(named).revision() == 0


class TestRevisionsOfTwoMachines:
    def test_none_is_given_twice_or_left_out(self, url: str, open_catalog: Open) -> None:
        writers = [open_catalog(url) for _ in range(3)]
        names = "abc"

        def fill(name: str, writer: CatalogWriter) -> None:
            for n in range(20):
                put(writer, item(f"{name}{n % 15}", str(n)))
            writer.remove([f"{name}0"])

        with ThreadPoolExecutor() as pool:
            list(pool.map(fill, names, writers))
        changes = writers[0].changes(0)
        # Of 20 changes the first 5 were of items that changed again; then one of those is removed.
        assert len({change.key for change in changes}) == len(changes) == 15 * len(names)
        assert len({change.revision for change in changes}) == len(changes)
        assert writers[0].revision() == 21 * len(names)

    def test_a_later_one_is_never_seen_first(self, url: str, open_catalog: Open) -> None:
        writer = open_catalog(url)
        other = Database(url)
        with ThreadPoolExecutor() as pool:
            with other.transaction() as connection:
                connection.execute(insert(schema.revisions).values(item_id="slow", revision=1))
                waiting = pool.submit(put, writer, item("fast", "1"))
                time.sleep(0.3)
                assert not waiting.done()
                assert writer.revision() == 0
            waiting.result(timeout=60)
        assert [change.revision for change in writer.changes(0)] == [1, 2]
        other.close()

    def test_who_waits_too_long_is_told(
        self, url: str, open_catalog: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_catalog(url)
        monkeypatch.setattr(postgresql, "_SESSION", "SET lock_timeout = '100ms'")
        first, second = Database(url), Database(url)
        told = pytest.raises(CatalogUnavailable, match="lock timeout")
        with first.transaction(), told, second.transaction():
            pass
        with second.transaction():
            pass  # the lock went with its transaction
        first.close()
        second.close()

    def test_two_may_make_the_catalog_at_once(self, url: str) -> None:
        with ThreadPoolExecutor(8) as pool:
            for made in pool.map(CatalogWriter.open, [url] * 8):
                assert made.revision() == 0
                made.close()


class TestReading:
    def test_nothing_can_be_written(self, url: str, open_catalog: Open) -> None:
        open_catalog(url)
        database = Database(url)
        with pytest.raises(CatalogUnavailable, match="read-only"), database.reading() as connection:
            connection.execute(insert(schema.catalog).values(name="a", value="b"))
        with database.transaction() as connection:
            connection.execute(insert(schema.catalog).values(name="a", value="b"))
        database.close()

    def test_one_moment_is_read(self, url: str, open_catalog: Open) -> None:
        writer = open_catalog(url)
        database = Database(url)
        with database.reading() as connection:
            before = connection.scalar(select(func.count()).select_from(schema.items))
            put(writer, item("a", "1"))
            assert before == connection.scalar(select(func.count()).select_from(schema.items)) == 0
        database.close()

    def test_a_statement_without_end_is_ended(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "_SESSION", "SET statement_timeout = '100ms'")
        database = Database(url)
        with pytest.raises(CatalogUnavailable, match="timeout"), database.reading() as connection:
            connection.execute(text("SELECT pg_sleep(30)"))
        with database.transaction() as connection:
            connection.execute(text("SELECT pg_sleep(0.3)"))  # a job takes its time
        database.close()

    def test_the_texts_of_an_item_are_streamed(
        self, postgres: PostgresServer, url: str, open_catalog: Open
    ) -> None:
        writer = open_catalog(url)
        put(writer, item("a", *map(str, range(2000))))
        texts = writer.item_texts(writer.changes(0)[0].key)
        assert next(texts) == (1, "0")
        running_now = "SELECT query FROM pg_stat_activity WHERE state = 'idle in transaction'"
        assert "FETCH FORWARD" in postgres.sql(running_now)
        put(writer, item("a", "khác"))
        assert [text for _, text in texts] == [str(n) for n in range(1, 2000)], "as it began"


def test_every_text_that_is_not_our_own_word_may_hold_anything() -> None:
    ours = {
        *("catalog.name", "catalog.value", "sources.format", "sources.ingested_at"),
        *("revisions.item_id", "items.rights", "rejects.item_id"),
        *("rejects.format", "rejects.rejected_at"),
        # Numbers, words of ours, and JSON, in which a NUL is escaped.
        *("jobs.kind", "jobs.what", "jobs.state", "jobs.started", "jobs.ended", "jobs.counts"),
    }
    of_text = {
        str(column)
        for table in schema.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, AnyText)
    }
    assert of_text <= ours, "such columns are of the type AnyText: PostgreSQL takes no NUL else"


@pytest.mark.parametrize(
    "label", ["\x00", "\x1b0", "a\x1b", "\x1b\x1b\x00\x1b\n", "\\0 \\", "%(x)s :y", "'\"", ""]
)
def test_labels_come_back(url: str, open_catalog: Open, label: str) -> None:
    writer = open_catalog(url)
    page = Page(1, "chữ", label, image=f"{label}.jpg")
    put(writer, Item(Metadata("a", "a"), (page,)))
    assert writer.page(writer.changes(0)[0].key, 1) == page


def test_texts_are_ordered_alike_on_every_server(
    postgres: PostgresServer, url: str, open_catalog: Open
) -> None:
    open_catalog(url)
    schema_name = url.rpartition("%3D")[2]
    collations = postgres.sql(
        "SELECT column_name, collation_name FROM information_schema.columns"
        f" WHERE table_schema = '{schema_name}' AND table_name = 'sources' ORDER BY 1"
    )
    assert "path|C\nroot|C" in collations


class TestUnavailable:
    def test_a_database_without_a_catalog(self, url: str) -> None:
        with pytest.raises(CatalogUnavailable, match="ingest something first"):
            Catalog.open(url)

    def test_a_database_that_is_not_there(self, postgres: PostgresServer) -> None:
        with pytest.raises(CatalogUnavailable, match='"nosuch" does not exist'):
            CatalogWriter.open(postgres.url("nosuch"))

    @pytest.mark.parametrize("address", ["127.0.0.1:1", "nosuch.invalid"])
    def test_a_server_that_is_not_there(self, address: str) -> None:
        with pytest.raises(CatalogUnavailable, match=address.split(":")[0]) as refused:
            Catalog.open(f"postgresql://u:geheim@{address}/db")
        assert "geheim" not in str(refused.value)

    def test_passwords(self, postgres: PostgresServer, url: str, open_catalog: Open) -> None:
        postgres.sql(f"CREATE ROLE {GUARDED} SUPERUSER LOGIN PASSWORD '{SECRET}'")
        assert open_catalog(as_user(url, GUARDED, SECRET)).revision() == 0
        for wrong in ("", "geheim"):
            with pytest.raises(CatalogUnavailable, match="password") as refused:
                Catalog.open(as_user(url, GUARDED, wrong))
            assert "geheim" not in str(refused.value)

    @pytest.mark.parametrize(
        "wrong",
        [
            "postgresql://u:ge@heim@host/db",
            "postgresql://u:ge@heim:x@host/db",
            "postgresql://u:x@host:geheim/db",
            "mysql://u:geheim@host/db",
            "postgresql+pg8000://u:geheim@host/db",
        ],
    )
    def test_a_url_that_cannot_be_meant(self, wrong: str) -> None:
        with pytest.raises(UsageError, match="database_url") as refused:
            Catalog.open(wrong)
        assert "heim" not in str(refused.value)

    def test_the_driver_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(CatalogUnavailable, match=r"pip install 'tangthu\[postgresql\]'"):
            Catalog.open("postgresql://host/db")

    def test_an_encoding_that_cannot_hold_every_text(self, postgres: PostgresServer) -> None:
        postgres.sql("CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0")
        with pytest.raises(CatalogUnavailable, match="SQL_ASCII"):
            CatalogWriter.open(postgres.url("narrow"))

    def test_a_user_who_may_not_write(
        self, postgres: PostgresServer, url: str, open_catalog: Open
    ) -> None:
        open_catalog(url)
        schema_name = url.rpartition("%3D")[2]
        postgres.sql("CREATE ROLE reader LOGIN")
        postgres.sql(f"GRANT USAGE ON SCHEMA {schema_name} TO reader")
        postgres.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_name} TO reader")
        readable = Catalog.open(as_user(url, "reader"))
        assert readable.revision() == 0
        readable.close()
        with pytest.raises(CatalogUnavailable, match="permission denied"):
            put(open_catalog(as_user(url, "reader")), item("a", "1"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:geheim@host/db", "postgresql://u:***@host/db"),
        ("postgresql://host/db?password=geheim&user=u", "postgresql://host/db?user=u"),
        ("postgresql://host/db?sslpassword=geheim", "postgresql://host/db"),
        ("sqlite:////home/catalog.sqlite", "sqlite:////home/catalog.sqlite"),
        ("sqlite:////thư viện/catalog.sqlite", "sqlite:////thư viện/catalog.sqlite"),
    ],
)
def test_a_url_is_shown_without_its_passwords(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.fixture(scope="module")
def own() -> Iterator[PostgresServer]:
    """A server that may be stopped."""
    with running() as server:
        yield server


class TestTheServerStops:
    def test_and_a_catalog_goes_on_when_it_is_back(
        self, own: PostgresServer, open_catalog: Open
    ) -> None:
        catalog = open_catalog(own.fresh())
        own.kill()
        for _ in range(2):
            with pytest.raises(CatalogUnavailable):
                catalog.revision()
        own.start()
        assert catalog.revision() == 0

    def test_and_starts_again_unnoticed(self, own: PostgresServer, open_catalog: Open) -> None:
        catalog = open_catalog(own.fresh())
        put(catalog, item("a", "1"))
        own.kill()
        own.start()
        assert catalog.revision() == 1
        put(catalog, item("b", "1"))

    def test_and_what_was_put_is_there(self, own: PostgresServer, open_catalog: Open) -> None:
        writer = open_catalog(own.fresh())
        for n in range(20):
            put(writer, item(str(n), "chữ"))
        own.kill()
        own.start()
        assert [change.revision for change in writer.changes(0)] == list(range(1, 21))

    def test_while_items_are_put(self, own: PostgresServer, open_catalog: Open) -> None:
        """Each item is there whole or not at all, and revisions have no hole."""
        url = own.fresh()
        writer = open_catalog(url)
        put_in: list[int] = []

        def fill() -> None:
            for number in range(10_000):
                put(writer, item(str(number), "một", "hai"))
                put_in.append(number)

        with ThreadPoolExecutor() as pool:
            filling = pool.submit(fill)
            while len(put_in) < 50 and not filling.done():
                time.sleep(0.01)
            own.kill()
            with pytest.raises(CatalogUnavailable):
                filling.result(timeout=30)
        own.start()
        changes = writer.changes(0)
        # The answer to the last commit may have been lost, never the commit to an answer.
        assert len(changes) in (len(put_in), len(put_in) + 1)
        assert [change.revision for change in changes] == list(range(1, len(changes) + 1))
        assert {change.page_count for change in changes} == {2}
        assert all(len(writer.page_list(change.key)) == 2 for change in changes)

    # The server's cursor is gone with it, and psycopg says that nobody closed it.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_in_the_middle_of_a_long_item(self, own: PostgresServer, open_catalog: Open) -> None:
        writer = open_catalog(own.fresh())
        put(writer, item("a", *map(str, range(3000))))
        texts = writer.item_texts(writer.changes(0)[0].key)
        next(texts)
        own.kill()
        with pytest.raises(CatalogUnavailable):
            list(texts)
        own.start()
        assert len(list(writer.item_texts(writer.changes(0)[0].key))) == 3000
