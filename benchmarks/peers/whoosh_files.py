"""Whoosh (whoosh-reloaded), pure Python, in this process.

Two fields over one text: `\\w+` in lower case with its marks, and the same folded; which one is
asked is told by whether the query has marks. All words are asked for, any of them when a long query
finds nothing so. BM25F, titles five times; the best page counts for its item (Whoosh's `collapse`
lets items through twice). Total by a pass over the matching pages, facets from a table of items.
Whoosh's highlighter on the stored text, folded when asked without marks. Only a part of the items
is indexed (`registry`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from benchmarks.peers.documents import folded, words
from benchmarks.peers.files import size_of
from benchmarks.peers.protocol import (
    TOP,
    Answer,
    Client,
    Form,
    PageDocument,
    Query,
    count,
    is_long,
)

_TITLE_WEIGHT = 5.0
_MEMORY_MB = 512
#: Pages looked at in turn until they are of ten items.
_LIMITS = (40, 400, None)


class Whoosh:
    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def missing(self) -> str | None:
        found = find_spec("whoosh")
        return None if found else "no whoosh-reloaded: pip install 'tangthu[peers]'"

    def version(self) -> str:
        return metadata.version("whoosh-reloaded")

    def build(self, pages: Iterable[PageDocument]) -> None:
        from whoosh import fields, index

        keyword = fields.ID(stored=False, sortable=True)
        schema = fields.Schema(
            item=fields.NUMERIC(sortable=True),
            year=fields.NUMERIC(sortable=True, signed=True),
            type=keyword,
            text=fields.STORED(),
            **{
                name: fields.TEXT(analyzer=_analyzer(), field_boost=boost)
                for part, boost in (("title", _TITLE_WEIGHT), ("body", 1.0))
                for name in (part, f"{part}_folded")
            },
        )
        items: dict[int, dict[str, Any]] = {}
        writer = index.create_in(self._folder, schema).writer(limitmb=_MEMORY_MB)
        for page in pages:
            item = page.item
            items.setdefault(
                item.number, {"id": item.id, "year": item.year, "facets": item.facets()}
            )
            writer.add_document(
                item=item.number,
                year=item.year or -10_000,
                type=item.type,
                text=page.text,
                title=page.title,
                body=page.text,
                title_folded=folded(page.title),
                body_folded=folded(page.text),
            )
        writer.commit(optimize=True)
        listed = [items[number] for number in sorted(items)]
        (self._folder / "items.json").write_bytes(orjson.dumps(listed))

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def client(self) -> Client:
        return _Client(self._folder)

    def size(self) -> int:
        return size_of(self._folder)


def _analyzer() -> Any:
    from whoosh import analysis

    return analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()


class _Client:
    def __init__(self, folder: Path) -> None:
        from whoosh import highlight, index

        self._items = orjson.loads((folder / "items.json").read_bytes())
        self._searcher = index.open_dir(folder).searcher()
        self._column = self._searcher.reader().column_reader("item")
        self._highlighter = highlight.Highlighter(
            fragmenter=highlight.ContextFragmenter(maxchars=200, surround=60),
            formatter=highlight.HtmlFormatter(tagname="mark"),
        )

    def search(self, query: Query) -> Answer:
        from whoosh import query as queries

        only = queries.Term("type", query.type) if query.type else None
        for asked in _asked(query):
            every = queries.And([asked, only]) if only else asked
            matching = {self._column[number] for number in every.docs(self._searcher)}
            if matching:
                break
        best = self._best(asked, only, query.form, min(TOP, len(matching)))
        field = "body" if query.marked else "body_folded"
        return Answer(
            len(matching),
            tuple(self._items[number]["id"] for number in best),
            tuple(_snippet(hit, field, query) for hit in best.values()),
            count(self._items[number]["facets"] for number in matching),
        )

    def close(self) -> None:
        self._searcher.close()

    def _best(self, asked: Any, only: Any, form: Form, wanted: int) -> dict[int, Any]:
        """The best page of each of the best items."""
        newest = form is Form.EVERYTHING
        for limit in _LIMITS:
            found = self._searcher.search(
                asked,
                limit=limit,
                filter=only,
                sortedby="year" if newest else None,
                reverse=newest,
            )
            found.highlighter = self._highlighter
            best: dict[int, Any] = {}
            for hit in found:
                best.setdefault(self._column[hit.docnum], hit)
                if len(best) == wanted:
                    return best
        return best


def _snippet(hit: Any, field: str, query: Query) -> str:
    text = hit["text"]
    shown: str = hit.highlights(field, text=text if query.marked else folded(text), top=1)
    return shown or text[:200]


def _asked(query: Query) -> Iterator[Any]:
    """What to try in turn."""
    from whoosh import query as queries

    ending = "" if query.marked else "_folded"
    texts = query.texts if query.marked else tuple(map(folded, query.texts))
    fields = f"title{ending}", f"body{ending}"

    def term(word: str, kind: Any = queries.Term) -> Any:
        return queries.Or([kind(field, word) for field in fields])

    match query.form:
        case Form.EVERYTHING:
            yield queries.Every()
        case Form.PHRASE:
            phrase = words(texts[0])
            yield queries.Or([queries.Phrase(field, phrase) for field in fields])
        case Form.EITHER:
            yield queries.Or([queries.And([term(w) for w in words(text)]) for text in texts])
        case Form.PREFIX:
            *whole, begun = words(texts[0])
            yield queries.And([*map(term, whole), term(begun, queries.Prefix)])
        case Form.WORDS:
            terms = [term(word) for word in words(texts[0])]
            yield queries.And(terms)
            if is_long(terms):
                yield queries.Or(terms)
