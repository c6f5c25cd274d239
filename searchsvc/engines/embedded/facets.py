"""Facet values and years, counted over items, exactly."""

from dataclasses import replace
from typing import Any

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Level
from searchsvc.engines.embedded.ranking import item_query
from searchsvc.engines.embedded.schema import FACET_FIELDS
from searchsvc.engines.embedded.snapshot import Snapshot
from searchsvc.engines.embedded.top_values import Values, counts_of, first_request, top_values

Years = tuple[tuple[int, int], ...]

_YEARS = {
    field: {"histogram": {"field": field, "interval": 1, "min_doc_count": 1}}
    for field in ("first_year", "last_year")
}


def count_facets(
    snapshot: Snapshot, query: EngineQuery, matching: Query
) -> tuple[dict[str, Values], Years, Years]:
    """Values and counts of each facet; years in which dates begin and end, and their counts.

    `matching`: the query as compiled. A facet with chosen values is counted without its own
    choice, so that more of them can be chosen. Years are those of the result itself.
    """
    chosen = query.filters.values
    requests = {name: first_request(name) for name in FACET_FIELDS if name not in chosen}
    answers = snapshot.aggregate(matching, requests | _YEARS)
    values = {name: top_values(snapshot, matching, name, answers[name]) for name in requests}
    for name in chosen:
        values[name] = count_facet(snapshot, query, name)
    in_order = {name: values[name] for name in FACET_FIELDS}
    return in_order, _years(answers["first_year"]), _years(answers["last_year"])


def count_facet(
    snapshot: Snapshot, query: EngineQuery, name: str, pattern: str | None = None
) -> Values:
    """Values of one facet without its own choice, those that match a pattern if there is one.

    What is chosen is among them, however rare it is.
    """
    others = replace(query, filters=query.filters.without(name))
    compiler = snapshot.compiler(Level.ITEM, query.marks)
    matching = item_query(compiler, others).matching
    values = top_values(snapshot, matching, name, pattern=pattern)
    missing = set(query.filters.values.get(name, ())) - {value for value, _ in values}
    if missing and pattern is None:
        values += counts_of(snapshot, matching, name, missing)
    return values


def _years(answer: dict[str, Any]) -> Years:
    return tuple((int(bucket["key"]), bucket["doc_count"]) for bucket in answer["buckets"])
