"""A record in JSON that describes the document of its name: `sach1.json` beside `sach1.pdf`."""

from collections.abc import Iterator
from pathlib import Path

from indexer.formats.base import Description, Format, Malformed
from indexer.formats.beside import is_metadata, record_in_json
from searchsvc.errors import RecordError

#: Keys of which a description has at least one; other JSON (of an OCR program) is left aside.
_SAID = frozenset(
    "title creators subjects rights publisher description collection library identifiers".split()
)


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The one item that a file describes; its pages are in the document."""
    try:
        record = record_in_json(path, max_bytes)
    except (OSError, Malformed) as error:
        yield RecordError(str(path), str(error))
        return
    record.pop("pages", None)
    yield Description(str(path), record)


def may_describe(path: Path, max_bytes: int) -> bool:
    """Whether a file describes the document of its name: one that is broken may."""
    if path.suffix.lower() != ".json" or is_metadata(path):
        return False
    try:
        return not _SAID.isdisjoint(record_in_json(path, max_bytes))
    except (OSError, Malformed):
        return True


FORMAT = Format(
    "json",
    "a record without pages that describes the document of its name (sach1.json, sach1.pdf)",
    (),  # alone it is no item
    lambda path, _head: False,
    describes=describe,
)
