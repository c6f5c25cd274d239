"""Engines under test: the same items in, the same questions to each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from analyzers import Analyzer, syllables
from searchsvc.documents import indexed_item
from searchsvc.domain import Metadata
from searchsvc.engines.base import EngineQuery, IndexBuild, IndexedItem, SearchEngine
from searchsvc.engines.embedded import EmbeddedBuild, EmbeddedEngine
from searchsvc.engines.generations import Generations
from searchsvc.query import Typed, parse
from searchsvc.requests import Filters, Marks, Mode, Sort
from tests.searchsvc.engines.oracle import OracleEngine


def made_item(key: int, metadata: Metadata, *pages: str) -> IndexedItem:
    """An item as the service would give it to an index, pages numbered from 1."""
    item = indexed_item(key, metadata, enumerate(Analyzer().analyze_all(pages), 1))
    assert item is not None
    return item


def asked(
    q: str,
    *,
    marks: Marks = Marks.AUTO,
    mode: Mode = Mode.AUTO,
    sort: Sort = Sort.RELEVANCE,
    filters: Filters | None = None,
    offset: int = 0,
    limit: int = 100,
) -> EngineQuery:
    return EngineQuery(
        parse(q, mode).tree,
        marks,
        filters or Filters(),
        sort,
        offset=offset,
        limit=limit,
        pages_per_item=100,
    )


def typed_words(text: str) -> list[Typed]:
    return [Typed(syllable.term, syllable.folded) for syllable in syllables(text)]


@dataclass
class EmbeddedMaker:
    """The embedded engine on a folder of its own."""

    folder: Path
    _revision: int = 0
    _generation: Path | None = None

    def build(self) -> IndexBuild:
        if self._generation is None:
            self._generation = Generations(self.folder).create()
        return EmbeddedBuild(self._generation, memory_mb=30)

    def publish(self, build: IndexBuild) -> None:
        self._revision += 1
        build.commit(self._revision)
        assert self._generation is not None
        Generations(self.folder).point_to(self._generation)

    def open(self) -> SearchEngine:
        return EmbeddedEngine(self.folder)


@dataclass
class OracleBuild:
    """Changes that the oracle sees when they are committed."""

    items: dict[int, IndexedItem]
    _pending: dict[int, IndexedItem | None] = field(default_factory=dict)

    def add(self, item: IndexedItem) -> None:
        self._pending[item.key] = item

    def delete(self, key: int) -> None:
        self._pending[key] = None

    def checkpoint(self, revision: int) -> None:
        """Nothing of an oracle outlives its process."""

    def commit(self, revision: int) -> None:
        for key, item in self._pending.items():
            if item is None:
                self.items.pop(key, None)
            else:
                self.items[key] = item
        self._pending.clear()

    def abandon(self) -> None:
        self._pending.clear()


@dataclass
class OracleMaker:
    items: dict[int, IndexedItem] = field(default_factory=dict)

    def build(self) -> IndexBuild:
        return OracleBuild(self.items)

    def publish(self, build: IndexBuild) -> None:
        build.commit(1)

    def open(self) -> SearchEngine:
        return OracleEngine(self.items)


Maker = EmbeddedMaker | OracleMaker


def filled(maker: Maker, items: Iterable[IndexedItem]) -> SearchEngine:
    build = maker.build()
    for item in items:
        build.add(item)
    maker.publish(build)
    return maker.open()
