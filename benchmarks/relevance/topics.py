"""What is asked, and what answers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from benchmarks.relevance.variants import TYPED, UNACCENTED, VARIANTS
from searchsvc.settings import Settings

T = TypeVar("T")


class Place(NamedTuple):
    """An item, and a page of it where one is meant."""

    item: str
    page: int | None = None

    @property
    def name(self) -> str:
        """As runs and qrels call a page."""
        return f"{self.item}/{self.page}"


class Split(StrEnum):
    """Parameters are chosen on one half of the topics; the other half says what they are worth."""

    ALL = "all"
    TUNE = "tune"
    HELD_OUT = "held-out"


@dataclass(frozen=True, slots=True)
class Topic:
    """A query and the places that answer it, any one of them.

    `group`: topics of one group (an article's questions) are never parted by a split.
    """

    id: str
    text: str
    answers: tuple[Place, ...]
    group: int


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Topics over one home.

    `pages`: that the right page stands first is part of the question. `peers`: other systems are
    asked too. `home` fills it when it is first needed.
    """

    name: str
    about: str
    home: Callable[[], Settings]
    topics: tuple[Topic, ...]
    pages: bool = False
    peers: bool = True
    variants: tuple[str, ...] = tuple(VARIANTS)


#: Topics asked in every variant; those as typed and unaccented, which have goals, are all asked.
_MOST_OF_A_VARIANT = 200
_MOST_WHEN_QUICK = 50


def asked(queries: QuerySet, variant: str, split: Split, quick: bool) -> tuple[Topic, ...]:
    """The topics of a set that are asked in a variant, evenly taken from all."""
    topics: Sequence[Topic] = queries.topics
    if split is not Split.ALL:
        topics = [t for t in topics if (t.group % 2 == 0) == (split is Split.TUNE)]
    most = len(topics) if variant in (TYPED, UNACCENTED) else _MOST_OF_A_VARIANT
    return evenly(topics, min(most, _MOST_WHEN_QUICK) if quick else most)


def evenly(topics: Sequence[T], most: int) -> tuple[T, ...]:
    """At most so many, spread over all."""
    if len(topics) <= most:
        return tuple(topics)
    return tuple(topics[at * len(topics) // most] for at in range(most))
