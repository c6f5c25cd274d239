"""The query tree: what is asked, in terms of no engine. Every engine compiles it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Field(StrEnum):
    """Where a word must stand; ANY is the metadata and the text alike."""

    ANY = "any"
    TITLE = "title"
    CREATOR = "creator"
    SUBJECT = "subject"


class Kind(StrEnum):
    """How a word must agree with what was typed."""

    WHOLE = "whole"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class Reading(NamedTuple):
    """What else a typed syllable may stand for: a canonical form, or with `any_marks` all forms
    that fold to it. `weight`: how much finding it counts, below 1.
    """

    form: str
    weight: float
    any_marks: bool = False


class Typed(NamedTuple):
    """A syllable as typed: its canonical form and the same without marks; and, where the collection
    hardly knows it, what else it may stand for (`searchsvc.readings`).
    """

    term: str
    folded: str
    readings: tuple[Reading, ...] = ()

    @property
    def has_marks(self) -> bool:
        return self.term != self.folded


@dataclass(frozen=True, slots=True)
class Everything:
    """Every item."""


@dataclass(frozen=True, slots=True)
class Match:
    """A word, or several syllables in order with at most `slop` others between them. `exact`: it
    was put in quotes, so nothing else is meant.
    """

    syllables: tuple[Typed, ...]
    field: Field = Field.ANY
    kind: Kind = Kind.WHOLE
    slop: int = 0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """The item of this id, or with this identifier."""

    text: str


@dataclass(frozen=True, slots=True)
class Years:
    """Items dated within these years, both included; None leaves a side open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class And:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least `needed` of the children; the others raise the rank. Where there are `weights`, a
    child counts for its own, and one without weight only raises the rank.
    """

    children: tuple["Node", ...]
    needed: int
    weights: tuple[int, ...] = ()

    @property
    def weighed(self) -> Iterator[tuple["Node", int]]:
        """The children with what each counts for."""
        return zip(self.children, self.weights or (1,) * len(self.children), strict=True)


@dataclass(frozen=True, slots=True)
class Not:
    child: "Node"


Node: TypeAlias = Everything | Match | Identifier | Years | And | Or | Some | Not


#: Matches no item.
NOTHING = Or(())


def positive_matches(node: Node) -> Iterator[Match]:
    """The words that an answer may contain, in the order typed; not those behind a NOT."""
    match node:
        case Match():
            yield node
        case And(children) | Or(children) | Some(children):
            for child in children:
                yield from positive_matches(child)
        case _:
            return


def text_matches(node: Node) -> list[Match]:
    """Those of the words that a page's text may contain: not those of a field of the metadata."""
    return [match for match in positive_matches(node) if match.field is Field.ANY]


def map_words(node: Node, change: Callable[[Match], Match]) -> Node:
    """The tree with each word that an answer may contain changed; those behind a NOT are not."""
    match node:
        case Match():
            return change(node)
        case And(children) | Or(children) | Some(children):
            return replace(node, children=tuple(map_words(child, change) for child in children))
        case _:
            return node


def all_words_in(node: Node, field: Field) -> Node | None:
    """That all words which may stand anywhere stand in one field; None when there are none."""
    words = [match for match in positive_matches(node) if match.field is Field.ANY]
    return And(tuple(replace(match, field=field) for match in words)) if words else None
