"""What an engine must offer: two small protocols, and the types that they take and give.

An engine knows items by their catalog key. It is given joined terms (`analyzers.terms`),
in brief, and a query tree (`searchsvc.query`), and gives back keys, page numbers, counts and
scores; texts and titles come from the catalog.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from analyzers import TermStreams
from searchsvc.query import Node, Typed
from searchsvc.requests import Filters, Marks, Sort
from searchsvc.responses import ScoreParts
from searchsvc.suggest.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class IndexedPage:
    number: int
    terms: TermStreams


@dataclass(frozen=True, slots=True)
class IndexedItem:
    """An item as an index takes it in; `pages` is empty when its text is not open.

    `title`, `creators`, `subjects`, `about` (all metadata, the other three included): joined terms.
    `exact_title`: the title's folded syllables as one string. `shown_title`: the title as it is
    suggested, empty when it is too long for that. `identifiers`: the id and all others, lower-case,
    and the forms in which ISBNs and ISSNs are compared. `facets`: values by facet name.
    `first_year`, `last_year`: None when undated. `newest` (sorted downwards), `oldest`, `by_title`:
    sort keys, no two items having the same one. `revision`: the catalog's revision at which the
    item last changed.
    """

    key: int
    title: str
    creators: str
    subjects: str
    about: str
    exact_title: str
    shown_title: str
    identifiers: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    first_year: int | None
    last_year: int | None
    newest: int
    oldest: int
    by_title: str
    pages: Sequence[IndexedPage] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A search as an engine takes it.

    `tree`, `filters`: what must match. All else that is found only raises the rank: `words` and
    `pairs`, terms of the page fields of these names; `plain_pairs`, pairs typed without marks;
    `triples`, three folded syllables that follow each other; `exact_title`, the query as
    `IndexedItem.exact_title` would be.
    `pages_per_item`: how many best pages are wanted for each item; with 0 none are looked for, nor
    counted. `explain`: give `ItemHit.parts`.
    """

    tree: Node
    marks: Marks = Marks.AUTO
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 10
    words: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    plain_pairs: tuple[str, ...] = ()
    triples: tuple[tuple[str, ...], ...] = ()
    exact_title: str = ""
    pages_per_item: int = 3
    with_facets: bool = True
    explain: bool = False


@dataclass(frozen=True, slots=True)
class ItemHit:
    """An item that matches. `pages_matched`: how many of its pages match by themselves; `pages`:
    numbers of the best, best first; `parts`: what `score` is the sum of, if the query asked for it
    and the engine can tell.
    """

    key: int
    score: float
    pages_matched: int
    pages: tuple[int, ...]
    parts: ScoreParts | None = None


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What a search found. All counts are of items, and exact.

    `facets`: for each facet its values and their counts, most frequent first, counted without the
    query's filter on that facet; the values filtered by are among them. `begins`, `ends`: the years
    in which dates begin, or end, in order, and how many items each has; undated items are in
    neither.
    """

    total: int
    hits: tuple[ItemHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    begins: tuple[tuple[int, int], ...] = ()
    ends: tuple[tuple[int, int], ...] = ()

    @property
    def undated(self) -> int:
        return self.total - sum(count for _, count in self.begins)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index holds. `revision`: of the last of the catalog's changes that is in it."""

    generation: str
    revision: int
    items: int
    pages: int
    analyzer: str
    schema: int


class SearchEngine(Protocol):
    """Answers from the newest committed state. Every method raises EngineUnavailable, and no other
    error.
    """

    def search(self, query: EngineQuery) -> EngineResult:
        """A window of the items that match, in order, with their best pages; facets and years."""

    def pages(self, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
        """How many pages of the item with this key match, and the numbers of those in the window,
        in reading order. No page matches a query that has no words to be found in texts.
        """

    def count(self, query: EngineQuery) -> int:
        """How many items match: `search`'s total, at a fraction of its cost."""

    def pages_with(self, syllables: Sequence[Typed], filters: Filters) -> int:
        """How many pages have these syllables, two or more, next to each other within a sentence,
        with exactly the marks that they have here.
        """

    def similar(self, key: int, words: Mapping[str, float], limit: int) -> tuple[int, ...]:
        """Keys of at most `limit` other items, those first that have a page with most of these
        words. `words`: terms of the word field, and how much each counts.
        """

    def vocabulary(self) -> Vocabulary:
        """The words of the index; it may have some that can no longer be found."""

    def values(
        self, query: EngineQuery, facet: str, typed: Sequence[Typed]
    ) -> tuple[tuple[str, int], ...]:
        """At most 50 values of a facet, and their counts: those with words that begin as typed, in
        the order typed, or the most frequent ones when nothing is typed.

        Values with the marks typed come before values with others, more frequent before rarer.
        """

    def state(self) -> IndexState:
        """What the index holds now."""

    def close(self) -> None:
        """Let go of files. The engine answers no more."""


class IndexBuild(Protocol):
    """Changes to an index. No search sees any of them before `commit`."""

    def add(self, item: IndexedItem) -> None:
        """Put an item in, in place of any with the same key."""

    def delete(self, key: int) -> None:
        """Take an item out, if it is there."""

    def checkpoint(self, revision: int) -> None:
        """Make all changes so far durable but not visible, so that a build that dies can be
        resumed from here.
        """

    def commit(self, revision: int) -> None:
        """Make all changes so far visible and durable, as the catalog's state at `revision`."""

    def abandon(self) -> None:
        """Discard the changes since the last commit or checkpoint, and let go of the index."""
