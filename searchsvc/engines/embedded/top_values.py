"""The most frequent values of a facet, with their exact counts.

tantivy adds up the most frequent values of each segment, so a value that is frequent in one segment
and rare in another is counted too low, or missed. It says by how much at most: by nothing, in a
facet of few values. Otherwise the best are counted again, exactly; and if it is then still unknown
whether others are more frequent, all values are counted.
"""

from collections.abc import Iterable
from typing import Any

from tantivy import Query

from searchsvc.engines.embedded.snapshot import Snapshot

#: Values given for each facet.
FACET_SIZE = 50

#: Values of each segment that are added up, and how many of the best are counted again. Of 100,000
#: values in six segments, the first takes 13 ms, the second 20, and counting all 106.
_OF_A_SEGMENT = 1000
_CANDIDATES = 200
#: More than any segment has.
_ALL = 1 << 30

Values = tuple[tuple[str, int], ...]


def first_request(facet: str, pattern: str | None = None) -> dict[str, Any]:
    """The aggregation whose answer `top_values` can be given."""
    return _request(facet, _CANDIDATES, _OF_A_SEGMENT, pattern)


def top_values(
    snapshot: Snapshot,
    matching: Query,
    facet: str,
    answer: dict[str, Any] | None = None,
    pattern: str | None = None,
) -> Values:
    """The FACET_SIZE most frequent values of the items that match, most frequent first.

    `answer`: that to `first_request`, if it has been asked already. `pattern`: a regular expression
    that a whole value must match. Which of equally frequent values come last in a full list is the
    engine's choice.
    """

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        return dict(snapshot.aggregate(matching, {facet: request})[facet])

    answer = answer or ask(first_request(facet, pattern))
    values, lacking = _values(answer), answer["doc_count_error_upper_bound"]
    if lacking:
        beyond = (values[-1][1] if len(values) == _CANDIDATES else 0) + lacking
        values = counts_of(snapshot, matching, facet, [value for value, _ in values])
        if len(values) < FACET_SIZE or values[FACET_SIZE - 1][1] < beyond:
            values = _values(ask(_request(facet, FACET_SIZE, _ALL, pattern)))
    return values[:FACET_SIZE]


def counts_of(snapshot: Snapshot, matching: Query, facet: str, values: Iterable[str]) -> Values:
    """The exact counts of these values, as far as the items have them; most frequent first."""
    wanted = list(values)
    if not wanted:
        return ()
    request = _request(facet, len(wanted), len(wanted), wanted)
    return _values(snapshot.aggregate(matching, {facet: request})[facet])


def _request(
    facet: str, size: int, segment_size: int, include: str | list[str] | None
) -> dict[str, Any]:
    terms = {"field": facet, "size": size, "segment_size": segment_size}
    return {"terms": terms if include is None else terms | {"include": include}}


def _values(answer: dict[str, Any]) -> Values:
    found = ((bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])
    # Equally frequent values in alphabetical order: the engine's own order is arbitrary.
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
