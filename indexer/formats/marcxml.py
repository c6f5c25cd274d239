"""MARCXML: a collection of records or a single one, with a namespace or without."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from indexer.formats.base import Description, Format, Malformed
from indexer.formats.marc import described
from indexer.formats.marc_record import LEADER_LENGTH, Field, MarcRecord, is_deleted, linked
from indexer.formats.xml import all_text, local_name
from indexer.formats.xml_stream import elements, glance
from searchsvc.errors import RecordError

_FIELDS = frozenset({"leader", "controlfield", "datafield"})
_NAMESPACE = "http://www.loc.gov/MARC21/slim"


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a file, up to where its XML breaks."""
    position = 0
    try:
        for position, element in enumerate(elements(path, is_record, max_bytes, "record"), 1):
            marc = marc_from(element)
            if not is_deleted(marc.leader):
                yield described(marc, f"{path}:{position}")
        if not position:
            yield RecordError(str(path), "has no MARC record")
    except (OSError, Malformed) as error:
        yield RecordError(f"{path}:{position + 1}", f"cannot be read from here on: {error}")


def is_record(element: etree._Element) -> bool:
    """Whether an element is a MARC record."""
    first = next(element.iterchildren("{*}*"), None)
    return local_name(element) == "record" and first is not None and local_name(first) in _FIELDS


def marc_from(element: etree._Element) -> MarcRecord:
    """The MARC record of an element."""
    leader = (element.findtext("{*}leader") or "").ljust(LEADER_LENGTH)
    fields = [Field(_tag(f), f.text or "") for f in element.iterchildren("{*}controlfield")]
    for field in element.iterchildren("{*}datafield"):
        indicators = "".join((field.get(name) or " ")[:1] for name in ("ind1", "ind2"))
        values = tuple(
            ((part.get("code") or "").lower(), all_text(part))
            for part in field.iterchildren("{*}subfield")
        )
        fields.append(linked(Field(_tag(field), "", indicators, values)))
    return MarcRecord(leader, tuple(fields))


def _tag(element: etree._Element) -> str:
    return (element.get("tag") or "").strip()


def _recognizes(_path: Path, head: bytes) -> bool:
    seen = glance(head)
    in_namespace = seen.uses(_NAMESPACE) and seen.local_root != "mets"
    has_fields = not _FIELDS.isdisjoint(seen.local_names)
    return in_namespace or (seen.local_root in ("collection", "record") and has_fields)


FORMAT = Format(
    "marcxml",
    "MARCXML catalogue records, one or a collection, an item each",
    (".xml",),
    _recognizes,
    describes=describe,
)
