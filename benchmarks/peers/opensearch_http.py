"""OpenSearch, a server of its own asked over HTTP (`opensearch_server`).

A page is a document: `standard` tokens in lower case, once with marks and once folded
(`asciifolding`, which knows đ); which one is asked is told by whether the query has marks. Up to
four words are all needed, of more three in five (`minimum_should_match`). BM25, titles five times.
Offsets are in the index for the unified highlighter. One shard, no replica, refreshed and merged to
one segment; no request cache, since in life queries seldom repeat. In two layouts:

pages
: collapsed to items; total and facets by `cardinality`, exact up to 40,000.

items and pages
: a second index with an item a document, from which total and facets come; both in one
  `_msearch`. A query then matches items whose words stand on different pages, as in Tàng Thư;
  such fill up the ten, in the order of the second index.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.files import size_of
from benchmarks.peers.http_client import Connection
from benchmarks.peers.opensearch_server import missing, serving, version
from benchmarks.peers.protocol import (
    ALL_WORDS_UP_TO,
    FACETS,
    TOP,
    Answer,
    Client,
    Form,
    ItemDocument,
    PageDocument,
    Query,
)

Json = dict[str, Any]

_ENOUGH = f"{ALL_WORDS_UP_TO}<60%"
_EXACT_UP_TO = 40_000
_BATCH_BYTES = 5_000_000
_MOST_VALUES = 100
_KEYWORD = {"type": "keyword"}
_SETTINGS: Json = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "refresh_interval": "-1",
    "requests.cache.enable": False,
    "analysis": {
        "analyzer": {
            "marked": {"tokenizer": "standard", "filter": ["lowercase"]},
            "folded": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
        }
    },
}


class OpenSearch:
    """`with_items`: the second layout."""

    def __init__(self, folder: Path, with_items: bool) -> None:
        self.name = "OpenSearch, items and pages" if with_items else "OpenSearch, pages"
        self._with_items = with_items
        self._folder = folder
        self._port = 0

    def missing(self) -> str | None:
        return missing()

    def version(self) -> str:
        return version()

    def build(self, pages: Iterable[PageDocument]) -> None:
        with self.running():
            connection = Connection(self._port)
            names = ["pages", "items"] if self._with_items else ["pages"]
            for name in names:
                connection.ask("PUT", f"/{name}", json.dumps(_index(name)).encode())
            self._fill(connection, pages)
            for name in names:
                connection.ask("POST", f"/{name}/_refresh")
                connection.ask("POST", f"/{name}/_forcemerge?max_num_segments=1")
                connection.ask("POST", f"/{name}/_flush")
                connection.ask("POST", f"/{name}/_refresh")
            connection.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        with serving(self._folder) as self._port:
            yield

    def client(self) -> Client:
        return _Client(Connection(self._port), self._with_items)

    def size(self) -> int:
        return size_of(self._folder / "data" / "nodes" / "0" / "indices")

    def _fill(self, connection: Connection, pages: Iterable[PageDocument]) -> None:
        batch: list[bytes] = []
        for _, group in itertools.groupby(pages, lambda page: page.item.number):
            of_item = list(group)
            for page in of_item:
                batch += _lines("pages", page.item, page.title, page.text)
            if self._with_items:
                text = "\n".join(page.text for page in of_item)
                batch += _lines("items", of_item[0].item, of_item[0].title, text)
            if sum(map(len, batch)) > _BATCH_BYTES:
                _send(connection, batch)
                batch = []
        _send(connection, batch)


def _index(name: str) -> Json:
    """Settings and fields. Of an item's text nothing is shown: it needs no offsets, nor be kept."""
    shown = name == "pages"
    options = "offsets" if shown else "positions"
    folded = {"type": "text", "analyzer": "folded", "index_options": options}
    text = {**folded, "analyzer": "marked", "fields": {"folded": folded}}
    fields: Json = {"id": _KEYWORD, "title": text, "text": text, "year": {"type": "integer"}}
    fields |= dict.fromkeys(FACETS, _KEYWORD)
    source = {} if shown else {"_source": {"excludes": ["text"]}}
    return {"settings": _SETTINGS, "mappings": {"dynamic": False, "properties": fields, **source}}


def _lines(index: str, item: ItemDocument, title: str, text: str) -> list[bytes]:
    document = {"id": item.id, "title": title, "text": text, "year": item.year, **item.facets()}
    return [json.dumps(line).encode() + b"\n" for line in ({"index": {"_index": index}}, document)]


def _send(connection: Connection, batch: list[bytes]) -> None:
    if batch and connection.ask("POST", "/_bulk", b"".join(batch))["errors"]:
        raise RuntimeError("OpenSearch refused some documents")


class _Client:
    def __init__(self, connection: Connection, with_items: bool) -> None:
        self._connection = connection
        self._with_items = with_items

    def search(self, query: Query) -> Answer:
        pages = {**_pages(query), **_collapsed(query)}
        if not self._with_items:
            counting = _counting({"cardinality": _CARDINALITY})
            asked = {**pages, "aggs": {"total": {"cardinality": _CARDINALITY}, **counting}}
            found = self._connection.ask("POST", "/pages/_search", json.dumps(asked).encode())
            counts = found["aggregations"]
            return _answer(counts["total"]["value"], found["hits"]["hits"], (), counts)
        items = {**_pages(query), "track_total_hits": True, "aggs": _counting(None)}
        items |= {"size": TOP, "_source": ["id"]}
        asked_both = [{"index": "items"}, items, {"index": "pages"}, pages]
        body = "".join(json.dumps(line) + "\n" for line in asked_both).encode()
        counted, found = self._connection.ask("POST", "/_msearch", body)["responses"]
        total = counted["hits"]["total"]["value"]
        more = counted["hits"]["hits"]
        return _answer(total, found["hits"]["hits"], more, counted["aggregations"])

    def close(self) -> None:
        self._connection.close()


_CARDINALITY: Json = {"field": "id", "precision_threshold": _EXACT_UP_TO}


def _counting(items: Json | None) -> Json:
    """Facets; of pages, with how many items they are of."""
    below = {"aggs": {"items": items}} if items else {}
    return {facet: {"terms": {"field": facet, "size": _MOST_VALUES}, **below} for facet in FACETS}


def _pages(query: Query) -> Json:
    narrowed = [{"term": {"type": query.type}}] if query.type else []
    return {"query": {"bool": {"must": _wanted(query), "filter": narrowed}}}


def _collapsed(query: Query) -> Json:
    field = "text" if query.marked else "text.folded"
    newest = {"sort": [{"year": {"order": "desc", "missing": "_last"}}]}
    return {
        **(newest if query.form is Form.EVERYTHING else {}),
        "size": TOP,
        "track_total_hits": False,
        "_source": ["id"],
        "collapse": {"field": "id"},
        "highlight": {
            "fields": {field: {}},
            "type": "unified",
            "number_of_fragments": 1,
            "fragment_size": 200,
            "no_match_size": 200,
            "pre_tags": ["<mark>"],
            "post_tags": ["</mark>"],
        },
    }


def _wanted(query: Query) -> Json:
    ending = "" if query.marked else ".folded"
    fields = [f"title{ending}^5", f"text{ending}"]

    def match(text: str, **options: Any) -> Json:
        return {"multi_match": {"query": text, "fields": fields, **options}}

    match query.form:
        case Form.EVERYTHING:
            return {"match_all": {}}
        case Form.PHRASE:
            return match(query.texts[0], type="phrase")
        case Form.EITHER:
            both = [match(text, type="cross_fields", operator="and") for text in query.texts]
            return {"bool": {"should": both, "minimum_should_match": 1}}
        case Form.PREFIX:
            whole, _, begun = query.texts[0].rpartition(" ")
            last = match(begun, type="bool_prefix")
            all_before = match(whole, type="cross_fields", operator="and")
            return {"bool": {"must": [all_before, last] if whole else last}}
        case Form.WORDS:
            return match(query.texts[0], type="cross_fields", minimum_should_match=_ENOUGH)


def _answer(total: int, hits: Sequence[Json], more: Sequence[Json], counts: Json) -> Answer:
    items = dict.fromkeys(hit["_source"]["id"] for hit in (*hits, *more))
    return Answer(
        total,
        tuple(items)[:TOP],
        tuple(
            fragment
            for hit in hits
            for fragments in hit.get("highlight", {}).values()
            for fragment in fragments
        ),
        {
            facet: {
                bucket["key"]: bucket["items"]["value"]
                if "items" in bucket
                else bucket["doc_count"]
                for bucket in counts[facet]["buckets"]
            }
            for facet in FACETS
        },
    )
