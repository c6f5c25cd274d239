"""Query text to tokens. Any text can be cut into tokens; the parser decides what they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from analyzers import NUMBER_NAME, STANDARD_NUMBER, is_certain_number, is_syllable

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033'

_FIELDS = {
    "title": "title",
    "nhande": "title",
    "nhanđề": "title",
    "creator": "creator",
    "tacgia": "creator",
    "tácgiả": "creator",
    "subject": "subject",
    "chude": "subject",
    "chủđề": "subject",
}
_VALUES = {"id": "id", "year": "years", "nam": "years", "năm": "years"}
OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
VIETNAMESE_OPERATORS = {"VÀ": "and", "HOẶC": "or", "KHÔNG": "not"}

_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<open>\()
    | (?P<close>\))
    | (?P<sign>[+-])(?=[^\s)+-])
    | (?P<name>{"|".join(_VALUES)}):(?:[{QUOTES}](?P<quoted>\s*[^\s{QUOTES}][^{QUOTES}]*)[{QUOTES}]
                                  |(?P<value>{NUMBER_NAME}{STANDARD_NUMBER}|[^\s(){QUOTES}]+))
    | (?P<field>{"|".join(_FIELDS)}):(?=[^\s)])
    | [{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d+)(?!\w))?
    | (?P<quote>[{QUOTES}])
    | {NUMBER_NAME}(?P<named>{STANDARD_NUMBER})
    | (?P<number>{STANDARD_NUMBER})(?=[\s.,:;)]|\Z)
    | (?P<word>[^\s(){QUOTES}]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(rf"\s*(?P<word>[^\s(){QUOTES}]+)")
_MAX_SLOP_DIGITS = 6


class Type(StrEnum):
    OPEN = "("
    CLOSE = ")"
    MUST = "+"
    MUST_NOT = "-"
    AND = "and"
    OR = "or"
    NOT = "not"
    FIELD = "field"
    ID = "id"
    YEARS = "years"
    PHRASE = "phrase"
    NUMBER = "number"
    WORD = "word"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query.

    `text`: the word, the ISBN or ISSN, the inside of the phrase, the field's canonical name, or the
    value behind `id:` or `year:`. `source`: what was typed. `slop`: how many other words may stand
    among those of the phrase.
    """

    type: Type
    text: str
    source: str
    slop: int = 0


def tokenize(query: str) -> list[Token]:
    """The tokens of a query, which is in NFC. Operators are upper-case words; field names may have
    any case.

    Where all words are in capitals, capitals do not tell an operator from a word. There the
    Vietnamese operators, which are common words, are words (`KHÔNG GIA ĐÌNH`), unless they stand
    between two that are no Vietnamese words (`UBND HOẶC HĐND`).
    """
    tokens = [_token(match) for match in _matches(query.rstrip())]
    others = [token for token in tokens if token.text not in VIETNAMESE_OPERATORS]
    in_capitals = "".join(token.text for token in others if token.type is Type.WORD).isupper()
    if not others:
        return tokens
    return [
        token
        if in_capitals and not _is_between_abbreviations(tokens, at)
        else _operator(token, VIETNAMESE_OPERATORS)
        for at, token in enumerate(tokens)
    ]


def _matches(query: str) -> Iterator[re.Match[str]]:
    at = 0
    while match := _TOKEN.match(query, at):
        if match["number"] and not is_certain_number(match["number"]):
            # Digits and blanks may be anything; they are words then.
            match = _WORD.match(query, at) or match
        yield match
        at = match.end()


def _is_between_abbreviations(tokens: list[Token], at: int) -> bool:
    beside = [tokens[place] for place in (at - 1, at + 1) if 0 <= place < len(tokens)]
    return len(beside) == 2 and not any(
        token.type is Type.WORD and is_syllable(token.text.lower()) for token in beside
    )


def _token(match: re.Match[str]) -> Token:
    source = match[0].strip()
    match match.lastgroup:
        case "open" | "close" | "sign":
            return Token(Type(source), source, source)
        case "quoted" | "value":
            value = match["quoted"] or match["value"]
            return Token(Type(_VALUES[match["name"].lower()]), value.strip(), source)
        case "field":
            return Token(Type.FIELD, _FIELDS[match["field"].lower()], source)
        case "phrase":
            return Token(Type.PHRASE, match["phrase"], source)
        case "slop":
            slop = int(match["slop"][:_MAX_SLOP_DIGITS])
            return Token(Type.PHRASE, match["phrase"], source, slop)
        case "named":
            # `ISBN` is said of a number, and is no word of the book.
            number = match["named"]
            is_certain = is_certain_number(number, named=True)
            return Token(Type.NUMBER if is_certain else Type.WORD, number, source)
        case "number":
            return Token(Type.NUMBER, match["number"], source)
        case "quote":
            return Token(Type.QUOTE, source, source)
        case _:
            return _operator(Token(Type.WORD, source, source), OPERATORS)


def _operator(token: Token, operators: dict[str, str]) -> Token:
    if token.type is Type.WORD and token.text in operators:
        return Token(Type(operators[token.text]), token.text, token.source)
    return token
