"""Facet values and decades, counted over items, exactly."""

from dataclasses import replace
from typing import Any

from tantivy import Query

from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded.compiler import Level
from searchsvc.engines.embedded.ranking import item_query
from searchsvc.engines.embedded.schema import FACET_FIELDS
from searchsvc.engines.embedded.snapshot import Snapshot

#: Values counted for each facet.
FACET_SIZE = 50

_DECADE = 10
_DECADES = {"histogram": {"field": "first_year", "interval": _DECADE, "min_doc_count": 1}}

Values = tuple[tuple[str, int], ...]
Decades = tuple[tuple[int, int], ...]


def count_facets(
    snapshot: Snapshot, query: EngineQuery, matching: Query, total: int
) -> tuple[dict[str, Values], Decades, int]:
    """Values and counts of each facet, decades and counts, and how many items have no date.

    `matching`: the query as compiled; `total`: how many items match it.
    A facet with chosen values is counted without its own choice, so that more of them can be
    chosen. The histogram counts the result itself.
    """
    chosen = {name for name, values in query.filters.values.items() if values}
    requests = {name: _terms(name) for name in FACET_FIELDS if name not in chosen}
    answers = snapshot.aggregate(matching, {**requests, "decades": _DECADES})
    for name in chosen:
        others = replace(query, filters=query.filters.without(name))
        compiler = snapshot.compiler(Level.ITEM, query.marks)
        answers |= snapshot.aggregate(item_query(compiler, others).matching, {name: _terms(name)})
    decades = tuple(
        (int(bucket["key"]), bucket["doc_count"]) for bucket in answers["decades"]["buckets"]
    )
    values = {name: _values(answers[name]) for name in FACET_FIELDS}
    return values, decades, total - sum(count for _, count in decades)


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet, "size": FACET_SIZE}}


def _values(answer: dict[str, Any]) -> Values:
    found = ((bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])
    # Ties would come in an order of the engine's own.
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
