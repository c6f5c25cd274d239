"""What an item is in the words of schema.org, for search engines and other programs.

Only what the catalog is sure of: names stay strings, since it does not say which of them are those
of persons; a date that is no day, month or year of our era is left out.
"""

import re

from analyzers import standard_number
from searchsvc.domain import ItemType, Metadata
from searchsvc.responses import ItemView
from web.names import language_name, rights_sentence

_KINDS = {
    ItemType.BOOK: "Book",
    ItemType.NEWSPAPER: "PublicationIssue",
    ItemType.JOURNAL: "PublicationIssue",
    ItemType.MANUSCRIPT: "Manuscript",
    ItemType.MAP: "Map",
    ItemType.LAW: "Legislation",
    ItemType.ARTICLE: "Article",
    ItemType.THESIS: "Thesis",
}
#: Of several years is what comes out again and again.
_SERIES = {ItemType.NEWSPAPER: "Newspaper", ItemType.JOURNAL: "Periodical"}
_DATE = re.compile(r"(\d{1,4})((?:-\d\d){0,2})")
_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def linked_data(view: ItemView, address: str, site: str) -> dict[str, object]:
    """The item as JSON-LD. `address`: where it is found; `site`: who has it if nobody is named."""
    known = view.metadata
    kind = _kind(known)
    said = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "name": known.title,
        "author": list(known.creators),
        "contributor": list(known.contributors),
        "datePublished": _date(known.date or ""),
        "inLanguage": [tag for code in known.languages if (tag := _language_tag(code))],
        "about": [{"@type": "Thing", "name": subject} for subject in known.subjects],
        "publisher": known.publisher and {"@type": "Organization", "name": known.publisher},
        "isbn": _isbns(known) if kind == "Book" else [],
        "identifier": [known.id, *known.identifiers],
        "provider": {"@type": "Library", "name": known.library or site},
        # An item of which nothing has been digitized gives no access to anything.
        "isAccessibleForFree": view.text_open and view.page_count > 0,
        "conditionsOfAccess": "" if view.text_open else rights_sentence(known.rights),
    }
    return {name: value for name, value in said.items() if value}


def _kind(known: Metadata) -> str:
    if "/" in (known.date or "") and known.type in _SERIES:
        return _SERIES[known.type]
    return _KINDS.get(known.type, "CreativeWork")


def _date(text: str) -> str:
    """The date in ISO 8601; empty for a span of years, and before our era."""
    found = _DATE.fullmatch(text)
    return found[1].zfill(4) + found[2] if found and int(found[1]) else ""


def _language_tag(code: str) -> str:
    """The code as BCP 47 has it, empty for one that is none."""
    tag = code.replace("_", "-")
    return tag if _TAG.fullmatch(tag) and language_name(tag.partition("-")[0]) else ""


def _isbns(known: Metadata) -> list[str]:
    numbers = map(standard_number, known.identifiers)
    return [number for number in numbers if len(number) == 13]
