"""Query trees in a compact notation, for tables that a human can check.

`a` a word, `"a b"` syllables in order, `"a b"~5` with at most so many others between, `a*` a
prefix, `a~` a fuzzy word, `title:a` a word in a field, `id:x`, `year:1900..1945`, `(a & b)` all,
`(a | b)` any, `2 of (a, b, c)` at least two, `!a` not, `everything`, `nothing`.
"""

from searchsvc.query import (
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
    Years,
    parse,
)
from searchsvc.requests import Mode


def tree(query: str, mode: Mode = Mode.AUTO) -> str:
    return notation(parse(query, mode).tree)


def notices(query: str, mode: Mode = Mode.AUTO) -> list[str]:
    """What was ignored, else the codes of the notices."""
    found = parse(query, mode).notices
    return [str(notice.values.get("what", notice.code)) for notice in found]


def notation(node: Node) -> str:
    match node:
        case Everything():
            return "everything"
        case Match():
            return _match(node)
        case Identifier(text):
            return f"id:{text}"
        case Years(first, last):
            ends = ("" if year is None else str(year) for year in (first, last))
            return "year:" + "..".join(ends)
        case And(children):
            return f"({' & '.join(map(notation, children))})"
        case Or(children):
            return "nothing" if node == NOTHING else f"({' | '.join(map(notation, children))})"
        case Some(children, needed):
            return f"{needed} of ({', '.join(map(notation, children))})"
        case Not(child):
            return f"!{notation(child)}"


def _match(match: Match) -> str:
    text = " ".join(typed.term for typed in match.syllables)
    if len(match.syllables) > 1:
        text = f'"{text}"'
    text += {Kind.WHOLE: "", Kind.PREFIX: "*", Kind.FUZZY: "~"}[match.kind]
    text += f"~{match.slop}" if match.slop else ""
    return text if match.field is Field.ANY else f"{match.field}:{text}"
