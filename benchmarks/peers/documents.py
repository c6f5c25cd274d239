"""The documents that all peers index, and the queries that all are asked."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analyzers import fold
from analyzers.folding import has_marks
from benchmarks.collection import mixed_queries
from benchmarks.peers.protocol import Form, ItemDocument, PageDocument, Query
from searchsvc.access import is_text_open
from searchsvc.catalog import Catalog
from searchsvc.domain import Metadata
from searchsvc.query import MIN_PREFIX
from searchsvc.requests import SearchRequest
from searchsvc.settings import Settings

#: What filters choose.
_TYPE = "article"


class Corpus(NamedTuple):
    """What was indexed. `hash`: of ids, titles and texts in their order."""

    hash: str
    items: int
    pages: int


def pages(settings: Settings, sample: int = 1) -> Iterator[PageDocument]:
    """Pages of every `sample`th item of a home whose text is open. Texts are in NFC, since not
    every peer would see to that.
    """
    catalog = Catalog.open(settings.catalog_url)
    number = 0
    try:
        keys = sorted(change.key for change in catalog.changes(0) if change.exists)[::sample]
        entries = catalog.entries(keys)
        opened = [key for key in keys if is_text_open(entries[key].metadata.rights)]
        for at, key in enumerate(opened):
            item = _item(at, entries[key].metadata)
            for first, (_, text) in enumerate(catalog.item_texts(key)):
                number += 1
                yield PageDocument(number, item, "" if first else item.title, _clean(text))
    finally:
        catalog.close()


def corpus(found: Iterable[PageDocument]) -> Corpus:
    """What pages are; reads them all."""
    content = hashlib.blake2b(digest_size=8)
    items, number = set(), 0
    for page in found:
        items.add(page.item.number)
        number += 1
        content.update(f"{page.item}\n{page.text}\n".encode())
    return Corpus(content.hexdigest(), len(items), number)


def queries(settings: Settings, count: int, seed: int = 1) -> list[Query]:
    """The benchmarks' mix of queries as patrons type them, those that every peer can be asked and
    that have words. Not near spellings, nor operators but one OR; every filter is one by type.
    """
    asked = [_query(kind, request) for kind, request in mixed_queries(settings, count, seed)]
    return [query for query in asked if query and all(map(words, query.texts))]


def words(text: str) -> list[str]:
    """Runs of letters and digits, lower-case."""
    return re.findall(r"\w+", text.lower())


def folded(text: str) -> str:
    """Without marks, đ being d; as long as the text."""
    return fold(text)


def _query(kind: str, request: SearchRequest) -> Query | None:
    typed = unicodedata.normalize("NFC", request.q)
    form = Form.WORDS
    texts: tuple[str, ...] = (typed,)
    match kind:
        case "empty" | "filter only":
            form, texts = Form.EVERYTHING, ()
        case "phrase" | "common phrase":
            form, texts = Form.PHRASE, (typed.strip('"'),)
        case "boolean":
            if " OR " not in typed or "(" in typed:
                return None
            form, texts = Form.EITHER, tuple(typed.rsplit(" OR ", 1))
        case "prefix":
            begun = typed.split()[-1].rstrip("*")
            # Tàng Thư takes what is shorter for a word.
            form = Form.PREFIX if len(begun) >= MIN_PREFIX else Form.WORDS
            texts = (typed.rstrip("*"),)
        case "fuzzy":
            return None
    chosen = _TYPE if "filter" in kind else None
    return Query(kind, typed, form, texts, has_marks(typed), chosen)


def _clean(text: str) -> str:
    # PostgreSQL takes no NUL.
    return unicodedata.normalize("NFC", text).replace("\0", " ")


def _item(number: int, metadata: Metadata) -> ItemDocument:
    return ItemDocument(
        number,
        metadata.id,
        _clean(metadata.title),
        metadata.collection,
        metadata.library,
        next(iter(metadata.languages), None),
        metadata.type,
        metadata.year,
    )
