"""BibTeX, in UTF-8, as BibTeX and BibLaTeX both read it."""

import re

from searchsvc.domain import ItemType, Metadata
from web.citations.text import one_line, year_month_day

_KINDS = {
    ItemType.BOOK: "book",
    ItemType.ARTICLE: "article",
    ItemType.THESIS: "phdthesis",
    ItemType.MANUSCRIPT: "unpublished",
}
#: What the publisher is called in entries of these kinds.
_PUBLISHER = {"article": "journal", "phdthesis": "school"}
# BibTeX counts braces even behind a backslash, so they have to be named.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: "\\" + character for character in "#$%&_"},
    }
)
_QUOTED = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
_KEY = re.compile("[^A-Za-z0-9.:-]")


def bibtex(known: Metadata, address: str) -> str:
    """One entry. `address`: where the item is found."""
    kind = _KINDS.get(known.type, "misc")
    year, month, _ = year_month_day(known.date)
    # In braces of its own a name is kept whole: BibTeX would look for first and last names.
    names = " and ".join(f"{{{_value(name)}}}" for name in known.creators)
    fields = {
        "author": names,
        "title": f"{{{_value(known.title)}}}",
        "year": year,
        "month": month.lstrip("0"),
        _PUBLISHER.get(kind, "publisher"): _value(known.publisher or ""),
        "language": ", ".join(map(_value, known.languages)),
        "keywords": ", ".join(map(_value, known.subjects)),
        "library": _value(known.library or ""),
        "note": _value(", ".join(known.identifiers)),
        "abstract": _value(known.description or ""),
        "url": _address(address),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{_KEY.sub('-', known.id)},", *lines, "}", ""])


def _value(text: str) -> str:
    return one_line(text).translate(_ESCAPES)


def _address(address: str) -> str:
    """An address as it is read verbatim: no braces, backslashes or blanks."""
    return one_line(address).translate(_QUOTED)
