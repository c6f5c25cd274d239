"""Items by what stands on their pages.

The item index knows which terms an item has, but not where they stand. A phrase within a page is
looked for in the page index, and the items of the pages found are given to the item index by their
keys (DECISIONS.md, "Where words stand is indexed once").
"""

from functools import lru_cache

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
        self._page_schema = page_schema
        self._pages = pages
        self._kept = lru_cache(_KEPT)(self._keys)

    def having(self, match: Match, marks: Marks) -> Query:
        """For the item index: items with a page that matches."""
        keys = self._kept(match, marks)
        if not len(keys):
            return Query.empty_query()
        return Query.term_set_query(self._item_schema, "item", keys.tolist())

    def _keys(self, match: Match, marks: Marks) -> Keys:
        matching = Compiler(self._page_schema, Level.PAGE, marks).tree(match)
        found = self._of_pages(Query.const_score_query(matching, 0.0))
        return np.array(sorted(found), np.int64)

    def _of_pages(self, query: Query) -> list[int]:
        """Keys of the items of the pages that match."""
        requests = {
            "items": {"terms": {"field": "item", "size": _AT_ONCE}},
            "first": {"min": {"field": "item"}},
            "last": {"max": {"field": "item"}},
        }
        answers = self._pages.aggregate(query, requests)
        items = answers["items"]
        if not items["sum_other_doc_count"]:
            return [int(bucket["key"]) for bucket in items["buckets"]]
        first, last = int(answers["first"]["value"]), int(answers["last"]["value"])
        middle = (first + last) // 2
        halves = (first, middle), (middle + 1, last)
        return [
            key for half in halves for key in self._of_pages(all_of([query, self._within(*half)]))
        ]

    def _within(self, first: int, last: int) -> Query:
        return Query.range_query(self._page_schema, "item", FieldType.Unsigned, first, last)
