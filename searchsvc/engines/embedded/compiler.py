"""Query trees and filters to tantivy queries, for the item index and for the page index.

Both levels compile the same tree, so (but for NOT) a page that matches lies in an item that
matches. A word that may stand anywhere is looked for in an item's metadata and whole text, but on
a page only in its own text: a page is a hit for what stands on it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise

from tantivy import FieldType, Occur, Query, Schema

from analyzers import POSITIONS, folded_term, pair_term
from searchsvc.domain import page_id
from searchsvc.matching import Form, FormKind, as_written, edits_allowed, forms, sequences
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


#: How much a word counts by where it stands. An item's text only says that it matches: its best
#: page says how well (DECISIONS.md, "Book or page").
_WEIGHTS = {
    (Level.ITEM, Field.ANY): (
        ("about", 0.2),
        ("text", 0.02),
    ),
    (Level.PAGE, Field.ANY): (("text", 1.0),),
}
#: What it is worth that a telling word is on a page at all, however long the page is: BM25 alone
#: makes a line with half of the words better than a page with all of them.
_HAVING = 1.0
_SCOPED = {Field.TITLE: "title", Field.CREATOR: "creators", Field.SUBJECT: "subjects"}


class Compiler:
    """Compiles for one index, whose schema it is given, and one rule for marks.

    `loosely`: where some of weighed words are enough, what has less of them may match too. What
    has enough scores the same.
    """

    def __init__(self, schema: Schema, level: Level, marks: Marks, loosely: bool = False) -> None:
        self._schema = schema
        self._level = level
        self._marks = marks
        self._loosely = loosely

    def strictly(self) -> "Compiler":
        """The same, but what was typed with marks is found with just these."""
        return Compiler(self._schema, self._level, Marks.STRICT)

    def tree(self, node: Node) -> Query:
        """The query whose matches are the node's."""
        match node:
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)
            case Match():
                return any_of(self._ways(node))
            case Identifier(text):
                return self._term("identifiers", text.lower())
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
        """Items whose metadata have all of these words, each of them anywhere."""
        return all_of(
            any_of(Query.boost_query(*form) for form in self._forms("about", word))
            for word in words
        )

    def filters(self, filters: Filters) -> list[Query]:
        """One query a facet, and one for the years; an item must match them all. No score."""
        queries = [
            any_of(self._term(facet, value) for value in values)
            for facet, values in filters.values.items()
            if values
        ]
        if filters.years:
            queries.append(any_of(map(self.years, filters.years)))
        return [Query.const_score_query(query, 0.0) for query in queries]

    def years(self, span: YearSpan) -> Query:
        """Items whose dates overlap the span."""
        bounds = []
        if span.first is not None:
            bounds.append(self._range("last_year", lower=span.first))
        if span.last is not None:
            bounds.append(self._range("first_year", upper=span.last))
        bounds = bounds or [self._range("first_year", lower=-10_000)]
        return Query.const_score_query(all_of(bounds), 0.0)

    def items(self, keys: Iterable[int]) -> Query:
        """The documents of these items. No score."""
        return Query.const_score_query(any_of(self._term("item", key) for key in keys), 0.0)

    def pages(self, pages: Iterable[tuple[int, int]]) -> Query:
        """The documents of these pages, given by item and number. No score."""
        terms = (self._term("page", page_id(*page)) for page in pages)
        return Query.const_score_query(any_of(terms), 0.0)

    def ranked_terms(self, field: str, terms: Iterable[str], weight: float) -> list[Query]:
        """Terms that raise the rank of what contains them."""
        return [Query.boost_query(self._term(field, term), weight) for term in terms]

    def phrases(self, phrases: Iterable[Sequence[str]]) -> list[Query]:
        """What has folded syllables in order: a score of 1 each."""
        sequences = (tuple(Form(s, FormKind.FOLDED) for s in phrase) for phrase in phrases)
        return [
            Query.const_score_query(self._phrase("text", sequence, 0), 1.0)
            for sequence in sequences
        ]

    def in_a_sentence(self, typed: Sequence[Typed]) -> Query:
        """Pages on which syllables follow each other, each of them written just so."""
        ways = as_written(typed)
        # Positions are read only where all pairs are: a third of the time that the phrase takes.
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
            # A child that counts more than once is there as often, but scores once.
            again = Query.const_score_query(query, _HAVING if self._level is Level.PAGE else 0.0)
            counted += [again] * (weight - 1)
        clauses = [(Occur.Should, query) for query in counted]
        return all_of([Query.boolean_query(clauses, max(1, some.needed))], others)

    def _some_loosely(self, some: Some) -> Query:
        """One of the words is asked for without which nothing has enough."""
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
        """Queries of which what matches any matches the node, each adding to the score: a union
        within another would be put together twice.
        """
        match node:
            case Match():
                return self._match(node)
            case Or(children):
                return list(chain.from_iterable(map(self._ways, children)))
            case _:
                return [self.tree(node)]

    def _match(self, match: Match) -> list[Query]:
        if match.field is Field.ANY:
            fields = _WEIGHTS[self._level, Field.ANY]
        else:
            fields = ((_SCOPED[match.field], 3.0),)
        queries = []
        for field, weight in fields:
            for query, form_weight in self._forms(field, match):
                queries.append(Query.boost_query(query, weight * form_weight))
        return queries

    def _forms(self, field: str, match: Match) -> Iterable[tuple[Query, float]]:
        if len(match.syllables) > 1:
            for sequence in sequences(match.syllables, self._marks):
                weight = min(form.weight for form in sequence)
                yield self._phrase(field, sequence, match.slop), weight
            return
        (typed,) = match.syllables
        if match.kind is Kind.FUZZY:
            yield self._fuzzy(field, typed), 1.0
        for form in forms(typed, self._marks):
            if match.kind is Kind.PREFIX:
                yield self._prefix(field, form), form.weight
            # All that begin so or are near count the same; the word itself comes first.
            yield self._term(field, form.term), form.weight

    def _prefix(self, field: str, form: Form) -> Query:
        return Query.regex_query(self._schema, field, re.escape(form.term) + ".*")

    def _fuzzy(self, field: str, typed: Typed) -> Query:
        near = folded_term(typed.folded)
        return Query.fuzzy_term_query(self._schema, field, near, edits_allowed(typed))

    def _phrase(self, field: str, sequence: tuple[Form, ...], slop: int) -> Query:
        places: list[str | tuple[int, str]] = [
            (POSITIONS * i + (form.kind is FormKind.FOLDED), form.term)
            for i, form in enumerate(sequence)
        ]
        return Query.phrase_query(self._schema, field, places, slop * POSITIONS)

    def _term(self, field: str, value: str | int) -> Query:
        # "freq": positions are not read for single terms.
        return Query.term_query(self._schema, field, value, "freq")

    def _range(self, field: str, lower: int | None = None, upper: int | None = None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, lower, upper)


@dataclass(frozen=True, slots=True)
class ScoredQuery:
    """`matching`: what must match; `bonus`: by name, what raises the rank of what does.

    Where `enough` says what matches, `loose` matches more, and gives what it matches the same
    scores; elsewhere it is `matching`.
    """

    matching: Query
    bonus: Mapping[str, Sequence[Query]]
    loose: Query
    enough: "tuple[Enough, ...]" = ()

    @classmethod
    def of(cls, matching: Query, bonus: Mapping[str, Sequence[Query]]) -> "ScoredQuery":
        return cls(matching, bonus, matching)

    @property
    def scored(self) -> Query:
        """What matches, with its whole score."""
        return self._with_bonus(self.matching)

    @property
    def scored_loosely(self) -> Query:
        """What matches and perhaps some more, sooner."""
        return self._with_bonus(self.loose)

    def _with_bonus(self, matching: Query) -> Query:
        return all_of([matching], chain.from_iterable(self.bonus.values()))


@dataclass(frozen=True, slots=True)
class Enough:
    """`weights` matches what has all else of a query, and scores it by the words that it has of
    those of which some are enough; `needed` is enough.
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
