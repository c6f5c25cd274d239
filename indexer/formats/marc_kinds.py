"""What the codes of a MARC 21 record say: type of material, date, rights."""

import re

from indexer.formats.catalogued import access_rights, put_date
from indexer.formats.catalogued_dates import edtf_from
from indexer.formats.marc_record import MarcRecord
from searchsvc.domain import ItemType, Rights

_BY_TYPE = {
    "t": ItemType.MANUSCRIPT,
    "e": ItemType.MAP,
    "f": ItemType.MAP,
    "g": ItemType.IMAGE,
    "k": ItemType.IMAGE,
    "r": ItemType.IMAGE,
}
_PARTS = "ab"
_SERIALS = "is"
_LEGISLATION = "l"
_ON_SITE = re.compile(r"tại chỗ|tại thư viện|on-?\s?site|nội bộ", re.IGNORECASE)
_RESTRICTED = re.compile(r"hạn chế|không phổ biến|\bmật\b|restricted|confidential", re.IGNORECASE)
_OPEN = re.compile(r"không hạn chế|tự do|công khai|unrestricted|open access", re.IGNORECASE)


def type_of(marc: MarcRecord) -> ItemType:
    """The type by bytes 6 and 7 of the leader, and by a note on a thesis (502)."""
    kind, level = marc.leader[6:7], marc.leader[7:8]
    fixed = marc.control("008")
    if next(marc.each("502"), None):
        return ItemType.THESIS
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind != "a":
        return ItemType.OTHER
    if level in _SERIALS:
        return ItemType.NEWSPAPER if fixed[21:22] == "n" else ItemType.JOURNAL
    if level in _PARTS:
        return ItemType.ARTICLE
    return ItemType.LAW if _LEGISLATION in fixed[24:28] else ItemType.BOOK


def date_of(marc: MarcRecord) -> dict[str, str]:
    """`date` from the publication fields, else from 008; as catalogued too, where it says more."""
    fields = [f for f in marc.each("264") if f.indicators[1] in " 1"] + list(marc.each("260"))
    written = next((text for field in fields if (text := field.first("c"))), "")
    dates: dict[str, str] = {}
    put_date(dates, written.strip(" ,;:.").rstrip("."))
    if "date" not in dates and (date := _fixed_date(marc.control("008"))):
        dates["date"] = date
    return dates


def _fixed_date(fixed: str) -> str | None:
    """The date in bytes 6 to 14 of 008."""
    kind, begins, ends = fixed[6:7], _years(fixed[7:11]), _years(fixed[11:15])
    if kind == "e" and fixed[11:15].strip().isdecimal():
        month, day = fixed[11:13], fixed[13:15].strip()
        return edtf_from("-".join(filter(None, (fixed[7:11], month, day))))
    if not begins or kind not in "cdeikmnpqrstu":
        return None
    if kind in "dikmq" and ends and ends.isdecimal() and begins.isdecimal() and ends < "9999":
        return edtf_from(f"{begins}/{ends}") if begins != ends else edtf_from(begins)
    return edtf_from(begins)


def _years(text: str) -> str:
    """Four digits, or those known and a hyphen for each that is not."""
    return text.replace("u", "-") if re.fullmatch(r"[12](?:\d{3}|\d\du|\duu)|9999", text) else ""


def rights_of(marc: MarcRecord) -> str | None:
    """What a note on access (506) says, None where there is none.

    A restriction that is not understood closes the text: nothing is opened by mistake.
    """
    found = None
    for field in marc.each("506"):
        text = " ".join(field.all("afu"))
        if rights := access_rights(field.first("a").strip(" .")):
            found = rights
        elif field.indicators[0] == "0" or _OPEN.search(text):
            found = Rights.PUBLIC
        elif _RESTRICTED.search(text):
            return Rights.RESTRICTED.value
        elif _ON_SITE.search(text):
            found = Rights.ONSITE
        else:
            found = Rights.METADATA
    return found.value if found else None
