"""Dublin Core's terms, from XML or from the columns of a table, to a record of the contract."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from indexer.formats.catalogued import access_rights, item_type, language_code, put_date, put_type
from searchsvc.domain import Rights

#: What each term says in a record. Names are those of DCMI and of DSpace (with a qualifier after a
#: point). All others are kept under their own names.
KEYS = {
    "title": "title",
    "alternative": "other_titles",
    "title.alternative": "other_titles",
    "creator": "creators",
    "contributor.author": "creators",
    "contributor": "contributors",
    "subject": "subjects",
    "coverage": "subjects",
    "spatial": "subjects",
    "temporal": "subjects",
    "language": "languages",
    "language.iso": "languages",
    "identifier": "identifiers",
    "publisher": "publisher",
    "description": "description",
    "abstract": "description",
    "description.abstract": "description",
    "date": "date",
    "issued": "date",
    "date.issued": "date",
    "created": "date",
    "date.created": "date",
    "type": "type",
    "rights": "rights",
    "accessRights": "rights",
    "rights.accessRights": "rights",
    "license": "rights",
    "source": "source",
    "identifier.uri": "source",
    "isPartOf": "part_of",
    "format": "dc.format",
    "relation": "dc.relation",
    "relation.ispartof": "part_of",
}
#: Where DSpace notes who put an item in, with names and e-mail addresses; it shows them to nobody.
WITHHELD = frozenset({"description.provenance"})
_LISTS = frozenset({"creators", "contributors", "subjects", "identifiers", "other_titles"})
#: The dates that say when a work came out, the surest first.
_DATES = ("issued", "date.issued", "date", "created", "date.created")
_ABSTRACTS = ("description", "abstract", "description.abstract")
_ACCESS = ("accessRights", "rights.accessRights")
_RIGHTS = (*_ACCESS, "rights", "license")
_TIME = re.compile(r"\dT\d\d:\d\d")
_ADDRESS = re.compile(r"https?://\S+")


def record_from_terms(terms: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The keys of a record that these terms say; not yet checked, without an id."""
    record: dict[str, Any] = {}
    for term, values in terms.items():
        if term not in WITHHELD:
            _put(record, term, values)
    dates = [value for name in _DATES for value in sorted(terms.get(name, ()), key=_has_time)]
    put_date(record, next(iter(dates), ""))
    types = terms.get("type", ())
    put_type(record, next(filter(item_type, types), _first(terms, "type")))
    languages = map(language_code, (*terms.get("language", ()), *terms.get("language.iso", ())))
    record["languages"] = list(dict.fromkeys(filter(None, languages)))
    record["description"] = "\n".join(
        dict.fromkeys(value for term in _ABSTRACTS for value in terms.get(term, ()))
    )
    _put_rights(record, terms)
    _put_source(record, terms)
    return {key: value for key, value in record.items() if value}


def _put(record: dict[str, Any], term: str, values: Sequence[str]) -> None:
    key = KEYS.get(term)
    if key is None and "." in term:
        # A qualifier that we do not know makes its element no other.
        key = KEYS.get(term.partition(".")[0])
        key = key if key in _LISTS else None
    if key in _LISTS:
        record[key] = list(dict.fromkeys([*record.get(key, []), *values]))
    elif key is None or key.startswith("dc."):
        record[f"dc.{term}"] = list(values)
    elif key == "title":
        record["title"] = values[0]
        if others := [value for value in values[1:] if value != values[0]]:
            record["other_titles"] = [*record.get("other_titles", []), *others]
    elif key == "publisher":
        record["publisher"] = "; ".join(dict.fromkeys(values))
    elif key == "part_of":
        record.setdefault("part_of", []).extend(values)


def _put_rights(record: dict[str, Any], terms: Mapping[str, Sequence[str]]) -> None:
    """What is said of the rights in words that we know; all other words are kept.

    An access right that is not understood closes the text: nothing is opened by mistake.
    """
    known = []
    others: list[str] = []
    for term in _RIGHTS:
        for value in terms.get(term, ()):
            if rights := access_rights(value):
                known.append(rights)
            else:
                others.append(value)
                known += [Rights.METADATA] * (term in _ACCESS)
    if known:
        record["rights"] = max(known, key=list(Rights).index).value  # the narrowest
    record["rights_as_catalogued"] = list(dict.fromkeys(others))


def _put_source(record: dict[str, Any], terms: Mapping[str, Sequence[str]]) -> None:
    """The address of the item: the first that any of these terms has."""
    sources = (*terms.get("identifier.uri", ()), *terms.get("source", ()))
    addresses = [v for v in (*sources, *terms.get("identifier", ())) if _ADDRESS.fullmatch(v)]
    record["source"] = next(iter((*addresses, *sources)), "")


def _has_time(date: str) -> bool:
    """Whether a date has a time of day: it is that of a system's entry, and not of a work."""
    return bool(_TIME.search(date))


def _first(terms: Mapping[str, Sequence[str]], *names: str) -> str:
    return next((value for name in names for value in terms.get(name, ())), "")
