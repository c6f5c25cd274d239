"""How a request is understood: by the collection's words and, when hardly anything is found as it
was typed, in other ways.
"""

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

from searchsvc.engines.base import EngineQuery, SearchEngine
from searchsvc.evidence import engine_query
from searchsvc.query import Everything, ParsedQuery, parse, positive_matches
from searchsvc.readings import Readings, with_other_marks
from searchsvc.requests import Filters, Marks, Mode, SearchRequest
from searchsvc.telling import Telling

T = TypeVar("T")

#: With fewer items found (a page of results), other readings are tried.
_HARDLY_ANY = 10
_NO_FILTERS = Filters()


class Settled(NamedTuple, Generic[T]):
    """How a request was understood in the end, and what was found.

    `typed`: the query as it was typed, without regard to the collection; `as_typed`: how many items
    it found.
    """

    typed: ParsedQuery
    parsed: ParsedQuery
    query: EngineQuery
    found: T
    as_typed: int


class Understanding:
    """Understands requests by the words and pages that an engine has."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def read(self, request: SearchRequest, typed: ParsedQuery) -> ParsedQuery:
        """The query as typed: words of a long one weighed, rare ones with other readings."""
        if not any(positive_matches(typed.tree)):
            return typed
        known = self._engine.vocabulary(), self._engine.state().pages
        tree, notices = Telling(*known).weigh(typed.tree)
        if request.marks is Marks.AUTO:
            tree, read = Readings(*known).read(tree)
            notices += read
        return ParsedQuery(tree, typed.notices + notices)

    def engine_query(self, request: SearchRequest, parsed: ParsedQuery) -> EngineQuery:
        """What the engine is asked."""
        return engine_query(request, parsed, self._engine.vocabulary())

    def settle(
        self,
        request: SearchRequest,
        find: Callable[[EngineQuery], T],
        total: Callable[[T], int],
    ) -> Settled[T]:
        """The query as typed or, where that finds hardly anything, another reading that finds more.

        `find` asks the engine; `total` says how many items it found.
        """
        typed = _typed(request)
        parsed = self.read(request, typed)
        query = self.engine_query(request, parsed)
        found = find(query)
        as_typed = total(found)
        if other := self._other(request, typed, parsed, as_typed):
            query = self.engine_query(request, other)
            return Settled(typed, other, query, find(query), as_typed)
        return Settled(typed, parsed, query, found, as_typed)

    def reading(self, request: SearchRequest) -> ParsedQuery:
        """The query as `settle` understands it, which does not depend on filters."""
        typed = _typed(request)
        parsed = self.read(request, typed)
        if request.mode is not Mode.AUTO or isinstance(parsed.tree, Everything):
            return parsed
        return self._other(request, typed, parsed, self._everywhere(request, parsed)) or parsed

    def _other(
        self, request: SearchRequest, typed: ParsedQuery, parsed: ParsedQuery, found: int
    ) -> ParsedQuery | None:
        """A reading that finds more than the query as typed, which finds `found` items."""
        # A filter only narrows what is found; it must not change how the query is read.
        if found < _HARDLY_ANY and request.filters != _NO_FILTERS:
            found = self._everywhere(request, parsed)
        for other in _others(request, typed, parsed, found):
            if self._everywhere(request, other) > found:
                return other
        return None

    def _everywhere(self, request: SearchRequest, parsed: ParsedQuery) -> int:
        """How many items a reading finds without filters."""
        return self._engine.count(EngineQuery(parsed.tree, request.marks))


def _typed(request: SearchRequest) -> ParsedQuery:
    return parse(request.q, request.mode)


def _others(
    request: SearchRequest, typed: ParsedQuery, parsed: ParsedQuery, found: int
) -> Iterator[ParsedQuery]:
    if request.mode is not Mode.AUTO:
        return
    if found < _HARDLY_ANY and request.marks is Marks.AUTO:
        other = with_other_marks(parsed)
        if other:
            yield other
    if not found:
        forgiving = parse(request.q, request.mode, forgiving=True)
        if forgiving.tree != typed.tree:
            yield forgiving
