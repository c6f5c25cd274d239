"""The query language: text to an engine-neutral tree."""

from searchsvc.query.nodes import ASKING, ASKING_WORDS
from searchsvc.query.parser import MIN_PREFIX, ParsedQuery, parse
from searchsvc.query.tree import (
    NOTHING,
    And,
    Everything,
    Field,
    Identifier,
    Kind,
    Match,
    Node,
    Not,
    Or,
    Reading,
    Some,
    Typed,
    Years,
    all_words_in,
    map_words,
    positive_matches,
)

__all__ = [
    "ASKING",
    "ASKING_WORDS",
    "MIN_PREFIX",
    "NOTHING",
    "And",
    "Everything",
    "Field",
    "Identifier",
    "Kind",
    "Match",
    "Node",
    "Not",
    "Or",
    "ParsedQuery",
    "Reading",
    "Some",
    "Typed",
    "Years",
    "all_words_in",
    "map_words",
    "parse",
    "positive_matches",
]
