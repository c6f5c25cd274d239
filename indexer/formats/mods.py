"""MODS 3, a library's description of one thing, to a record.

Facts about the thing itself are taken, not those about its digital copy or what it is part of.
Guidelines: https://www.loc.gov/standards/mods/userguide/.
"""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from indexer.formats.catalogued import access_rights, language_code, put_date, type_in
from indexer.formats.catalogued_dates import edtf_from
from indexer.formats.xml import all_text, local_name
from searchsvc.domain import ItemType, Rights

_CREATORS = frozenset({"aut", "author", "cre", "creator", "tác giả", "cmp", "art"})
_SUBJECTS = ("topic", "geographic", "temporal", "name", "titleInfo", "hierarchicalGeographic")
_DATES = ("dateIssued", "dateCreated", "copyrightDate", "dateOther")
_NO_LIMITS = frozenset({"none", "no restrictions", "unrestricted", "không", "không hạn chế"})
_RESTRICTION = "restrictiononaccess"  # as types are written: apart, in one, with capitals


def record_from_mods(mods: etree._Element) -> dict[str, Any]:
    """The keys of a record that the description has a value for; no id, and no title if none.

    What has no key of its own is kept under `other_titles`, `part_of`, `series`,
    `access_condition`, `date_as_catalogued`.
    """
    origins = [o for o in mods.iterchildren("{*}originInfo") if not _is_of_the_copy(o)]
    related = {e.get("type"): e for e in reversed(list(mods.iterchildren("{*}relatedItem")))}
    record: dict[str, Any] = {
        "title": _title(mods) or _title_of_part(mods, related.get("host")),
        "creators": _names(mods, True),
        "contributors": _names(mods, False),
        "subjects": _unique(map(_subject, mods.iterchildren("{*}subject"))),
        "languages": _unique(map(_language, mods.iterchildren("{*}language"))),
        "identifiers": _identifiers(mods),
        "publisher": next(filter(None, (_text(o, "publisher") for o in origins)), ""),
        "description": "\n".join(_unique(map(all_text, mods.iterchildren("{*}abstract")))),
        "type": _type(mods),
        "library": _text(mods, "location/{*}physicalLocation"),
        "source": next((u for u in _texts(mods, "location/{*}url") if u.startswith("http")), ""),
        "other_titles": _titles(mods)[1:],
        "part_of": _title(related.get("host")),
        "series": _title(related.get("series")),
        **_date(origins),
        **access_of(mods.iterchildren("{*}accessCondition")),
    }
    return {key: value for key, value in record.items() if value}


def _is_of_the_copy(origin: etree._Element) -> bool:
    digital = origin.find("{*}dateCaptured") is not None and origin.find("{*}dateIssued") is None
    return digital or (origin.get("eventType") or "").startswith(("digiti", "capture"))


def _title(element: etree._Element | None) -> str:
    """The chief title of an element: `The history : of a book. 2, The end`."""
    return next(iter(_titles(element)), "")


def _titles(element: etree._Element | None) -> list[str]:
    """The titles of an element, the chief one first."""
    infos = list(element.iterchildren("{*}titleInfo")) if element is not None else []
    infos.sort(key=lambda info: (info.get("type") is not None, not info.get("usage")))
    return _unique(map(_whole_title, infos))


def _whole_title(info: etree._Element) -> str:
    main = " ".join(filter(None, (_text(info, "nonSort"), _text(info, "title"))))
    with_sub = " : ".join(filter(None, (main, _text(info, "subTitle"))))
    part = ", ".join(filter(None, (_text(info, "partNumber"), _text(info, "partName"))))
    return ". ".join(filter(None, (with_sub, part)))


def _title_of_part(mods: etree._Element, host: etree._Element | None) -> str:
    """A title for what has none of its own, as an issue of a newspaper: `Nam Phong, 7`."""
    whole = _title(host)
    numbers = _texts(mods, "part/{*}detail/{*}number") or _texts(mods, "part/{*}date")
    return ", ".join([whole, *numbers]) if whole else ""


def _names(mods: etree._Element, creators: bool) -> list[str]:
    return _unique(
        _name(name) for name in mods.iterchildren("{*}name") if _is_creator(name) == creators
    )


def _is_creator(name: etree._Element) -> bool:
    roles = {text.lower() for text in _texts(name, "role/{*}roleTerm")}
    return not roles or not roles.isdisjoint(_CREATORS)


def _name(name: etree._Element) -> str:
    """A name as a catalogue writes it: `Phạm, Quỳnh, 1892-1945`."""
    parts: dict[str, list[str]] = {}
    for part in name.iterchildren("{*}namePart"):
        parts.setdefault(part.get("type") or "", []).append(all_text(part))
    written = [" ".join(parts.get(kind, [])) for kind in ("family", "given")]
    whole = " ".join(parts.get("", [])) or ", ".join(filter(None, written))
    whole = whole or _text(name, "displayForm")
    return ", ".join(filter(None, (whole, *parts.get("date", []) * bool(whole))))


def _subject(subject: etree._Element) -> str:
    """A heading with its parts: `Văn học -- Việt Nam -- Thế kỷ 19`."""
    parts = []
    for part in subject.iterchildren("{*}*"):
        kind = local_name(part)
        if kind in _SUBJECTS:
            parts.append(_name(part) if kind == "name" else all_text(part))
    return " -- ".join(filter(None, parts))


def _language(language: etree._Element) -> str:
    terms = sorted(
        language.iterchildren("{*}languageTerm"), key=lambda term: term.get("type") != "code"
    )
    named = next(filter(None, map(all_text, terms)), "")
    return language_code(named) or ""


def _identifiers(mods: etree._Element) -> list[str]:
    valid = (e for e in mods.iterchildren("{*}identifier") if e.get("invalid") != "yes")
    return _unique(
        [
            *map(all_text, valid),
            *_texts(mods, "recordInfo/{*}recordIdentifier"),
            *_texts(mods, "location/{*}shelfLocator"),
        ]
    )


def _type(mods: etree._Element) -> str:
    kinds = list(mods.iterchildren("{*}genre", "{*}typeOfResource"))
    if any(kind.get("manuscript") == "yes" for kind in kinds):
        return ItemType.MANUSCRIPT.value
    return type_in(" ".join(map(all_text, kinds))) or ""


def _date(origins: list[etree._Element]) -> dict[str, str]:
    """`date` in EDTF; the date as the catalogue has it beside it, where that says it otherwise."""
    elements = [e for o in origins for name in _DATES for e in o.iterchildren(f"{{*}}{name}")]
    elements.sort(key=lambda e: (e.get("keyDate") != "yes", e.get("point") == "end"))
    told = next((e for e in elements if edtf_from(all_text(e))), None)
    record: dict[str, str] = {}
    if told is None:
        put_date(record, all_text(elements[0]) if elements else "")
        return record
    put_date(record, all_text(told))
    ends = (edtf_from(all_text(e)) for e in elements if e.get("point") == "end")
    if told.get("point") == "start" and (end := next(ends, None)):
        span = f"{record['date'].partition('/')[0]}/{end.rpartition('/')[2]}"
        return {"date": span} if edtf_from(span) == span else record
    return record


def access_of(conditions: Iterable[etree._Element]) -> dict[str, str]:
    """The keys of a record that some conditions (`accessCondition`) say: all word by word; and what
    they say of access, the narrowest of several.

    A restriction on access that is not understood closes the text. Conditions of reuse close
    nothing.
    """
    conditions = list(conditions)
    record = {"access_condition": "\n".join(_unique(map(all_text, conditions)))}
    known = [rights for rights in map(_rights, conditions) if rights]
    narrowest = max(known, key=list(Rights).index, default=Rights.PUBLIC)
    return record if narrowest is Rights.PUBLIC else {**record, "rights": narrowest.value}


def _rights(condition: etree._Element) -> Rights | None:
    said = all_text(condition)
    kind = "".join((condition.get("type") or "").lower().split())
    if kind not in ("", _RESTRICTION) or not said or said.lower() in _NO_LIMITS:
        return None
    return access_rights(said) or (Rights.METADATA if kind else None)


def _texts(element: etree._Element, path: str) -> list[str]:
    return _unique(map(all_text, element.iterfind(f"{{*}}{path}")))


def _text(element: etree._Element, path: str) -> str:
    return next(iter(_texts(element, path)), "")


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))
