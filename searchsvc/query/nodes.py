"""Making nodes of the query tree, and telling what kind of node one is."""

import re
from collections.abc import Iterable
from itertools import chain

from analyzers import normalize, syllables
from searchsvc.query.tree import And, Field, Identifier, Kind, Match, Node, Not, Or, Typed, Years

_YEAR = r"-?[0-9]{1,4}"
_YEARS = re.compile(
    rf"(?P<year>{_YEAR})|(?=.*[0-9])(?P<first>{_YEAR})?\.\.(?P<last>{_YEAR})?"
    r"|(?P<begin>[0-9]{4})[-\u2013/](?P<end>[0-9]{4})"
)
#: A month or a day, as dates of items are written, and as people write them.
_DATED = re.compile(
    r"(?P<year>-?[0-9]{4})-[0-9]{2}(?:-[0-9]{2})?"
    r"|(?:[0-9]{1,2}[-./])?[0-9]{1,2}[-./](?P<last>[0-9]{4})"
)


def years(text: str) -> Years | None:
    """The years of `1917`, `1900..1945`, `1900..`, `..1945`, `1900-1945` or `1900/1945`; None for
    other text.
    """
    found = _YEARS.fullmatch(text)
    if not found:
        return None
    first = found["year"] or found["first"] or found["begin"]
    last = found["year"] or found["last"] or found["end"]
    if first and last and int(first) > int(last):
        first, last = last, first
    return Years(int(first) if first else None, int(last) if last else None)


def year_of_date(text: str) -> Years | None:
    """The year of `1917-07`, `1917-07-15`, `7/1917` or `15/7/1917`; None for other text."""
    found = _DATED.fullmatch(text)
    return years(found["year"] or found["last"]) if found else None


#: Question words: a text that answers a question rarely has them.
ASKING = frozenset(["gì", "nào", "ai", "nhiêu"])
ASKING_WORDS = ASKING | {"bao_nhiêu", "cái_gì", "thế_nào", "như_thế_nào"}
#: A syllable that asks only before a certain other (`bao nhiêu`), and pairs in which a question
#: word does not ask (`Ai Cập`, Egypt).
_ASKING_BEFORE = {("bao", "nhiêu")}
_NOT_ASKING_BEFORE = {("ai", "cập"), ("ai", "lao")}


def parted(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """The clauses that do not ask, and the question words. Where all ask, none count as asking."""
    terms = [_plain_term(node) for node in nodes]
    asks = [
        two in _ASKING_BEFORE or (two[0] in ASKING and two not in _NOT_ASKING_BEFORE)
        for two in zip(terms, chain(terms[1:], [""]), strict=False)
    ]
    if all(asks):
        return nodes, []
    others = [node for node, is_asking in zip(nodes, asks, strict=True) if not is_asking]
    return others, [node for node, is_asking in zip(nodes, asks, strict=True) if is_asking]


def _plain_term(node: Node) -> str:
    match node:
        case Match((typed,), kind=Kind.WHOLE, exact=False):
            return typed.term
        case _:
            return ""


def is_filter(node: Node) -> bool:
    """Whether a node is made of years alone, and so has no words."""
    match node:
        case Years():
            return True
        case And(children) | Or(children):
            return all(map(is_filter, children))
        case Not(child):
            return is_filter(child)
        case _:
            return False


def is_of_metadata(node: Node) -> bool:
    """Whether a node asks only for an id, or for words in fields of the metadata."""
    match node:
        case Identifier():
            return True
        case Match():
            return node.field is not Field.ANY
        case And(children) | Or(children):
            return all(map(is_of_metadata, children))
        case _:
            return False


def is_exact(node: Node) -> bool:
    """Whether a node was typed so exactly that nothing else is meant: in quotes, or in a field."""
    match node:
        case Match(exact=True):
            return True
        case Or(children):
            return all(map(is_exact, children))
        case _:
            return is_of_metadata(node)


def prefixes(stem: str, typed: Typed, scope: Field) -> list[Node]:
    """Words that begin as typed. The mark of an unfinished word may yet move: `hoà` → `hoàn`."""
    (syllable,) = syllables(stem)
    as_typed = normalize(stem[syllable.start : syllable.end]).text.lower()
    beginnings = dict.fromkeys((typed, Typed(as_typed, typed.folded)))
    return either(Match((beginning,), scope, Kind.PREFIX) for beginning in beginnings)


def either(ways: Iterable[Node]) -> list[Node]:
    """One clause that any of them is enough for; none for none."""
    node = joined(list(dict.fromkeys(ways)), Or)
    return [node] if node else []


def joined(nodes: list[Node], join: type[And] | type[Or]) -> Node | None:
    """One node for all of them; None for none."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return join(tuple(nodes))
