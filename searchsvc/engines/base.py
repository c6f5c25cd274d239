"""The seam between the service and whatever finds things: two small protocols and their types.

An engine knows items by their catalog key. It is given joined terms (`analyzers.terms`) and a
query tree (`searchsvc.query`), and gives back keys, page numbers, counts and scores; texts and
titles come from the catalog.
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

    `title`, `creators`, `subjects`, `about` (all that is said of it, these too): joined terms.
    `exact_title`: the title's folded syllables, one string. `shown_title`: the title itself, empty
    when too long to be suggested. `facets`: values by facet name.
    `identifiers`: the id and all others, lower-case. `first_year`, `last_year`: None when undated.
    `newest`, `oldest`, `by_title`: unique sort keys, the first to be sorted downwards.
    `revision`: the change of the catalog that it was taken from.
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
    """A search in an engine's terms.

    `words`, `pairs`: terms of those fields that raise a page's rank, and the pairs that were typed
    without marks; `triples`: folded syllables that do where they follow each other.
    `exact_title`: as in IndexedItem, for the query.
    `pages_per_item`: best pages wanted under each item. `explain`: hits say their score's parts.
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
    """An item found: how many of its pages match by themselves, and the numbers of the best.

    `parts`: what `score` is the sum of, if the query asked and the engine can tell.
    """

    key: int
    score: float
    pages_matched: int
    pages: tuple[int, ...]
    parts: ScoreParts | None = None


@dataclass(frozen=True, slots=True)
class EngineResult:
    """`total`, facet values and years count items, exactly.

    `facets`: for each facet its values and counts, most frequent first; it is counted without its
    own choice, and what is chosen is among them. `begins`, `ends`: years in order in which dates
    begin, in which they end, and how many do; the items without a date are in neither.
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
    """What an index holds. `revision`: the catalog's last change that is in it."""

    generation: str
    revision: int
    items: int
    pages: int
    analyzer: str
    schema: int


class SearchEngine(Protocol):
    """Answers from the newest committed state. Raises EngineUnavailable, nothing else."""

    def search(self, query: EngineQuery) -> EngineResult:
        """Items in order, with their best pages, facets and histogram."""

    def pages(self, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
        """How many pages of one item match, and the numbers of the window, in reading order. None
        does when a query has no words for texts.
        """

    def count(self, query: EngineQuery) -> int:
        """How many items match: `search`'s total, at a fraction of its cost."""

    def pages_with(self, syllables: Sequence[Typed], filters: Filters) -> int:
        """On how many pages these syllables, two or more, follow each other within a sentence, each
        of them with just the marks that it has.
        """

    def similar(self, key: int, words: Mapping[str, float], limit: int) -> tuple[int, ...]:
        """Keys of other items, those first that have a page with most of these words (terms of
        the word field, and how much each counts).
        """

    def vocabulary(self) -> Vocabulary:
        """The words of what is indexed; it may know some that can no longer be found."""

    def values(
        self, query: EngineQuery, facet: str, typed: Sequence[Typed]
    ) -> tuple[tuple[str, int], ...]:
        """A facet's values whose words begin as typed, in that order, and their counts.

        At most 50, as in a search's facets; most frequent first, but those that have the marks
        typed before those that have others. Nothing typed: the most frequent of all.
        """

    def state(self) -> IndexState:
        """What the index holds now."""

    def close(self) -> None:
        """Let go of files. The engine answers no more."""


class IndexBuild(Protocol):
    """Changes to an index; nothing is seen by a search before `commit`."""

    def add(self, item: IndexedItem) -> None:
        """Put an item in, replacing what its key held."""

    def delete(self, key: int) -> None:
        """Take an item out, if it is there."""

    def checkpoint(self, revision: int) -> None:
        """Make everything so far durable, for a build that dies to go on from; nobody sees it."""

    def commit(self, revision: int) -> None:
        """Make everything so far visible and durable, as the catalog's state at `revision`."""

    def abandon(self) -> None:
        """Forget all since the last commit, and let go of the index."""
