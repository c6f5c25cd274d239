"""Nodes of the query tree made from text and from other nodes."""

import re
from itertools import chain

from analyzers import normalize, syllables
from searchsvc.query.tree import And, Field, Identifier, Kind, Match, Node, Not, Or, Typed, Years

_YEAR = r"-?[0-9]{1,4}"
_YEARS = re.compile(
    rf"(?P<year>{_YEAR})|(?=.*[0-9])(?P<first>{_YEAR})?\.\.(?P<last>{_YEAR})?"
    r"|(?P<begin>[0-9]{4})[-\u2013](?P<end>[0-9]{4})"
)


def years(text: str) -> Years | None:
    """The years of `1917`, `1900..1945`, `1900..`, `..1945` or `1900-1945`; None for other text."""
    found = _YEARS.fullmatch(text)
    if not found:
        return None
    first = found["year"] or found["first"] or found["begin"]
    last = found["year"] or found["last"] or found["end"]
    if first and last and int(first) > int(last):
        first, last = last, first
    return Years(int(first) if first else None, int(last) if last else None)


#: Words that ask: what answers a question hardly has them.
ASKING = frozenset(["gì", "nào", "ai", "nhiêu"])
ASKING_WORDS = ASKING | {"bao_nhiêu", "cái_gì", "thế_nào", "như_thế_nào"}
#: Words that ask only before another (`bao nhiêu`), and those that do not before one (`Ai Cập`).
_ASKING_BEFORE = {("bao", "nhiêu")}
_NOT_ASKING_BEFORE = {("ai", "cập"), ("ai", "lao")}


def parted(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """Clauses, and those of them that only ask; none ask when all do."""
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
    """Whether it is made of years alone, and so tells nothing of words."""
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
    """Whether it asks for an id, or for words of one field."""
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
    """Whether it was put so that nothing else is meant: in quotes, of one field, or by its id."""
    return is_of_metadata(node) or (isinstance(node, Match) and node.exact)


def prefixes(stem: str, typed: Typed, scope: Field) -> list[Node]:
    """Words that begin as typed. The mark of an unfinished word may yet move: `hoà` → `hoàn`."""
    (syllable,) = syllables(stem)
    as_typed = normalize(stem[syllable.start : syllable.end]).text.lower()
    beginnings = dict.fromkeys((typed, Typed(as_typed, typed.folded)))
    matches: list[Node] = [Match((beginning,), scope, Kind.PREFIX) for beginning in beginnings]
    node = joined(matches, Or)
    return [node] if node else []


def joined(nodes: list[Node], join: type[And] | type[Or]) -> Node | None:
    """One node for all of them; None for none."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return join(tuple(nodes))
