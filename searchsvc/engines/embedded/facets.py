"""Facet values and years, counted over items, exactly."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Level, ScoredQuery
from searchsvc.engines.embedded.ranking import item_query
from searchsvc.engines.embedded.schema import FACET_FIELDS, WORDED_FIELDS
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.engines.embedded.top_values import (
    FACET_SIZE,
    Values,
    counts_of,
    first_request,
    top_values,
)
from searchsvc.engines.embedded.value_words import pattern, value_of
from searchsvc.query import Typed

Years = tuple[tuple[int, int], ...]

#: Values by facet; years in which dates begin; years in which they end.
Counted = tuple[dict[str, Values], Years, Years]

NOT_COUNTED: Counted = ({}, (), ())

_YEARS = {
    field: {"histogram": {"field": field, "interval": 1, "min_doc_count": 1}}
    for field in ("first_year", "last_year")
}


def count_facets(snapshot: Snapshot, query: EngineQuery, compiled: ScoredQuery) -> Counted:
    """Values and counts of each facet; years in which dates begin and end, and their counts.

    `compiled`: the query as compiled for the item index. A facet that is filtered by is counted
    without its own filter, so that more of its values can be chosen. Years are counted with all
    filters.
    """
    chosen, matching = query.filters.values, compiled.matching
    requests = {name: first_request(name) for name in FACET_FIELDS if name not in chosen}
    answers = snapshot.aggregate(matching, requests | _YEARS)
    values = {name: top_values(snapshot, matching, name, answers[name]) for name in requests}
    for name in chosen:
        others = _without_own_choice(snapshot, query, name)
        values[name] = top_values(snapshot, others, name)
        rare = set(chosen[name]) - {value for value, _ in values[name]}
        values[name] += counts_of(snapshot, others, name, rare)
    in_order = {name: values[name] for name in FACET_FIELDS}
    return in_order, _years(answers["first_year"]), _years(answers["last_year"])


def values_begun(
    snapshot: Snapshot, query: EngineQuery, name: str, typed: Sequence[Typed]
) -> Values:
    """The values of one facet with words that begin as typed; those with the marks typed first."""
    matching = _without_own_choice(snapshot, query, name)
    if not typed:
        return top_values(snapshot, matching, name)
    found: dict[str, int] = {}
    for keep_marks in (True, False) if any(word.has_marks for word in typed) else (False,):
        if len(found) < FACET_SIZE:
            forms = top_values(
                snapshot, matching, WORDED_FIELDS[name], pattern=pattern(typed, keep_marks)
            )
            for count, value in sorted((-count, value_of(form)) for form, count in forms):
                found.setdefault(value, -count)
    return tuple(found.items())[:FACET_SIZE]


def _without_own_choice(snapshot: Snapshot, query: EngineQuery, name: str) -> Query:
    others = replace(query, filters=query.filters.without(name))
    return item_query(snapshot.compiler(Level.ITEM, query.marks), others).matching


def _years(answer: dict[str, Any]) -> Years:
    return tuple((int(bucket["key"]), bucket["doc_count"]) for bucket in answer["buckets"])
