"""Writing a generation: two tantivy indexes that are committed together."""

import os
import sys
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Document, Index, IndexWriter, Query, Searcher

from analyzers import Analyzer, distinct_terms
from searchsvc.domain import page_id
from searchsvc.engines.base import IndexedItem, IndexedPage
from searchsvc.engines.embedded import schema
from searchsvc.engines.embedded.commits import (
    INDEXES,
    adopt_segments,
    commit_checksums,
    discard_other_commits,
    discard_uncommitted,
    new_commit,
    sync_commit,
)
from searchsvc.engines.embedded.guard import guarded
from searchsvc.engines.embedded.value_words import worded
from searchsvc.engines.embedded.vocabulary import VOCABULARY, titled, vocabulary_of
from searchsvc.engines.generations import Manifest, mark_progress, read_manifest, write_manifest
from searchsvc.errors import EngineUnavailable
from searchsvc.over_breaks import over_breaks

#: tantivy refuses a writer with less, or with more.
_LEAST_MEMORY, _MOST_MEMORY = 15_000_000, 4_293_000_000
_NICENESS = 10


class EmbeddedBuild:
    """Changes to the generation in `folder`, which is made when it is empty.

    `catalog`: the identity of the catalog that they come from.

    First both indexes are committed, then their files are linked to (`commits`), then the manifest,
    which readers watch, is replaced. After a crash in between, the indexes may be newer than the
    manifest says, but nobody reads them; the next build applies the same changes again.
    """

    def __init__(self, folder: Path, memory_mb: int, catalog: str = "") -> None:
        self.folder = folder
        self._catalog = catalog
        self._memory = min(max(_LEAST_MEMORY, memory_mb * 1_000_000 // 2), _MOST_MEMORY)
        self._writers: tuple[IndexWriter, IndexWriter] | None = None
        self._schemas = schema.item_schema(), schema.page_schema()
        #: The highest key there may be of an item that is in one of the indexes.
        self._highest = 0
        for name, fields in zip(INDEXES, self._schemas, strict=True):
            (folder / name).mkdir(exist_ok=True)
            with guarded(f"opening {folder / name}"):
                if Index(fields, path=str(folder / name)).searcher().num_docs:
                    self._highest = sys.maxsize

    def add(self, item: IndexedItem) -> None:
        if item.key <= self._highest:
            self.delete(item.key)
        self._highest = max(self._highest, item.key)
        with guarded(f"indexing item {item.key}"):
            items, pages = self._open_writers()
            # Pages first: then their terms are in UTF-8 when those of the item are told from them.
            for page in item.pages:
                pages.add_document(_page_document(item, page))
            items.add_document(_item_document(item))

    def delete(self, key: int) -> None:
        with guarded(f"deleting item {key}"):
            items, pages = self._open_writers()
            # Not delete_documents_by_term: it takes an int for a signed one and deletes nothing.
            items.delete_documents_by_query(Query.term_query(self._schemas[0], "item", key))
            pages.delete_documents_by_query(Query.term_query(self._schemas[1], "item", key))

    def adopt(self, part: Path, keys: Collection[int]) -> None:
        """Put in what a build in the folder `part` has, which was ended, in place of the items with
        these keys. What was changed before is on disk then.
        """
        with guarded(f"taking in {part}"):
            for key in keys:
                if key <= self._highest:
                    self.delete(key)
            if self._writers:
                self._end_writers()
            for name in INDEXES:
                adopt_segments(self.folder / name, part / name)
        self._highest = max(self._highest, *keys)

    def end(self) -> None:
        """Have all changes so far on disk, for another build to adopt, and let go of the index."""
        with guarded(f"ending {self.folder}"):
            self._end_writers()

    def checkpoint(self, revision: int) -> None:
        with guarded(f"committing {self.folder}"):
            self._commit_writers()
        mark_progress(self.folder, revision)

    def commit(self, revision: int) -> None:
        with guarded(f"committing {self.folder}"):
            self._commit_writers()
            # Derived while segments are being merged; so counts may include deleted documents.
            with ThreadPoolExecutor(1, "vocabulary", _give_way) as beside:
                vocabulary = beside.submit(vocabulary_of, **_searchers(self.folder)).result()
            # Merges change the files; the manifest must describe what is left after them.
            self._await_merges()
            number, commit = new_commit(self.folder)
            committed = _searchers(commit)
            vocabulary.write(commit / VOCABULARY)
            sync_commit(self.folder, commit, [commit / VOCABULARY])
            checksums = commit_checksums(commit)
        write_manifest(
            self.folder,
            schema=schema.SCHEMA_VERSION,
            analyzer=Analyzer().fingerprint,
            revision=revision,
            commit=number,
            checksums=checksums,
            catalog=self._catalog,
            **{name: searcher.num_docs for name, searcher in committed.items()},
        )
        discard_other_commits(self.folder, number)

    def abandon(self) -> None:
        if self._writers:
            with guarded(f"abandoning {self.folder}"):
                for writer in self._writers:
                    writer.rollback()
            self._writers = None

    def close(self) -> None:
        """Let go of both indexes; what was not committed is lost."""
        self._writers = None

    def _commit_writers(self) -> None:
        """Commit both indexes at the same time; each does so in a single thread."""
        items, pages = self._open_writers()
        with ThreadPoolExecutor(1) as other:
            committed = other.submit(items.commit)
            pages.commit()
            committed.result()

    def _end_writers(self) -> None:
        self._commit_writers()
        self._await_merges()

    def _await_merges(self) -> None:
        """Let go of both writers when what was committed has been merged."""
        for writer in self._open_writers():
            writer.wait_merging_threads()
        self._writers = None

    def _open_writers(self) -> tuple[IndexWriter, IndexWriter]:
        if self._writers is None:
            for name in INDEXES:
                discard_uncommitted(self.folder / name)
            items, pages = (
                # Opened anew for each commit: an index kept open holds on to dead segments.
                schema.with_tokenizers(Index.open(str(self.folder / name))).writer(
                    self._memory, num_threads=1
                )
                for name in INDEXES
            )
            self._writers = items, pages
        return self._writers


def recipe() -> str:
    """A string that changes when this program would write other documents for the same item."""
    return f"{schema.SCHEMA_VERSION} {Analyzer().fingerprint}"


def is_current(manifest: Manifest) -> bool:
    """Whether this program would write the same documents for the same items."""
    return (manifest.schema, manifest.analyzer) == (schema.SCHEMA_VERSION, Analyzer().fingerprint)


def open_build(folder: Path, memory_mb: int, catalog: str) -> EmbeddedBuild:
    """A build on a committed generation. Raises EngineUnavailable when it needs a reindex."""
    if not is_current(read_manifest(folder)):
        raise EngineUnavailable("the index was made by another version; run: tangthu reindex")
    return EmbeddedBuild(folder, memory_mb, catalog)


def _give_way() -> None:
    """Let this thread alone give way to all others: a merge takes one thread longest of all."""
    if sys.platform == "linux":  # elsewhere this number may be that of a process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _searchers(folder: Path) -> dict[str, Searcher]:
    """Searchers on the last commits of the indexes in a folder, by the index's name."""
    return {name: Index.open(str(folder / name)).searcher() for name in INDEXES}


def _item_document(item: IndexedItem) -> Document:
    document = _common(item)
    pages = [(page.number, page.terms.text) for page in item.pages]
    document.add_text("text", distinct_terms(stream for _, stream in pages))
    document.add_text("over_breaks", over_breaks(pages))
    document.add_text("about", item.about)
    document.add_text("exact_title", item.exact_title)
    if item.shown_title:
        document.add_text("shown_title", titled(item.key, item.shown_title))
    for name, field in schema.WORDED_FIELDS.items():
        for value in item.facets.get(name, ()):
            document.add_text(field, worded(value))
    document.add_unsigned("newest", item.newest)
    document.add_unsigned("oldest", item.oldest)
    document.add_text("by_title", item.by_title)
    return document


def _page_document(item: IndexedItem, page: IndexedPage) -> Document:
    document = _common(item)
    document.add_unsigned("number", page.number)
    document.add_unsigned("page", page_id(item.key, page.number))
    document.add_unsigned("length", max(1, page.terms.length))
    document.add_text("text", page.terms.text)
    document.add_text("words", page.terms.words)
    document.add_text("pairs", page.terms.pairs)
    return document


def _common(item: IndexedItem) -> tantivy.Document:
    document = Document()
    document.add_unsigned("item", item.key)
    document.add_unsigned("revision", item.revision)
    document.add_text("title", item.title)
    document.add_text("creators", item.creators)
    document.add_text("subjects", item.subjects)
    for identifier in item.identifiers:
        document.add_text("identifiers", identifier)
    for name in schema.FACET_FIELDS:
        for value in item.facets.get(name, ()):
            document.add_text(name, value)
    if item.first_year is not None and item.last_year is not None:
        document.add_integer("first_year", item.first_year)
        document.add_integer("last_year", item.last_year)
    return document
