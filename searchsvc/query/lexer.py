"""Query text to tokens. Every text has tokens; what they cannot mean is the parser's matter."""

import re
from dataclasses import dataclass
from enum import StrEnum

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033'

_FIELDS = {
    "title": "title",
    "nhande": "title",
    "creator": "creator",
    "tacgia": "creator",
    "subject": "subject",
    "chude": "subject",
    "id": "id",
    "year": "year",
    "nam": "year",
}
_OPERATORS = {
    "AND": "and",
    "VÀ": "and",
    "OR": "or",
    "HOẶC": "or",
    "NOT": "not",
    "KHÔNG": "not",
}

_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<open>\()
    | (?P<close>\))
    | (?P<sign>[+-])(?=[^\s()+-])
    | (?P<field>(?:{"|".join(_FIELDS)})):(?=[^\s()]|\()
    | [{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d{{1,3}})(?!\w))?
    | (?P<quote>[{QUOTES}])
    | (?P<word>[^\s(){QUOTES}]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class Type(StrEnum):
    OPEN = "("
    CLOSE = ")"
    MUST = "+"
    MUST_NOT = "-"
    AND = "and"
    OR = "or"
    NOT = "not"
    FIELD = "field"
    PHRASE = "phrase"
    WORD = "word"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is a word, a phrase's inside or a field's canonical name; `slop` a phrase's."""

    type: Type
    text: str
    slop: int = 0


def tokenize(query: str) -> list[Token]:
    """The tokens of a query, in NFC. Operators are upper-case words; field names are not."""
    return [_token(match) for match in _TOKEN.finditer(query)]


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup
    if kind == "slop":
        return Token(Type.PHRASE, match["phrase"], int(match["slop"]))
    if kind == "phrase":
        return Token(Type.PHRASE, match["phrase"])
    if kind == "field":
        return Token(Type.FIELD, _FIELDS[match["field"].lower()])
    if kind == "word" and match["word"] in _OPERATORS:
        return Token(Type(_OPERATORS[match["word"]]), match["word"])
    types = {
        "open": Type.OPEN,
        "close": Type.CLOSE,
        "sign": Type.MUST if match["sign"] == "+" else Type.MUST_NOT,
        "quote": Type.QUOTE,
        "word": Type.WORD,
    }
    return Token(types[kind or "word"], match[0].strip())
