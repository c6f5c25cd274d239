"""An engine that is slow and plainly right: it looks at every term of every item.

Ranks nothing (items come by key), so it is compared by what is found and counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, groupby
from typing import NamedTuple

from analyzers import NO_TERM, POSITIONS, in_full, spelling_variants, syllables
from searchsvc.engines.base import (
    EngineQuery,
    EngineResult,
    IndexedItem,
    IndexState,
    ItemHit,
)
from searchsvc.matching import Form, FormKind, edits_allowed, forms, sequences
from searchsvc.over_breaks import MOST_BETWEEN, over_breaks
from searchsvc.query import (
    And,
    Everything,
    Field,
    Identifier,
    Kind,
    Match,
    Node,
    Not,
    Or,
    Some,
    Typed,
    Years,
    text_matches,
)
from searchsvc.query.parser import MAX_SLOP
from searchsvc.requests import FACETS, Filters, Marks, Sort
from searchsvc.suggest.vocabulary import Counts, Vocabulary

Terms = Sequence[str]


class Text(NamedTuple):
    """A text's terms, and how far apart near words of it may stand."""

    terms: Terms
    most_slop: int = MAX_SLOP


Fields = dict[Field, list[Text]]


class OracleEngine:
    """A SearchEngine over a list of items."""

    def __init__(self, items: dict[int, IndexedItem]) -> None:
        self._items = items

    def search(self, query: EngineQuery) -> EngineResult:
        found = self._found(query)
        order: dict[Sort, Callable[[IndexedItem], object]] = {
            Sort.OLDEST: lambda item: item.oldest,
            Sort.TITLE: lambda item: item.by_title,
            Sort.NEWEST: lambda item: -item.newest,
        }
        found.sort(key=order.get(query.sort, lambda item: item.key))  # type: ignore[arg-type]
        window = found[query.offset : query.offset + query.limit]
        facets = {name: self._facet(name, query) for name in FACETS}
        begins = Counter(i.first_year for i in found if i.first_year is not None)
        ends = Counter(i.last_year for i in found if i.last_year is not None)
        return EngineResult(
            len(found),
            tuple(self._hit(item, query) for item in window),
            facets,
            tuple(sorted(begins.items())),
            tuple(sorted(ends.items())),
        )

    def pages(self, query: EngineQuery, key: int) -> tuple[int, tuple[int, ...]]:
        numbers = sorted(_pages(self._items[key], query))
        return len(numbers), tuple(numbers[query.offset : query.offset + query.limit])

    def count(self, query: EngineQuery) -> int:
        return len(self._found(query))

    def pages_with(self, syllables: Sequence[Typed], filters: Filters) -> int:
        pages = (p for i in self._items.values() if _passes(filters, i) for p in i.pages)
        return sum(_has_written(in_full(page.terms.text).split(), syllables) for page in pages)

    def similar(self, key: int, words: Mapping[str, float], limit: int) -> tuple[int, ...]:
        scores = {
            item.key: max((_shared(page.terms.words, words) for page in item.pages), default=0.0)
            for item in self._items.values()
            if item.key != key
        }
        return tuple(k for k in sorted(scores, key=lambda k: (-scores[k], k)) if scores[k])[:limit]

    def vocabulary(self) -> Vocabulary:
        items = self._items.values()
        pages = [page.terms for item in items for page in item.pages]
        texts = [*(in_full(page.text) for page in pages), *(in_full(item.about) for item in items)]
        forms = [term for text in texts for term in set(_canonical(text.split()))]
        folded = [term[1:] for text in texts for term in set(text.split()[1::POSITIONS])]
        return Vocabulary.of(
            Counts(
                Counter(forms).most_common(),
                Counter(folded).most_common(),
                Counter(
                    word for page in pages for word in set(in_full(page.words).split())
                ).most_common(),
                [(item.shown_title, item.key) for item in items],
                Counter(name for item in items for name in item.facets["creator"]).most_common(),
                Counter(name for item in items for name in item.facets["subject"]).most_common(),
            )
        )

    def values(
        self, query: EngineQuery, facet: str, typed: Sequence[Typed]
    ) -> tuple[tuple[str, int], ...]:
        found = [
            (not _begins(value, typed, keep_marks=True), -count, value)
            for value, count in self._facet(facet, query)
            if _begins(value, typed, keep_marks=False)
        ]
        return tuple((value, -count) for _, count, value in sorted(found)[:50])

    def state(self) -> IndexState:
        pages = sum(len(item.pages) for item in self._items.values())
        return IndexState("oracle", 0, len(self._items), pages, "", 0)

    def close(self) -> None:
        self._items = {}

    def _found(self, query: EngineQuery) -> list[IndexedItem]:
        return [
            item
            for item in self._items.values()
            if _agrees(query.tree, item, _item_fields(item), query.marks)
            and _passes(query.filters, item)
        ]

    def _facet(self, name: str, query: EngineQuery) -> tuple[tuple[str, int], ...]:
        others = replace(query, filters=query.filters.without(name))
        counts = Counter(v for item in self._found(others) for v in item.facets.get(name, ()))
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def _hit(self, item: IndexedItem, query: EngineQuery) -> ItemHit:
        numbers = _pages(item, query) if query.pages_per_item else []
        return ItemHit(item.key, 0.0, len(numbers), tuple(numbers))


def _has_written(terms: Terms, syllables: Sequence[Typed]) -> bool:
    """Whether syllables stand there in order, each of them just so."""
    pairs = zip(terms[::POSITIONS], terms[1::POSITIONS], strict=True)
    row = [folded if term == NO_TERM else term for term, folded in pairs]

    def just_so(one: Typed, sign: str) -> str:
        return f"={one.folded}" if one.term.isdecimal() else sign + one.term

    signs = ("",) if any(one.has_marks for one in syllables) else ("", "~")
    ways = [[just_so(one, sign) for one in syllables] for sign in signs]
    return any(row[at : at + len(syllables)] in ways for at in range(len(row)))


def _canonical(terms: Terms) -> Iterator[str]:
    """The forms that a text has, but for those that may be another's without its marks."""
    for term, folded in zip(terms[::POSITIONS], terms[1::POSITIONS], strict=True):
        if term == NO_TERM:
            yield folded.removeprefix("=")
        elif not term.startswith(("~", "|")):
            yield term


def _shared(page_words: str, wanted: Mapping[str, float]) -> float:
    return sum(wanted.get(word, 0.0) for word in set(in_full(page_words).split()))


def _begins(value: str, typed: Iterable[Typed], keep_marks: bool) -> bool:
    """Whether words of the value begin as typed, in that order."""
    words = iter(syllables(value))
    return all(
        any(
            _is_begun(word.term, begun.term)
            if keep_marks and begun.has_marks
            else _is_begun(word.folded, begun.folded)
            for word in words
        )
        for begun in typed
    )


def _is_begun(word: str, typed: str) -> bool:
    return word.startswith(typed) or word in spelling_variants(typed)


def _pages(item: IndexedItem, query: EngineQuery) -> list[int]:
    """Pages that match by themselves and have a word, or else those that have any of the words."""
    if not text_matches(query.tree):
        return []
    any_word = Or(tuple(text_matches(query.tree)))
    for tree in (And((query.tree, any_word)), any_word):
        numbers = [
            page.number
            for page in item.pages
            if _agrees(tree, item, _page_fields(item, in_full(page.terms.text)), query.marks)
        ]
        if numbers:
            return numbers
    return []


def _item_fields(item: IndexedItem) -> Fields:
    pages = [(page.number, in_full(page.terms.text)) for page in item.pages]
    whole = " ".join(stream for _, stream in pages if stream)
    texts = [*map(in_full, (item.title, item.creators, item.subjects, item.about)), whole]
    around_breaks = [Text(run, MOST_BETWEEN) for run in _runs(over_breaks(pages).split())]
    return {**_scoped(item), Field.ANY: [*(Text(text.split()) for text in texts), *around_breaks]}


def _runs(terms: Terms) -> Iterator[Terms]:
    """The parts between gaps."""
    pairs = zip(terms[::POSITIONS], terms[1::POSITIONS], strict=True)
    for is_gap, run in groupby(pairs, key=lambda pair: pair == (NO_TERM, NO_TERM)):
        if not is_gap:
            yield list(chain.from_iterable(run))


def _page_fields(item: IndexedItem, text: str) -> Fields:
    return {**_scoped(item), Field.ANY: [Text(text.split())]}


def _scoped(item: IndexedItem) -> Fields:
    return {
        Field.TITLE: [Text(in_full(item.title).split())],
        Field.CREATOR: [Text(in_full(item.creators).split())],
        Field.SUBJECT: [Text(in_full(item.subjects).split())],
    }


def _passes(filters: Filters, item: IndexedItem) -> bool:
    chosen = [
        any(value in item.facets.get(name, ()) for value in values)
        for name, values in filters.values.items()
        if values
    ]
    if filters.years:
        chosen.append(any(_within(item, span.first, span.last) for span in filters.years))
    return all(chosen)


def _within(item: IndexedItem, first: int | None, last: int | None) -> bool:
    if item.first_year is None or item.last_year is None:
        return False
    return (last is None or item.first_year <= last) and (first is None or item.last_year >= first)


def _agrees(node: Node, item: IndexedItem, fields: Fields, marks: Marks) -> bool:
    def agrees(child: Node) -> bool:
        return _agrees(child, item, fields, marks)

    match node:
        case Everything():
            return True
        case Identifier(text):
            return text.lower() in item.identifiers
        case Years(first, last):
            return _within(item, first, last)
        case And(children):
            return all(map(agrees, children))
        case Or(children):
            return any(map(agrees, children))
        case Some(_, needed):
            return sum(weight for child, weight in node.weighed if agrees(child)) >= needed
        case Not(child):
            return not agrees(child)
        case Match():
            return any(_stands(node, text, marks) for text in fields[node.field])


def _stands(match: Match, text: Text, marks: Marks) -> bool:
    typed, terms = match.syllables[0], text.terms
    if match.kind is Kind.PREFIX:
        starts = tuple(form.term for form in forms(typed, marks))
        return any(term.startswith(starts) for term in terms)
    if match.kind is Kind.FUZZY:
        most = edits_allowed(typed)
        return any(
            edit_distance(typed.folded, term[1:]) <= most for term in terms if term.startswith("=")
        )
    if len(match.syllables) == 1:
        return any(form.term in terms for form in forms(typed, marks))
    slop = min(match.slop, text.most_slop)
    return any(_follow(way, terms, slop) for way in sequences(match.syllables, marks))


@cache
def edit_distance(first: str, second: str) -> int:
    """Letters to insert, delete, replace or swap with the next, by cases on the last letters."""
    if not first or not second:
        return len(first) + len(second)
    distance = min(
        edit_distance(first[:-1], second) + 1,
        edit_distance(first, second[:-1]) + 1,
        edit_distance(first[:-1], second[:-1]) + (first[-1] != second[-1]),
    )
    if len(first) > 1 and len(second) > 1 and first[-2:] == second[-2:][::-1]:
        distance = min(distance, edit_distance(first[:-2], second[:-2]) + 1)
    return distance


def _follow(sequence: Iterable[Form], terms: Terms, slop: int) -> bool:
    """Whether the terms stand in order, none farther from its place than `slop` from another's."""
    begins = []  # for each term: where the sequence would begin, were it whole
    for i, form in enumerate(sequence):
        place = POSITIONS * i + (form.kind is FormKind.FOLDED)
        begins.append({at - place for at, term in enumerate(terms) if term == form.term})
    return any(
        all(any(0 <= other - begin <= POSITIONS * slop for other in found) for found in begins)
        for begin in set().union(*begins)
    )
