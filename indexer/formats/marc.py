"""MARC 21 in ISO 2709: record after record, however large the file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.formats.base import Description, Format, Malformed, id_from
from indexer.formats.marc_mapping import record_from_marc
from indexer.formats.marc_record import (
    END_OF_RECORD,
    LEADER_LENGTH,
    MarcRecord,
    control_number_in,
    decode,
    is_deleted,
)
from searchsvc.errors import RecordError

_BLOCK = 1 << 16
#: Line ends, the end mark of old systems and UTF-8's byte order mark may stand between records.
_BETWEEN = b"\r\n\x1a\0 \xef\xbb\xbf"
#: A leader: its length, status and type; "22" and "4500", which never differ, may be wrong.
_LEADER = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n ]*\d{5}[acdnp][a-z][a-z ]..[\d ]{7}[ -~]{7}\d{3}")


def describe(path: Path, max_bytes: int) -> Iterator[Description | RecordError]:
    """The items of a file; one that is broken is rejected by its position and control number."""
    position = 0
    try:
        with path.open("rb") as file:
            for position, data in enumerate(_records(file, max_bytes), 1):
                if data is None or not is_deleted(data[:LEADER_LENGTH].decode("latin-1")):
                    yield _described(data, f"{path}:{position}")
        if not position:
            yield RecordError(str(path), "has no record")
    except OSError as error:
        yield RecordError(f"{path}:{position + 1}", f"cannot be read from here on: {error}")
    except Malformed as error:
        yield RecordError(f"{path}:{position + 1}", str(error))


def described(marc: MarcRecord, place: str) -> Description:
    """A record's description; its control number names it, with the agency's code that gave it."""
    record = record_from_marc(marc)
    number, agency = marc.control_number, marc.control("003").strip()
    if number and agency:
        return Description(place, {"id": id_from(agency, number), **record})
    return Description(place, record, number or place.rpartition(":")[2])


def _described(data: bytes | None, place: str) -> Description | RecordError:
    if data is None:
        return RecordError(place, "the record is too long")
    try:
        return described(decode(data), place)
    except Malformed as error:
        number = control_number_in(data)
        named = f"control number {number}: " if number else ""
        return RecordError(place, f"{named}{error}")


def _records(file: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """The bytes before each record terminator, None where they are more than `max_bytes`.

    Raises Malformed for a last record that does not end.
    """
    pending = bytearray()
    too_long = False
    while block := file.read(_BLOCK):
        *ended, rest = block.split(END_OF_RECORD)
        for part in ended:
            pending += part
            record = bytes(pending).lstrip(_BETWEEN)
            if record or too_long:
                yield None if too_long or len(record) > max_bytes else record
            pending.clear()
            too_long = False
        pending += rest
        if len(pending) > max_bytes:
            too_long = True
            pending.clear()
    if too_long or pending.strip(_BETWEEN):
        raise Malformed("the file ends within a record")


def _recognizes(_path: Path, head: bytes) -> bool:
    return bool(_LEADER.match(head)) and b"\x1e" in head


FORMAT = Format(
    "marc",
    "MARC 21 catalogue records in ISO 2709, UTF-8 or MARC-8, an item each",
    (".mrc", ".marc"),
    _recognizes,
    describes=describe,
)
