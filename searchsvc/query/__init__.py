"""The query language: text to an engine-neutral tree."""

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
    Some,
    Typed,
    Years,
    all_words_in,
    positive_matches,
)

__all__ = [
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
    "Some",
    "Typed",
    "Years",
    "all_words_in",
    "parse",
    "positive_matches",
]
