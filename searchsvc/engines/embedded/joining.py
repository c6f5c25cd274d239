"""Items by what stands on their pages.

The item index knows which terms an item has, but not where they stand. A phrase within a page is
looked for in the page index, and the items of the pages found are given to the item index by their
keys (DECISIONS.md, "Where words stand is indexed once").
"""

from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from tantivy import FieldType, Query, Schema, Searcher

from searchsvc.engines.embedded.compiler import Compiler, Level, all_of
from searchsvc.query import Match
from searchsvc.requests import Marks

#: Items that are told apart at once: tantivy refuses more than 65,000.
_AT_ONCE = 50_000
#: Phrases whose items are kept: a search asks several times for those of its own, and so does its
#: next page of results. A million pages may have 80,000 items, of 8 bytes each.
_KEPT = 16

Keys = NDArray[np.int64]


class ItemsByPages:
    """Finds items of one snapshot by their pages. Threads may share it."""

    def __init__(self, item_schema: Schema, page_schema: Schema, pages: Searcher) -> None:
        self._item_schema = item_schema
        # Not a method of this: whoever is done with a snapshot lets go of its files at once.
        self._keys = lru_cache(_KEPT)(partial(_keys, page_schema, pages))

    def having(self, match: Match, marks: Marks) -> Query:
        """For the item index: items with a page that matches."""
        keys = self._keys(match, marks)
        if not len(keys):
            return Query.empty_query()
        return Query.term_set_query(self._item_schema, "item", keys.tolist())


def _keys(schema: Schema, pages: Searcher, match: Match, marks: Marks) -> Keys:
    matching = Compiler(schema, Level.PAGE, marks).tree(match)
    found = _items_of(schema, pages, Query.const_score_query(matching, 0.0))
    return np.array(sorted(found), np.int64)


def _items_of(schema: Schema, pages: Searcher, query: Query) -> list[int]:
    """Keys of the items of the pages that match."""
    requests = {
        "items": {"terms": {"field": "item", "size": _AT_ONCE}},
        "first": {"min": {"field": "item"}},
        "last": {"max": {"field": "item"}},
    }
    answers = pages.aggregate(query, requests)
    items = answers["items"]
    if not items["sum_other_doc_count"]:
        return [int(bucket["key"]) for bucket in items["buckets"]]
    first, last = int(answers["first"]["value"]), int(answers["last"]["value"])
    middle = (first + last) // 2
    halves = (first, middle), (middle + 1, last)
    within = (Query.range_query(schema, "item", FieldType.Unsigned, *half) for half in halves)
    return [key for half in within for key in _items_of(schema, pages, all_of([query, half]))]
