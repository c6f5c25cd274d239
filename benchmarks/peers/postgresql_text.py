"""PostgreSQL's full text search, in a server of its own behind a Unix socket.

Two `tsvector`s a page, `simple` and `simple` after `unaccent` (which knows đ), each with a GIN
index: which one is asked is told by whether the query has marks. All words are asked for
(`plainto_tsquery`), any of them when a long query finds nothing so. PostgreSQL has no BM25:
`ts_rank`, titles weighing more, divided by the logarithm of the length. One statement answers all:
items by DISTINCT ON, facets by GROUPING SETS, `ts_headline`. 512 MB of shared buffers, JIT off.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from benchmarks.peers.documents import words
from benchmarks.peers.files import size_of
from benchmarks.peers.protocol import (
    FACETS,
    TOP,
    Answer,
    Client,
    Form,
    PageDocument,
    Query,
    is_long,
)

_PATIENCE_SECONDS = 60
_USER = "peers"
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "synchronous_commit": "off",
    "jit": "off",
}
_SCHEMA: LiteralString = """
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH CONFIGURATION marked (COPY = simple);
CREATE TEXT SEARCH CONFIGURATION folded (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION folded
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TABLE item (number int, id text, collection text, library text, language text, type text,
    decade int, year int);
CREATE UNLOGGED TABLE copied (number int, item int, title text, body text);
"""
_INDEXES: LiteralString = """
CREATE TABLE page AS SELECT number, item, title, body,
    setweight(to_tsvector('marked', title), 'A') || to_tsvector('marked', body) AS marked,
    setweight(to_tsvector('folded', title), 'A') || to_tsvector('folded', body) AS folded
    FROM copied ORDER BY number;
DROP TABLE copied;
ALTER TABLE page ADD PRIMARY KEY (number);
ALTER TABLE item ADD PRIMARY KEY (number);
CREATE INDEX ON page (item, number);
CREATE INDEX ON page USING gin (marked);
CREATE INDEX ON page USING gin (folded);
"""
_SEARCH: LiteralString = """
WITH asked AS (SELECT {query} AS q),
hit AS MATERIALIZED (
    SELECT page.number, page.item, ts_rank({config}, q, 1) AS score
    FROM page JOIN asked ON {config} @@ q {only}
),
best AS MATERIALIZED (
    SELECT DISTINCT ON (item) item, number, score FROM hit ORDER BY item, score DESC, number
),
{rest}
"""
_EVERYTHING: LiteralString = """
WITH asked AS (SELECT ''::tsquery AS q),
best AS MATERIALIZED (
    SELECT item, min(number) AS number, 0.0 AS score FROM page GROUP BY item
),
{rest}
"""
_REST: LiteralString = """
top AS (
    SELECT id, best.number, score, year, item FROM best JOIN item ON item.number = item
    ORDER BY score DESC, year DESC NULLS LAST, item LIMIT %(top)s
),
value AS (
    SELECT grouping(collection, library, language, type, decade) AS facet,
        coalesce(collection, library, language, type, decade::text) AS value, count(*) AS items
    FROM best JOIN item ON item.number = item
    GROUP BY GROUPING SETS ((collection), (library), (language), (type), (decade))
)
SELECT (SELECT count(*) FROM best),
    (SELECT json_agg(json_build_array(facet, value, items)) FROM value),
    (SELECT json_agg(
        json_build_array(id, ts_headline('{config}', body, q, 'StartSel=<mark>,StopSel=</mark>'))
        ORDER BY score DESC, year DESC NULLS LAST, top.item)
     FROM top JOIN page USING (number), asked)
"""


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._socket: Path | None = None
        # It refuses to run as root; Debian's package brings a user for it.
        self._user = "postgres" if os.geteuid() == 0 else None

    def missing(self) -> str | None:
        if not self._programs():
            return "no PostgreSQL: apt install postgresql postgresql-contrib"
        extension = Path("/usr/share/postgresql").glob("*/extension/unaccent.control")
        return None if any(extension) else "no unaccent: apt install postgresql-contrib"

    def version(self) -> str:
        return self._programs()[-1].parent.parent.name

    def build(self, pages: Iterable[PageDocument]) -> None:
        self._data.mkdir()
        if self._user:
            shutil.chown(self._data, self._user)
        arguments = ("-U", _USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust")
        self._run("initdb", "-D", self._data, *arguments)
        with self.running(), self._connect() as connection:
            connection.execute(_SCHEMA)
            self._copy(connection, pages)
            connection.execute(_INDEXES)
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")

    @contextmanager
    def running(self) -> Iterator[None]:
        # A socket's path must be short.
        self._socket = Path(tempfile.mkdtemp(prefix="peers-pg-"))
        if self._user:
            shutil.chown(self._socket, self._user)
        options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        server = subprocess.Popen(
            [self._programs()[-1] / "postgres", "-D", self._data, "-k", self._socket, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._socket,
            user=self._user,
        )
        try:
            self._await(server)
            yield
        finally:
            server.terminate()
            server.wait(_PATIENCE_SECONDS)
            shutil.rmtree(self._socket)

    def client(self) -> Client:
        return _Client(self._connect())

    def size(self) -> int:
        return size_of(self._data / "base")

    @staticmethod
    def _copy(connection: psycopg.Connection[Any], pages: Iterable[PageDocument]) -> None:
        items: dict[int, tuple[Any, ...]] = {}
        with connection.cursor() as cursor:
            with cursor.copy("COPY copied FROM STDIN") as copy:
                for page in pages:
                    item = page.item
                    values = (getattr(item, facet) for facet in FACETS)
                    items.setdefault(item.number, (item.number, item.id, *values, item.year))
                    copy.write_row((page.number, item.number, page.title, page.text))
            with cursor.copy("COPY item FROM STDIN") as copy:
                for row in items.values():
                    copy.write_row(row)

    def _await(self, server: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._socket), user=_USER, dbname="postgres")

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs()[-1] / program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", user=self._user)
        if done.returncode:
            raise RuntimeError(done.stderr)

    @staticmethod
    def _programs() -> list[Path]:
        return sorted(file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class _Client:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        connection.autocommit = True
        self._connection = connection

    def search(self, query: Query) -> Answer:
        values = {"first": "", "second": "", "type": query.type, "top": TOP}
        values |= zip(("first", "second"), query.texts, strict=False)
        answer = Answer(0, ())
        for statement in _statements(query):
            total, facets, hits = self._connection.execute(statement, values).fetchall()[0]
            answer = Answer(
                total,
                tuple(name for name, _ in hits or ()),
                tuple(snippet for _, snippet in hits or ()),
                _facets(facets or ()),
            )
            if total:
                break
        return answer

    def close(self) -> None:
        self._connection.close()


def _statements(query: Query) -> Iterator[LiteralString]:
    """What to try in turn."""
    config: LiteralString = "marked" if query.marked else "folded"
    only: LiteralString = ""
    if query.type:
        only = "JOIN item ON item.number = page.item AND item.type = %(type)s"
    for asked in _asked(query, config):
        statement = (_SEARCH if asked else _EVERYTHING).replace("{rest}", _REST)
        yield (
            statement.replace("{query}", asked).replace("{only}", only).replace("{config}", config)
        )


def _asked(query: Query, config: LiteralString) -> Iterator[LiteralString]:
    """Expressions of what is asked for; empty for everything."""
    plain: LiteralString = f"plainto_tsquery('{config}', %(first)s)"
    match query.form:
        case Form.EVERYTHING:
            yield ""
        case Form.PHRASE:
            yield f"phraseto_tsquery('{config}', %(first)s)"
        case Form.EITHER:
            yield f"{plain} || plainto_tsquery('{config}', %(second)s)"
        case Form.PREFIX:
            yield f"({plain}::text || ':*')::tsquery"
        case Form.WORDS:
            yield plain
            if is_long(words(query.texts[0])):
                yield f"replace({plain}::text, '&', '|')::tsquery"


def _facets(rows: Iterable[tuple[int, str | None, int]]) -> dict[str, dict[str, int]]:
    """`grouping` has a bit for each facet that a row is not of, the last facet's the lowest."""
    counted: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    every = (1 << len(FACETS)) - 1
    for bits, value, number in rows:
        if value is not None:
            counted[FACETS[len(FACETS) - (every ^ bits).bit_length()]][value] = number
    return counted
