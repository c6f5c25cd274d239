"""Query trees and filters to tantivy queries, for the item index and for the page index.

Both levels compile the same tree, so without a NOT a matching page is always in a matching item. A
word of no field is looked for in an item's metadata and in the text of all its pages, but on a page
only in the text of that page. What needs the places of words, a phrase or near words, an item has
in its metadata, on one of its pages or over a page break.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise

from tantivy import FieldType, Occur, Query, Schema

from analyzers import POSITIONS, brief, folded_term, pair_term
from searchsvc.domain import page_id
from searchsvc.matching import Form, FormKind, as_written, edits_allowed, forms, sequences
from searchsvc.over_breaks import MOST_BETWEEN, stretches
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
)
from searchsvc.requests import Filters, Marks, YearSpan


class Level(StrEnum):
    ITEM = "item"
    PAGE = "page"


_OVER_BREAKS = "over_breaks"
#: Fields, and how much what is found in each counts.
Weighed = tuple[tuple[str, float], ...]

#: How much a word counts in each field. Words in an item's text count for hardly anything, since
#: the item's best page is scored by itself (DECISIONS.md, "An item ranks by its best page").
_WEIGHTS: Mapping[Level, Weighed] = {
    Level.ITEM: (("about", 0.2), ("text", 0.02)),
    Level.PAGE: (("text", 1.0),),
}
#: The same for a phrase; `_ON_A_PAGE` where a page has it.
_PHRASE_WEIGHTS: Mapping[Level, Weighed] = {
    Level.ITEM: (("about", 0.2), (_OVER_BREAKS, 0.02)),
    Level.PAGE: (("text", 1.0),),
}
_ON_A_PAGE = 0.02
#: Added for a rare word that is on a page at all, however long the page is. BM25 alone would rank a
#: short page with half of the words before a long one with all of them.
_HAVING = 1.0
#: Score of an item whose own id or number was typed; no words of those that cite it outweigh this.
_IDENTIFIED = 5000.0
#: Words that may stand among near ones in all. With more, those of common words take seconds.
_WIDEST = 60
_SCOPED = {Field.TITLE: "title", Field.CREATOR: "creators", Field.SUBJECT: "subjects"}


class Compiler:
    """Compiles for one index, which has this schema, and one rule for marks.

    `on_pages`: for the item index, a query for the items with a page that has a phrase, or near
    words. `near`: the folded forms at most so many letters from one, None where they are not known;
    by them a near spelling is found in half of the time. `loosely`: where a share of weighed
    words is enough, pages with less may match too; it is faster (`enough`). Pages that have enough
    get the same score either way.
    """

    def __init__(
        self,
        schema: Schema,
        level: Level,
        marks: Marks,
        on_pages: Callable[[Match, Marks], Query] | None = None,
        near: Callable[[str, int], Sequence[str] | None] = lambda _, __: None,
        loosely: bool = False,
    ) -> None:
        self._schema = schema
        self._level = level
        self._marks = marks
        self._on_pages = on_pages
        self._near = near
        self._loosely = loosely

    def strictly(self) -> "Compiler":
        """The same, but a word typed with marks is found only with exactly these."""
        return Compiler(self._schema, self._level, Marks.STRICT, self._on_pages, self._near)

    def tree(self, node: Node) -> Query:
        """The query that matches what the node matches."""
        match node:
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)
            case Match():
                return any_of(self._ways(node))
            case Identifier(text):
                own = self._term("identifiers", text.lower())
                is_item = self._level is Level.ITEM
                return Query.const_score_query(own, _IDENTIFIED if is_item else 0.0)
            case Years(first, last):
                return self.years(YearSpan(first, last))
            case And(children):
                return self._and(children)
            case Or():
                return any_of(self._ways(node))
            case Some():
                return self._some(node)
            case Not():
                return self._and((node,))

    def about(self, words: Iterable[Match]) -> Query:
        """Items that have all of these words somewhere in their metadata."""
        return all_of(
            any_of(Query.boost_query(*form) for form in self._forms("about", word))
            for word in words
        )

    def filters(self, filters: Filters) -> list[Query]:
        """A query for each facet and one for the years, all of which must match. They score 0."""
        queries = [
            any_of(self._term(facet, value) for value in values)
            for facet, values in filters.values.items()
            if values
        ]
        if filters.years:
            queries.append(any_of(map(self.years, filters.years)))
        return [Query.const_score_query(query, 0.0) for query in queries]

    def years(self, span: YearSpan) -> Query:
        """Items whose dates overlap the span; any dated item, when it is open on both sides."""
        bounds = []
        if span.first is not None:
            bounds.append(self._range("last_year", lower=span.first))
        if span.last is not None:
            bounds.append(self._range("first_year", upper=span.last))
        bounds = bounds or [self._range("first_year", lower=-10_000)]
        return Query.const_score_query(all_of(bounds), 0.0)

    def items(self, keys: Iterable[int]) -> Query:
        """The documents of these items. Scores 0."""
        return Query.const_score_query(any_of(self._term("item", key) for key in keys), 0.0)

    def pages(self, pages: Iterable[tuple[int, int]]) -> Query:
        """The documents of these pages, given by item and number. Scores 0."""
        terms = (self._term("page", page_id(*page)) for page in pages)
        return Query.const_score_query(any_of(terms), 0.0)

    def ranked_terms(self, field: str, terms: Iterable[str], weight: float) -> list[Query]:
        """A query for each term, which adds to the score of what has it."""
        return [Query.boost_query(self._term(field, term), weight) for term in terms]

    def phrases(self, phrases: Iterable[Sequence[str]]) -> list[Query]:
        """For each phrase of folded syllables a query that gives its matches a score of 1."""
        sequences = (tuple(Form(s, FormKind.FOLDED) for s in phrase) for phrase in phrases)
        return [
            Query.const_score_query(self._phrase("text", sequence, 0), 1.0)
            for sequence in sequences
        ]

    def in_a_sentence(self, typed: Sequence[Typed]) -> Query:
        """Pages with these syllables next to each other in a sentence, with exactly these marks."""
        ways = as_written(typed)
        # Positions are then read only on pages that have all pairs: in a third of the time.
        pairs = (pair_term(first.folded, second.folded) for first, second in pairwise(typed))
        return all_of(
            [
                *(self._term("pairs", pair) for pair in pairs),
                any_of(self._phrase("text", way, 0) for way in ways),
            ]
        )

    def _and(self, children: tuple[Node, ...]) -> Query:
        clauses: list[tuple[Occur, Query]] = []
        for child in children:
            match child:
                case Not(inner):
                    clauses.append((Occur.MustNot, self.tree(inner)))
                case Some(optional, 0):
                    ways = chain.from_iterable(map(self._ways, optional))
                    clauses.extend((Occur.Should, way) for way in ways)
                case _:
                    clauses.append((Occur.Must, self.tree(child)))
        if all(occur is Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, self.tree(Everything())))
        return Query.boolean_query(clauses)

    def _some(self, some: Some) -> Query:
        if self._loosely and any(some.weights):
            return self._some_loosely(some)
        counted: list[Query] = []
        others: list[Query] = []
        for child, weight in some.weighed:
            if not weight:
                others += self._ways(child)
                continue
            query = self.tree(child)
            counted.append(query)
            # tantivy can only count clauses, so a child of weight 3 becomes three; one is scored.
            again = Query.const_score_query(query, _HAVING if self._level is Level.PAGE else 0.0)
            counted += [again] * (weight - 1)
        clauses = [(Occur.Should, query) for query in counted]
        return all_of([Query.boolean_query(clauses, max(1, some.needed))], others)

    def _some_loosely(self, some: Some) -> Query:
        """Require just one of the decisive words: of the others, all together are not enough."""
        decisive: list[Query] = []
        others: list[Query] = []
        weight_so_far = 0
        for child, weight in sorted(some.weighed, key=lambda weighed: weighed[1]):
            weight_so_far += weight
            scores = decisive if weight_so_far >= some.needed else others
            ways = self._ways(child)
            scores += ways
            if weight > 1:
                scores.append(Query.const_score_query(any_of(ways), _HAVING * (weight - 1)))
        return all_of([any_of(decisive)], others)

    def _ways(self, node: Node) -> list[Query]:
        """Alternatives: what matches any of them matches the node, and each adds to the score.

        They are given one by one because tantivy would evaluate a union within a union twice.
        """
        match node:
            case Match():
                return self._match(node)
            case Or(children):
                return list(chain.from_iterable(map(self._ways, children)))
            case _:
                return [self.tree(node)]

    def _match(self, match: Match) -> list[Query]:
        is_phrase = len(match.syllables) > 1
        queries = []
        if match.field is not Field.ANY:
            fields: Weighed = ((_SCOPED[match.field], 3.0),)
        elif is_phrase:
            fields = _PHRASE_WEIGHTS[self._level]
            if self._on_pages:
                on_a_page = self._on_pages(match, self._marks)
                queries.append(Query.const_score_query(on_a_page, _ON_A_PAGE))
        else:
            fields = _WEIGHTS[self._level]
        for field, weight in fields:
            for query, form_weight in self._forms(field, match):
                queries.append(Query.boost_query(query, weight * form_weight))
        return queries

    def _forms(self, field: str, match: Match) -> Iterable[tuple[Query, float]]:
        if len(match.syllables) > 1:
            for sequence in sequences(match.syllables, self._marks):
                weight = min(form.weight for form in sequence)
                if field == _OVER_BREAKS:
                    yield self._over_a_break(sequence, match.slop), weight
                else:
                    yield self._phrase(field, sequence, match.slop), weight
            return
        (typed,) = match.syllables
        if match.kind is Kind.FUZZY:
            yield self._fuzzy(field, typed), 1.0
        for form in forms(typed, self._marks):
            if match.kind is Kind.PREFIX:
                yield self._prefix(field, form), form.weight
            # All matches of a prefix or near spelling score alike; this puts the word itself first.
            yield self._term(field, brief(form.term)), form.weight

    def _prefix(self, field: str, form: Form) -> Query:
        if field == "text":
            return Query.regex_query(self._schema, field, re.escape(brief(form.term)) + ".*")
        # What begins so with no letter amiss. An expression takes 0.3 ms to be put together, in
        # which this has looked through the few words of metadata several times; but not through
        # those of texts.
        begun = brief(form.term)
        return Query.fuzzy_term_query(self._schema, field, begun, distance=0, prefix=True)

    def _fuzzy(self, field: str, typed: Typed) -> Query:
        edits = edits_allowed(typed)
        near = self._near(typed.folded, edits)
        if near is None:
            term = folded_term(typed.folded)
            return Query.fuzzy_term_query(self._schema, field, term, edits)
        # An empty union, where there is none, matches nothing.
        terms = any_of(self._term(field, folded_term(form)) for form in near)
        return Query.const_score_query(terms, 1.0)

    def _over_a_break(self, sequence: Sequence[Form], slop: int) -> Query:
        if slop:
            return self._phrase(_OVER_BREAKS, sequence, min(slop, MOST_BETWEEN), MOST_BETWEEN)
        return any_of(
            [
                self._phrase(_OVER_BREAKS, sequence[stretch], 0)
                for stretch in stretches(len(sequence))
            ]
        )

    def _phrase(
        self, field: str, sequence: Sequence[Form], slop: int, widest: int = _WIDEST
    ) -> Query:
        """Words that follow each other; or near ones, with at most `slop` others between two of
        them and `widest` among them all.
        """
        places: list[str | tuple[int, str]] = [
            (POSITIONS * i + (form.kind is FormKind.FOLDED), brief(form.term))
            for i, form in enumerate(sequence)
        ]
        slop, widest = slop * POSITIONS, widest * POSITIONS
        if not slop or len(places) == 2:
            return Query.phrase_query(self._schema, field, places, slop)
        # tantivy adds up how far each is from the one before it, in an order of its own: words of
        # which none is farther than `slop` from another's place may need more. What else that lets
        # in is kept out by pairs.
        wide = min(slop * (len(places) - 1), max(slop, widest))
        whole = Query.phrase_query(self._schema, field, places, wide)
        pairs = (
            Query.phrase_query(self._schema, field, list(pair), slop)
            for pair in (*pairwise(places), (places[0], places[-1]))
        )
        return all_of([whole, *(Query.const_score_query(pair, 0.0) for pair in pairs)])

    def _term(self, field: str, value: str | int) -> Query:
        # "freq": no positions are needed for single terms.
        return Query.term_query(self._schema, field, value, "freq")

    def _range(self, field: str, lower: int | None = None, upper: int | None = None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, lower, upper)


@dataclass(frozen=True, slots=True)
class ScoredQuery:
    """`matching`: what must match; `bonus`: by name, queries that add to the score.

    `enough`: where there are any, `matching` may match more than the query does, and they tell what
    really matches.
    """

    matching: Query
    bonus: Mapping[str, Sequence[Query]]
    enough: "tuple[Enough, ...]" = ()

    @property
    def scored(self) -> Query:
        """What matches, with its whole score."""
        return all_of([self.matching], chain.from_iterable(self.bonus.values()))


@dataclass(frozen=True, slots=True)
class Enough:
    """Tells by a score whether a page has enough of the weighed words of a query.

    `weights`: matches pages that have all the rest of the query; their score is the weight of the
    words that they have. `needed`: the score that is enough.
    """

    weights: Query
    needed: int


def any_of(queries: Iterable[Query]) -> Query:
    """Matches what matches one of `queries`; each that does adds to the score."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.boolean_query([(Occur.Should, query) for query in found])


def all_of(queries: Iterable[Query], optional: Iterable[Query] = ()) -> Query:
    """Matches what matches all of `queries`; `optional` ones only add to the score."""
    clauses = [(Occur.Must, query) for query in queries]
    clauses += [(Occur.Should, query) for query in optional]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)
