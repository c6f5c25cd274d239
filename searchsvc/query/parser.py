"""Tokens to a tree. What cannot be meant is searched as words, and a notice says so."""

import re
import unicodedata
from dataclasses import dataclass, field
from math import ceil

from analyzers import normalize, syllables
from searchsvc.errors import QueryError
from searchsvc.query.lexer import Token, Type, tokenize
from searchsvc.query.tree import (
    NOTHING,
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
from searchsvc.requests import Mode
from searchsvc.responses import Notice

MAX_WORDS = 200
MAX_OPERATORS = 50
MAX_DEPTH = 20
MAX_SLOP = 50
#: Queries of up to this many words need them all; longer ones, this share of them.
ALL_WORDS_UP_TO = 4
SHARE_NEEDED = 0.5
#: A shorter prefix would stand for a good part of the vocabulary.
MIN_PREFIX = 2

_YEARS = re.compile(r"(?P<first>-?\d{1,4})?(?P<dots>\.\.)?(?P<last>-?\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood. `notices` say what was ignored or relaxed."""

    tree: Node
    notices: tuple[Notice, ...]


def parse(query: str, mode: Mode = Mode.AUTO) -> ParsedQuery:
    """The tree of a query. Raises QueryError beyond the limits; any other text has a tree."""
    tokens = tokenize(unicodedata.normalize("NFC", query))
    if sum(t.type not in (Type.WORD, Type.PHRASE, Type.QUOTE) for t in tokens) > MAX_OPERATORS * 2:
        raise QueryError("q", f"more than {MAX_OPERATORS} operators")
    parser = _Parser(tokens, mode)
    tree = parser.query()
    if parser.words > MAX_WORDS:
        raise QueryError("q", f"more than {MAX_WORDS} words")
    if tree is None and query.strip():
        parser.notices.append(Notice("no_words", "The query has no word to search for."))
        tree = NOTHING
    return ParsedQuery(tree or Everything(), tuple(parser.notices))


@dataclass(slots=True)
class _Clauses:
    """Clauses that stand side by side, before it is decided how many are needed."""

    must: list[Node] = field(default_factory=list)
    free: list[Node] = field(default_factory=list)
    must_not: list[Node] = field(default_factory=list)


class _Parser:
    """Recursive descent; the depth is bounded, so the stack is."""

    def __init__(self, tokens: list[Token], mode: Mode) -> None:
        self._tokens = tokens
        self._at = 0
        self._mode = mode
        self._depth = 0
        self.words = 0
        self.notices: list[Notice] = []

    def query(self) -> Node | None:
        """The whole query: whatever a stray bracket leaves over is put beside it."""
        parts = []
        while self._peek() is not None:
            parts.append(self._alternatives(Field.ANY))
            if self._peek() is Type.CLOSE:
                self._ignored(")")
                self._at += 1
        return _joined([part for part in parts if part], And)

    def _alternatives(self, scope: Field) -> Node | None:
        children = [self._conjunction(scope)]
        while self._accept(Type.OR):
            children.append(self._conjunction(scope))
        if len(children) > 1 and None in children:
            self._ignored("OR")
        return _joined([child for child in children if child], Or)

    def _conjunction(self, scope: Field) -> Node | None:
        children = [self._side_by_side(scope)]
        while self._accept(Type.AND):
            children.append(self._side_by_side(scope))
        if len(children) > 1 and None in children:
            self._ignored("AND")
        return _joined([child for child in children if child], And)

    def _side_by_side(self, scope: Field) -> Node | None:
        clauses = _Clauses()
        while (kind := self._peek()) not in (None, Type.CLOSE, Type.AND, Type.OR):
            if kind is Type.QUOTE:
                self._ignored('"')
                self._at += 1
                continue
            target = clauses.free
            if self._accept(Type.MUST):
                target = clauses.must
            elif self._accept(Type.MUST_NOT) or self._accept(Type.NOT):
                target = clauses.must_not
            target.extend(self._primary(scope))
        return self._weigh(clauses)

    def _primary(self, scope: Field) -> list[Node]:
        token = self._next()
        if token is None:
            self._ignored("NOT")
            return []
        match token.type:
            case Type.FIELD:
                return self._scoped(token.text)
            case Type.OPEN:
                return self._group(scope)
            case Type.PHRASE:
                return self._match(token.text, scope, min(token.slop, MAX_SLOP))
            case Type.WORD:
                return self._word(token.text, scope)
            case _:
                self._at -= 1 if token.type in (Type.CLOSE, Type.AND, Type.OR) else 0
                self._ignored(token.text)
                return []

    def _group(self, scope: Field) -> list[Node]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("q", f"brackets nested deeper than {MAX_DEPTH}")
        inner = self._alternatives(scope)
        self._depth -= 1
        if not self._accept(Type.CLOSE):
            self._ignored("(")
        return [inner] if inner else []

    def _scoped(self, name: str) -> list[Node]:
        if name in ("title", "creator", "subject"):
            return self._primary(Field(name))
        token = self._next()
        text = token.text if token else ""
        if name == "id" and text:
            return [Identifier(text)]
        found = _YEARS.fullmatch(text)
        if found and text not in ("", ".."):
            first, last = found["first"], found["last"]
            if not found["dots"]:
                last = first
            return [Years(int(first) if first else None, int(last) if last else None)]
        self._ignored(f"{name}:")
        return self._match(text, Field.ANY)

    def _word(self, text: str, scope: Field) -> list[Node]:
        if len(text) > 1 and text.endswith("*"):
            matches = self._match(text[:-1], scope)
            match matches:
                case [Match((typed,))] if len(typed.term) >= MIN_PREFIX:
                    return [Match((typed,), scope, Kind.PREFIX)]
            self._ignored("*")
            return matches
        if len(text) > 1 and text.endswith("~"):
            matches = self._match(text[:-1], scope)
            match matches:
                case [Match((typed,))]:
                    return [Match((typed,), scope, Kind.FUZZY)]
            self._ignored("~")
            return matches
        # `tạp-chí` are two words; `1/8/2014` and `2175/QĐ-BVHTTDL` are one, found as a phrase.
        parts = normalize(text).text.split()
        return [node for part in parts for node in self._match(part, scope)]

    def _match(self, text: str, scope: Field, slop: int = 0) -> list[Node]:
        typed = tuple(Typed(s.term, s.folded) for s in syllables(text))
        self.words += len(typed)
        return [Match(typed, scope, slop=slop)] if typed else []

    def _weigh(self, clauses: _Clauses) -> Node | None:
        """How many of the clauses without a sign are needed."""
        count = len(clauses.free)
        parts = list(clauses.must)
        if self._mode is Mode.ANY:
            needed = 0 if clauses.must else min(1, count)
        elif self._mode is Mode.ALL or count <= ALL_WORDS_UP_TO:
            needed = count
        else:
            needed = ceil(count * SHARE_NEEDED)
            self.notices.append(
                Notice(
                    "relaxed",
                    "Not every word of the query is required: %(needed)s of %(words)s are enough.",
                    {"needed": needed, "words": count},
                )
            )
        if count and needed == count:
            parts.extend(clauses.free)
        elif count:
            parts.append(Some(tuple(clauses.free), needed))
        parts.extend(Not(node) for node in clauses.must_not)
        return _joined(parts, And)

    def _ignored(self, what: str) -> None:
        notice = Notice(
            "ignored", "“%(what)s” was ignored: it has no meaning there.", {"what": what}
        )
        if notice not in self.notices:
            self.notices.append(notice)

    def _peek(self) -> Type | None:
        return self._tokens[self._at].type if self._at < len(self._tokens) else None

    def _next(self) -> Token | None:
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, kind: Type) -> bool:
        if self._peek() is not kind:
            return False
        self._at += 1
        return True


def _joined(nodes: list[Node], join: type[And] | type[Or]) -> Node | None:
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return join(tuple(nodes))
