"""Descriptions in XML as exports and OAI-PMH list them, and what names each."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from indexer.formats.base import Description, Malformed, id_from
from searchsvc.errors import RecordError


def descriptions(
    path: Path,
    found: Iterable[etree._Element],
    record_from: Callable[[etree._Element], dict[str, Any]],
    name: str,
) -> Iterator[Description | RecordError]:
    """The descriptions that `found` gives of a file, up to where its XML breaks. `name`: of their
    format.
    """
    position = 0
    try:
        for position, element in enumerate(found, 1):
            if header(element, "status") != "deleted":
                yield _listed(element, record_from(element), f"{path}:{position}", position)
        if not position:
            yield RecordError(str(path), f"has no {name} record")
    except (OSError, Malformed) as error:
        yield RecordError(f"{path}:{position + 1}", f"cannot be read from here on: {error}")


def _listed(
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
