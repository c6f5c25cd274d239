"""What a peer is given, what it answers, and what it has to be able to do.

The work is the same for all: of a query the number of items that match, the ten best of them, a
snippet of the best page of each (Tàng Thư gives up to three), and how many items there are of each
collection, library, language, type and decade (Tàng Thư counts creators and subjects too).
Documents are pages; an item's title stands before its first page.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

#: Items of an answer.
TOP = 10
#: Words of a query up to which all of them are asked for, as Tàng Thư does.
ALL_WORDS_UP_TO = 4
FACETS = ("collection", "library", "language", "type", "decade")


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """What a peer is told of an item. `number` counts from 0; `decade`: 1910 for 1917."""

    number: int
    id: str
    title: str
    collection: str | None
    library: str | None
    language: str | None
    type: str
    year: int | None

    @property
    def decade(self) -> int | None:
        return None if self.year is None else self.year // 10 * 10

    def facets(self) -> dict[str, str]:
        """The values that it has."""
        values = {facet: getattr(self, facet) for facet in FACETS}
        return {facet: str(value) for facet, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A page. `number` counts all pages from 1; `title` is empty on all but an item's first."""

    number: int
    item: ItemDocument
    title: str
    text: str


class Form(StrEnum):
    """What a query is, whatever a peer's way to write it."""

    WORDS = "words"  # all of them up to ALL_WORDS_UP_TO, enough of them beyond
    PHRASE = "phrase"
    EITHER = "either"  # all words of one text or of the other
    PREFIX = "prefix"  # words, of which the last has only begun
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, NFC. `texts`: two for EITHER, none for EVERYTHING, else one, without the
    query language's own signs. `marked`: some letter has a mark, so that marks are to be kept.
    """

    kind: str
    typed: str
    form: Form
    texts: tuple[str, ...]
    marked: bool
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`items`: ids, best first; `snippets`: one or more for those with text; `facets`: items by
    value.
    """

    total: int
    items: tuple[str, ...]
    snippets: tuple[str, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Client(Protocol):
    """One who asks; a thread has its own."""

    def search(self, query: Query) -> Answer | None:
        """None: the peer cannot be asked this."""

    def close(self) -> None: ...


class Peer(Protocol):
    """A search engine with an index of its own. Made with the folder that it may keep things in."""

    name: str

    def missing(self) -> str | None:
        """Why the peer cannot be here: what is not installed. None when it can."""

    def build(self, pages: Iterable[PageDocument]) -> None:
        """Index the pages, into a folder that is empty. When it returns they can be searched."""

    def running(self) -> AbstractContextManager[None]:
        """While it lasts, `client` may be called; starts and ends a server, if there is one."""

    def client(self) -> Client: ...

    def size(self) -> int:
        """Bytes on disk of the index and of what snippets are made from."""

    def version(self) -> str: ...


def count(facets: Iterable[Mapping[str, str]]) -> dict[str, dict[str, int]]:
    """Items by value, of the values that each item has."""
    counted: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for values in facets:
        for facet, value in values.items():
            counted[facet][value] = counted[facet].get(value, 0) + 1
    return counted


def is_long(words: Sequence[str]) -> bool:
    """Whether not all of the words are needed."""
    return len(words) > ALL_WORDS_UP_TO
