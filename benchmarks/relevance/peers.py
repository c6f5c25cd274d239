"""Plain searches: a document a page with the item's title before the first, nothing Vietnamese but
what their terms are. Their indexes are made once a home and kept in it.
"""

import re
import shutil
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import tantivy

from analyzers import segment
from benchmarks.relevance.topics import Place
from searchsvc.catalog import Catalog
from searchsvc.settings import Settings

#: Pages looked at, to have ten items of them.
_DEPTH = 50
#: Raised when the documents change.
_VERSION = 1
_WRITER_BYTES = 100_000_000


def plain_syllables(text: str) -> list[str]:
    """Runs of letters and digits, lower-case, in NFC."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def plain_words(text: str) -> list[str]:
    """What pyvi makes of the text, lower-case."""
    tokens = segment(unicodedata.normalize("NFC", text)).lower().split()
    return [token for token in tokens if re.search(r"\w", token)]


class PlainTerms:
    """tantivy's BM25 over one kind of terms, any of a query's being enough."""

    def __init__(self, settings: Settings, name: str, terms: Callable[[str], list[str]]) -> None:
        self._terms = terms
        folder = _index(settings, name, self._build)
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._places = _places(settings)

    def answer(self, text: str) -> list[Place]:
        terms = dict.fromkeys(self._terms(text))
        schema = self._index.schema
        any_of = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq"))
                for term in terms
            ]
        )
        addresses = [address for _, address in self._searcher.search(any_of, limit=_DEPTH).hits]
        numbers: list[Any] = self._searcher.fast_field_values("number", addresses)
        return [self._places[number] for number in numbers]

    def close(self) -> None:
        """Nothing needs letting go of."""

    def _build(self, folder: Path, texts: Iterator[str]) -> None:
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", fast=True)
        writer = tantivy.Index(builder.build(), path=str(folder)).writer(_WRITER_BYTES, 1)
        for number, text in enumerate(texts):
            terms = " ".join(self._terms(text))
            writer.add_document(tantivy.Document(text=terms, number=number))
        writer.commit()
        writer.wait_merging_threads()


class FullText5:
    """SQLite's own full text search, its tokenizer taking marks off; any word is enough."""

    def __init__(self, settings: Settings) -> None:
        self._database = sqlite3.connect(_index(settings, "fts5", self._build))
        self._places = _places(settings)

    def answer(self, text: str) -> list[Place]:
        words = [word for word in text.replace('"', " ").split() if re.search(r"\w", word)]
        rows = self._database.execute(
            "SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), _DEPTH),
        )
        return [self._places[number] for (number,) in rows]

    def close(self) -> None:
        self._database.close()

    @staticmethod
    def _build(file: Path, texts: Iterator[str]) -> None:
        with sqlite3.connect(file) as database:
            database.execute(
                "CREATE VIRTUAL TABLE pages USING fts5"
                "(text, content='', tokenize='unicode61 remove_diacritics 2')"
            )
            database.executemany("INSERT INTO pages (rowid, text) VALUES (?, ?)", enumerate(texts))
        database.close()


def _index(settings: Settings, name: str, build: Callable[[Path, Iterator[str]], None]) -> Path:
    """Where an index of the home's pages is; made when it is not there."""
    path = _folder(settings) / name
    if not path.exists():
        unfinished = path.with_name(f"{name}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.unlink(missing_ok=True)
        print(f"{settings.home.name}: indexing for {name}", file=sys.stderr)
        build(unfinished, (text for _, text in _pages(settings)))
        unfinished.rename(path)
    return path


def _places(settings: Settings) -> list[Place]:
    """The place of each document, by its number."""
    file = _folder(settings) / "places.json"
    if not file.exists():
        file.write_bytes(orjson.dumps([tuple(place) for place, _ in _pages(settings)]))
    return [Place(*place) for place in orjson.loads(file.read_bytes())]


def _folder(settings: Settings) -> Path:
    folder = settings.home / f"peers-{_VERSION}"
    folder.mkdir(exist_ok=True)
    return folder


def _pages(settings: Settings) -> Iterator[tuple[Place, str]]:
    catalog = Catalog.open(settings.catalog_url)
    try:
        keys = [change.key for change in catalog.changes(0) if change.exists]
        entries = catalog.entries(keys)
        for key in keys:
            metadata = entries[key].metadata
            for at, (number, text) in enumerate(catalog.item_texts(key)):
                yield Place(metadata.id, number), text if at else f"{metadata.title}\n{text}"
    finally:
        catalog.close()
