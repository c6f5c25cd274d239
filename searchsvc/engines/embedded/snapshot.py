"""A commit of a generation, open for reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tantivy import DocAddress, Index, Order, Query, Schema, Searcher

from searchsvc.engines.embedded import schema
from searchsvc.engines.embedded.best_pages import BestPages, Integers, Scores
from searchsvc.engines.embedded.checksums import Known, verify_checksums
from searchsvc.engines.embedded.commits import commit_folder
from searchsvc.engines.embedded.compiler import Compiler, Level
from searchsvc.engines.embedded.guard import guarded
from searchsvc.engines.embedded.joining import ItemsByPages
from searchsvc.engines.embedded.vocabulary import VOCABULARY
from searchsvc.engines.generations import Manifest, refuse_damaged
from searchsvc.errors import EngineUnavailable
from searchsvc.requests import Marks
from searchsvc.suggest.vocabulary import Vocabulary

#: tantivy's BM25 makes too little of a page's length, so scores of shorter pages are raised a bit
#: (DECISIONS.md, "Words, pairs and threes"). So that very short ones do not gain too much, so many
#: syllables are added to every length.
_LENGTH_POWER = 0.055
_SHORT = 30
#: Words whose near forms are kept.
_KEPT = 64


class Scored(NamedTuple):
    """An item found and its score, of which `by_page` is that of its best page."""

    item: int
    score: float
    by_page: float = 0.0


Ranked = list[Scored]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The item index, the page index, the vocabulary and the manifest of one commit.

    `folder`: of the commit. `page_length`: the average number of syllables of a page. `by_pages`:
    finds items by their pages; `near`: folded forms near one, as in `Compiler`.
    """

    folder: Path
    manifest: Manifest
    items: Searcher
    pages: Searcher
    item_schema: Schema
    page_schema: Schema
    vocabulary: Vocabulary
    page_length: float
    by_pages: ItemsByPages
    near: Callable[[str, int], Sequence[str] | None]

    @classmethod
    def open(cls, folder: Path, manifest: Manifest) -> "Snapshot":
        """The commit of a generation that its manifest describes. Raises EngineUnavailable."""
        if manifest.schema != schema.SCHEMA_VERSION:
            raise EngineUnavailable(
                f"index schema {manifest.schema}, this program knows {schema.SCHEMA_VERSION}; "
                "run: tangthu reindex"
            )
        refuse_damaged(folder)
        commit = commit_folder(folder, manifest.commit)
        with guarded(f"opening {commit}"):
            items, pages = Index.open(str(commit / "items")), Index.open(str(commit / "pages"))
            searchers = items.searcher(), pages.searcher()
        vocabulary = _vocabulary(commit, manifest)
        length = _average(searchers[1], "length")
        schemas = items.schema, pages.schema
        by_pages = ItemsByPages(*schemas, searchers[1])
        # A search asks several times for those of its own words.
        near = lru_cache(_KEPT)(vocabulary.folded_forms.near)
        return cls(commit, manifest, *searchers, *schemas, vocabulary, length, by_pages, near)

    def check(self, known: Known) -> None:
        """Compare each file with its checksum, but for those known to be sound. Raises
        EngineUnavailable when one differs.
        """
        others = {n: crc for n, crc in self.manifest.checksums.items() if n != VOCABULARY}
        if damaged := verify_checksums(self.folder, others, known):
            raise EngineUnavailable(f"{self.folder} is damaged: {'; '.join(damaged)}")

    def compiler(self, level: Level, marks: Marks, loosely: bool = False) -> Compiler:
        if level is Level.ITEM:
            return Compiler(self.item_schema, level, marks, self.by_pages.having, self.near)
        return Compiler(self.page_schema, level, marks, near=self.near, loosely=loosely)

    def count_items(self, query: Query) -> int:
        """How many items match."""
        return _search(self.items, Query.const_score_query(query, 0.0), 1)[0]

    def count_pages(self, query: Query) -> int:
        """How many pages match."""
        return _search(self.pages, Query.const_score_query(query, 0.0), 1)[0]

    def top_items(self, query: Query, limit: int) -> tuple[int, Integers, Scores]:
        """How many items match; keys and scores of the best, best first."""
        count, scores, addresses = _search(self.items, query, limit)
        keys = _integers(self.items, "item", addresses)
        return count, np.array(keys, np.int64), np.array(scores, np.float64)

    def sorted_items(
        self, query: Query, field: str, order: Order, offset: int, limit: int
    ) -> tuple[int, list[int]]:
        """How many items match, and the keys of a window of them, sorted by a fast field."""
        count, _, addresses = _search(self.items, query, limit, offset, field, order)
        return count, _integers(self.items, "item", addresses)

    def top_pages(self, query: Query, limit: int) -> tuple[int, BestPages]:
        """How many pages match, and the best; scores are adjusted by the length of the page."""
        count, found, addresses = _search(self.pages, query, limit)
        items, numbers, lengths = (
            np.array(_integers(self.pages, field, addresses), np.int64)
            for field in ("item", "number", "length")
        )
        factors = (self.page_length / (lengths + _SHORT)) ** _LENGTH_POWER
        scores = np.array(found, np.float64) * factors
        return count, BestPages.ordered(items, numbers, scores)

    def pages_above(self, query: Query, score: int, limit: int) -> BestPages:
        """Those of the `limit` best pages that have at least this score, which is not adjusted."""
        _, scores, addresses = _search(self.pages, query, limit)
        # Scores are sums of floats that stand for whole numbers.
        above = sum(found > score - 0.5 for found in scores)
        items, numbers = (
            np.array(_integers(self.pages, field, addresses[:above]), np.int64)
            for field in ("item", "number")
        )
        return BestPages.ordered(items, numbers, np.array(scores[:above], np.float64))

    def page_numbers(self, query: Query, offset: int, limit: int) -> tuple[int, tuple[int, ...]]:
        """How many pages match, and the numbers of a window of them, in reading order. `query`
        must match pages of one item.
        """
        count, numbers, _ = _search(self.pages, query, limit, offset, "number", Order.Asc)
        return count, tuple(numbers)

    def pages_per_item(self, query: Query, items: int) -> dict[int, int]:
        """How many pages match, by item key. `query` must match pages of at most `items` items."""
        terms = {"by_item": {"terms": {"field": "item", "size": items}}}
        buckets = self.pages.aggregate(query, terms)["by_item"]["buckets"]
        return {int(bucket["key"]): bucket["doc_count"] for bucket in buckets}

    def aggregate(self, query: Query, request: Mapping[str, Any]) -> dict[str, Any]:
        return self.items.aggregate(query, dict(request))


def _search(
    searcher: Searcher,
    query: Query,
    limit: int,
    offset: int = 0,
    field: str | None = None,
    order: Order = Order.Desc,
) -> tuple[int, list[Any], list[DocAddress]]:
    """How many documents match; scores (or the field's values) and addresses of a window."""
    # `count` and the kind of scores are missing from tantivy's type stubs.
    found: Any = searcher.search(
        query, limit=limit, offset=offset, order_by_field=field, order=order
    )
    hits = found.hits  # made anew each time it is asked for: 400 take 40 µs
    return found.count, [hit[0] for hit in hits], [hit[1] for hit in hits]


def _vocabulary(commit: Path, manifest: Manifest) -> Vocabulary:
    """The vocabulary of a commit; an empty one when its file is absent or damaged."""
    expected = {VOCABULARY: manifest.checksums.get(VOCABULARY, -1)}
    if verify_checksums(commit, expected):
        return Vocabulary.empty()
    return Vocabulary.read(commit / VOCABULARY)


def _average(searcher: Searcher, field: str) -> float:
    found = searcher.aggregate(Query.all_query(), {"average": {"avg": {"field": field}}})
    return float(found["average"]["value"] or 0.0)


def _integers(searcher: Searcher, field: str, addresses: list[DocAddress]) -> list[int]:
    """The values of a fast field that every document has."""
    values: list[Any] = searcher.fast_field_values(field, addresses)
    return values
