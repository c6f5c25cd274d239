"""The query tree: what is asked for, independent of any engine. Each engine compiles it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Field(StrEnum):
    """Where a word must be found; ANY: in the metadata or in the text."""

    ANY = "any"
    TITLE = "title"
    CREATOR = "creator"
    SUBJECT = "subject"


class Kind(StrEnum):
    """How a word of a text must match the word typed."""

    WHOLE = "whole"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class Reading(NamedTuple):
    """Another form that a typed syllable may stand for.

    `form`: a canonical form or, with `any_marks`, a folded one that stands for every form which
    folds to it. `weight`: how much finding it counts, below 1.
    """

    form: str
    weight: float
    any_marks: bool = False


class Typed(NamedTuple):
    """A syllable as typed.

    `term`: its canonical form; `folded`: the same without marks; `readings`: what else it may stand
    for where the collection hardly knows it (`searchsvc.readings`).
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
    """A word of one syllable, or several syllables: none is farther than `slop` from the place that
    another gives it, so they are in order with at most so many others between; to change places
    takes two.

    `exact`: it was typed in quotes, so nothing else is meant.
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
    """At least `needed` of the children must match; more of them raise the rank.

    `weights`: what each child counts towards `needed`, if not 1; one of weight 0 only raises the
    rank.
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
    """The words to be found, in the order typed: all but those that are excluded."""
    match node:
        case Match():
            yield node
        case And(children) | Or(children) | Some(children):
            for child in children:
                yield from positive_matches(child)
        case _:
            return


def text_matches(node: Node) -> list[Match]:
    """The words that may be found in a page's text: those that are not limited to a field."""
    return [match for match in positive_matches(node) if match.field is Field.ANY]


def for_texts(node: Node) -> Node:
    """What a text must have to be shown for a query: one of its words too, where the metadata alone
    may answer (`kiều OR title:kiều`). As it is where there are no words for texts.
    """
    words = text_matches(node)
    return And((node, Or(tuple(words)))) if words and _may_do_without(node) else node


def _may_do_without(node: Node) -> bool:
    """Whether a text may be answered with that has none of the words for texts."""
    match node:
        case Match(_, field):
            return field is not Field.ANY
        case And(children):
            return all(map(_may_do_without, children))
        case Or(children):
            return any(map(_may_do_without, children))
        case Some(children, needed):
            return not needed or any(map(_may_do_without, children))
        case _:
            return True


def map_words(node: Node, change: Callable[[Match], Match]) -> Node:
    """The tree with `change` applied to each word but those that are excluded."""
    match node:
        case Match():
            return change(node)
        case And(children) | Or(children) | Some(children):
            return replace(node, children=tuple(map_words(child, change) for child in children))
        case _:
            return node


def all_words_in(words: Sequence[Match], field: Field) -> Node:
    """A node that requires all of these words in a field."""
    return And(tuple(Match(w.syllables, field, w.kind, w.slop, w.exact) for w in words))
