"""What a section on rights says of access: METSRights, PREMIS, Dublin Core or MODS.

METSRights (http://www.loc.gov/standards/rights/METSRights.xsd) says what classes of users may do.
Only the general public matters here, and what is not given to it is not open. PREMIS
(https://www.loc.gov/standards/premis/) says what a repository may do; who is given a use, on some
condition, may not pass it on to everybody.
"""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from indexer.formats.dublin_core import record_from_dc
from indexer.formats.dublin_core_terms import record_from_terms
from indexer.formats.mods import access_of
from indexer.formats.xml import all_text
from searchsvc.domain import Rights

_PUBLIC = "GENERAL PUBLIC"
_FREE = "PUBLIC DOMAIN"
#: Constraints on who may see something, and when. All others are conditions of reuse.
_LIMITS = frozenset({"TIME", "PAYMENT", "COUNT"})
#: PREMIS' acts, and common names for them, by which readers see something; others are upkeep.
_SHOWING = frozenset({"disseminate", "use", "display", "publish", "access"})
#: What stands as a restriction where there is none.
_UNRESTRICTED = frozenset({"", "allow", "allowed", "none", "no restriction", "no restrictions"})
_IN_WORDS = ("access_condition", "rights_as_catalogued")
_TRUE, _FALSE = ("true", "1"), ("false", "0")


def rights_in(element: etree._Element) -> dict[str, Any]:
    """The keys of a record that are about rights, `rights` being the narrowest of what is said.

    All missing where nothing is said in a vocabulary that is known.
    """
    said = [
        access_of(element.iter("{*}accessCondition")),
        record_from_dc(element),
        *map(_declared, element.iter("{*}RightsDeclarationMD")),
        *map(_granted, element.iter("{*}rightsGranted", "{*}permissionGranted")),
    ]
    record: dict[str, Any] = {}
    if closing := narrowest(said):
        record["rights"] = closing
    for key in _IN_WORDS:
        if words := next((each[key] for each in said if each.get(key)), None):
            record[key] = words
    return record


def narrowest(records: Iterable[dict[str, Any]]) -> str | None:
    """The narrowest rights that any of some records states, None where none states any."""
    stated = (record["rights"] for record in records if record.get("rights"))
    return max(stated, key=list(Rights).index, default=None)


def _declared(declaration: etree._Element) -> dict[str, Any]:
    """What METSRights says, and what it says in words, which may close more."""
    words = list(filter(None, _texts(declaration, "RightsDeclaration")))
    in_words = record_from_terms({"rights": words})
    permitted = {"rights": _permitted(declaration).value}
    return {**in_words, "rights": narrowest([in_words, permitted])}


def _granted(grant: etree._Element) -> dict[str, Any]:
    """What PREMIS says of an act that is granted: of one that shows something to readers."""
    if not any(act.casefold() in _SHOWING for act in _texts(grant, "act")):
        return {}
    restrictions = [
        restriction
        for restriction in _texts(grant, "restriction")
        if restriction.casefold().rstrip(".") not in _UNRESTRICTED
    ]
    in_words = record_from_terms({"rights": _texts(grant, "rightsGrantedNote")})
    # One by one: words that are known, beside others that are not, open nothing.
    closing = [
        {"rights": Rights.METADATA.value, **record_from_terms({"rights": [restriction]})}
        for restriction in restrictions
    ]
    return {**in_words, "rights": narrowest([in_words, *closing])}


def _texts(element: etree._Element, name: str) -> list[str]:
    """The texts of its children of this name."""
    return list(map(all_text, element.iterchildren(f"{{*}}{name}")))


def _permitted(declaration: etree._Element) -> Rights:
    contexts = [c for c in declaration.iterchildren("{*}Context") if _is_of_the_public(c)]
    permissions = [p for context in contexts for p in context.iterchildren("{*}Permissions")]
    if any(p.get("DISCOVER") in _FALSE for p in permissions):
        return Rights.RESTRICTED
    limits = (c.get("CONSTRAINTTYPE") for e in contexts for c in e.iterchildren("{*}Constraints"))
    if any(p.get("DISPLAY") in _FALSE for p in permissions) or not _LIMITS.isdisjoint(limits):
        return Rights.METADATA
    if declaration.get("RIGHTSCATEGORY") == _FREE:
        return Rights.PUBLIC
    shown = any(p.get("DISPLAY") in _TRUE for p in permissions)
    return Rights.PUBLIC if shown else Rights.METADATA


def _is_of_the_public(context: etree._Element) -> bool:
    """Whether a context is about everybody, and holds: DSpace marks those of an embargo."""
    return context.get("CONTEXTCLASS") == _PUBLIC and context.get("in-effect") not in _FALSE
