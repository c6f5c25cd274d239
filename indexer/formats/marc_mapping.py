"""MARC 21, as Vietnamese libraries use it, to a record of the contract.

Names and subjects are given as catalogued, titles and publishers without the punctuation of ISBD.
What has no key of its own is kept under further keys (`edition`, `extent`, `series`, …).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from indexer.formats.catalogued import language_code
from indexer.formats.marc_kinds import date_of, rights_of, type_of
from indexer.formats.marc_record import Field, MarcRecord
from searchsvc.headings import trimmed

_NAMES = ("100", "110", "111")
_ADDED_NAMES = ("700", "710", "711")
_SUBJECTS = ("600", "610", "611", "630", "648", "650", "651", "653", "654", "655")
_PUBLICATION = ("264", "260")
#: Who is an author beside the one in 100; anybody else in 700 to 711 contributed.
_AUTHORS = frozenset({"aut", "author", "joint author", "tác giả", "đồng tác giả", "soạn giả"})
#: Fields that are kept under a key of their own: key, tags, subfields.
_FURTHER = (
    ("uniform_title", ("240", "130"), "anpl"),
    ("other_titles", ("246", "247", "740"), "abnp"),
    ("responsibility", ("245",), "c"),
    ("edition", ("250",), "ab"),
    ("place", _PUBLICATION, "a"),
    ("extent", ("300",), "abce"),
    ("series", ("490", "440", "830"), "av"),
    ("thesis", ("502",), "abcd"),
    ("contents", ("505",), "agrt"),
    ("access", ("506",), "a"),
    ("terms_of_use", ("540",), "au"),
    ("classification", ("080", "082", "084"), "ab"),
    ("part_of", ("773",), "tg"),
)
#: ISBN or ISSN; what follows it, its binding or its price, is no part of it.
_NUMBER = re.compile(
    r"(?:IS[BS]N(?:-?1[03](?!\d))?)?[:\s]*(\d[\d-]{6,}[\dX]|\d(?:[ -]?[\dX]){0,12})", re.IGNORECASE
)


def record_from_marc(marc: MarcRecord) -> dict[str, Any]:
    """The record as far as the fields say it, without an id; not yet checked."""
    notes = [text for field in marc.each("500") if (text := _text(field, "a"))]
    abstracts = [text for field in marc.each("520") if (text := _text(field, "ab"))]
    links = [url for field in marc.each("856") for url in field.all("u")]
    record = {
        "title": _title(marc),
        "creators": _unique(_people(marc, authors=True)),
        "contributors": _unique(_people(marc, authors=False)),
        "subjects": _unique(_subjects(marc)),
        "languages": _unique(_languages(marc)),
        "identifiers": _unique(_identifiers(marc)),
        "publisher": next(_trimmed(marc, _PUBLICATION, "b"), ""),
        "description": "\n".join(abstracts or notes),
        "type": type_of(marc).value,
        "library": next(_trimmed(marc, ("852",), "a"), ""),
        "rights": rights_of(marc),
        "source": links[0] if links else "",
        "notes": notes if abstracts else [],
        "links": links[1:],
        **{key: list(_trimmed(marc, tags, codes)) for key, tags, codes in _FURTHER},
        **date_of(marc),
    }
    return {key: value for key, value in record.items() if value}


def _title(marc: MarcRecord) -> str:
    """Title, remainder and parts, as ISBD writes them one after the other."""
    titles = (field for tag in ("245", "240", "130") for field in marc.each(tag))
    field = next(titles, None)
    title = ""
    for code, value in field.subfields if field else ():
        if code in "abnp" and value.strip():
            mark = " : " if code == "b" else ". "
            marked = re.search(r"[:;=/.,]\s*$", title)
            title += (" " if marked else mark if title else "") + value.strip()
    return trimmed(title)


def _people(marc: MarcRecord, authors: bool) -> Iterator[str]:
    """The names as catalogued; one who did something else than write says what."""
    if authors:
        yield from (_name(field) for field in marc.each(*_NAMES))
    for field in marc.each(*_ADDED_NAMES):
        relators = {trimmed(value).casefold() for value in field.all("e4")}
        if bool(relators & _AUTHORS) == authors and not field.all("t"):
            yield _name(field)


def _name(field: Field) -> str:
    name = _text(field, "abcdq" if field.tag[1:] == "00" else "abcdn").rstrip(" ,;:/")
    did = [relator for value in field.all("e") if (relator := trimmed(value))]
    others = [relator for relator in did if relator.casefold() not in _AUTHORS]
    return ", ".join([name.removesuffix(".") if others else name, *others]) if name else ""


def _subjects(marc: MarcRecord) -> Iterator[str]:
    for field in marc.each(*_SUBJECTS):
        if field.tag == "653":
            yield from field.all("a")  # each a keyword of its own
            continue
        heading = _text(field, "abcdnpqt").rstrip(" ,;:/")
        yield " -- ".join(part for part in (heading, *map(trimmed, field.all("vxyz"))) if part)


def _languages(marc: MarcRecord) -> Iterator[str]:
    fixed = marc.control("008")[35:38]
    given = [value for field in marc.each("041") for value in field.all("a")]
    codes = chain.from_iterable(map(_codes, given))
    for code in list(codes) or [fixed] * fixed.isalpha():
        if language := language_code(code):
            yield language


def _codes(value: str) -> Iterator[str]:
    """The languages in a subfield: `vie-fre`, `vie eng`, `Tiếng Việt; Tiếng Pháp`."""
    for part in filter(None, map(str.strip, re.split(r"[^\w\s]+", value))):
        codes = part.split()
        if len(codes) == 1 and part.isascii() and part.isalpha() and len(part) % 3 == 0:
            # Older practice writes several codes as one: `viefre`. `French` is a name.
            named = language_code(part) != part
            codes = [part] if named else [part[i : i + 3] for i in range(0, len(part), 3)]
        are_codes = all(len(code) == 3 and code.isascii() for code in codes)
        yield from codes if are_codes else [part]


def _identifiers(marc: MarcRecord) -> Iterator[str]:
    yield marc.control_number
    for field in marc.each("020", "022"):
        yield from (found[1] for v in field.all("a") if (found := _NUMBER.match(v)))
    for field in marc.each("010", "024", "035"):
        yield from field.all("a")
    yield from (number for field in marc.each("852") for number in field.all("j"))


def _trimmed(marc: MarcRecord, tags: Iterable[str], codes: str) -> Iterator[str]:
    """The texts of these fields that are not empty, the tags in the order given."""
    fields = (field for tag in tags for field in marc.each(tag))
    return (text for field in fields if (text := trimmed(_text(field, codes))))


def _text(field: Field, codes: str) -> str:
    return " ".join(field.all(codes))


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
