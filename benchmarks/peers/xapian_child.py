"""Xapian behind a pipe: commands as JSON, one a line, answers likewise. Run by Debian's own Python,
for which `python3-xapian` is built:

    /usr/bin/python3 -I xapian_child.py FOLDER build|search

It imports nothing of this project, and nothing of the project imports it: Xapian is GPL.
"""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import xapian

_ITEM, _YEAR = 0, 1
_TITLE_WEIGHT = 5
_MOST_EXPANSIONS = 100
_SNIPPET_BYTES = 200


def main() -> None:
    folder, task = sys.argv[1:]
    commands = (json.loads(line) for line in sys.stdin)
    if task == "build":
        build(folder, commands)
        print(json.dumps({"built": True}), flush=True)
        return
    searcher = Searcher(folder)
    print(json.dumps({"version": xapian.version_string()}), flush=True)
    for command in commands:
        print(json.dumps(searcher.search(**command)), flush=True)


def build(folder: str, pages: Iterator[dict[str, Any]]) -> None:
    """A page a document, in two databases: with marks and with its text, and folded; compacted."""
    flags = xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC
    names = "marked", "folded"
    marked, folded = (xapian.WritableDatabase(f"{folder}/{name}-loose", flags) for name in names)
    items: dict[int, dict[str, Any]] = {}
    for page in pages:
        item = page["item"]
        items.setdefault(item["number"], item)
        document = _document(item, page["title"], page["text"])
        document.set_data(page["text"])
        marked.add_document(document)
        folded.add_document(_document(item, fold(page["title"]), fold(page["text"])))
    marked.set_metadata("items", json.dumps([items[number] for number in sorted(items)]))
    for name, database in zip(names, (marked, folded), strict=True):
        database.commit()
        database.compact(f"{folder}/{name}", xapian.Compactor.FULLER)
        database.close()
        shutil.rmtree(f"{folder}/{name}-loose")


def fold(text: str) -> str:
    """Without marks, đ being d."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = {"đ": "d", "Đ": "D"}.get(chr(code)) or unicodedata.normalize("NFD", chr(code))[
            0
        ]
        return self[code]


_FOLDED = _Folded()


def _document(item: dict[str, Any], title: str, text: str) -> xapian.Document:
    document = xapian.Document()
    generator = xapian.TermGenerator()
    generator.set_document(document)
    generator.index_text(title, _TITLE_WEIGHT)
    generator.increase_termpos()
    generator.index_text(text)
    document.add_boolean_term(f"T{item['facets']['type']}")
    document.add_value(_ITEM, xapian.sortable_serialise(item["number"]))
    document.add_value(_YEAR, xapian.sortable_serialise(item["year"] or -10_000))
    return document


class Searcher:
    def __init__(self, folder: str) -> None:
        self._marked = xapian.Database(f"{folder}/marked")
        self._folded = xapian.Database(f"{folder}/folded")
        items = json.loads(self._marked.get_metadata("items"))
        self._items = {xapian.sortable_serialise(item["number"]): item for item in items}

    def search(
        self,
        form: str,
        texts: list[str],
        is_marked: bool,
        is_long: bool,
        only: str | None,
        top: int,
    ) -> dict[str, Any]:
        database = self._marked if is_marked else self._folded
        if not is_marked:
            texts = [fold(text) for text in texts]
        for query in _queries(database, form, texts, is_long):
            if only:
                by_type = xapian.Query(f"T{only}")
                query = xapian.Query(xapian.Query.OP_FILTER, query, by_type)
            matches, pages = _matches(database, query, form, top)
            if pages:
                break
        found = [match.document for match in matches]
        return {
            "total": len(pages),
            "items": [self._items[document.get_value(_ITEM)]["id"] for document in found],
            "snippets": [self._snippet(matches, match.docid, is_marked) for match in matches],
            "facets": self._facets(pages),
        }

    def _snippet(self, matches: xapian.MSet, number: int, is_marked: bool) -> str:
        text = self._marked.get_document(number).get_data().decode()
        flags = xapian.MSet.SNIPPET_BACKGROUND_MODEL | xapian.MSet.SNIPPET_EXHAUSTIVE
        snippet: bytes = matches.snippet(
            text if is_marked else fold(text),
            _SNIPPET_BYTES,
            xapian.Stem("none"),
            flags,
            "<mark>",
            "</mark>",
            "…",
        )
        return snippet.decode()

    def _facets(self, found: dict[bytes, int]) -> dict[str, dict[str, int]]:
        counted: dict[str, dict[str, int]] = {}
        for value in found:
            for facet, name in self._items[value]["facets"].items():
                counts = counted.setdefault(facet, {})
                counts[name] = counts.get(name, 0) + 1
        return counted


def _queries(
    database: xapian.Database, form: str, texts: list[str], is_long: bool
) -> Iterator[xapian.Query]:
    """What to try in turn."""
    parser = xapian.QueryParser()
    parser.set_database(database)
    parser.set_default_op(xapian.Query.OP_AND)
    parser.set_max_expansion(_MOST_EXPANSIONS, xapian.Query.WILDCARD_LIMIT_MOST_FREQUENT)
    if form == "everything":
        yield xapian.Query.MatchAll
    elif form == "phrase":
        quoted = '"' + texts[0].replace('"', " ") + '"'
        yield parser.parse_query(quoted, xapian.QueryParser.FLAG_PHRASE)
    elif form == "either":
        yield xapian.Query(xapian.Query.OP_OR, [parser.parse_query(text, 0) for text in texts])
    elif form == "prefix":
        yield parser.parse_query(texts[0] + "*", xapian.QueryParser.FLAG_WILDCARD)
    else:
        yield parser.parse_query(texts[0], 0)
        if is_long:
            parser.set_default_op(xapian.Query.OP_OR)
            yield parser.parse_query(texts[0], 0)


def _matches(
    database: xapian.Database, query: xapian.Query, form: str, top: int
) -> tuple[xapian.MSet, dict[bytes, int]]:
    """The best page of each of the best items, and how many pages match of which item."""
    enquire = xapian.Enquire(database)
    enquire.set_query(query)
    enquire.set_weighting_scheme(xapian.BM25Weight())
    enquire.set_collapse_key(_ITEM)
    if form == "everything":
        enquire.set_weighting_scheme(xapian.BoolWeight())
        enquire.set_sort_by_value(_YEAR, True)
    spy = xapian.ValueCountMatchSpy(_ITEM)
    enquire.add_matchspy(spy)
    matches = enquire.get_mset(0, top, database.get_doccount())
    return matches, {value.term: value.termfreq for value in spy.values()}


if __name__ == "__main__":
    main()
