"""The boxes of the advanced form → one query in the query language, and the filters beside it."""

import re
from collections.abc import Mapping, Sequence

from searchsvc.query.lexer import OPERATORS, QUOTES, VIETNAMESE_OPERATORS
from searchsvc.requests import Mode, SearchRequest
from web.language import language
from web.names import FIELD_NAMES
from web.parameters import form_years, parse_request

#: What the boxes are called in addresses; each is one line of text.
WORD_BOXES = ("all", "phrase", "any", "none")
FIELD_BOXES = ("title", "creator", "subject")
#: Facets of which the form offers the values, to choose from.
OFFERED_FACETS = ("type", "language", "library")

#: Characters that the query language would not read as part of a word. `*` and `~` at the end of a
#: word are left: who types them there means them.
_SIGNS = re.compile(f"[():{QUOTES}]")
_OPERATORS = OPERATORS.keys() | VIETNAMESE_OPERATORS.keys()


def is_filled(args: Mapping[str, Sequence[str]]) -> bool:
    """Whether the form was sent: whatever has a value, but the choice of a language."""
    return any(value.strip() for name, given in args.items() for value in given if name != "lang")


def composed(args: Mapping[str, Sequence[str]]) -> SearchRequest:
    """The search that the boxes describe. Raises QueryError as `parse_request` does."""
    words = {name: _words(args, name) for name in (*WORD_BOXES, *FIELD_BOXES)}
    filters = {facet: args.get(facet, ()) for facet in OFFERED_FACETS}
    q = _query(words)
    years = form_years(args)
    # Each word was put into a box that says what is asked of it, so none may be left out.
    mode = {"mode": [Mode.ALL]} if len(q.split()) > 1 else {}
    return parse_request({**filters, **mode, "q": [q], "year": [years] if years else []})


def _query(words: Mapping[str, list[str]]) -> str:
    names = FIELD_NAMES[language()]
    parts = list(words["all"])
    if words["phrase"]:
        parts.append(f'"{" ".join(words["phrase"])}"')
    if words["any"]:
        either = " OR ".join(words["any"])
        alone = not any(found for name, found in words.items() if name != "any")
        parts.append(either if alone or len(words["any"]) == 1 else f"({either})")
    for box in FIELD_BOXES:
        match words[box]:
            case []:
                pass
            case [word]:
                parts.append(f"{names[box]}:{word}")
            case several:
                parts.append(f"{names[box]}:({' '.join(several)})")
    parts += [f"-{word}" for word in words["none"]]
    return " ".join(parts)


def _words(args: Mapping[str, Sequence[str]], name: str) -> list[str]:
    text = " ".join(args.get(name, ()))
    words = (word.lstrip("+-") for word in _SIGNS.sub(" ", text).split())
    return [
        word.lower() if word in _OPERATORS else word
        for word in words
        if any(map(str.isalnum, word))
    ]
