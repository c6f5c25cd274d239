"""Files of MODS: one description, a modsCollection, or a list of OAI-PMH."""

from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Description, Format
from indexer.formats.listed import descriptions
from indexer.formats.mods import record_from_mods
from indexer.formats.xml_stream import elements, glance
from searchsvc.errors import RecordError

_NAMESPACE = "http://www.loc.gov/mods/v3"
_ROOTS = ("mods", "modsCollection")


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a file, up to where its XML breaks."""
    found = elements(path, lambda _element: True, max_bytes, "mods")
    return descriptions(path, found, record_from_mods, "MODS")


def _recognizes(_path: Path, head: bytes) -> bool:
    seen = glance(head)
    return seen.local_root in _ROOTS or (seen.local_root != "mets" and seen.uses(_NAMESPACE))


FORMAT = Format(
    "mods",
    "MODS catalogue records, one or a collection, an item each",
    (".xml",),
    _recognizes,
    describes=describe,
)
