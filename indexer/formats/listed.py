"""Descriptions in XML as exports and OAI-PMH list them: what names each."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from indexer.formats.base import Description, id_from


def listed(
    element: etree._Element, record: dict[str, Any], place: str, position: int
) -> Description:
    """The description that an element is: one of a list has the id of its header, else its first
    identifier that is no address, else its position; one alone has its file's id.
    """
    if identifier := header(element, "identifier"):
        return Description(place, {"id": id_from(identifier), **record})
    if element.getparent() is None:
        return Description(place, record)
    numbers: Iterable[str] = record.get("identifiers", [])
    named = next((number for number in numbers if "://" not in number), str(position))
    return Description(place, record, named)


def header(element: etree._Element, name: str) -> str:
    """What the header of an OAI-PMH record says, '' where there is none."""
    record = next(element.iterancestors("{*}record"), None)
    header = record.find("{*}header") if record is not None else None
    if header is None:
        return ""
    return header.get("status", "") if name == "status" else header.findtext(f"{{*}}{name}") or ""
