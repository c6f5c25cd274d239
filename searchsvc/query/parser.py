"""Tokens to a query tree. What makes no sense is ignored, or searched as words, with a notice."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from math import ceil

from analyzers import Normalized, spaced_letters, standard_number
from searchsvc.errors import QueryError
from searchsvc.query.lexer import Token, Type, tokenize
from searchsvc.query.nodes import (
    either,
    is_exact,
    is_filter,
    is_of_metadata,
    joined,
    parted,
    prefixes,
    year_of_date,
    years,
)
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
    positive_matches,
)
from searchsvc.query.words import typed_syllables, words_of
from searchsvc.requests import MAX_QUERY_CHARACTERS, Mode
from searchsvc.responses import Notice

#: More than MAX_QUERY_CHARACTERS of running Vietnamese text have: a pasted paragraph is searched.
MAX_WORDS = 300
MAX_OPERATORS = 50
MAX_DEPTH = 20
MAX_SLOP = 50
#: All words are needed of a query of up to so many; of a longer one, this share of them (before
#: `searchsvc.telling` weighs them).
ALL_WORDS_UP_TO = 4
SHARE_NEEDED = 0.5
#: What is needed when nothing has as many (`forgiving`): this share of a short query's words, and
#: half of SHARE_NEEDED of a longer one's.
SHARE_FORGIVEN = 0.5
#: Letters before a `*`. A shorter prefix would match a good part of the vocabulary.
MIN_PREFIX = 2
#: Letters before a `*` or `~`. No word is longer; an automaton for hundreds of letters is large.
MAX_LOOSE = 50
#: How many phrases, and how many words with `*` or `~`, a query may have. Over 98 thousand pages a
#: phrase of the commonest words takes 20 to 40 ms, a near spelling 80 (benchmarks.latency).
MOST_COSTLY = {"phrases": 15, "loose": 5}
#: As how many phrases a near one counts at most: it is looked for as a whole and pair by pair.
_MOST_FOR_ONE = 5

_SUFFIX = re.compile(r"(?P<stem>.+?)(?P<suffix>\*|~[0-9]?)", re.DOTALL)
#: Tokens that count towards MAX_OPERATORS.
_OPERATORS = frozenset(Type) - {Type.CLOSE, Type.PHRASE, Type.NUMBER, Type.WORD, Type.QUOTE}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as it is understood. `notices` say what was ignored or relaxed."""

    tree: Node
    notices: tuple[Notice, ...]


def parse(query: str, mode: Mode = Mode.AUTO, forgiving: bool = False) -> ParsedQuery:
    """The tree of a query. Raises QueryError when a limit is passed; any other text has a tree.

    `forgiving`: require fewer of the words that have no sign, for when nothing has them all.
    """
    if len(query) > MAX_QUERY_CHARACTERS:
        raise QueryError("q", f"longer than {MAX_QUERY_CHARACTERS} characters")
    # An engine fails on half of a surrogate pair.
    query = query.encode("utf-8", "replace").decode("utf-8")
    query = unicodedata.normalize("NFC", query)
    # A heading pasted with spaced letters (`T H Ư V I Ệ N`) is put together before it is cut.
    tokens = tokenize(Normalized(query).then(spaced_letters(query)).text)
    if sum(token.type in _OPERATORS for token in tokens) > MAX_OPERATORS:
        raise QueryError("q", f"more than {MAX_OPERATORS} operators")
    # A token has at least one word: a query that is far too long is refused before more is done.
    _limit_words(sum(token.type is Type.WORD and token.text[0].isalnum() for token in tokens))
    parser = _Parser(tokens, mode, forgiving)
    tree = parser.query()
    if tree is None and query.strip():
        parser.notices.append(Notice("no_words", "The query has no word to search for."))
        tree = NOTHING
    return ParsedQuery(tree or Everything(), tuple(parser.notices))


def _limit_words(count: int) -> None:
    if count > MAX_WORDS:
        raise QueryError("q", f"more than {MAX_WORDS} words")


@dataclass(slots=True)
class _Clauses:
    """Clauses side by side, before it is decided how many of them an item needs.

    `filters`: years, which always limit what is found. `must`, `must_not`: typed with a sign or
    NOT. `free`: all others.
    """

    filters: list[Node] = field(default_factory=list)
    must: list[Node] = field(default_factory=list)
    free: list[Node] = field(default_factory=list)
    must_not: list[Node] = field(default_factory=list)


def _may_be_loose(stem: str, typed: Typed) -> bool:
    return len(typed.term) >= MIN_PREFIX and len(stem) <= MAX_LOOSE


class _Parser:
    """A recursive-descent parser. The nesting of brackets is bounded, and so is the recursion."""

    def __init__(self, tokens: list[Token], mode: Mode, forgiving: bool) -> None:
        self._tokens = tokens
        self._forgiving = forgiving
        self._at = 0
        self._mode = mode
        self._depth = 0
        self._costly: Counter[str] = Counter()
        self._words = 0
        self._certain: set[Node] = set()
        self.notices: list[Notice] = []

    def query(self) -> Node | None:
        """The whole query. A closing bracket too many is ignored; what follows it is needed too."""
        parts = []
        while self._peek() is not None:
            parts.append(self._alternatives(Field.ANY))
            if self._peek() is Type.CLOSE:
                self._ignored(")")
                self._at += 1
        return joined([part for part in parts if part], And)

    def _alternatives(self, scope: Field) -> Node | None:
        children = [self._conjunction(scope)]
        while self._accept(Type.OR):
            operator = self._tokens[self._at - 1].text
            children.append(self._conjunction(scope))
            if None in children:
                self._ignored(operator)
        return joined([child for child in children if child], Or)

    def _conjunction(self, scope: Field) -> Node | None:
        children = [self._side_by_side(scope)]
        while self._accept(Type.AND):
            operator = self._tokens[self._at - 1].text
            children.append(self._side_by_side(scope))
            if None in children:
                self._ignored(operator)
        return joined([child for child in children if child], And)

    def _side_by_side(self, scope: Field) -> Node | None:
        clauses = _Clauses()
        while self._peek() not in (None, Type.CLOSE, Type.AND, Type.OR):
            if self._accept(Type.MUST):
                clauses.must += self._primary(scope)
            elif self._accept(Type.MUST_NOT) or self._accept(Type.NOT):
                # `-tạp-chí` excludes what has both words, not what has one of them.
                unwanted = joined(self._primary(scope), And)
                clauses.must_not += [unwanted] if unwanted else []
            else:
                for node in self._primary(scope):
                    (clauses.filters if is_filter(node) else clauses.free).append(node)
        return self._weigh(clauses)

    def _primary(self, scope: Field) -> list[Node]:
        token = self._next()
        if token is None:
            self._ignored(self._tokens[-1].source)
            return []
        match token.type:
            case Type.FIELD:
                return self._scoped(Field(token.text))
            case Type.ID:
                return self._of_id(token.text)
            case Type.YEARS:
                return self._years(token)
            case Type.OPEN:
                return self._group(scope)
            case Type.PHRASE:
                return self._quoted(token, scope)
            case Type.NUMBER if scope is Field.ANY:
                return self._certain_number(token.text)
            case Type.NUMBER | Type.WORD:
                return self._word(token.text, scope)
            case Type.QUOTE:
                self._ignored(token.text)
                return self._primary(scope) if self._peek() else []
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

    def _scoped(self, scope: Field) -> list[Node]:
        while self._peek() in (Type.MUST, Type.MUST_NOT):
            self._ignored(self._tokens[self._at].text)
            self._at += 1
        return self._primary(scope)

    def _years(self, token: Token) -> list[Node]:
        if found := years(token.text):
            return [found]
        if found := year_of_date(token.text):
            notice = Notice(
                "year_only",
                "Of “%(date)s” only the year was used: items are found by years.",
                {"date": token.text},
            )
            self._say(notice)
            return [found]
        name, _, value = token.source.partition(":")
        self._ignored(f"{name}:")
        return self._match(name, Field.ANY) + self._match(value, Field.ANY)

    def _of_id(self, text: str) -> list[Node]:
        """An ISBN or ISSN as it was typed or as they are compared."""
        return either(map(Identifier, filter(None, (text, standard_number(text)))))

    def _number(self, text: str, number: str, exact: bool = False) -> list[Node]:
        """The same among words: pages have it as it was typed, if at all."""
        return either(self._ways_to_write(text, number, exact))

    def _certain_number(self, text: str) -> list[Node]:
        """The same where nothing else can be meant: an item's own number or, on pages, of another
        that is cited there.
        """
        number = standard_number(text)
        found = either([Identifier(number), *self._ways_to_write(text, number, exact=True)])
        self._certain.update(found)
        return found

    def _ways_to_write(self, text: str, number: str, exact: bool) -> list[Match]:
        typed = self._match(text, Field.ANY)
        # Digits by themselves, where there are too many phrases, are no way to write a number.
        ways = [*(typed if len(typed) == 1 else []), *self._match(number, Field.ANY)]
        return [replace(way, exact=exact) for way in ways if isinstance(way, Match)]

    def _word(self, text: str, scope: Field) -> list[Node]:
        if scope is Field.ANY and (number := standard_number(text)):
            return self._number(text, number)
        suffixed = _SUFFIX.fullmatch(text)
        if not suffixed:
            # A part of several syllables, `1/8/2014`, is found as a phrase.
            return [node for part in words_of(text) for node in self._match(part, scope)]
        stem, suffix = suffixed["stem"], suffixed["suffix"]
        match self._match(stem, scope):
            case [Match((typed,)) as match] if _may_be_loose(stem, typed):
                if not self._affords_loose(text):
                    return [match]
                if suffix == "*":
                    return prefixes(stem, typed, scope)
                return [Match((typed,), scope, Kind.FUZZY)]
            case matches:
                self._ignored(suffix)
                return matches

    def _match(self, text: str, scope: Field, slop: int = 0) -> list[Node]:
        typed = typed_syllables(text)
        self._words += len(typed)
        _limit_words(self._words)
        price = min(len(typed) + 1, _MOST_FOR_ONE) if slop else 1
        if len(typed) > 1 and not self._affords_phrase(text, price):
            return [Match((syllable,), scope) for syllable in typed]
        return [Match(typed, scope, slop=slop)] if typed else []

    def _quoted(self, token: Token, scope: Field) -> list[Node]:
        if scope is Field.ANY and (number := standard_number(token.text)):
            return self._number(token.text, number, exact=True)
        match self._match(token.text, scope, min(token.slop, MAX_SLOP)):
            case [Match() as match]:
                if token.slop > MAX_SLOP and len(match.syllables) > 1:
                    notice = Notice(
                        "less_far",
                        "The words of “%(near)s” are looked for at most %(most)s words apart.",
                        {"near": token.text, "most": MAX_SLOP},
                    )
                    self._say(notice)
                return [replace(match, exact=True)]
            case matches:
                return matches

    def _affords_phrase(self, text: str, price: int) -> bool:
        notice = Notice(
            "too_costly",
            "These are too many phrases for one search: from “%(first)s” on, their words were"
            " searched one by one.",
            {"first": text},
        )
        return self._affords("phrases", price, notice)

    def _affords_loose(self, text: str) -> bool:
        notice = Notice(
            "too_costly",
            "These are too many words with * or ~ for one search: from “%(first)s” on, they were"
            " searched without.",
            {"first": text},
        )
        return self._affords("loose", 1, notice)

    def _affords(self, kind: str, price: int, notice: Notice) -> bool:
        """Count what takes an engine long, at its price; False when that is too much, and for all
        that follow. `notice`: what to say of the first one that is too much.
        """
        had = self._costly[kind]
        self._costly[kind] += price
        if had <= MOST_COSTLY[kind] < self._costly[kind]:
            self._say(notice)
        return self._costly[kind] <= MOST_COSTLY[kind]

    def _weigh(self, clauses: _Clauses) -> Node | None:
        """The node of clauses side by side: here it is decided how many of the free ones an item
        must have.
        """
        # A repeated word counts once.
        clauses.free = list(dict.fromkeys(clauses.free))
        # Question words and exact clauses count towards the query's length, too.
        typed = len(clauses.free)
        exact = self._meant_exactly(clauses.free)
        is_told = not self._certain.isdisjoint(exact)
        clauses.must += exact
        clauses.free = [node for node in clauses.free if node not in exact]
        asking: list[Node] = []
        if self._mode is Mode.AUTO:
            clauses.free, asking = parted(clauses.free)
        if self._forgiving:
            typed -= len(exact)
        count = len(clauses.free)
        parts = [*clauses.filters, *clauses.must]
        if is_told:
            # Who has an item's number knows which is meant; the other words only raise its rank.
            needed = 0
            self._relaxed(count)
        elif self._mode is Mode.ANY:
            needed = 0 if clauses.must else min(1, count)
        elif self._mode is Mode.ALL or typed <= (1 if self._forgiving else ALL_WORDS_UP_TO):
            needed = count
        else:
            needed = ceil(count * self._share_needed(typed))
            if needed < count:
                self._relaxed(count)
        if count and needed == count:
            parts.extend(clauses.free)
            self._asking(asking)
        elif count:
            parts.append(Some(tuple(clauses.free), needed))
        if asking:
            parts.append(Some(tuple(asking), 0))
        parts.extend(Not(node) for node in clauses.must_not)
        return joined(parts, And)

    def _meant_exactly(self, free: list[Node]) -> list[Node]:
        """The clauses that are required however long the query is: phrases in quotes, fields, ids,
        ISBNs and ISSNs.

        When nothing has all of these (`forgiving`), fields and ids stay required. So do quoted
        phrases, but only where nothing else was typed: among other words, a quoted name is one word
        of several.
        """
        if self._mode is not Mode.AUTO:
            return []
        if not self._forgiving:
            return list(filter(is_exact, free)) if len(free) > ALL_WORDS_UP_TO else []
        if all(map(is_exact, free)):
            return free
        given_up = [node for node in free if is_exact(node) and not is_of_metadata(node)]
        if not self._certain.isdisjoint(given_up):
            notice = Notice(
                "number",
                "Nothing has this ISBN or ISSN and all else that is required, so it need not be"
                " found.",
            )
            self._say(notice)
        if not self._certain.issuperset(given_up):
            notice = Notice(
                "quotes",
                "Nothing has the words in quotation marks and enough of the others, so not all of"
                " these are required.",
            )
            self._say(notice)
        return list(filter(is_of_metadata, free))

    def _relaxed(self, count: int) -> None:
        notice = Notice(
            "relaxed",
            "Not all of the %(words)s words are required; rarer ones count for more.",
            {"words": count},
        )
        self._say(notice)

    def _asking(self, asking: list[Node]) -> None:
        matches = (match for node in asking for match in positive_matches(node))
        if words := " ".join(match.syllables[0].term for match in matches):
            notice = Notice(
                "asking", "“%(words)s” only asks, so it need not be found.", {"words": words}
            )
            self._say(notice)

    def _share_needed(self, count: int) -> float:
        if not self._forgiving:
            return SHARE_NEEDED
        return SHARE_FORGIVEN if count <= ALL_WORDS_UP_TO else SHARE_NEEDED / 2

    def _ignored(self, what: str) -> None:
        notice = Notice(
            "ignored", "“%(what)s” was ignored: it has no meaning there.", {"what": what}
        )
        self._say(notice)

    def _say(self, notice: Notice) -> None:
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
