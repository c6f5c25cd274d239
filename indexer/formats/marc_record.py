"""A MARC 21 record in memory, and the structure of ISO 2709 that holds one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pymarc.marc8 import marc8_to_unicode

from analyzers import Encoding, UnknownEncodingError, decode_bytes
from analyzers.legacy import decode as decode_legacy
from indexer.formats.base import Malformed

END_OF_RECORD = b"\x1d"
_END_OF_FIELD = b"\x1e"
_SUBFIELD = b"\x1f"
_ESCAPE = b"\x1b"
_CONTROLS_TO_SPACES = bytes(max(byte, 0x20) if byte != 0x0A else byte for byte in range(0x100))
LEADER_LENGTH = 24
_ENTRY_LENGTH = 12
_ORIGINAL_SCRIPT = "880"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: a control field has `data`, any other has subfields as pairs of code and value."""

    tag: str
    data: str = ""
    indicators: str = "  "
    subfields: tuple[tuple[str, str], ...] = ()

    def all(self, codes: str) -> list[str]:
        """The values of the subfields with these codes, in the order of the record."""
        return [
            value for code, given in self.subfields if code in codes and (value := given.strip())
        ]

    def first(self, codes: str) -> str:
        """The first of them, or ''."""
        return next(iter(self.all(codes)), "")


@dataclass(frozen=True, slots=True)
class MarcRecord:
    """Leader and fields, in Unicode."""

    leader: str
    fields: tuple[Field, ...]

    def each(self, *tags: str) -> Iterator[Field]:
        """The fields with these tags, in the order of the record."""
        return (field for field in self.fields if field.tag in tags)

    def control(self, tag: str) -> str:
        """The data of a control field, or ''."""
        return next((field.data for field in self.each(tag)), "")

    @property
    def control_number(self) -> str:
        return self.control("001").strip()


def is_deleted(leader: str) -> bool:
    """Whether a record is there only to say that the catalogue no longer has it."""
    return leader[5:6] == "d"


def decode(data: bytes) -> MarcRecord:
    """The record in these bytes, which end where its terminator stood. Raises Malformed.

    What can be known without the lengths in the leader is not taken from there: the directory ends
    at the first field terminator, the record where it ends.
    """
    directory, terminator, content = data[LEADER_LENGTH:].partition(_END_OF_FIELD)
    if len(data) <= LEADER_LENGTH or not data[:LEADER_LENGTH].isascii():
        raise Malformed("the leader is not 24 characters of ASCII")
    if not terminator:
        raise Malformed("the directory has no end")
    fields = _fields(directory, content)
    decoded = _decoder(data[:LEADER_LENGTH], b"\n".join(raw for _, raw in fields))
    leader = data[:LEADER_LENGTH].decode("ascii")
    return MarcRecord(leader, tuple(_field(tag, raw, decoded) for tag, raw in fields))


def control_number_in(data: bytes) -> str | None:
    """The control number of a record that is broken elsewhere, if it can be seen."""
    directory, _, content = data[LEADER_LENGTH:].partition(_END_OF_FIELD)
    number = content.partition(_END_OF_FIELD)[0]
    seen = directory.startswith(b"001") and number.isascii() and len(number) <= 50
    return (number.decode("ascii").strip() or None) if seen else None


def _fields(directory: bytes, content: bytes) -> list[tuple[str, bytes]]:
    """Tag and bytes of each field."""
    if not directory or len(directory) % _ENTRY_LENGTH or not directory.isascii():
        raise Malformed("the directory is not made of entries of 12 characters")
    text = directory.decode("ascii")
    entries = [text[i : i + _ENTRY_LENGTH] for i in range(0, len(text), _ENTRY_LENGTH)]
    if not all(entry[3:].isdecimal() for entry in entries):
        raise Malformed("the directory has lengths that are no numbers")
    places = [(entry[:3], int(entry[7:]), int(entry[3:7])) for entry in entries]
    if all(_is_field(content, start, length) for _, start, length in places):
        return [(tag, content[start : start + length - 1]) for tag, start, length in places]
    # Programs that count characters where bytes are meant get every place wrong, but no order.
    parts = content.removesuffix(_END_OF_FIELD).split(_END_OF_FIELD)
    if len(parts) != len(places):
        raise Malformed(f"the directory lists {len(places)} fields, the record has {len(parts)}")
    tags = [tag for tag, _, _ in sorted(places, key=lambda place: place[1])]
    return list(zip(tags, parts, strict=True))


def _is_field(content: bytes, start: int, length: int) -> bool:
    end = start + length
    return length > 0 and content.find(_END_OF_FIELD, start, end) == end - 1


def _decoder(leader: bytes, content: bytes) -> Callable[[bytes], str]:
    """What makes text of a record's bytes: UTF-8, MARC-8, or a legacy Vietnamese encoding.

    The leader is not believed where the bytes say otherwise; many systems never set its byte 9.
    """
    said_utf8 = leader[9:10] == b"a"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if encoding := _legacy_encoding(content):
            return lambda data: decode_legacy(data, encoding)
        if said_utf8:
            raise Malformed(f"said to be UTF-8, and is not: {error}") from error
        return _from_marc8
    # ASCII may still have the escapes of MARC-8 in it.
    return _from_marc8 if _ESCAPE in content and not said_utf8 else bytes.decode


def _legacy_encoding(content: bytes) -> Encoding | None:
    try:
        return decode_bytes(content.translate(_CONTROLS_TO_SPACES)).encoding
    except UnknownEncodingError:
        return None


def _from_marc8(data: bytes) -> str:
    try:
        return str(marc8_to_unicode(data, hide_utf8_warnings=True))
    except (ValueError, LookupError) as error:
        raise Malformed(f"not MARC-8: {error}") from error


def _field(tag: str, raw: bytes, decoded: Callable[[bytes], str]) -> Field:
    if tag.startswith("00"):
        return Field(tag, decoded(raw))
    indicators, *parts = raw.split(_SUBFIELD)
    texts = (decoded(part) for part in parts if part)
    values = tuple((text[:1].lower(), text[1:]) for text in texts)
    return linked(Field(tag, "", indicators.decode("ascii", "replace").ljust(2)[:2], values))


def linked(field: Field) -> Field:
    """A field in the original script (880) stands for the field that it is linked to."""
    tag = field.first("6")[:3]
    if field.tag != _ORIGINAL_SCRIPT or not tag.isdecimal():
        return field
    # The title in another script is another title.
    return Field("246" if tag == "245" else tag, "", field.indicators, field.subfields)
