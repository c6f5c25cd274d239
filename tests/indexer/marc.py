"""MARC records written by hand."""

from collections.abc import Sequence
from typing import TypeAlias

#: Tag, and the data of a control field, or indicators and subfields: `"10$aNhan đề$cTác giả"`.
FieldText: TypeAlias = tuple[str, str]

LEADER = "00000nam a2200000 a 4500"

KIEU: tuple[FieldText, ...] = (
    ("001", "000123"),
    ("003", "VN-TVTT"),
    ("008", "110501s1925    vm            000 0 vie d"),
    ("020", "  $a9786041234567 (bìa cứng) :$c50000đ"),
    ("041", "0 $avie$afre"),
    ("100", "0 $aNguyễn Du,$d1766-1820."),
    ("240", "10$aĐoạn trường tân thanh"),
    ("245", "10$aTruyện Kiều :$btruyện thơ /$cNguyễn Du ; Bùi Kỷ h.đ."),
    ("250", "  $aIn lần thứ 2"),
    ("260", "  $aHà Nội :$bVĩnh Hưng Long,$c[1925?]"),
    ("300", "  $a220 tr. ;$c19 cm"),
    ("520", "  $aTruyện thơ Nôm."),
    ("600", "04$aThúy Kiều$vTiểu thuyết"),
    ("650", " 4$aVăn học cổ điển$zViệt Nam$yThế kỷ 19."),
    ("653", "  $aThơ$aTruyện Nôm"),
    ("700", "0 $aBùi Kỷ,$d1888-1960,$ehiệu đính"),
    ("700", "0 $aTrần Trọng Kim,$etác giả"),
    ("852", "  $aThư viện tỉnh Hà Thanh$jVN.0012"),
    ("856", "40$uhttps://thuvien.example/kieu"),
    ("880", "10$6245-01$a金雲翹"),
)


def iso2709(
    fields: Sequence[FieldText], encoding: str = "utf-8", leader: str = LEADER, counted: bool = True
) -> bytes:
    """A record in ISO 2709. `counted`: lengths are of bytes, not of characters."""
    contents = [(tag, text.replace("$", "\x1f")) for tag, text in fields]
    lengths = [] if counted else [len(content) for _, content in contents]
    return assembled([(tag, c.encode(encoding)) for tag, c in contents], leader, lengths)


def assembled(
    fields: Sequence[tuple[str, bytes]], leader: str = LEADER, lengths: Sequence[int] = ()
) -> bytes:
    """A record of fields as they are, signs between subfields and all."""
    lengths = lengths or [len(data) for _, data in fields]
    directory, start = b"", 0
    for (tag, _), length in zip(fields, lengths, strict=True):
        directory += f"{tag}{length + 1:04}{start:05}".encode()
        start += length + 1
    base = 24 + len(directory) + 1
    content = b"".join(data + b"\x1e" for _, data in fields)
    size = base + len(content) + 1
    head = f"{size:05}{leader[5:12]}{base:05}{leader[17:]}".encode()
    return head + directory + b"\x1e" + content + b"\x1d"


def marcxml(*records: Sequence[FieldText], namespace: bool = True, leader: str = LEADER) -> str:
    """A collection of records."""
    name = ' xmlns="http://www.loc.gov/MARC21/slim"' if namespace else ""
    return f"<collection{name}>{''.join(record_xml(r, leader) for r in records)}</collection>"


def record_xml(fields: Sequence[FieldText], leader: str = LEADER) -> str:
    return f"<record><leader>{leader}</leader>{''.join(map(_field_xml, fields))}</record>"


def _field_xml(field: FieldText) -> str:
    tag, text = field
    if tag < "010":
        return f'<controlfield tag="{tag}">{text}</controlfield>'
    indicators, *parts = text.split("$")
    subfields = "".join(f'<subfield code="{p[0]}">{p[1:]}</subfield>' for p in parts)
    first, second = indicators[0], indicators[1]
    return f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">{subfields}</datafield>'
