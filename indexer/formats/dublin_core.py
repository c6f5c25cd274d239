"""Dublin Core in XML, simple and qualified (TCVN 7980): one record, or a list under any root."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from indexer.formats.base import Description, Format
from indexer.formats.dublin_core_terms import KEYS, record_from_terms
from indexer.formats.listed import descriptions
from indexer.formats.xml import all_text, local_name
from indexer.formats.xml_stream import elements, glance
from searchsvc.errors import RecordError

_NAMESPACES = ("http://purl.org/dc/elements/1.", "http://purl.org/dc/terms")
#: Roots of records whose elements may have no namespace; the first is DSpace's.
_ROOTS = frozenset({"dublin_core", "dc", "qualifieddc", "simpledc"})
#: Formats that carry Dublin Core and are more than that.
_OTHERS = frozenset({"mets", "html", "package", "svg", "alto", "pcgts", "mods"})
_DSPACE = "dcvalue"


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a file, up to where its XML breaks."""
    found = elements(path, is_record, max_bytes)
    return descriptions(path, found, record_from_dc, "Dublin Core")


def record_from_dc(element: etree._Element) -> dict[str, Any]:
    """The keys of a record that the elements below say, simple or qualified, or DSpace's.

    Not yet checked, without an id, and without a title where none is given.
    """
    found = list(element.iterdescendants("{*}*"))
    core = [e for e in found if _is_core(str(e.tag)) or local_name(e) == _DSPACE]
    terms: defaultdict[str, list[str]] = defaultdict(list)
    for each in core or found:  # without any namespace only where none is of Dublin Core's
        name = _term(each)
        if name and (text := all_text(each)):
            terms[name].append(text)
    return record_from_terms(terms)


def is_record(element: etree._Element) -> bool:
    """Whether an element is the parent of Dublin Core's elements."""
    children = element.iterchildren("{*}*")
    if local_name(element).lower() in _ROOTS:
        return any(_term(child) for child in children)
    return any(_is_core(child.tag) for child in children if isinstance(child.tag, str))


def _term(element: etree._Element) -> str:
    """An element's term, '' where it is none: `title`, `contributor.author`."""
    name = local_name(element)
    if name == _DSPACE:
        qualifier = element.get("qualifier") or "none"
        term = element.get("element") or ""
        return term if qualifier == "none" else f"{term}.{qualifier}"
    tag = str(element.tag)
    return name if _is_core(tag) or (not tag.startswith("{") and name in KEYS) else ""


def _is_core(tag: str) -> bool:
    return tag.startswith(tuple(f"{{{namespace}" for namespace in _NAMESPACES))


def _recognizes(_path: Path, head: bytes) -> bool:
    seen = glance(head)
    root = seen.local_root.lower()
    return root not in _OTHERS and (root in _ROOTS or any(map(_is_core, seen.names)))


FORMAT = Format(
    "dublin-core",
    "Dublin Core in XML, simple or qualified, one or a list, an item each",
    (".xml",),
    _recognizes,
    describes=describe,
)
