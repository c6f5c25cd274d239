"""How a request is understood: in the light of the collection's words, and in other ways when
hardly anything is found as it was typed.
"""

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.evidence import engine_query
from searchsvc.query import ParsedQuery, parse, positive_matches
from searchsvc.readings import Readings, with_other_marks
from searchsvc.requests import Marks, Mode, SearchRequest
from searchsvc.telling import Telling

T = TypeVar("T")

#: Fewer items than a page of results shows.
_HARDLY_ANY = 10


class Settled(NamedTuple, Generic[T]):
    """What a request came to mean, and what was found so. `as_typed`: items found as typed."""

    parsed: ParsedQuery
    query: EngineQuery
    found: T
    as_typed: int


class Understanding:
    """Understands requests by what an engine knows."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def read(self, request: SearchRequest) -> ParsedQuery:
        """The query as typed: its words weighed, rare ones with what else they may be."""
        parsed = parse(request.q, request.mode)
        if not any(positive_matches(parsed.tree)):
            return parsed
        known = self._engine.vocabulary(), self._engine.state().pages
        tree, notices = Telling(*known).weigh(parsed.tree)
        if request.marks is Marks.AUTO:
            tree, read = Readings(*known).read(tree)
            notices += read
        return ParsedQuery(tree, parsed.notices + notices)

    def engine_query(self, request: SearchRequest, parsed: ParsedQuery) -> EngineQuery:
        """What the engine is asked."""
        return engine_query(request, parsed, self._engine.vocabulary())

    def settle(
        self,
        request: SearchRequest,
        find: Callable[[EngineQuery], T],
        total: Callable[[T], int],
    ) -> Settled[T]:
        """The query as typed or, where hardly anything is found so, in a way that finds more.

        `find` asks the engine, `total` says how many items that found.
        """
        parsed = self.read(request)
        query = self.engine_query(request, parsed)
        found = find(query)
        as_typed = total(found)
        for other in self._others(request, parsed, as_typed):
            also = self.engine_query(request, other)
            if total(more := find(also)) > as_typed:
                return Settled(other, also, more, as_typed)
        return Settled(parsed, query, found, as_typed)

    @staticmethod
    def _others(
        request: SearchRequest, parsed: ParsedQuery, as_typed: int
    ) -> Iterator[ParsedQuery]:
        if request.mode is not Mode.AUTO:
            return
        if as_typed < _HARDLY_ANY and request.marks is Marks.AUTO:
            other = with_other_marks(parsed)
            if other:
                yield other
        if not as_typed:
            forgiving = parse(request.q, request.mode, forgiving=True)
            if forgiving.tree != parse(request.q, request.mode).tree:
                yield forgiving
